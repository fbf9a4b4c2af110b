"""What the page is told: the graph as plain JSON, each title and sentence once, in a fixed order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from kg.errors import ConfigError
from kg.model import KnowledgeGraph, Node, Relationship
from kg.schema import GraphSchema, RelationshipSchema, graph_schema
from kg.view.layout import positions

SMALLEST, GROWTH, LARGEST = 5.0, 4.0, 26.0  # radius in pixels: smallest + growth * sqrt(papers - 1), at most largest
BESIDE = 5.0  # radius of nodes that are not entities


def page_data(graph: KnowledgeGraph, *, title: str, max_nodes: int | None = None) -> dict[str, Any]:
    """Return everything the page shows.

    Nodes and papers are referred to by their place in the lists. `total` counts the nodes before `max_nodes`.

    Raises:
        ConfigError: `max_nodes` is below 1.

    Example:
        >>> page_data(KnowledgeGraph(), title="Mine")["total"]
        0
    """
    kept = most_supported(graph, max_nodes)
    schema = graph_schema()
    index = {node.id: i for i, node in enumerate(kept.nodes)}
    radii = {node.id: radius(node) for node in kept.nodes}
    places = positions(kept, radii)
    papers = _Papers(graph, index)
    sentences = _Table()
    edges = [_edge(r, index, papers, sentences) for r in kept.relationships]
    nodes = [_node(node, schema, papers) | _place(node, places, radii) for node in kept.nodes]
    return {
        "title": title,
        "total": len(graph.nodes),
        "labels": _labels(schema),
        "types": {r.name: {"description": r.description, "symmetric": r.symmetric} for r in _types(schema, kept)},
        "nodes": nodes,
        "edges": edges,
        "papers": papers.rows,
        "sentences": sentences.rows,
    }


def most_supported(graph: KnowledgeGraph, max_nodes: int | None) -> KnowledgeGraph:
    """Return the part of the graph among the `max_nodes` nodes that most papers support.

    Equally supported nodes are ranked by their number of relationships, then by id.
    """
    if max_nodes is not None and max_nodes < 1:
        raise ConfigError(f"max_nodes is {max_nodes}: give at least 1, or leave it out to show every node")
    if max_nodes is None or len(graph.nodes) <= max_nodes:
        return graph
    degree = Counter(end for r in graph.relationships for end in (r.start, r.end))
    ranked = sorted(graph.nodes, key=lambda node: (-support(node), -degree[node.id], node.id))
    ids = {node.id for node in ranked[:max_nodes]}
    return KnowledgeGraph(
        nodes=tuple(node for node in graph.nodes if node.id in ids),
        relationships=tuple(r for r in graph.relationships if r.start in ids and r.end in ids),
    )


def support(node: Node) -> int:
    """Return the number of papers behind a node: at least 1."""
    papers = node.properties.get("papers")
    return max(1, papers) if isinstance(papers, int) else 1


def radius(node: Node) -> float:
    """Return the radius of a node in pixels at zoom 1."""
    if "Entity" not in node.labels:
        return BESIDE
    return round(min(LARGEST, SMALLEST + GROWTH * math.sqrt(support(node) - 1)), 1)


class _Table:
    """Rows that are referred to by number."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, row: str) -> int:
        if row not in self._numbers:
            self._numbers[row] = len(self.rows)
            self.rows.append(row)
        return self._numbers[row]


class _Papers:
    """The papers that evidence names, each once; `node` is the paper's place among the shown nodes."""

    def __init__(self, graph: KnowledgeGraph, index: Mapping[str, int]) -> None:
        self.rows: list[dict[str, Any]] = []
        self._index = index
        self._numbers: dict[str, int] = {}
        self._nodes = {node.id: node for node in graph.nodes if node.labels[0] == "Paper"}

    def number(self, paper: str) -> int:
        if paper not in self._numbers:
            self._numbers[paper] = len(self.rows)
            node = self._nodes.get(paper)
            known = node.properties if node else {}
            row = {"title": known.get("title") or paper, "year": known.get("year")}
            self.rows.append({**row, "node": self._index.get(node.id) if node else None})
        return self._numbers[paper]


def _types(schema: GraphSchema, graph: KnowledgeGraph) -> list[RelationshipSchema]:
    present = {r.type for r in graph.relationships}
    return [r for r in schema.relationships.values() if r.name in present]


def _labels(schema: GraphSchema) -> dict[str, Any]:
    return {
        name: {
            "colour": schema.labels[name].colour,
            "description": schema.labels[name].description,
            "entity": name in schema.entity_labels,
        }
        for name in schema.node_labels
    }


def _node(node: Node, schema: GraphSchema, papers: _Papers) -> dict[str, Any]:
    label = node.labels[0]
    caption = schema.labels[label].caption if label in schema.labels else "name"
    paper = node.properties.get("paper")
    known = {key: plain(node.properties[key]) for key in sorted(node.properties.keys() - {"id", "paper", caption})}
    return {
        "id": node.id,
        "label": label,
        "name": str(node.properties.get(caption) or node.id),
        "paper": papers.number(paper) if isinstance(paper, str) else None,
        "properties": {key: value for key, value in known.items() if value not in (None, [])},
    }


def _place(node: Node, places: Mapping[str, tuple[int, int]], radii: Mapping[str, float]) -> dict[str, Any]:
    x, y = places[node.id]
    return {"x": x, "y": y, "size": radii[node.id]}


def _edge(r: Relationship, index: Mapping[str, int], papers: _Papers, sentences: _Table) -> dict[str, Any]:
    return {
        "id": r.id,
        "type": r.type,
        "start": index[r.start],
        "end": index[r.end],
        "confidence": plain(r.properties.get("confidence")),
        "support": plain(r.properties.get("support")) or 1,
        "evidence": [[papers.number(e.paper), sentences.number(e.sentence), plain(e.confidence)] for e in r.evidence],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: floats rounded and finite, everything unknown as text.

    Example:
        >>> plain([0.123456, float("nan"), ("a", None)])
        [0.1235, None, ['a', None]]
    """
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)
