"""What looks like one name and was not merged."""

from __future__ import annotations

import pytest

from kg.link import Overrides, candidates, link
from kg.model import EntityType
from tests.readers import paper

Found = list[tuple[str, str, str]]


def found(*names: str, type_: EntityType = "Method", overrides: Overrides | None = None) -> Found:
    """Return the candidates among names that each stand in a paper of their own."""
    linking = link([paper(f"p{n}", (type_, name)) for n, name in enumerate(names)])
    return [(c.left, c.right, c.reason) for c in candidates(linking, overrides or Overrides())]


def test_other_word_order_similar_words_and_abbreviations_are_told() -> None:
    names = ("Snorf Florp Grump", "Florp Grump Snorf", "masked snorf", "mask snorf", "BSQ", "blurry snorf quantifier")
    assert found(*names) == [
        ("Florp Grump Snorf", "Snorf Florp Grump", "other word order"),
        ("mask snorf", "masked snorf", "similar letters"),
        ("blurry snorf quantifier", "BSQ", "may abbreviate it"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Snorf-2", "Snorf-3"),  # numbers differ
        ("supervised snorfing", "unsupervised snorfing"),  # begin differently
        ("snorf net", "sparse snorf net"),  # one narrows the other
        ("BQ", "blurry quantifier"),  # two letters may be anything
    ],
)
def test_what_says_something_else_is_no_candidate(one: str, other: str) -> None:
    assert found(one, other) == []


def test_no_candidates_across_types_nor_within_a_paper() -> None:
    apart = link([paper("p", ("Method", "mask snorf"), ("Method", "masked snorf"))])
    types = link([paper("p", ("Method", "mask snorf")), paper("q", ("Task", "masked snorf"))])
    assert candidates(apart, Overrides()) == candidates(types, Overrides()) == []


def test_a_judged_pair_is_no_candidate_any_more() -> None:
    assert found("mask snorf", "masked snorf", overrides=Overrides(different=(("Masked Snorf", "mask snorf"),))) == []


def test_most_papers_come_first_and_give_the_left_name() -> None:
    papers = [paper(f"p{n}", ("Method", name)) for n, name in enumerate(["masked snorf"] * 3 + ["mask snorf"])]
    (only,) = candidates(link(papers), Overrides())
    assert (only.left, only.papers) == ("masked snorf", (3, 1))
