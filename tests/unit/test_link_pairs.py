"""Hard pairs of names: each in a paper of its own, are they one entity?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.link import link
from kg.model import DocumentEntity, EntityType, Extraction, Mention

PAIRS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data" / "link_pairs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def paper(id_: str, type_: EntityType, *forms: str) -> Extraction:
    mentions = tuple(Mention(text=form, start=0, end=len(form)) for form in forms)
    entity = DocumentEntity(id="e1", type=type_, name=forms[0], mentions=mentions, role="uses")
    return Extraction(paper=id_, text_hash=id_, model="m", entities=(entity,))


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 150
    assert len({tuple(pair[:3]) for pair in PAIRS}) == len(PAIRS)
    assert {pair[3] for pair in PAIRS} == {"same", "different"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p[0]} / {p[1]}")
def test_pair(pair: list[str]) -> None:
    one, other, type_, verdict, why = pair
    papers = [paper("a", type_, one), paper("b", type_, other)]  # type: ignore[arg-type]  # the file's types
    if why == "defined abbreviation":
        papers.append(paper("c", type_, other, one))  # type: ignore[arg-type]
    entities = link(papers).entities
    together = any({("a", "e1"), ("b", "e1")} <= set(entity.members) for entity in entities)
    assert together == (verdict == "same"), f"{why}: {[entity.name for entity in entities]}"
