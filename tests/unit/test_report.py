"""The counts of a build: boilerplate apart, records and statements apart, reasons without single records."""

from __future__ import annotations

from typing import Literal

import pytest

from kg.model import KnowledgeGraph, Linking, Reject
from kg.report import is_boilerplate, kind_of, report_of


def reject(reason: str, stage: Literal["read", "extract", "link", "graph", "load"] = "read") -> Reject:
    return Reject(path="f", reason=reason, stage=stage)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("no abstract", "no abstract"),
        ("the id doi:10.1/x was there before; the first paper was kept", "the id ..."),
        ("the same text as my, odd: id, which was kept", "the same text as ..."),
        ("12 cells where the header has 3: quote cells", "N cells where the header has N"),
        ("invalid JSON (at byte 17): one object a line", "invalid JSON"),
        ("the reader failed: ValueError: \x1b[31m", "the reader failed"),
    ],
)
def test_kinds_of_reasons(reason: str, kind: str) -> None:
    assert kind_of(reason) == kind


def test_rejects_statements_and_boilerplate_are_counted_apart() -> None:
    rejects = [
        reject("not a paper: a date"),
        reject("not a paper: a menu"),
        reject("no abstract"),
        reject("no abstract"),
        reject("the reader failed: x", "extract"),
        reject("the schema does not allow the relationship", "graph"),
    ]
    report = report_of(KnowledgeGraph(), Linking(entities=()), rejects, new=3)
    assert report.boilerplate == 2
    assert report.rejects == {"no abstract": 2, "the reader failed": 1}
    assert report.rejected == 3
    assert report.left_out == {"the schema does not allow the relationship": 1}
    assert report.new == 3


def test_many_reasons_are_summed_up() -> None:
    rejects = [reject(f"reason {chr(97 + n)}") for n in range(26)]
    report = report_of(KnowledgeGraph(), Linking(entities=()), rejects)
    assert report.rejects["other reasons"] == 6
    assert report.rejected == 26


def test_boilerplate() -> None:
    assert is_boilerplate(reject("not a paper: a date"))
    assert not is_boilerplate(reject("no abstract: is it a paper?"))
