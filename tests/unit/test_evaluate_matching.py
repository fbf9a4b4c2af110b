"""The matching rule, case by case."""

from __future__ import annotations

import pytest

from kg.evaluate.matching import align_claims, claims_by_sentence, fold, match_entities, relation_key, value_key
from kg.evaluate.mistakes import find_mistakes
from kg.evaluate.records import AnnotatedClaim, AnnotatedEntity, AnnotatedPaper, AnnotatedRelation
from kg.evaluate.scores import Comparison


def entity(name: str, *mentions: str, type_: str = "Method", id_: str = "") -> AnnotatedEntity:
    return AnnotatedEntity(id_ or name, type_, name, mentions)


@pytest.mark.parametrize(
    ("form", "folded"),
    [
        ("The Tree-LSTMs", "tree lstm"),
        ("studies", "study"),
        ("bus", "bus"),
        ("loss", "loss"),
        ("axis", "axis"),
        ("C++ & Go", "c++ go"),
        ("and/or", "and/or"),
        ("end–to–end", "end to end"),
        ("an.", ""),
        ("...", ""),
        (". .", " "),
    ],
)
def test_fold(form: str, folded: str) -> None:
    assert fold(form) == folded


def test_pairs_with_most_shared_forms_come_first() -> None:
    gold = [entity("net", "network"), entity("net", "network", "neural net", id_="g2")]
    pred = [entity("net", "network", "neural net")]
    assert match_entities(gold, pred) == {0: 1}


def test_each_side_is_matched_once_and_ties_go_to_the_first() -> None:
    gold, pred = [entity("net"), entity("net", id_="g2")], [entity("net"), entity("nets"), entity("Net")]
    assert match_entities(gold, pred) == {0: 0, 1: 1}


def test_type_matters_only_when_asked() -> None:
    gold, pred = [entity("parsing", type_="Task")], [entity("parsing")]
    assert match_entities(gold, pred) == {}
    assert match_entities(gold, pred, typed=False) == {0: 0}


def test_relation_key_has_no_direction_where_the_type_has_none() -> None:
    index = {"a": 1, "b": 0, "c": None}
    assert relation_key(AnnotatedRelation("a", "COMPARED_WITH", "b"), index) == (0, 1, "COMPARED_WITH")
    assert relation_key(AnnotatedRelation("a", "OUTPERFORMS", "b"), index) == (1, 0, "OUTPERFORMS")
    assert relation_key(AnnotatedRelation("a", "OUTPERFORMS", "c"), index) is None
    assert relation_key(AnnotatedRelation("a", "OUTPERFORMS", "unknown"), index) is None


def align(gold: list[str], pred: list[str]) -> list[tuple[str, str]]:
    sides = (claims_by_sentence([AnnotatedClaim(s, "result") for s in side]) for side in (gold, pred))
    return list(align_claims(*sides).items())


def test_short_sentences_must_be_the_same() -> None:
    assert align(["We win."], ["we win"]) == [("wewin", "wewin")]
    assert align(["We win by a lot."], ["We win."]) == []


def test_one_of_two_long_sentences_may_hold_the_other() -> None:
    long = "The otter parser reads ten thousand sentences in a second"
    assert len(align([long], [f"{long} on one core."])) == 1
    assert len(align([f"{long} on one core."], [long])) == 1


def test_two_halves_find_one_sentence_once() -> None:
    first, second = "The otter parser reads ten thousand sentences", "and it needs no more than one core for all that"
    gold = AnnotatedPaper("p", claims=(AnnotatedClaim(f"{first} {second}.", "result"),))
    pred = AnnotatedPaper("p", claims=(AnnotatedClaim(first, "result"), AnnotatedClaim(second, "theory")))
    counts = Comparison(gold, pred).counts()
    assert counts["claim sentence"] == (1, 0, 0)
    assert counts["claim with kind"] == (1, 1, 0)


@pytest.mark.parametrize(
    ("value", "key"),
    [("93.2 %", "93.2"), ("1,024", "1024"), ("3.1x", "3.1x"), ("-0.5", "-0.5"), (0.75, "0.75"), (0, ""), ("five", "")],
)
def test_value_key(value: str | float, key: str) -> None:
    assert value_key(value) == key


def kinds(gold: list[AnnotatedEntity], pred: list[AnnotatedEntity]) -> list[str]:
    sides = (AnnotatedPaper("p", entities=tuple(side)) for side in (gold, pred))
    return [mistake.kind for mistake in find_mistakes(Comparison(*sides))]


def test_a_concept_in_two_parts_is_split() -> None:
    whole = entity("convolutional network", "CNN")
    assert kinds([whole], [entity("convolutional network"), entity("CNN")]) == ["split"]


def test_two_concepts_in_one_are_merged() -> None:
    both = entity("convolutional network", "recurrent network")
    assert kinds([entity("convolutional network"), entity("recurrent network")], [both]) == ["merged"]


def test_boundary_needs_whole_words() -> None:
    assert kinds([entity("deep tree parser")], [entity("tree parser")]) == ["boundary"]
    assert kinds([entity("trees parser")], [entity("parse")]) == ["missed", "spurious"]


def test_a_relation_of_another_type() -> None:
    entities = (entity("a1"), entity("b1"))
    gold = AnnotatedPaper("p", entities, (AnnotatedRelation("a1", "PART_OF", "b1"),))
    pred = AnnotatedPaper("p", entities, (AnnotatedRelation("a1", "USED_FOR", "b1"),))
    assert [(m.kind, m.gold, m.pred) for m in find_mistakes(Comparison(gold, pred))] == [
        ("wrong type", "a1 PART_OF b1", "a1 USED_FOR b1")
    ]
