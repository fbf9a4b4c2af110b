"""Positions computed beforehand."""

import math
import random
from itertools import combinations

import pytest

from kg.model import KnowledgeGraph, Node, Relationship
from kg.view.data import radius
from kg.view.layout import positions
from tests.view_graphs import corpus_graph


def entity(id_: str) -> Node:
    return Node(id=id_, labels=("Method", "Entity"), properties={"id": id_, "name": id_, "papers": 1})


def claim(id_: str) -> Node:
    return Node(id=id_, labels=("Claim",), properties={"id": id_, "sentence": id_})


def link(start: str, end: str, type_: str = "PART_OF") -> Relationship:
    return Relationship(id=f"{start}-{end}", type=type_, start=start, end=end, properties={"support": 1})


def place(nodes: list[Node], links: list[Relationship]) -> dict[str, tuple[int, int]]:
    graph = KnowledgeGraph(nodes=tuple(nodes), relationships=tuple(links))
    return positions(graph, {node.id: 5.0 for node in nodes})


@pytest.fixture(scope="module")
def corpus():
    return corpus_graph(papers=30)


def test_the_same_graph_gets_the_same_positions(corpus):
    radii = {node.id: radius(node) for node in corpus.nodes}
    random.seed(1)
    first = positions(corpus, radii)
    random.seed(2)
    assert positions(corpus, radii) == first


def test_python_random_numbers_go_on_as_if_nothing_had_happened(corpus):
    random.seed(7)
    expected = random.random()
    random.seed(7)
    positions(corpus, {node.id: radius(node) for node in corpus.nodes})
    assert random.random() == expected


def test_nodes_do_not_overlap(corpus):
    radii = {node.id: radius(node) for node in corpus.nodes}
    placed = positions(corpus, radii)
    assert placed.keys() == radii.keys()
    assert all(math.dist(placed[a], placed[b]) >= radii[a] + radii[b] for a, b in combinations(placed, 2))


def test_neighbours_are_nearer_than_others(corpus):
    placed = positions(corpus, {node.id: radius(node) for node in corpus.nodes})
    linked = [math.dist(placed[r.start], placed[r.end]) for r in corpus.relationships]
    dice = random.Random(0)
    any_two = [math.dist(*dice.sample(list(placed.values()), 2)) for _ in range(2000)]
    assert sum(linked) / len(linked) < 0.6 * sum(any_two) / len(any_two)


def test_a_claim_lies_beside_what_it_is_about():
    ring = [entity(f"e{i}") for i in range(12)]
    links = [link(f"e{i}", f"e{(i + 1) % 12}") for i in range(12)] + [link("c", "e3", "ABOUT")]
    placed = place([claim("c"), *ring], links)
    distances = {node.id: math.dist(placed["c"], placed[node.id]) for node in ring}
    assert min(distances, key=distances.get) == "e3"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_few_and_unconnected_nodes(count):
    placed = place([entity(str(i)) for i in range(count)], [])
    assert len(set(placed.values())) == count


def test_loops_claims_alone_and_double_links():
    nodes = [entity("a"), entity("b"), claim("c"), claim("d"), claim("e")]
    links = [link("a", "a"), link("a", "b"), link("b", "a"), link("c", "d", "AGREES_WITH")]
    assert len(set(place(nodes, links).values())) == 5


def test_a_large_graph_is_laid_out_without_comparing_all_pairs(monkeypatch):
    monkeypatch.setattr("kg.view.layout.EXACT_LIMIT", 10)
    nodes = [entity(f"e{i:03}") for i in range(300)]
    placed = place(nodes, [link(f"e{i:03}", f"e{i // 2:03}") for i in range(1, 300)])
    assert len(set(placed.values())) == 300
