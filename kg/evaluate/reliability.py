"""Reliability: is a confidence of 0.8 right eight times in ten?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.evaluate.matching import claims_by_sentence, fold, forms, results_of, value_key
from kg.evaluate.records import AnnotatedMention
from kg.evaluate.scores import Comparison

PARTS = ("mention", "entity", "relation", "claim", "result")


class Judged(NamedTuple):
    """A prediction with its confidence, and whether it is right."""

    part: str
    confidence: float
    right: bool


class Bin(msgspec.Struct, frozen=True):
    """Predictions with a confidence in [low, high), the last bin with high included."""

    low: float
    high: float
    count: int
    confidence: float
    precision: float


class Reliability(msgspec.Struct, frozen=True):
    """Confidence against precision for one part; `error` is the mean gap, weighted by count (0 is perfect)."""

    part: str
    count: int
    error: float
    bins: tuple[Bin, ...]

    def __str__(self) -> str:
        if not self.count:
            return ""
        head = f"reliability of {self.part} confidences (n {self.count}, mean gap {self.error:.3f})"
        lines = [
            f"  {b.low:.2f}-{b.high:.2f}  said {b.confidence:.2f}  is {b.precision:.2f}  n {b.count}" for b in self.bins
        ]
        return "\n".join([head, *lines])


def reliability_of(comparisons: Iterable[Comparison], bins: int = 10) -> tuple[Reliability, ...]:
    """Return a table for each of PARTS; predictions without confidence are left out."""
    judged = [j for comparison in comparisons for j in judge(comparison)]
    return tuple(table(part, [j for j in judged if j.part == part], bins) for part in PARTS)


def table(part: str, judged: Sequence[Judged], bins: int = 10) -> Reliability:
    """Sort judged predictions into bins of equal width; empty bins are left out.

    Example:
        >>> judged = [Judged("claim", 0.9, True), Judged("claim", 1.0, False), Judged("claim", 0.2, False)]
        >>> t = table("claim", judged, bins=2)
        >>> [(b.low, b.count, round(b.confidence, 2), b.precision) for b in t.bins], round(t.error, 2)
        ([(0.0, 1, 0.2, 0.0), (0.5, 2, 0.95, 0.5)], 0.37)
    """
    filled = [_bin(n, bins, inside) for n in range(bins) if (inside := [j for j in judged if _place(j, bins) == n])]
    gap = sum(b.count * abs(b.confidence - b.precision) for b in filled)
    return Reliability(part, len(judged), gap / len(judged) if judged else 0.0, tuple(filled))


def judge(comparison: Comparison) -> Iterator[Judged]:
    """Yield the predictions of one paper that carry a confidence."""
    for part in (_entities, _relations, _claims, _results):
        for name, confidence, right in part(comparison):
            if confidence is not None:
                yield Judged(name, confidence, right)


def _entities(comparison: Comparison) -> Iterator[tuple[str, float | None, bool]]:
    gold_forms = {(entity.type, form) for entity in comparison.gold.entities for form in forms(entity)}
    for j, entity in enumerate(comparison.pred.entities):
        yield "entity", entity.confidence, j in comparison.typed
        for mention in entity.mentions:
            if isinstance(mention, AnnotatedMention):
                yield "mention", mention.confidence, (entity.type, fold(mention.text)) in gold_forms


def _relations(comparison: Comparison) -> Iterator[tuple[str, float | None, bool]]:
    for relation, key in zip(comparison.pred.relations, comparison.pred_relations, strict=True):
        yield "relation", relation.confidence, key in comparison.gold_relations


def _claims(comparison: Comparison) -> Iterator[tuple[str, float | None, bool]]:
    for sentence, claim in claims_by_sentence(comparison.pred.claims).items():
        yield "claim", claim.confidence, sentence in comparison.claims.aligned


def _results(comparison: Comparison) -> Iterator[tuple[str, float | None, bool]]:
    reported = {value_key(result.value) for result in results_of(comparison.gold)}
    for result in results_of(comparison.pred):
        yield "result", result.confidence, value_key(result.value) in reported


def _place(judged: Judged, bins: int) -> int:
    return max(0, min(int(judged.confidence * bins), bins - 1))


def _bin(n: int, bins: int, inside: Sequence[Judged]) -> Bin:
    count = len(inside)
    return Bin(
        low=n / bins,
        high=(n + 1) / bins,
        count=count,
        confidence=sum(j.confidence for j in inside) / count,
        precision=sum(j.right for j in inside) / count,
    )
