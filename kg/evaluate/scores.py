"""Counting: how many annotations of one paper are found, missed and invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from kg.evaluate.matching import (
    Key,
    align_claims,
    claims_by_sentence,
    forms,
    match_entities,
    relation_key,
    results_of,
    value_key,
)
from kg.evaluate.records import AnnotatedClaim, AnnotatedEntity, AnnotatedPaper
from kg.model import ENTITY_TYPES

ROWS = (
    "entity",
    "entity (type ignored)",
    *ENTITY_TYPES,
    "role: introduces",
    "relation",
    "relation (type ignored)",
    "claim sentence",
    "claim with kind",
    "result value",
    "result value+metric",
)


class Counts(NamedTuple):
    """Right, wrong and missed predictions."""

    tp: int
    fp: int
    fn: int

    @classmethod
    def of(cls, right: int, pred: int, gold: int) -> Counts:
        """Count from the sizes of both sides.

        Example:
            >>> Counts.of(3, pred=4, gold=5)
            Counts(tp=3, fp=1, fn=2)
        """
        return cls(right, pred - right, gold - right)


class Comparison:
    """One gold paper beside its prediction, with everything matched once."""

    def __init__(self, gold: AnnotatedPaper, pred: AnnotatedPaper) -> None:
        self.gold = gold
        self.pred = pred
        self.typed = match_entities(gold.entities, pred.entities)
        self.untyped = match_entities(gold.entities, pred.entities, typed=False)

    @cached_property
    def gold_relations(self) -> set[Key]:
        """The keys of the gold relations."""
        index: dict[str, int | None] = {entity.id: i for i, entity in enumerate(self.gold.entities)}
        return {key for relation in self.gold.relations if (key := relation_key(relation, index))}

    @cached_property
    def pred_relations(self) -> list[Key | None]:
        """The key of each predicted relation, None where an end is not matched."""
        index = {entity.id: self.untyped.get(j) for j, entity in enumerate(self.pred.entities)}
        return [relation_key(relation, index) for relation in self.pred.relations]

    @cached_property
    def claims(self) -> Claims:
        """The claims of both sides by sentence, and their alignment."""
        gold, pred = claims_by_sentence(self.gold.claims), claims_by_sentence(self.pred.claims)
        aligned = align_claims(gold, pred)
        same_kind = {g for p, g in aligned.items() if pred[p].kind == gold[g].kind}
        return Claims(gold, pred, aligned, same_kind)

    def counts(self) -> dict[str, Counts]:
        """Return the counts of every row."""
        parts = (self._entities(), self._relations(), self._claims(), self._results())
        return {name: counts for part in parts for name, counts in part}

    def _entities(self) -> Iterator[tuple[str, Counts]]:
        gold, pred = self.gold.entities, self.pred.entities
        yield "entity", Counts.of(len(self.typed), len(pred), len(gold))
        yield "entity (type ignored)", Counts.of(len(self.untyped), len(pred), len(gold))
        right = Counter(gold[i].type for i in self.typed.values())
        for type_ in ENTITY_TYPES:
            yield type_, Counts.of(right[type_], _of_type(pred, type_), _of_type(gold, type_))
        both = sum(_introduced(gold[i]) and _introduced(pred[j]) for j, i in self.untyped.items())
        yield "role: introduces", Counts.of(both, sum(map(_introduced, pred)), sum(map(_introduced, gold)))

    def _relations(self) -> Iterator[tuple[str, Counts]]:
        loose = self.pred_relations.count(None)
        gold, pred = self.gold_relations, {key for key in self.pred_relations if key}
        yield "relation", Counts.of(len(gold & pred), len(pred) + loose, len(gold))
        gold_ends, pred_ends = ({frozenset(key[:2]) for key in keys} for keys in (gold, pred))
        yield "relation (type ignored)", Counts.of(len(gold_ends & pred_ends), len(pred_ends) + loose, len(gold_ends))

    def _claims(self) -> Iterator[tuple[str, Counts]]:
        claims = self.claims
        found = len(set(claims.aligned.values()))
        # Two halves of one gold sentence are both right, yet find it once
        yield "claim sentence", Counts(found, len(claims.pred) - len(claims.aligned), len(claims.gold) - found)
        yield "claim with kind", Counts.of(len(claims.same_kind), len(claims.pred), len(claims.gold))

    def _results(self) -> Iterator[tuple[str, Counts]]:
        gold, pred = (Counter(value_key(r.value) for r in results_of(side)) for side in (self.gold, self.pred))
        yield "result value", Counts.of((gold & pred).total(), pred.total(), gold.total())
        gold_metrics, pred_metrics = _measured(self.gold), _measured(self.pred)
        yield (
            "result value+metric",
            Counts.of(_pair_off(gold_metrics, pred_metrics), len(pred_metrics), len(gold_metrics)),
        )


class Claims(NamedTuple):
    """The claims of both sides by sentence; `aligned` maps predicted to gold, `same_kind` holds gold sentences."""

    gold: dict[str, AnnotatedClaim]
    pred: dict[str, AnnotatedClaim]
    aligned: dict[str, str]
    same_kind: set[str]


def _of_type(entities: tuple[AnnotatedEntity, ...], type_: str) -> int:
    return sum(entity.type == type_ for entity in entities)


def _introduced(entity: AnnotatedEntity) -> bool:
    return entity.role == "introduces"


def _measured(paper: AnnotatedPaper) -> list[tuple[str, frozenset[str]]]:
    """Return value and forms of the metric of each result that names one."""
    metrics = {entity.id: forms(entity) for entity in paper.entities}
    return [(value_key(r.value), metrics.get(r.metric, frozenset())) for r in results_of(paper) if r.metric]


def _pair_off(gold: list[tuple[str, frozenset[str]]], pred: list[tuple[str, frozenset[str]]]) -> int:
    """Count the predictions that find a gold result of their own, first come first served."""
    left = list(gold)
    for value, metric in pred:
        fit = next((n for n, (v, m) in enumerate(left) if v == value and m & metric), None)
        if fit is not None:
            del left[fit]
    return len(gold) - len(left)
