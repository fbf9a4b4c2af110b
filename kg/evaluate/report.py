"""The report of an evaluation: figures, reliability and mistakes, as JSON or as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kg.evaluate.matching import RULE
from kg.evaluate.mistakes import Mistakes
from kg.evaluate.reliability import Reliability
from kg.evaluate.scores import ROWS, Counts


class Row(msgspec.Struct, frozen=True):
    """Precision, recall and F1 in [0, 1] with the counts they come from."""

    name: str
    precision: float
    recall: float
    f1: float
    tp: int
    fp: int
    fn: int

    @classmethod
    def of(cls, name: str, counts: Iterable[Counts]) -> Row:
        """Add up counts and divide; a ratio without a denominator is 0.

        Example:
            >>> print(Row.of("entity", [Counts(2, 1, 0), Counts(1, 0, 1)]))
            entity                      P  75.0  R  75.0  F1  75.0  (gold 4, pred 4)
        """
        tp, fp, fn = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
        precision, recall = ratio(tp, tp + fp), ratio(tp, tp + fn)
        return cls(name, precision, recall, ratio(2 * precision * recall, precision + recall), tp, fp, fn)

    def __str__(self) -> str:
        figures = f"P {100 * self.precision:5.1f}  R {100 * self.recall:5.1f}  F1 {100 * self.f1:5.1f}"
        return f"{self.name:26s}  {figures}  (gold {self.tp + self.fn}, pred {self.tp + self.fp})"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What `evaluate` found; `msgspec.json.encode(report)` is its JSON."""

    papers: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]
    reliability: tuple[Reliability, ...]
    mistakes: Mistakes
    rule: str = RULE

    def row(self, name: str) -> Row:
        """Return a row by its name.

        Raises:
            KeyError: there is no such row; `ROWS` lists them.
        """
        return {row.name: row for row in self.rows}[name]

    def __str__(self) -> str:
        """The whole report for people."""
        head = [f"{self.papers} gold papers, {len(self.missing)} without prediction"]
        if self.unknown:
            head.append(f"{len(self.unknown)} predicted papers are not in the gold and are ignored")
        blocks = ["\n".join(head), "\n".join(map(str, self.rows))]
        blocks += [str(part) for part in (*self.reliability, self.mistakes) if str(part)]
        return "\n\n".join([*blocks, self.rule])


def rows_of(counts: Sequence[dict[str, Counts]]) -> tuple[Row, ...]:
    """Return the rows of the report from the counts of every paper."""
    return tuple(Row.of(name, (paper[name] for paper in counts)) for name in ROWS)


def ratio(part: float, whole: float) -> float:
    """Divide, or return 0 where there is nothing to divide by."""
    return part / whole if whole else 0.0
