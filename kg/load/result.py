"""What a query returns, whichever store answered it."""

from __future__ import annotations

from typing import Any

from kg.model import Record


class QueryResult(Record, frozen=True, kw_only=True):
    """A table: `columns` names, one tuple a row in the same order, and `notes` on names the graph does not have.

    Example:
        >>> table = QueryResult(columns=("name", "papers"), rows=[("BERT", 3)])
        >>> table.records()
        [{'name': 'BERT', 'papers': 3}]
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    notes: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
