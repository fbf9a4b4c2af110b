"""The figures of an evaluation, computed by hand for the small files in tests/data/evaluate."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kg.errors import ConfigError
from kg.evaluate import ROWS, Report, evaluate

DATA = Path(__file__).parents[1] / "data" / "evaluate"
GOLD, PRED = DATA / "gold.jsonl", DATA / "pred.json"

# right, wrong, missed
BY_HAND = {
    "entity": (6, 3, 3),
    "entity (type ignored)": (7, 2, 2),
    "Method": (3, 1, 0),
    "Dataset": (0, 1, 2),
    "Metric": (1, 1, 1),
    "Task": (2, 0, 0),
    "role: introduces": (2, 1, 1),
    "relation": (3, 3, 2),
    "relation (type ignored)": (4, 2, 1),
    "claim sentence": (3, 1, 0),
    "claim with kind": (2, 2, 1),
    "result value": (2, 1, 0),
    "result value+metric": (1, 1, 1),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(GOLD, PRED, examples=1)


@pytest.mark.parametrize("name", ROWS)
def test_counts(report: Report, name: str) -> None:
    row = report.row(name)
    assert (row.tp, row.fp, row.fn) == BY_HAND[name]


def test_ratios(report: Report) -> None:
    row = report.row("relation")
    assert (row.precision, row.recall) == (3 / 6, 3 / 5)
    assert row.f1 == pytest.approx(6 / 11)
    assert (report.row("Dataset").precision, report.row("Dataset").f1) == (0.0, 0.0)


def test_papers_on_one_side_only(report: Report) -> None:
    assert (report.papers, report.missing, report.unknown) == (3, ("c",), ("z",))


def test_mistakes(report: Report) -> None:
    assert report.mistakes.counts == {
        "claim: spurious": 1,
        "claim: wrong kind": 1,
        "entity: boundary": 1,
        "entity: missed": 1,
        "entity: spurious": 1,
        "entity: wrong type": 1,
        "relation: missed": 1,
        "relation: spurious": 1,
        "relation: unmatched end": 1,
        "relation: wrong direction": 1,
        "result: spurious": 1,
        "role: wrong role": 1,
    }
    shown = {f"{m.part}: {m.kind}": str(m) for m in report.mistakes.examples}
    assert shown["entity: boundary"] == "a: Metric labelled F1 -> Metric F1"
    assert shown["relation: wrong direction"] == (
        "a: Otter parser USED_FOR dependency parsing -> dependency parsing USED_FOR Otter parser"
    )
    assert shown["entity: missed"] == "c: Dataset Heron"


def test_reliability(report: Report) -> None:
    tables = {table.part: table for table in report.reliability}
    bins = [(b.low, b.count, round(b.confidence, 2), b.precision) for b in tables["entity"].bins]
    assert bins == [(0.5, 1, 0.55, 1.0), (0.6, 2, 0.65, 0.0), (0.9, 2, 0.95, 1.0)]
    assert tables["entity"].error == pytest.approx((0.45 + 2 * 0.65 + 2 * 0.05) / 5)
    assert [(b.count, b.precision) for b in tables["relation"].bins] == [(4, 0.5)]
    assert [(b.count, b.precision) for b in tables["claim"].bins] == [(1, 0.0), (1, 1.0), (1, 1.0)]
    assert [(b.count, b.precision) for b in tables["mention"].bins] == [(1, 0.0), (1, 1.0)]


def test_report_is_json_and_text(report: Report) -> None:
    raw = msgspec.json.decode(msgspec.json.encode(report))
    assert raw["rows"][0]["f1"] == pytest.approx(2 / 3)
    assert msgspec.convert(raw, Report) == report
    text = str(report)
    assert "entity                      P  66.7  R  66.7  F1  66.7  (gold 9, pred 9)" in text
    assert "3 gold papers, 1 without prediction" in text
    assert "1 predicted papers are not in the gold" in text
    assert report.rule in text


def test_chosen_papers_only() -> None:
    report = evaluate(GOLD, PRED, ids=["b"])
    assert report.papers == 1
    assert (report.row("entity").tp, report.row("entity").fp, report.row("entity").fn) == (3, 1, 0)
    with pytest.raises(ConfigError, match="no gold paper has the id 'x'"):
        evaluate(GOLD, PRED, ids=["b", "x"])


def test_gold_against_itself_is_perfect() -> None:
    report = evaluate(GOLD, GOLD)
    assert all(row.fp == row.fn == 0 and row.f1 == 1.0 for row in report.rows)
    assert not report.mistakes.counts


def test_no_predictions_at_all(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    report = evaluate(GOLD, empty)
    assert report.missing == ("a", "b", "c")
    assert all(row.tp == row.fp == 0 for row in report.rows)


def test_bins_below_one() -> None:
    with pytest.raises(ConfigError, match="bins is 0"):
        evaluate(GOLD, PRED, bins=0)
