"""The extractions as JSON lines: exactly the keys that are promised, links to entities, one line a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.load import write_extractions
from kg.model import Alias, Claim, DocumentEntity, Entity, Extraction, Linking, Mention, Paper, Relation, Result

PAPER = Paper(id="p-01", title="Birch", abstract="Birch parses\u2028trees at 91.5 F1.", year=2020)
READ = Extraction(
    paper="p-01",
    text_hash="0",
    model="m",
    entities=(
        DocumentEntity(
            id="e0",
            type="Method",
            name="Birch",
            mentions=(Mention(text="Birch", start=0, end=5), Mention(text="Birch", start=6, end=11)),
            role="introduces",
            confidence=0.9,
        ),
        DocumentEntity(id="e1", type="Task", name="parsing", mentions=(), role="uses"),
    ),
    relations=(Relation(head="e0", type="USED_FOR", tail="e1", evidence="Birch parses", start=6, end=18),),
    claims=(
        Claim(
            sentence="Birch parses trees at 91.5 F1.",
            start=6,
            end=36,
            kind="result",
            polarity="positive",
            subject=("e0",),
            task=("e1",),
            results=(Result(value="91.5", number=91.5, method="e0"),),
        ),
    ),
)
LINKING = Linking(
    entities=(
        Entity(
            id="method:1",
            type="Method",
            name="Birch",
            aliases=(Alias(form="Birch", count=1),),
            members=(("p-01", "e0"), ("p-02", "e1")),
        ),
    )
)


def written(path: Path, *papers: Paper) -> list[dict[str, Any]]:
    write_extractions(papers, [READ], LINKING, path)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def test_a_record_has_exactly_the_promised_keys(tmp_path: Path) -> None:
    assert written(tmp_path / "read.jsonl", PAPER) == [
        {
            "id": "p-01",
            "title": "Birch",
            "abstract": "Birch parses\u2028trees at 91.5 F1.",
            "entities": [
                {
                    "id": "e0",
                    "entity_id": "method:1",
                    "type": "Method",
                    "name": "Birch",
                    "mentions": [{"text": "Birch", "start": 0, "end": 5}, {"text": "Birch", "start": 6, "end": 11}],
                    "role": "introduces",
                    "confidence": 0.9,
                },
                {
                    "id": "e1",
                    "entity_id": None,
                    "type": "Task",
                    "name": "parsing",
                    "mentions": [],
                    "role": "uses",
                    "confidence": 1.0,
                },
            ],
            "relations": [
                {"head": "e0", "type": "USED_FOR", "tail": "e1", "evidence": "Birch parses", "confidence": 1.0}
            ],
            "claims": [
                {
                    "sentence": "Birch parses trees at 91.5 F1.",
                    "start": 6,
                    "end": 36,
                    "kind": "result",
                    "polarity": "positive",
                    "subject": ["e0"],
                    "object": [],
                    "task": ["e1"],
                    "dataset": [],
                    "metric": [],
                    "results": [
                        {
                            "metric": None,
                            "dataset": None,
                            "method": "e0",
                            "value": "91.5",
                            "baseline": None,
                            "confidence": 1.0,
                        }
                    ],
                    "confidence": 1.0,
                }
            ],
        }
    ]


def test_papers_are_sorted_and_unread_ones_are_there(tmp_path: Path) -> None:
    unread = Paper(id="p-00", title="Oak", abstract="")
    records = written(tmp_path / "read.jsonl", PAPER, unread)
    assert [record["id"] for record in records] == ["p-00", "p-01"]
    assert records[0]["entities"] == records[0]["claims"] == []


def test_the_same_extractions_give_the_same_bytes(tmp_path: Path) -> None:
    other = Paper(id="p-09", title="Elm", abstract="")
    written(tmp_path / "one", PAPER, other)
    written(tmp_path / "two", other, PAPER)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
