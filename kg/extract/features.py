"""What the pair heads are told besides the encoder's states; training and reading share it.

A *node* is a group of spans with a kind: an entity (all its mentions), a number, a sentence.
Word offsets are half-open and count the words of the text without white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from kg.model import ENTITY_TYPES
from kg.text import normalise

Ints = NDArray[np.int64]
Span = tuple[int, int]

KINDS: tuple[str, ...] = (*ENTITY_TYPES, "number", "sentence")
_DISTANCES = np.array([1, 2, 3, 5, 8, 13, 21, 41])
# sizes of the categorical features, in the order of their columns
_SIZES = (len(KINDS), len(KINDS), 2, len(_DISTANCES) + 1, 4, 2, 2, 2, 4, 2, 5, 2, 3)
OFFSETS: Ints = np.concatenate([[0], np.cumsum(_SIZES)[:-1]]).astype(np.int64)
FEATURE_COUNT = int(sum(_SIZES))
MAX_WIDTH = 12


class Node(NamedTuple):
    """A group of spans of one kind (index into KINDS), in text order; `forms` are its surface forms."""

    spans: tuple[Span, ...]
    kind: int
    forms: tuple[str, ...] = ()


class Pairs(NamedTuple):
    """Inputs of a pair head for P pairs.

    `nodes` [P,2] node indices; `spans` [P,2] indices of the closest spans; `between` [P,2] the words between
    these (empty when they overlap or stand in two sentences); `features` [P,F] rows of the feature table.
    """

    nodes: Ints
    spans: Ints
    between: Ints
    features: Ints


def flatten(nodes: Sequence[Node]) -> tuple[Ints, Ints]:
    """Return all spans [S,2] and the node each belongs to [S]."""
    spans = [span for node in nodes for span in node.spans]
    owners = [i for i, node in enumerate(nodes) for _ in node.spans]
    return np.array(spans, dtype=np.int64).reshape(-1, 2), np.array(owners, dtype=np.int64)


def pair_inputs(
    nodes: Sequence[Node], sentence_of: Ints, pairs: Sequence[tuple[int, int]], *, compare_forms: bool = False
) -> Pairs:
    """Build the inputs of a pair head for (left, right) node indices; `sentence_of` [n] maps words to sentences.

    Example:
        >>> nodes = [Node(((0, 1),), 0), Node(((3, 5), (9, 10)), 1)]
        >>> inputs = pair_inputs(nodes, np.array([0] * 6 + [1] * 5), [(0, 1)])
        >>> inputs.spans.tolist(), inputs.between.tolist()
        ([[0, 1]], [[1, 3]])
    """
    spans, owners = flatten(nodes)
    index = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if not len(index):
        empty = np.zeros((0, 2), dtype=np.int64)
        return Pairs(index, empty, empty, np.zeros((0, len(_SIZES)), dtype=np.int64))
    sentences = sentence_of[spans[:, 0]]
    closest, shared = _closest(spans, sentences, np.searchsorted(owners, np.arange(len(nodes))), index)
    columns = np.zeros((len(index), len(_SIZES)), dtype=np.int64)
    columns[:, :10] = _positions(nodes, spans, sentences, index, closest, shared)
    if compare_forms:
        columns[:, 10:] = [form_features(nodes[a].forms, nodes[b].forms) for a, b in pairs]
    between = _between(spans[closest[:, 0]], spans[closest[:, 1]])
    between[sentences[closest[:, 0]] != sentences[closest[:, 1]]] = 0
    return Pairs(index, closest, between, columns + OFFSETS)


def _closest(spans: Ints, sentences: Ints, first: Ints, pairs: Ints) -> tuple[Ints, Ints]:
    """Return the closest spans [P,2] of each pair of nodes and how many pairs of spans share a sentence [P].

    Spans in one sentence come before all others. `first` is the first span of each node: spans are in the
    order of their nodes, so minima over blocks of the distance matrix give all nodes at once.
    """
    count = len(spans)
    gap = np.maximum(spans[:, 0][:, None] - spans[:, 1][None], spans[:, 0][None] - spans[:, 1][:, None])
    apart = sentences[:, None] != sentences[None]
    places = np.arange(count * count).reshape(count, count)
    keyed = (np.maximum(gap, 0) + apart * 10_000) * count * count + places
    best = _blocks(np.minimum, keyed, first)[pairs[:, 0], pairs[:, 1]] % (count * count)
    shared = _blocks(np.add, (~apart).astype(np.int64), first)[pairs[:, 0], pairs[:, 1]]
    return np.stack([best // count, best % count], axis=1), shared


def _blocks(reduce: np.ufunc, matrix: Ints, first: Ints) -> Ints:
    result: Ints = reduce.reduceat(reduce.reduceat(matrix, first, axis=0), first, axis=1)
    return result


def _between(left: Ints, right: Ints) -> Ints:
    """Return the words between two spans [P,2], (0, 0) where there are none."""
    words = np.stack([np.minimum(left[:, 1], right[:, 1]), np.maximum(left[:, 0], right[:, 0])], axis=1)
    words[words[:, 0] >= words[:, 1]] = 0
    return words


def _positions(nodes: Sequence[Node], spans: Ints, sentences: Ints, pairs: Ints, closest: Ints, shared: Ints) -> Ints:
    """Return the features of place and kind, [P,10]."""
    kind = np.array([node.kind for node in nodes], dtype=np.int64)
    size = np.array([len(node.spans) for node in nodes], dtype=np.int64)
    (left, right), (i, j) = pairs.T, closest.T
    gap = np.maximum(np.maximum(spans[i, 0] - spans[j, 1], spans[j, 0] - spans[i, 1]), 0)
    return np.stack(
        [
            kind[left],
            kind[right],
            spans[i, 0] < spans[j, 0],
            np.searchsorted(_DISTANCES, gap, side="right"),
            np.minimum(np.abs(sentences[i] - sentences[j]), 3),
            (spans[i, 0] < spans[j, 1]) & (spans[j, 0] < spans[i, 1]),
            sentences[i] == 0,
            sentences[j] == 0,
            np.minimum(shared, 3),
            size[left] > size[right],
        ],
        axis=1,
    ).astype(np.int64)


def form_features(left: Sequence[str], right: Sequence[str]) -> list[int]:
    """Compare the surface forms of two nodes: similarity (0-4), acronym of the other, contained words (0-2).

    Example:
        >>> form_features(["convolutional neural networks"], ["CNN"])
        [0, 1, 0]
        >>> form_features(["MNIST"], ["MNIST dataset"])
        [2, 0, 1]
    """
    a, b = normalise(left[0]), normalise(right[0])
    similarity = int(min(fuzz.ratio(a, b) / 100, 0.99) * 5)
    x, y = sorted((a.split(), b.split()), key=len)
    acronym = is_acronym(left[0], right[0]) or is_acronym(right[0], left[0])
    contained = 0
    if x and len(x) < len(y) and set(x) <= set(y):
        contained = 2 if x == y[-len(x) :] else 1
    return [similarity, int(acronym), contained]


def is_acronym(short: str, long: str) -> bool:
    """Tell whether `short` may abbreviate `long`: its letters begin the words of `long`, in order.

    Example:
        >>> is_acronym("CNNs", "convolutional neural networks"), is_acronym("BERT", "neural networks")
        (True, False)
    """
    if " " in short:  # most forms: asked of every pair of a paper
        return False
    letters = short.rstrip("s").replace("-", "").lower()
    return 2 <= len(letters) <= 8 and letters == "".join(word[0] for word in normalise(long).split())
