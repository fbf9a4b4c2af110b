"""The JSON Schemas say what the records are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from kg.extract import Extractor
from kg.link import link
from kg.load import write_extractions
from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, RELATION_TYPES, ROLES, Paper
from kg.read import read_papers
from kg.schema import schemas_dir

SENTENCE = "We propose GateNet, which outperforms ResNet-50 on ImageNet with a top-1 accuracy of 81.2%."
PAPER = Paper(id="p", title="Gates for Image Classification", abstract=SENTENCE, year=2020, authors=("A. Bee",))


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((schemas_dir() / f"{name}.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("schema") / "read.jsonl"
    extractions = list(Extractor().extract([PAPER]))
    write_extractions([PAPER], extractions, link(extractions), path)
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def test_an_export_fits_its_schema(record: dict[str, Any]) -> None:
    assert record["entities"]
    assert record["relations"]
    assert record["claims"][0]["results"], "an empty list would fit anything"
    jsonschema.Draft202012Validator.check_schema(schema("extraction"))
    jsonschema.validate(record, schema("extraction"))


@pytest.mark.parametrize("part", ["entities", "relations", "claims"])
def test_a_field_too_many_or_too_few_does_not_fit(record: dict[str, Any], part: str) -> None:
    for change in ({"more": 1}, None):
        [first, *others] = record[part]
        other = {**first, **change} if change else dict(list(first.items())[1:])
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**record, part: [other, *others]}, schema("extraction"))


def test_the_words_are_those_of_the_model() -> None:
    fields = schema("extraction")["properties"]
    entity, relation, claim = (fields[name]["items"]["properties"] for name in ("entities", "relations", "claims"))
    assert tuple(entity["type"]["enum"]) == ENTITY_TYPES
    assert tuple(entity["role"]["enum"]) == ROLES
    assert tuple(relation["type"]["enum"]) == RELATION_TYPES
    assert tuple(claim["kind"]["enum"]) == CLAIM_KINDS
    assert tuple(claim["polarity"]["enum"]) == POLARITIES


def test_a_record_that_fits_is_read_as_it_is(tmp_path: Path) -> None:
    record = msgspec.to_builtins(PAPER)
    jsonschema.validate(json.loads(json.dumps(record)), schema("paper"))
    assert set(schema("paper")["properties"]) == set(Paper.__struct_fields__)
    (tmp_path / "p.jsonl").write_text(json.dumps(record))
    assert list(read_papers(tmp_path / "p.jsonl", on_reject=lambda reject: None)) == [PAPER]
