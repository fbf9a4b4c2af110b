"""Pair inputs against a plain loop over all spans."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.features import FEATURE_COUNT, Ints, Node, form_features, is_acronym, pair_inputs

SPAN = st.tuples(st.integers(0, 30), st.integers(1, 4)).map(lambda x: (x[0], x[0] + x[1]))
NODE = st.builds(
    Node, st.lists(SPAN, min_size=1, max_size=4, unique=True).map(lambda s: tuple(sorted(s))), st.integers(0, 5)
)
SENTENCES = st.lists(st.integers(1, 12), min_size=1, max_size=6)


def sentence_of(lengths: list[int]) -> Ints:
    words = [n for n, length in enumerate(lengths) for _ in range(length)]
    return np.array((words + [len(lengths)] * 40)[:40])


@given(st.lists(NODE, min_size=2, max_size=5), SENTENCES)
def test_closest_spans_are_those_of_a_plain_search(nodes: list[Node], lengths: list[int]) -> None:
    of = sentence_of(lengths)
    pairs = list(itertools.permutations(range(len(nodes)), 2))
    inputs = pair_inputs(nodes, of, pairs)
    spans = [span for node in nodes for span in node.spans]

    def distance(a: tuple[int, int], b: tuple[int, int]) -> tuple[bool, int]:
        return bool(of[a[0]] != of[b[0]]), max(a[0] - b[1], b[0] - a[1], 0)

    for (left, right), (i, j), between in zip(pairs, inputs.spans.tolist(), inputs.between.tolist(), strict=True):
        assert spans[i] in nodes[left].spans
        assert spans[j] in nodes[right].spans
        best = min(distance(a, b) for a in nodes[left].spans for b in nodes[right].spans)
        assert distance(spans[i], spans[j]) == best
        inner = (min(spans[i][1], spans[j][1]), max(spans[i][0], spans[j][0]))
        assert tuple(between) == (inner if not best[0] and inner[0] < inner[1] else (0, 0))


@given(st.lists(NODE, min_size=2, max_size=5), SENTENCES)
def test_features_index_the_table(nodes: list[Node], lengths: list[int]) -> None:
    named = [node._replace(forms=("a form",) * len(node.spans)) for node in nodes]
    pairs = list(itertools.permutations(range(len(nodes)), 2))
    features = pair_inputs(named, sentence_of(lengths), pairs, compare_forms=True).features
    assert features.min() >= 0
    assert features.max() < FEATURE_COUNT
    assert (np.diff(features, axis=1) > 0).all(), "each column has its own part of the table"


def test_no_pairs() -> None:
    inputs = pair_inputs([Node(((0, 1),), 0)], np.zeros(3, dtype=np.int64), [])
    assert [len(array) for array in inputs] == [0, 0, 0, 0]


def test_forms() -> None:
    assert form_features(["graph neural networks"], ["GNN"])[1] == 1
    assert form_features(["BERT"], ["BERT model"])[2] == 1
    assert form_features(["language model"], ["large language model"])[2] == 2
    assert not is_acronym("large", "long art")
