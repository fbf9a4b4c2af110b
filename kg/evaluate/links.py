"""Scoring of entity resolution across papers: B-cubed and pairwise, over the gold entities that were found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import InputError
from kg.evaluate.matching import match_entities
from kg.evaluate.records import AnnotatedPaper, Source, read_annotations
from kg.evaluate.report import Row, ratio
from kg.evaluate.scores import Counts

RULE = """\
Scored are the gold entities that a predicted entity matches (type ignored, see the rule of the extraction report).
Gold: the cluster that lists the entity; predicted: its `entity_id`, or a cluster of its own where it has none.
B-cubed: for every entity, the share of its predicted (gold) cluster that is also in its gold (predicted) cluster,
averaged. Pairwise: pairs of entities in one cluster on both sides, on one only."""


class Cluster(msgspec.Struct, frozen=True):
    """One concept: its members are (paper id, entity id)."""

    id: str
    members: tuple[tuple[str, str], ...]


class LinkReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `evaluate_links` found: entities, B-cubed figures in [0, 1], and the pairwise ones."""

    found: int
    precision: float
    recall: float
    f1: float
    pairwise: Row
    rule: str = RULE

    def __str__(self) -> str:
        b_cubed = f"P {100 * self.precision:5.1f}  R {100 * self.recall:5.1f}  F1 {100 * self.f1:5.1f}"
        return f"found entities {self.found}\n{'B-cubed':26s}  {b_cubed}\n{self.pairwise}\n\n{self.rule}"


def evaluate_links(
    clusters: str | os.PathLike[str] | Iterable[Mapping[str, Any]], gold: Source, pred: Source
) -> LinkReport:
    """Compare the entities of a graph with gold clusters.

    Args:
        clusters: a JSON array of `{"id", "members": [[paper id, gold entity id], ...]}`, or such objects.
        gold: the gold annotations that the members refer to.
        pred: predictions in the same form, each entity with its `entity_id`.

    Raises:
        InputError: a file cannot be read, or a gold entity that was found is in no cluster or in two.

    Example:
        >>> bert = {"id": "e1", "type": "Method", "name": "BERT"}
        >>> gold = [{"id": p, "entities": [bert], "relations": [], "claims": []} for p in ("p", "q")]
        >>> pred = [{"id": p, "entities": [{**bert, "entity_id": f"method:{p}"}]} for p in ("p", "q")]
        >>> report = evaluate_links([{"id": "c", "members": [["p", "e1"], ["q", "e1"]]}], gold, pred)
        >>> report.precision, report.recall, report.pairwise.fn
        (1.0, 0.5, 1)
    """
    name = str(clusters) if isinstance(clusters, str | os.PathLike) else "clusters"
    cluster_of = _cluster_of(name, _read_clusters(clusters))
    labels = _labels(name, cluster_of, read_annotations(gold, gold=True), read_annotations(pred))
    precision, recall = b_cubed(labels)
    return LinkReport(
        found=len(labels),
        precision=precision,
        recall=recall,
        f1=ratio(200 * precision * recall, precision + recall) / 100,
        pairwise=Row.of("pairwise", [pairs(labels)]),
    )


def b_cubed(labels: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float]:
    """Return B-cubed precision and recall of items given as (gold cluster, predicted cluster).

    Example:
        >>> b_cubed([("a", 1), ("a", 1), ("b", 1), ("b", 2)])
        (0.6666666666666666, 0.75)
    """
    both, gold, pred = Counter(labels), Counter(g for g, _ in labels), Counter(p for _, p in labels)
    precision = sum(both[g, p] / pred[p] for g, p in labels)
    recall = sum(both[g, p] / gold[g] for g, p in labels)
    return ratio(precision, len(labels)), ratio(recall, len(labels))


def pairs(labels: Sequence[tuple[Hashable, Hashable]]) -> Counts:
    """Count the pairs of items that share a cluster on both sides, in the prediction only, in the gold only.

    Example:
        >>> pairs([("a", 1), ("a", 1), ("b", 1), ("b", 2)])
        Counts(tp=1, fp=2, fn=1)
    """
    clusterings = (labels, [p for _, p in labels], [g for g, _ in labels])
    both, pred, gold = (sum(n * (n - 1) // 2 for n in Counter(c).values()) for c in clusterings)
    return Counts.of(both, pred, gold)


def _labels(
    name: str,
    cluster_of: Mapping[tuple[str, str], str],
    gold: Mapping[str, AnnotatedPaper],
    pred: Mapping[str, AnnotatedPaper],
) -> list[tuple[Hashable, Hashable]]:
    """Return (gold cluster, predicted cluster) of every gold entity that was found."""
    labels: list[tuple[Hashable, Hashable]] = []
    for id_, paper in gold.items():
        entities = pred.get(id_, AnnotatedPaper(id_)).entities
        for j, i in match_entities(paper.entities, entities, typed=False).items():
            member = (id_, paper.entities[i].id)
            if member not in cluster_of:
                raise InputError(name, f"no cluster has the gold entity {member}: add it, alone if it is alone")
            labels.append((cluster_of[member], entities[j].entity_id or (id_, j)))
    return labels


def _read_clusters(source: str | os.PathLike[str] | Iterable[Mapping[str, Any]]) -> list[Cluster]:
    name = str(source) if isinstance(source, str | os.PathLike) else "clusters"
    try:
        raw = msgspec.json.decode(Path(source).read_bytes()) if isinstance(source, str | os.PathLike) else list(source)
        return msgspec.convert(raw, list[Cluster])
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(name, f"is no JSON array of clusters with id and members: {error}") from error


def _cluster_of(name: str, clusters: Iterable[Cluster]) -> dict[tuple[str, str], str]:
    cluster_of: dict[tuple[str, str], str] = {}
    for cluster in clusters:
        for member in cluster.members:
            if cluster_of.setdefault(member, cluster.id) != cluster.id:
                raise InputError(name, f"{member} is in the clusters {cluster_of[member]!r} and {cluster.id!r}")
    return cluster_of
