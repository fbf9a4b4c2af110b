"""What has to be written to a server, and what deleted, so that it holds the graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from kg.load.cypher import content_hash
from kg.model import Node, Relationship

R = TypeVar("R", bound=Node | Relationship)


class Diff(msgspec.Struct, Generic[R], frozen=True):
    """`write` is new or changed, `delete` are rows of what is there and should not be."""

    write: tuple[R, ...]
    delete: tuple[dict[str, Any], ...]
    unchanged: int


def diff_nodes(nodes: Iterable[Node], present: Iterable[dict[str, Any]]) -> Diff[Node]:
    """Compare nodes with rows of (label, id, hash) from a server.

    Example:
        >>> task = Node(id="t:1", labels=("Task", "Entity"), properties={"name": "QA"})
        >>> there = [{"label": "Task", "id": "t:1", "hash": content_hash(task)}]
        >>> diff = diff_nodes([task], [*there, {"label": "Task", "id": "t:2", "hash": ""}])
        >>> diff.write, [row["id"] for row in diff.delete], diff.unchanged
        ((), ['t:2'], 1)
    """
    return _diff({(node.labels[0], node.id): node for node in nodes}, [((r["label"], r["id"]), r) for r in present])


def diff_relationships(relationships: Iterable[Relationship], present: Iterable[dict[str, Any]]) -> Diff[Relationship]:
    """Compare relationships with rows of (type, id, source, target, hash) from a server."""
    rows = [((r["type"], r["id"], r["source"], r["target"]), r) for r in present]
    return _diff({(r.type, r.id, r.start, r.end): r for r in relationships}, rows)


def _diff(wanted: dict[Any, R], present: Sequence[tuple[Hashable, dict[str, Any]]]) -> Diff[R]:
    missing: dict[Any, R] = dict(wanted)
    changed: list[R] = []
    delete: list[dict[str, Any]] = []
    for key, row in present:
        # popped: what is there twice (a broken load of old) is deleted once
        record = missing.pop(key, None)
        if record is None:
            delete.append(row)
        elif row["hash"] != content_hash(record):
            changed.append(record)
    write: tuple[R, ...] = (*missing.values(), *changed)
    return Diff(tuple(sorted(write, key=lambda record: record.id)), tuple(delete), len(wanted) - len(write))
