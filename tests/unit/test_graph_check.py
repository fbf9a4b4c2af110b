"""Every rule of the schema, broken once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kg.errors import SchemaError
from kg.graph import check_graph
from kg.model import KnowledgeGraph, Node, Relationship
from tests.graph_builders import Built, Reading

replace = msgspec.structs.replace


def graph() -> KnowledgeGraph:
    reading = Reading("p", "Otter", "Otter is better than Heron, on par with Ibis on Riverbank.", year=2020)
    otter, heron, ibis = (reading.entity("Method", name) for name in ("Otter", "Heron", "Ibis"))
    reading.entity("Dataset", "Riverbank")
    reading.relation(otter, "OUTPERFORMS", heron, reading.paper.abstract)
    reading.relation(otter, "COMPARED_WITH", ibis, reading.paper.abstract)
    return Built(reading).graph


def node_changes(label: str, **values: Any) -> Callable[[KnowledgeGraph], KnowledgeGraph]:
    """Change the first node with this label; a property named in `values` replaces or, if None, removes it."""

    def change(graph: KnowledgeGraph) -> KnowledgeGraph:
        at = next(n for n, node in enumerate(graph.nodes) if node.labels[0] == label)
        nodes = list(graph.nodes)
        properties = {**nodes[at].properties, **values}
        kept = {name: value for name, value in properties.items() if value is not None}
        nodes[at] = replace(nodes[at], properties=kept)
        return replace(graph, nodes=tuple(nodes))

    return change


def edge_changes(type_: str, **values: Any) -> Callable[[KnowledgeGraph], KnowledgeGraph]:
    """Change the relationship of this type: fields by name, properties by `p_` and name."""

    def changed(edge: Relationship) -> Relationship:
        fields = {name: value for name, value in values.items() if not name.startswith("p_")}
        properties = {name[2:]: value for name, value in values.items() if name.startswith("p_")}
        return replace(edge, **fields, properties={**edge.properties, **properties})

    def change(graph: KnowledgeGraph) -> KnowledgeGraph:
        edges = tuple(changed(edge) if edge.type == type_ else edge for edge in graph.relationships)
        return replace(graph, relationships=edges)

    return change


def turned(graph: KnowledgeGraph) -> KnowledgeGraph:
    edges = (replace(e, start=e.end, end=e.start) if e.type == "COMPARED_WITH" else e for e in graph.relationships)
    return replace(graph, relationships=tuple(edges))


def looped(graph: KnowledgeGraph) -> KnowledgeGraph:
    edges = (replace(e, end=e.start) if e.type == "OUTPERFORMS" else e for e in graph.relationships)
    return replace(graph, relationships=tuple(edges))


def moved(graph: KnowledgeGraph) -> KnowledgeGraph:
    [edge] = (e for e in graph.relationships if e.type == "OUTPERFORMS")
    evidence = (replace(edge.evidence[0], start=7),)
    return edge_changes("OUTPERFORMS", evidence=evidence)(graph)


def doubtful(graph: KnowledgeGraph) -> KnowledgeGraph:
    [edge] = (e for e in graph.relationships if e.type == "OUTPERFORMS")
    return edge_changes("OUTPERFORMS", evidence=(replace(edge.evidence[0], confidence=2.0),))(graph)


def elsewhere(graph: KnowledgeGraph) -> KnowledgeGraph:
    [edge] = (e for e in graph.relationships if e.type == "OUTPERFORMS")
    evidence = (replace(edge.evidence[0], paper="q"),)
    return edge_changes("OUTPERFORMS", evidence=evidence, p_papers=["q"])(graph)


def relabelled(*labels: str) -> Callable[[KnowledgeGraph], KnowledgeGraph]:
    def change(graph: KnowledgeGraph) -> KnowledgeGraph:
        nodes = (replace(node, labels=labels) if node.labels[0] == "Dataset" else node for node in graph.nodes)
        return replace(graph, nodes=tuple(nodes))

    return change


BREACHES: list[tuple[Callable[[KnowledgeGraph], KnowledgeGraph], str]] = [
    (relabelled("Bird"), "labels .* are not in the schema"),
    (relabelled("Dataset"), "labels .* are not in the schema"),
    (relabelled("Entity"), "labels .* are not in the schema"),
    (relabelled(), "labels .* are not in the schema"),
    (lambda g: replace(g, nodes=g.nodes[::-1]), "not sorted by id"),
    (lambda g: replace(g, nodes=(g.nodes[0], *g.nodes)), "node .*: the id comes twice"),
    (lambda g: replace(g, relationships=(g.relationships[0], *g.relationships)), "relationship .*: the id comes twice"),
    (node_changes("Paper", title=None), "the property 'title' is missing"),
    (node_changes("Paper", year="2020"), "the property 'year' is no integer"),
    (node_changes("Paper", year=True), "the property 'year' is no integer"),
    (node_changes("Paper", authors=["A", 3]), r"the property 'authors' is no string\[\]"),
    (node_changes("Paper", authors="A"), r"the property 'authors' is no string\[\]"),
    (node_changes("Paper", wings=2), "the property 'wings' is not in the schema"),
    (node_changes("Paper", id="q"), "the property 'id' is not the node's id"),
    (edge_changes("OUTPERFORMS", type="SWIMS"), "the type is not in the schema"),
    (edge_changes("OUTPERFORMS", type="EVALUATED_ON"), "not allowed from Method to Method"),
    (edge_changes("OUTPERFORMS", end="nowhere"), "the end nowhere does not exist"),
    (edge_changes("OUTPERFORMS", evidence=()), "there is no evidence"),
    (edge_changes("OUTPERFORMS", p_support=2), "papers and support are not those of the evidence"),
    (edge_changes("OUTPERFORMS", p_papers=["q"]), "papers and support are not those of the evidence"),
    (edge_changes("OUTPERFORMS", p_sentences=[]), "sentences are not the best of the evidence"),
    (edge_changes("OUTPERFORMS", p_confidence=None), "the property 'confidence' is missing"),
    (edge_changes("OUTPERFORMS", p_confidence="high"), "the property 'confidence' is no float"),
    (looped, "starts where it ends"),
    (turned, "symmetric, yet the smaller id is not first"),
    (moved, "evidence at 7-.* does not fit the text of p"),
    (doubtful, "evidence at .* does not fit the text of p"),
    (elsewhere, "the paper q of the evidence does not exist"),
]


def test_a_built_graph_is_sound() -> None:
    check_graph(graph())
    check_graph(KnowledgeGraph())


@pytest.mark.parametrize(("breach", "message"), BREACHES)
def test_breaches(breach: Callable[[KnowledgeGraph], KnowledgeGraph], message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        check_graph(breach(graph()))


def test_the_message_shows_five_breaches_at_most() -> None:
    nodes = tuple(Node(id=str(n), labels=("Bird",), properties={}) for n in range(9))
    with pytest.raises(SchemaError) as caught:
        check_graph(KnowledgeGraph(nodes=nodes))
    assert str(caught.value).count("are not in the schema") == 5
