"""Check a graph against `schemas/graph.yaml` and against the texts of its own papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from kg.errors import SchemaError
from kg.model import Evidence, KnowledgeGraph, Node, Relationship
from kg.schema import GraphSchema, PropertyType, graph_schema

Items = Sequence[Node] | Sequence[Relationship]
_SHOWN = 5
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "float": (float, int), "boolean": (bool,)}


def check_graph(graph: KnowledgeGraph, schema: GraphSchema | None = None) -> None:
    """Check labels, types, ends, properties, ids, order and evidence.

    Raises:
        SchemaError: the graph breaks the schema; the message has the first five violations.

    Example:
        >>> check_graph(KnowledgeGraph(nodes=(Node(id="x", labels=("Cat",), properties={"id": "x"}),)))
        Traceback (most recent call last):
        kg.errors.SchemaError: the graph breaks schemas/graph.yaml: node x: labels ('Cat',) are not in the schema
    """
    found = list(islice(violations(graph, schema or graph_schema()), _SHOWN))
    if found:
        raise SchemaError("the graph breaks schemas/graph.yaml: " + "; ".join(found))


def violations(graph: KnowledgeGraph, schema: GraphSchema) -> Iterator[str]:
    """Yield what is wrong with a graph, one sentence each."""
    nodes = {node.id: node for node in graph.nodes}
    yield from _order("node", graph.nodes)
    yield from _order("relationship", graph.relationships)
    for node in graph.nodes:
        yield from (f"node {node.id}: {problem}" for problem in _node(node, schema))
    for edge in graph.relationships:
        yield from (f"{edge.type} {edge.id}: {problem}" for problem in _relationship(edge, nodes, schema))


def _order(kind: str, items: Items) -> Iterator[str]:
    for one, two in pairwise([item.id for item in items]):
        if one >= two:
            yield f"{kind} {two}: " + ("the id comes twice" if one == two else "not sorted by id")


def _node(node: Node, schema: GraphSchema) -> Iterator[str]:
    label = schema.labels.get(node.labels[0]) if node.labels else None
    if label is None or label.abstract or label.labels != node.labels:
        yield f"labels {node.labels} are not in the schema"
        return
    yield from _properties(node.properties, label.properties)
    if node.properties.get("id") != node.id:
        yield "the property 'id' is not the node's id"


def _relationship(edge: Relationship, nodes: Mapping[str, Node], schema: GraphSchema) -> Iterator[str]:
    type_ = schema.relationships.get(edge.type)
    if type_ is None:
        yield "the type is not in the schema"
        return
    yield from _ends(edge, nodes, schema)
    yield from _properties(edge.properties, type_.properties)
    yield from _evidence(edge, nodes, schema.sentences_cap)


def _ends(edge: Relationship, nodes: Mapping[str, Node], schema: GraphSchema) -> Iterator[str]:
    missing = [end for end in (edge.start, edge.end) if end not in nodes]
    if missing:
        yield f"the end {missing[0]} does not exist"
        return
    start, end = (next(iter(nodes[id_].labels), "?") for id_ in (edge.start, edge.end))
    if not schema.allows(start, edge.type, end):
        yield f"not allowed from {start} to {end}"
    if edge.start == edge.end:
        yield "starts where it ends"
    elif schema.relationships[edge.type].symmetric and edge.start > edge.end:
        yield "symmetric, yet the smaller id is not first"


def _properties(values: Mapping[str, Any], allowed: Mapping[str, PropertyType]) -> Iterator[str]:
    for name, property_ in allowed.items():
        if property_.required and values.get(name) is None:
            yield f"the property {name!r} is missing"
    for name, value in values.items():
        if name not in allowed:
            yield f"the property {name!r} is not in the schema"
        elif value is not None and not _is(value, allowed[name].type):
            yield f"the property {name!r} is no {allowed[name].type}"


def _is(value: object, type_: str) -> bool:
    if type_.endswith("[]"):
        return isinstance(value, list | tuple) and all(_is(item, type_[:-2]) for item in value)
    return isinstance(value, _TYPES[type_]) and (type_ == "boolean" or not isinstance(value, bool))


def _evidence(edge: Relationship, nodes: Mapping[str, Node], cap: int) -> Iterator[str]:
    papers = sorted({item.paper for item in edge.evidence})
    if not papers:
        yield "there is no evidence"
    if edge.properties.get("papers") != papers or edge.properties.get("support") != len(papers):
        yield "papers and support are not those of the evidence"
    if edge.properties.get("sentences") != [item.sentence for item in edge.evidence[:cap]]:
        yield "sentences are not the best of the evidence"
    for item in edge.evidence:
        if item.paper not in nodes:
            yield f"the paper {item.paper} of the evidence does not exist"
        elif _text(nodes[item.paper])[item.start : item.end] != item.sentence or not _is_score(item):
            yield f"evidence at {item.start}-{item.end} does not fit the text of {item.paper}"


def _text(paper: Node) -> str:
    return f"{paper.properties.get('title')}\n{paper.properties.get('abstract')}"


def _is_score(item: Evidence) -> bool:
    return 0.0 <= item.confidence <= 1.0
