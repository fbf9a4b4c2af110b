"""What queries and loads return."""

from __future__ import annotations

from typing import Any

from kg.model import Record


class QueryResult(Record, frozen=True, kw_only=True, repr_omit_defaults=True):
    """A table: `columns` names, one tuple a row in the same order.

    `warnings` tell of what may be a slip of the pen, such as a label that no node has.

    Example:
        >>> table = QueryResult(columns=("name", "papers"), rows=[("BERT", 3)])
        >>> table.records()
        [{'name': 'BERT', 'papers': 3}]
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    warnings: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


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
