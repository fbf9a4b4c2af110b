"""Stand-off annotations for training: what is packed comes back, and the shipped file holds no text of others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, RELATION_TYPES, ROLES
from scripts.train import annotations

SCRIPT = Path(annotations.__file__)

RECORD = {
    "id": "made-up-1",
    "title": "Foo: sorting apples",
    "abstract": "Foonet is old. Foo sorts apples with 91.5 % accuracy, 3 % over Foonet. We hope for more.",
    "entities": [
        {"id": "e1", "type": "Method", "role": "introduces", "name": "Foo", "mentions": ["Foo"]},
        {"id": "e4", "type": "Method", "role": "compares", "name": "Foonet", "mentions": ["Foonet"]},
        {"id": "e2", "type": "Task", "role": "uses", "name": "sorting apples", "mentions": ["sorting apples"]},
        {"id": "e3", "type": "Metric", "role": "uses", "name": "accuracy", "mentions": ["accuracy"]},
    ],
    "relations": [
        {"head": "e1", "type": "USED_FOR", "tail": "e2"},
        {"head": "e1", "type": "OUTPERFORMS", "tail": "e4"},
    ],
    "claims": [
        {
            "sentence": "Foo sorts apples with 91.5 % accuracy, 3 % over Foonet.",
            "kind": "comparison",
            "polarity": "positive",
            "subject": ["e1"],
            "object": ["e4"],
            "task": ["e2"],
            "dataset": [],
            "metric": ["e3"],
            "results": [
                {"metric": "e3", "dataset": None, "method": "e1", "value": "91.5 %", "baseline": None},
                {"metric": None, "dataset": None, "method": "e1", "value": "3 %", "baseline": "91.5 %"},
            ],
        }
    ],
}


def _renamed(record: Any) -> str:
    """Entity ids are counted anew: e1, e4, e2, e3 come back as e0 to e3."""
    text = json.dumps({name: record[name] for name in ("entities", "relations", "claims")}, sort_keys=True)
    for old, new in (("e1", "x0"), ("e4", "x1"), ("e2", "x2"), ("e3", "x3")):
        text = text.replace(f'"{old}"', f'"{new}"')
    return text.replace('"x', '"e')


def test_an_annotation_and_its_paper_give_the_record_again() -> None:
    paper = {name: RECORD[name] for name in ("id", "title", "abstract")}
    back = annotations.unpack(annotations.pack(RECORD), paper)
    assert _renamed(RECORD) == json.dumps({n: back[n] for n in ("entities", "relations", "claims")}, sort_keys=True)
    assert back["wave"] == annotations.WAVE


def test_a_form_is_found_as_a_word_before_it_is_found_inside_one() -> None:
    record = {**RECORD, "title": "Foonet and Foo", "relations": [], "claims": []}
    assert annotations.pack(record)["entities"][0] == ["Method", "introduces", [[11, 14]]]


@pytest.mark.parametrize("change", [{"abstract": "Another text."}, {"id": "made-up-2"}])
def test_an_annotation_without_its_very_text_is_left_out_and_counted(tmp_path: Path, change: dict[str, str]) -> None:
    def run(*arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=True
        )
        return done.stdout

    gold, papers, notes, out = (
        tmp_path / name for name in ("gold.jsonl", "papers.jsonl", "notes.jsonl.gz", "out.jsonl")
    )
    other = {**RECORD, "id": "made-up-3"}
    gold.write_text("".join(f"{json.dumps(record)}\n" for record in (RECORD, other)))
    papers.write_text("".join(f"{json.dumps(record)}\n" for record in ({**RECORD, **change}, other)))
    run(gold, notes, "--pack")
    assert run(papers, out, "--annotations", notes) == (
        "1 annotated papers written; 1 annotations whose paper is not there or has another text\n"
    )
    assert json.loads(out.read_text())["id"] == "made-up-3"


def test_the_shipped_annotations_are_whole_and_hold_no_text() -> None:
    words = {*ENTITY_TYPES, *ROLES, *RELATION_TYPES, *CLAIM_KINDS, *POLARITIES}
    ids = set()
    for note in annotations.read_records(annotations.OURS):
        ids.add(note.pop("id"))
        assert len(note.pop("text")) == 8
        assert _strings(note) <= words
        count = len(note["entities"])
        assert all(0 <= start < end for *_, spans in note["entities"] for start, end in spans)
        assert all(0 <= index < count for head, _, tail in note["relations"] for index in (head, tail))
    assert len(ids) > 1000


def _strings(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_strings, value.values()))
    if isinstance(value, list):
        return set().union(*map(_strings, value)) if value else set()
    return {value} if isinstance(value, str) else set()
