"""Look-ups that the analyses share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.errors import ConfigError
from kg.model import KnowledgeGraph, Node, Relationship
from kg.schema import graph_schema


class Index:
    """Nodes by id and label, relationships by type and start."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.nodes = {node.id: node for node in graph.nodes}
        self._by_label: dict[str, list[Node]] = defaultdict(list)
        self._by_type: dict[str, list[Relationship]] = defaultdict(list)
        self._ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for node in graph.nodes:
            self._by_label[node.labels[0]].append(node)
        for edge in graph.relationships:
            self._by_type[edge.type].append(edge)
            self._ends[edge.type, edge.start].append(edge.end)

    def nodes_of(self, label: str) -> list[Node]:
        """Return the nodes with this first label, in id order."""
        return self._by_label.get(label, [])

    def entities(self, label: str) -> dict[str, Node]:
        """Return the entities of a label by id.

        Raises:
            ConfigError: `label` is no entity label.
        """
        allowed = graph_schema().entity_labels
        if label not in allowed:
            raise ConfigError(f"{label!r} is no entity label: use one of {', '.join(allowed)}")
        return {node.id: node for node in self.nodes_of(label)}

    def edges_of(self, *types: str) -> Iterator[Relationship]:
        """Yield the relationships of some types."""
        for type_ in types:
            yield from self._by_type.get(type_, [])

    def ends(self, type_: str, start: str) -> list[Node]:
        """Return the nodes at the end of relationships of a type from a node, sorted by id."""
        return [self.nodes[id_] for id_ in sorted(self._ends.get((type_, start), []))]
