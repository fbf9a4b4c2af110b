"""Leaderboards of a few reported results."""

from __future__ import annotations

import pytest

from kg.graph import leaderboards
from kg.graph.measures import comparable, is_change, lower_is_better
from kg.model import KnowledgeGraph, Result
from tests.graph_builders import Built, Reading, report


def ranked(graph: KnowledgeGraph, **options: object) -> list[list[tuple[int, str, float]]]:
    return [[(e.rank, e.name, e.number) for e in board.entries] for board in leaderboards(graph, **options)]


def test_percent_and_fraction_are_ranked_together() -> None:
    graph = Built(
        report("Otter", "Riverbank", "accuracy", "0.764", 0.764),
        report("Heron", "Riverbank", "accuracy", "81.5%", 81.5, "%"),
        report("Ibis", "Riverbank", "accuracy", "76.4", 76.4),
    ).graph
    [board] = leaderboards(graph)
    assert [(e.rank, e.name, e.value, e.number) for e in board.entries] == [
        (1, "heron", "81.5%", 81.5),
        (2, "ibis", "76.4", 76.4),
        (2, "otter", "0.764", 76.4),
    ]
    assert (board.dataset, board.metric, board.unit, board.higher_is_better) == ("riverbank", "accuracy", "%", True)
    assert board.entries[0].sentence == "Heron reaches 81.5% accuracy on Riverbank."
    assert "  1        81.5%  heron" in str(board)


def test_low_is_good_for_errors() -> None:
    graph = Built(
        report("Otter", "Riverbank", "perplexity", "12.5", 12.5), report("Heron", "Riverbank", "perplexity", "9", 9.0)
    ).graph
    assert ranked(graph) == [[(1, "heron", 9.0), (2, "otter", 12.5)]]


def test_units_are_not_mixed() -> None:
    graph = Built(
        report("Otter", "Riverbank", "latency", "30 ms", 30.0, "ms"),
        report("Heron", "Riverbank", "latency", "2 s", 2.0, "s"),
    ).graph
    assert ranked(graph) == []
    assert len(ranked(graph, least=1)) == 2


def test_changes_have_no_rank() -> None:
    reading = Reading("p", "Report", "Otter improves accuracy on Riverbank by 2.5%.")
    ids = [
        reading.entity("Method", "Otter"),
        reading.entity("Metric", "accuracy"),
        reading.entity("Dataset", "Riverbank"),
    ]
    result = Result(value="2.5%", number=2.5, unit="%", method=ids[0], metric=ids[1], dataset=ids[2])
    reading.claim(reading.paper.abstract, result)
    assert ranked(Built(reading).graph, least=1) == []


def test_a_paper_gives_a_method_its_best_value() -> None:
    reading = Reading("p", "Report", "Otter reaches 70 and 80 accuracy on Riverbank.")
    method, metric, dataset = (
        reading.entity("Method", "Otter"),
        reading.entity("Metric", "accuracy"),
        reading.entity("Dataset", "Riverbank"),
    )
    slots = {"method": method, "metric": metric, "dataset": dataset}
    low, high = Result(value="70", number=70.0, **slots), Result(value="80", number=80.0, **slots)
    reading.claim(reading.paper.abstract, low, high)
    assert ranked(Built(reading).graph, least=1) == [[(1, "otter", 80.0)]]


def test_the_claim_fills_what_the_result_leaves_open_if_there_is_one_only() -> None:
    def built(*methods: str) -> KnowledgeGraph:
        reading = Reading("p", "Report", "Otter and Heron reach 70 accuracy on Riverbank.")
        ids = [reading.entity("Method", name) for name in ("Otter", "Heron")]
        metric, dataset = reading.entity("Metric", "accuracy"), reading.entity("Dataset", "Riverbank")
        subject = tuple(ids[n] for n, name in enumerate(("Otter", "Heron")) if name in methods)
        result = Result(value="70", number=70.0)
        reading.claim(reading.paper.abstract, result, subject=subject, metric=(metric,), dataset=(dataset,))
        return Built(reading).graph

    assert ranked(built("Heron"), least=1) == [[(1, "heron", 70.0)]]
    assert ranked(built("Heron", "Otter"), least=1) == []
    assert ranked(built(), least=1) == []


def test_values_without_a_number_are_left_out() -> None:
    reading = report("Otter", "Riverbank", "accuracy", "80-85", 80.0)
    [claim] = reading.claims
    [result] = claim.results
    assert len(ranked(Built(reading).graph, least=1)) == 1
    reading.claims.clear()
    open_ = Result(value=result.value, method=result.method, metric=result.metric, dataset=result.dataset)
    reading.claim(claim.sentence, open_)
    assert ranked(Built(reading).graph, least=1) == []


def test_choosing_by_name_in_any_spelling() -> None:
    graph = Built(
        report("Otter", "Riverbanks", "F1-score", "70", 70.0), report("Heron", "Lakeside", "accuracy", "60", 60.0)
    ).graph
    assert len(ranked(graph, dataset="the RIVERBANK", least=1)) == 1
    assert len(ranked(graph, metric="f1 scores", least=1)) == 1
    assert ranked(graph, dataset="riverbank", metric="accuracy", least=1) == []


@pytest.mark.parametrize(
    ("metric", "lower"),
    [
        ("FID", True),
        ("mean absolute error", True),
        ("training time", True),
        ("number of parameters", True),
        ("F1", False),
        ("mAP@0.5", False),
        ("speedup", False),
        ("error detection accuracy", False),
        ("inference speed", False),
    ],
)
def test_direction(metric: str, lower: bool) -> None:
    assert lower_is_better(metric) is lower


@pytest.mark.parametrize(
    ("number", "unit", "metric", "expected"),
    [
        (1.0, None, "accuracy", (100.0, "%")),
        (1.5, None, "BLEU", (1.5, "%")),
        (0.3, None, "ROUGE-L", (30.0, "%")),
        (0.07, None, "word error rate", (7.0, "%")),
        (0.5, None, "perplexity", (0.5, "")),
        (512.0, None, "accuracy", (512.0, "")),
        (31.0, "dB", "PSNR", (31.0, "dB")),
    ],
)
def test_numbers(number: float, unit: str | None, metric: str, expected: tuple[float, str]) -> None:
    assert comparable(number, unit, metric) == expected


@pytest.mark.parametrize(
    ("value", "unit", "sentence", "change"),
    [
        ("2.1", None, "gains of up to 2.1 over Heron", True),
        ("2.1", None, "an improvement of 2.1", True),
        ("+2.1", None, "we get +2.1 there", True),
        ("5%", "%", "with 5% fewer errors", True),
        ("5%", "%", "a 5% accuracy improvement", True),
        ("2 points", "points", "2 points on Riverbank", True),
        ("91.2", None, "improves F1 from 80 to 91.2", False),
        ("91%", "%", "91% accuracy and higher recall", False),
        ("91%", "%", "reaches 91% F1, an improvement of 3.1 over Heron", False),
        ("3.1", None, "reaches 91% F1, an improvement of 3.1 over Heron", True),
        ("3.1", None, "reaches 93.1% F1, up from 3.1", False),
        ("7", None, "not in the sentence", False),
    ],
)
def test_change_or_level(value: str, unit: str | None, sentence: str, change: bool) -> None:
    assert is_change(value, unit, "F1", sentence) is change
