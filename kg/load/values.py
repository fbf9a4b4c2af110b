"""Query values of kglite in the form they have in Neo4j: graph ids, no invented properties."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from kg.schema import graph_schema

_NODE = {"id", "labels", "properties"}
_RELATIONSHIP = {"id", "type", "start", "end", "properties"}


class Values:
    """Turns values of one result into plain ones; `ids` is called where a relationship is among them."""

    def __init__(self, ids: Callable[[], dict[int, Any]]) -> None:
        self._read_ids = ids

    def plain(self, value: Any) -> Any:
        """Return a value with its nodes, relationships and paths as dictionaries with the graph's ids."""
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == _NODE:
            return _node(value)
        if value.keys() == _RELATIONSHIP:
            return self._relationship(value)
        return {key: self.plain(item) for key, item in value.items()}

    def _relationship(self, value: dict[str, Any]) -> dict[str, Any]:
        properties = value["properties"]
        return {
            "id": properties.get("id"),
            "type": value["type"],
            "start": self._ids.get(value["start"]),
            "end": self._ids.get(value["end"]),
            "properties": properties,
        }

    @cached_property
    def _ids(self) -> dict[int, Any]:
        """The ids of all nodes by kglite's own number, which relationships name their ends by."""
        return self._read_ids()


def _node(value: dict[str, Any]) -> dict[str, Any]:
    """kglite adds `type` and `title` to the properties of every node."""
    labels = graph_schema().labels
    named = {key for label in value["labels"] if label in labels for key in labels[label].properties}
    hidden = {"type", "title"} - named
    properties = {key: item for key, item in value["properties"].items() if key not in hidden}
    return {"id": properties.get("id"), "labels": value["labels"], "properties": properties}
