"""What has to be written to a server, and what deleted, so that it holds the graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

import msgspec

from kg.load.cypher import content_hash
from kg.model import Node, Record, Relationship

R = TypeVar("R", Node, Relationship)


class Diff(msgspec.Struct, Generic[R], frozen=True):
    """`write` is new or changed, `delete` are rows of what is there and should not be."""

    write: tuple[R, ...]
    delete: tuple[dict[str, Any], ...]
    unchanged: int


def diff_nodes(nodes: Iterable[Node], present: Iterable[dict[str, Any]]) -> Diff[Node]:
    """Compare nodes with rows of (label, id, hash) from a server.

    Example:
        >>> task = Node(id="t:1", labels=("Task", "Entity"), properties={"name": "QA"})
        >>> there = [{"label": "Task", "id": "t:1", "hash": content_hash(task)}, {"label": "Task", "id": "t:2", "hash": ""}]
        >>> diff = diff_nodes([task], there)
        >>> diff.write, [row["id"] for row in diff.delete], diff.unchanged
        ((), ['t:2'], 1)
    """
    return _diff({(node.labels[0], node.id): node for node in nodes}, [((r["label"], r["id"]), r) for r in present])


def diff_relationships(relationships: Iterable[Relationship], present: Iterable[dict[str, Any]]) -> Diff[Relationship]:
    """Compare relationships with rows of (type, id, source, target, hash) from a server."""
    rows = [((r["type"], r["id"], r["source"], r["target"]), r) for r in present]
    return _diff({(r.type, r.id, r.start, r.end): r for r in relationships}, rows)


def _diff(wanted: dict[Any, R], present: list[tuple[Hashable, dict[str, Any]]]) -> Diff[R]:
    missing = dict(wanted)
    changed: list[R] = []
    delete: list[dict[str, Any]] = []
    for key, row in present:
        # popped: what is there twice (a broken load of old) is deleted once
        record = missing.pop(key, None)
        if record is None:
            delete.append(row)
        elif row["hash"] != content_hash(record):
            changed.append(record)
    write = sorted([*missing.values(), *changed], key=lambda record: record.id)
    return Diff(tuple(write), tuple(delete), len(wanted) - len(write))


class Counts(Record, frozen=True, kw_only=True):
    """What a load did; `kept` is gone from the graph, and held in the database by a relationship of the user's."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self) -> str:
        said = f"{self.created} created, {self.updated} updated, {self.deleted} deleted, {self.unchanged} unchanged"
        return said + (f", {self.kept} kept for relationships of your own" if self.kept else "")


class LoadReport(Record, frozen=True, kw_only=True):
    """What a load changed, as the server counted it, and how long it took.

    Example:
        >>> print(LoadReport(nodes=Counts(created=2), relationships=Counts(unchanged=1), seconds=0.25))
        nodes: 2 created, 0 updated, 0 deleted, 0 unchanged
        relationships: 0 created, 0 updated, 0 deleted, 1 unchanged
        0.2 s
    """

    nodes: Counts
    relationships: Counts
    seconds: float

    def __str__(self) -> str:
        return f"nodes: {self.nodes}\nrelationships: {self.relationships}\n{self.seconds:.1f} s"
