"""Hard pairs of names: two papers, one name in each; are they one entity?"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.link import link
from kg.model import DocumentEntity, EntityType, Extraction, Mention

_FILE = Path(__file__).parents[1] / "data" / "link_pairs.tsv"
_ROWS = [line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _paper(paper: str, forms: str, type_: EntityType) -> Extraction:
    names = forms.split("|")
    mentions = tuple(Mention(text=name, start=0, end=len(name)) for name in names)
    entity = DocumentEntity(id="e1", type=type_, name=names[0], mentions=mentions, role="uses")
    return Extraction(paper=paper, text_hash=paper, model="m", entities=(entity,))


def test_there_are_enough_pairs_of_both_kinds() -> None:
    verdicts = [row[3] for row in _ROWS]
    assert len(_ROWS) >= 300
    assert set(verdicts) == {"same", "different"}
    assert min(verdicts.count("same"), verdicts.count("different")) >= 100
    assert len({(frozenset(row[:2]), row[2]) for row in _ROWS}) == len(_ROWS)


@pytest.mark.parametrize(("one", "other", "type_", "verdict", "why"), _ROWS)
def test_pair(one: str, other: str, type_: EntityType, verdict: str, why: str) -> None:
    linking = link([_paper("p", one, type_), _paper("q", other, type_)])
    assert len(linking.entities) == {"same": 1, "different": 2}[verdict], (why, linking.merges)
