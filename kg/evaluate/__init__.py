"""Published accuracy: compare predictions with gold annotations under a fixed rule.

Example:
    >>> gold = [{"id": "p", "entities": [{"id": "e1", "type": "Method", "name": "BERT", "mentions": ["BERT"]}],
    ...          "relations": [], "claims": []}]
    >>> print(evaluate(gold, gold).row("entity"))
    entity                      P 100.0  R 100.0  F1 100.0  (gold 1, pred 1)
"""

from __future__ import annotations

from collections.abc import Collection

from kg.errors import ConfigError
from kg.evaluate.links import LinkReport, evaluate_links
from kg.evaluate.matching import RULE
from kg.evaluate.mistakes import mistakes_of
from kg.evaluate.records import AnnotatedPaper, Source, read_annotations
from kg.evaluate.reliability import reliability_of
from kg.evaluate.report import Report, Row, rows_of
from kg.evaluate.scores import ROWS, Comparison

__all__ = ["ROWS", "RULE", "LinkReport", "Report", "Row", "evaluate", "evaluate_links"]


def evaluate(
    gold: Source, pred: Source, *, ids: Collection[str] | None = None, examples: int = 0, bins: int = 10
) -> Report:
    """Score predictions against gold annotations, micro-averaged over the gold papers.

    Args:
        gold: annotated papers, a JSON array or JSON lines (see `read_annotations`), or records in memory.
        pred: predictions in the same form; `kg export --format extractions` writes it.
        ids: score these gold papers only.
        examples: how many mistakes of each kind the report shows.
        bins: rows of the reliability tables.

    Raises:
        InputError: a file or a record cannot be read.
        ConfigError: an id of `ids` is not in the gold, or `bins` is below 1.
    """
    if bins < 1:
        raise ConfigError(f"bins is {bins}: at least 1 is needed")
    annotated, predicted = read_annotations(gold, gold=True), read_annotations(pred)
    chosen = list(annotated) if ids is None else _chosen(annotated, ids)
    comparisons = [Comparison(annotated[id_], predicted.get(id_, AnnotatedPaper(id_))) for id_ in chosen]
    return Report(
        papers=len(chosen),
        missing=tuple(id_ for id_ in chosen if id_ not in predicted),
        unknown=tuple(sorted(predicted.keys() - annotated.keys())),
        rows=rows_of([comparison.counts() for comparison in comparisons]),
        reliability=reliability_of(comparisons, bins),
        mistakes=mistakes_of(comparisons, examples),
    )


def _chosen(gold: Collection[str], ids: Collection[str]) -> list[str]:
    unknown = sorted(set(ids).difference(gold))
    if unknown:
        raise ConfigError(f"no gold paper has the id {unknown[0]!r}: give ids of the gold file")
    return [id_ for id_ in gold if id_ in ids]
