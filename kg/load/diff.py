"""What has to be written to a server, and what deleted, so that it holds the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    """Compare nodes with rows of (id, labels, hash) from a server.

    Example:
        >>> task = Node(id="t:1", labels=("Task", "Entity"), properties={"name": "QA"})
        >>> there = {"id": "t:1", "labels": ["Entity", "Task"], "hash": content_hash(task)}
        >>> diff = diff_nodes([task], [there, {"id": "t:2", "labels": ["Task"], "hash": ""}])
        >>> diff.write, [row["id"] for row in diff.delete], diff.unchanged
        ((), ['t:2'], 1)
    """
    # the user may have added labels, also one of ours
    return _diff(nodes, present, lambda node, row: node.labels[0] in row["labels"])


def diff_relationships(relationships: Iterable[Relationship], present: Iterable[dict[str, Any]]) -> Diff[Relationship]:
    """Compare relationships with rows of (id, type, source, target, hash) from a server."""
    return _diff(relationships, present, lambda r, row: (r.type, r.start, r.end) == _ends(row))


def _ends(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["type"], row["source"], row["target"]


def _diff(
    records: Iterable[R], present: Iterable[dict[str, Any]], same: Callable[[R, dict[str, Any]], bool]
) -> Diff[R]:
    """`same` tells whether a row is the record, changed or not."""
    missing = {record.id: record for record in records}
    total = len(missing)
    changed: list[R] = []
    delete: list[dict[str, Any]] = []
    for row in present:
        record = missing.get(row["id"])
        if record is None or not same(record, row):
            delete.append(row)
            continue
        # no more missing: what is there a second time is deleted
        del missing[record.id]
        if row["hash"] != content_hash(record):
            changed.append(record)
    write: tuple[R, ...] = (*missing.values(), *changed)
    return Diff(tuple(sorted(write, key=lambda record: record.id)), tuple(delete), total - len(write))
