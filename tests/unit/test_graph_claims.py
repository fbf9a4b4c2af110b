"""Which claims are compared, and how."""

from __future__ import annotations

from typing import Any

import pytest

from kg.graph.claims import Statement, compare_claims


def says(claim: str, subject: str, object_: str = "", **values: Any) -> Statement:
    """Return a positive comparison; words are entity ids, the paper is called like the claim."""
    fields: dict[str, Any] = {"kind": "comparison", "polarity": "positive", "negated": False, "paper": claim, **values}
    for name in ("dataset", "task", "metric"):
        fields[name] = frozenset(fields.get(name, "").split())
    return Statement(claim=claim, subject=frozenset(subject.split()), object=frozenset(object_.split()), **fields)


def verdicts(*statements: Statement) -> list[tuple[str, str, str]]:
    found = compare_claims(statements)
    assert found == compare_claims(reversed(statements))
    return [tuple(verdict) for verdict in found]


AGREES, CONTRADICTS = [("AGREES_WITH", "a", "b")], [("CONTRADICTS", "a", "b")]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (says("a", "bert", "elmo"), says("b", "bert", "elmo"), AGREES),
        (says("a", "bert", "elmo"), says("b", "elmo", "bert"), CONTRADICTS),
        (says("a", "bert", "elmo"), says("b", "elmo", "bert", polarity="negative", negated=False), AGREES),
        (says("a", "bert", "elmo"), says("b", "bert", "elmo", polarity="negative"), CONTRADICTS),
        (says("a", "bert", "elmo"), says("b", "bert", "gpt"), []),
        (says("a", "bert", "elmo"), says("b", "gpt", "elmo"), []),
        (says("a", "bert", "elmo"), says("b", "bert", "elmo", polarity="neutral"), []),
        (says("a", "bert", "elmo"), says("b", "bert", "elmo", paper="a"), []),
        (says("a", "bert"), says("b", "bert"), []),
    ],
)
def test_comparisons(a: Statement, b: Statement, expected: list[Any]) -> None:
    assert verdicts(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b", "same", "opposite"),
    [
        ({"dataset": "squad"}, {"dataset": "squad"}, AGREES, CONTRADICTS),
        ({"dataset": "squad"}, {"dataset": "squad glue"}, AGREES, CONTRADICTS),
        ({"dataset": "squad"}, {"dataset": "glue"}, [], []),
        ({"metric": "f1"}, {"metric": "speed"}, [], []),
        ({"task": "qa", "dataset": "squad"}, {"task": "qa", "dataset": "glue"}, [], []),
        ({"dataset": "squad"}, {}, AGREES, []),
        ({"task": "qa"}, {"dataset": "squad"}, AGREES, []),
        ({"metric": "f1"}, {}, AGREES, CONTRADICTS),
    ],
)
def test_settings(a: dict[str, str], b: dict[str, str], same: list[Any], opposite: list[Any]) -> None:
    assert verdicts(says("a", "bert", "elmo", **a), says("b", "bert", "elmo", **b)) == same
    assert verdicts(says("a", "bert", "elmo", **a), says("b", "elmo", "bert", **b)) == opposite


def test_a_claim_without_object_needs_a_shared_task_or_dataset() -> None:
    helps = says("a", "dropout", task="parsing", kind="result")
    hurts = says("b", "dropout", task="parsing", kind="limitation", polarity="negative")
    assert verdicts(helps, hurts) == CONTRADICTS
    assert verdicts(helps, says("b", "dropout", task="tagging", kind="result")) == []
    assert verdicts(says("a", "dropout", metric="f1"), says("b", "dropout", metric="f1")) == []


def test_the_object_of_one_may_be_the_task_of_the_other() -> None:
    acts = says("a", "dropout", "overfitting", kind="result")
    fails = says("b", "dropout", task="overfitting", kind="result", polarity="negative", negated=True)
    assert verdicts(acts, fails) == CONTRADICTS


def test_an_object_that_the_other_does_not_name_is_another_matter() -> None:
    assert verdicts(says("a", "bert", "elmo", task="qa"), says("b", "bert", task="qa")) == []


def test_only_comparisons_can_be_turned_round() -> None:
    one, two = (
        says("a", "attention", "translation", kind="result"),
        says("b", "translation", "attention", kind="result"),
    )
    assert verdicts(one, two) == []


def test_one_negation_alone_puts_agreement_in_doubt() -> None:
    assert verdicts(says("a", "bert", "elmo"), says("b", "bert", "elmo", negated=True)) == []
    assert verdicts(says("a", "bert", "elmo", negated=True), says("b", "bert", "elmo", negated=True)) == AGREES


def test_outperforms_decides_where_it_does_not_disagree_with_polarity() -> None:
    wins = frozenset({("bert", "elmo")})
    plain = says("a", "bert", "elmo")
    assert verdicts(plain, says("b", "elmo", "bert", polarity="neutral", wins=wins)) == []
    assert verdicts(plain, says("b", "elmo", "bert", polarity="negative", wins=wins)) == AGREES
    assert verdicts(plain, says("b", "elmo", "bert", polarity="positive", wins=wins)) == []
    assert verdicts(plain, says("b", "", "", polarity="neutral", wins=wins)) == AGREES


def test_a_pair_that_would_be_both_is_neither() -> None:
    one = says("a", "bert gpt", "elmo", polarity="positive")
    two = says("b", "bert", "elmo", wins=frozenset({("elmo", "gpt")}))
    assert verdicts(one, two) == []


def test_every_pair_of_papers_is_compared() -> None:
    statements = [says(claim, "bert", "elmo") for claim in "abc"]
    assert [(start, end) for _, start, end in verdicts(*statements)] == [("a", "b"), ("a", "c"), ("b", "c")]
