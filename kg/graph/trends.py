"""Trends: in how many papers of each year an entity comes."""

from __future__ import annotations

from collections import Counter, defaultdict

import msgspec

from kg.graph.index import Index
from kg.model import ROLES, KnowledgeGraph


class Trend(msgspec.Struct, frozen=True):
    """Papers by year, for every year that has any paper.

    `shares` are the papers over all papers of the year; `slope` is the change of that share a year
    (least squares), positive where an entity gets more common.
    """

    id: str
    name: str
    papers: dict[int, int]
    shares: dict[int, float]
    slope: float


def trends(graph: KnowledgeGraph, *, label: str = "Method", top: int = 20) -> list[Trend]:
    """Return the entities of a label that come in most papers; papers without a year are left out.

    Raises:
        ConfigError: `label` is no entity label.
    """
    index = Index(graph)
    entities = index.entities(label)
    year_of = {paper.id: year for paper in index.nodes_of("Paper") if (year := paper.properties.get("year"))}
    totals = Counter(year_of.values())
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for edge in index.edges_of(*(role.upper() for role in ROLES)):
        if edge.end in entities and edge.start in year_of:
            counts[edge.end][year_of[edge.start]] += 1
    frequent = sorted(counts, key=lambda id_: (-counts[id_].total(), id_))[:top]
    return [_trend(id_, entities[id_].properties["name"], counts[id_], totals) for id_ in frequent]


def _trend(id_: str, name: str, counts: Counter[int], totals: Counter[int]) -> Trend:
    papers = {year: counts[year] for year in sorted(totals)}
    shares = {year: count / totals[year] for year, count in papers.items()}
    return Trend(id_, name, papers, shares, slope(shares))


def slope(points: dict[int, float]) -> float:
    """Return the least-squares slope of y over x; 0 where there are fewer than two points.

    Example:
        >>> slope({2020: 0.1, 2021: 0.2, 2022: 0.3}), slope({2020: 0.5})
        (0.1, 0.0)
    """
    if len(points) < 2:
        return 0.0
    mean_x, mean_y = sum(points) / len(points), sum(points.values()) / len(points)
    spread = sum((x - mean_x) ** 2 for x in points)
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points.items()) / spread, 9)
