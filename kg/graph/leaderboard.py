"""Leaderboards: methods ranked by what papers report on a dataset under a metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.graph.index import Index
from kg.graph.measures import comparable, is_change, lower_is_better
from kg.model import KnowledgeGraph, Node
from kg.text import normalise


class Entry(msgspec.Struct, frozen=True):
    """A reported value; `value` is as written, `number` in the unit of the leaderboard."""

    rank: int
    method: str
    name: str
    value: str
    number: float
    paper: str
    sentence: str
    confidence: float


class Leaderboard(msgspec.Struct, frozen=True):
    """Entries for one dataset, metric and unit, best first; equal numbers have equal rank."""

    dataset: str
    metric: str
    unit: str
    higher_is_better: bool
    entries: tuple[Entry, ...]

    def __str__(self) -> str:
        arrow = "higher" if self.higher_is_better else "lower"
        lines = [f"{e.rank:3d}  {e.number:10.4g}{self.unit}  {e.name}  ({e.paper})" for e in self.entries]
        return "\n".join([f"{self.dataset}, {self.metric} ({arrow} is better)", *lines])


class _Reported(NamedTuple):
    """A result with the nodes that its place in a leaderboard depends on."""

    result: Node
    claim: Node
    method: Node
    dataset: Node
    metric: Node
    number: float
    unit: str


def leaderboards(
    graph: KnowledgeGraph, *, dataset: str | None = None, metric: str | None = None, least: int = 2
) -> list[Leaderboard]:
    """Return the leaderboards with at least `least` methods, those with most entries first.

    A result counts if it names method, dataset and metric, or its claim names exactly one that the result
    leaves open, and if its value is a level: "improves by 2.1%" is no place on a leaderboard. A paper gives
    one value a method, its best. `dataset` and `metric` choose by id, name or alias, in any spelling.
    """
    groups: dict[tuple[str, str, str], list[_Reported]] = defaultdict(list)
    for reported in _reported(Index(graph)):
        if _is_called(reported.dataset, dataset) and _is_called(reported.metric, metric):
            groups[reported.dataset.id, reported.metric.id, reported.unit].append(reported)
    boards = [_board(group) for _, group in sorted(groups.items()) if len({r.method.id for r in group}) >= least]
    return sorted(boards, key=lambda board: -len(board.entries))


def _reported(index: Index) -> Iterator[_Reported]:
    for edge in index.edges_of("REPORTS"):
        claim, result = index.nodes[edge.start], index.nodes[edge.end]
        method = _slot(index, "OF", result, "ABOUT", claim, "Method")
        dataset = _slot(index, "ON", result, "ON", claim, "Dataset")
        metric = _slot(index, "BY", result, "BY", claim, "Metric")
        number = result.properties.get("number")
        if method and dataset and metric and number is not None and not _moved(result, metric, claim):
            scaled, unit = comparable(number, result.properties.get("unit"), metric.properties["name"])
            yield _Reported(result, claim, method, dataset, metric, scaled, unit)


def _moved(result: Node, metric: Node, claim: Node) -> bool:
    value, unit = result.properties["value"], result.properties.get("unit")
    return is_change(value, unit, metric.properties["name"], claim.properties["sentence"])


def _slot(index: Index, type_: str, result: Node, claim_type: str, claim: Node, label: str) -> Node | None:
    """Return the entity that the result names, else the only one of that label that its claim names."""
    own = index.ends(type_, result.id)
    if own:
        return own[0] if own[0].labels[0] == label else None
    of_claim = [node for node in index.ends(claim_type, claim.id) if node.labels[0] == label]
    return of_claim[0] if len(of_claim) == 1 else None


def _is_called(node: Node, wanted: str | None) -> bool:
    if wanted is None or wanted == node.id:
        return True
    names = (node.properties["name"], *node.properties.get("aliases", ()))
    return normalise(wanted) in map(normalise, names)


def _board(group: Sequence[_Reported]) -> Leaderboard:
    first = group[0]
    lower = lower_is_better(first.metric.properties["name"])
    kept = _best_of_each(sorted(group, key=lambda r: (r.number if lower else -r.number, *_place(r))))
    numbers = [r.number for r in kept]
    return Leaderboard(
        dataset=first.dataset.properties["name"],
        metric=first.metric.properties["name"],
        unit=first.unit,
        higher_is_better=not lower,
        entries=tuple(_entry(numbers.index(r.number) + 1, r) for r in kept),
    )


def _place(reported: _Reported) -> tuple[str, ...]:
    """Order equal numbers for people first, then for good."""
    method, result = reported.method, reported.result
    return method.properties["name"], method.id, result.properties["paper"], result.id


def _best_of_each(ranked: Iterable[_Reported]) -> list[_Reported]:
    """Keep the first value of each paper and method."""
    best: dict[tuple[str, str], _Reported] = {}
    for reported in ranked:
        best.setdefault((reported.method.id, reported.result.properties["paper"]), reported)
    return list(best.values())


def _entry(rank: int, reported: _Reported) -> Entry:
    return Entry(
        rank=rank,
        method=reported.method.id,
        name=reported.method.properties["name"],
        value=reported.result.properties["value"],
        number=reported.number,
        paper=reported.claim.properties["paper"],
        sentence=reported.claim.properties["sentence"],
        confidence=reported.result.properties["confidence"],
    )
