"""The summary of a graph: counts by type and the most used entities."""

from __future__ import annotations

from collections import Counter

import msgspec

from kg.graph.index import Index
from kg.model import KnowledgeGraph
from kg.schema import graph_schema


class Usage(msgspec.Struct, frozen=True):
    """An entity and the number of papers that name it."""

    id: str
    name: str
    papers: int


class Summary(msgspec.Struct, frozen=True):
    """Counts by node label and relationship type, in schema order, without zeros; the most used by entity label."""

    nodes: dict[str, int]
    relationships: dict[str, int]
    evidence: int
    most_used: dict[str, tuple[Usage, ...]]

    def __str__(self) -> str:
        lines = [f"{label:14s} {count:6d}" for label, count in (self.nodes | self.relationships).items()]
        for label, usages in self.most_used.items():
            lines += ["", f"Most used: {label}", *(f"{usage.papers:6d}  {usage.name}" for usage in usages)]
        return "\n".join(lines)


def summarise(graph: KnowledgeGraph, top: int = 10) -> Summary:
    """Return the summary of a graph.

    Example:
        >>> summarise(KnowledgeGraph()).nodes
        {}
    """
    schema, index = graph_schema(), Index(graph)
    labels = Counter(node.labels[0] for node in graph.nodes)
    types = Counter(edge.type for edge in graph.relationships)
    used = {label: most_used(index, label, top) for label in schema.entity_labels}
    return Summary(
        nodes={label: labels[label] for label in schema.node_labels if labels[label]},
        relationships={type_: types[type_] for type_ in schema.relationships if types[type_]},
        evidence=sum(len(edge.evidence) for edge in graph.relationships),
        most_used={label: usages for label, usages in used.items() if usages},
    )


def most_used(index: Index, label: str, top: int) -> tuple[Usage, ...]:
    """Return the entities of a label that most papers name, most first, then by mentions and id."""
    nodes = index.entities(label).values()
    ranked = sorted(nodes, key=lambda n: (-n.properties["papers"], -n.properties["mentions"], n.id))
    return tuple(Usage(n.id, n.properties["name"], n.properties["papers"]) for n in ranked[:top])
