"""Reading gold and predictions: both forms, and an error for whatever does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.evaluate.records import read_annotations

OTTER = {"id": "e1", "type": "Method", "name": "Otter"}
WHOLE: dict[str, Any] = {"id": "p", "entities": [OTTER], "relations": [], "claims": []}


def written(folder: Path, text: str) -> Path:
    path = folder / "records.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_and_array_are_the_same(tmp_path: Path) -> None:
    lines = read_annotations(written(tmp_path, '\ufeff{"id": "p"}\r\n\n{"id": "q"}\n'))
    array = read_annotations(written(tmp_path, ' [{"id": "p"}, {"id": "q"}]'))
    assert list(lines) == ["p", "q"]
    assert lines == array


def test_strings_may_hold_any_separator_but_a_line_feed(tmp_path: Path) -> None:
    assert list(read_annotations(written(tmp_path, '{"id": "p\u2028\x85q"}'))) == ["p\u2028\x85q"]


def test_mentions_are_strings_or_objects() -> None:
    [paper] = read_annotations([{**WHOLE, "entities": [{**OTTER, "mentions": ["Otters", {"text": "OTTER"}]}]}]).values()
    assert paper.entities[0].surface_forms == ("Otter", "Otters", "OTTER")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "p"}\n{"entities": []}', "line 2: Object missing required field `id`"),
        ('[{"id": "p"}, {"id": "p"}]', "record 2: the id 'p' comes twice"),
        ('{"id": "p"}\n{"id": ', "line 2: is no valid JSON"),
        ("[3]", "record 1: Expected `object`"),
        ('{"id": "p", "entities": [{"id": "e1", "type": "Method"}]}', "missing required field `name`"),
        ('{"id": "p", "entities": [{"id": "e", "type": "A", "name": 3}]}', r"\$.entities\[0\].name"),
        (
            '{"id": "p", "entities": [{"id": "e", "type": "A", "name": "x"}, {"id": "e", "type": "A", "name": "y"}]}',
            "two entities with the same id",
        ),
    ],
)
def test_bad_records(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_annotations(written(tmp_path, text))


@pytest.mark.parametrize("field", ["entities", "relations", "claims"])
def test_gold_must_be_whole(field: str) -> None:
    record = {name: value for name, value in WHOLE.items() if name != field}
    assert read_annotations([record])
    with pytest.raises(InputError, match=f"gold paper 'p' has no '{field}'"):
        read_annotations([record], gold=True)


def test_gold_relations_must_have_ends() -> None:
    record = {**WHOLE, "relations": [{"head": "e1", "type": "PART_OF", "tail": "e9"}]}
    assert read_annotations([record])
    with pytest.raises(InputError, match="unknown entity 'e9'"):
        read_annotations([record], gold=True)


def test_gold_must_not_be_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "\n")
    assert read_annotations(path) == {}
    with pytest.raises(InputError, match="has no gold paper"):
        read_annotations(path, gold=True)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as UTF-8"):
        read_annotations(tmp_path / "none.jsonl")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as UTF-8"):
        read_annotations(binary)
