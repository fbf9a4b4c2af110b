"""docs/schema.md says what schemas/graph.yaml says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.schema import LabelSchema, RelationshipSchema, graph_schema

SCHEMA = graph_schema()
PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def label_row(label: LabelSchema) -> str:
    properties = ", ".join(f"`{name}`{'*' if p.required else ''}" for name, p in label.properties.items())
    return f"| `{':'.join(label.labels)}` | {label.description} | {properties} |"


def relationship_row(relationship: RelationshipSchema) -> str:
    ends = ", ".join(f"{start} → {end}" for start, end in relationship.ends)
    return f"| `{relationship.name}` | {ends} | {relationship.description} |"


@pytest.mark.parametrize("name", SCHEMA.labels)
def test_every_label_has_its_row(name: str) -> None:
    assert label_row(SCHEMA.labels[name]) in PAGE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SCHEMA.relationships)
def test_every_relationship_type_has_its_row(name: str) -> None:
    assert relationship_row(SCHEMA.relationships[name]) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_page_has_no_other_rows() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(SCHEMA.labels) + len(SCHEMA.relationships)


def test_the_page_tells_the_cap_and_the_evidence_properties() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"at most {SCHEMA.sentences_cap}" in page
    assert all(f"- `{name}`" in page for name in SCHEMA.relationships["USES"].properties)
