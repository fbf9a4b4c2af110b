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
    first = np.searchsorted(owners, np.arange(len(nodes)))
    sentences = sentence_of[spans[:, 0]] if len(spans) else spans[:, :0].reshape(-1)
    chosen = np.zeros((len(pairs), 2), dtype=np.int64)
    between = np.zeros((len(pairs), 2), dtype=np.int64)
    columns = np.zeros((len(pairs), len(_SIZES)), dtype=np.int64)
    for row, (left, right) in enumerate(pairs):
        a = first[left] + np.arange(len(nodes[left].spans))
        b = first[right] + np.arange(len(nodes[right].spans))
        i, j, shared = _closest(spans, sentences, a, b)
        chosen[row] = i, j
        columns[row, :10] = _position_features(nodes[left], nodes[right], spans, sentences, i, j, shared)
        if compare_forms:
            columns[row, 10:] = form_features(nodes[left].forms, nodes[right].forms)
        if sentences[i] == sentences[j]:
            start, end = min(spans[i, 1], spans[j, 1]), max(spans[i, 0], spans[j, 0])
            between[row] = (start, end) if start < end else (0, 0)
    return Pairs(np.array(pairs, dtype=np.int64).reshape(-1, 2), chosen, between, columns + OFFSETS)


def _closest(spans: Ints, sentences: Ints, a: Ints, b: Ints) -> tuple[int, int, int]:
    """Return the closest pair of spans, one in the same sentence first, and how many spans share a sentence."""
    gap = np.maximum(spans[a, 0][:, None] - spans[b, 1][None], spans[b, 0][None] - spans[a, 1][:, None])
    apart = sentences[a][:, None] != sentences[b][None]
    i, j = np.unravel_index(int(np.argmin(np.maximum(gap, 0) + apart * 10_000)), gap.shape)
    return int(a[i]), int(b[j]), int((~apart).sum())


def _position_features(left: Node, right: Node, spans: Ints, sentences: Ints, i: int, j: int, shared: int) -> list[int]:
    gap = max(spans[i, 0] - spans[j, 1], spans[j, 0] - spans[i, 1], 0)
    return [
        left.kind,
        right.kind,
        int(spans[i, 0] < spans[j, 0]),
        int(np.searchsorted(_DISTANCES, gap, side="right")),
        min(abs(int(sentences[i] - sentences[j])), 3),
        int(spans[i, 0] < spans[j, 1] and spans[j, 0] < spans[i, 1]),
        int(sentences[i] == 0),
        int(sentences[j] == 0),
        min(shared, 3),
        int(len(left.spans) > len(right.spans)),
    ]


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
    letters = short.rstrip("s").replace("-", "").lower()
    initials = "".join(word[0] for word in normalise(long).split())
    return 2 <= len(letters) <= 8 and " " not in short and letters == initials
