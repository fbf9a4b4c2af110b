"""What was read in each paper as JSON lines, with the links to the graph's entities."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from kg.load.files import replacing
from kg.model import Claim, DocumentEntity, Extraction, Linking, Paper, Relation, Result


def write_extractions(
    papers: Iterable[Paper], extractions: Iterable[Extraction], linking: Linking, path: str | Path
) -> None:
    """Write one record a paper, sorted by id; a paper that was not read has empty lists.

    `entity_id` is the id of the graph entity whose members contain (paper, entity id), or null.

    Raises:
        OSError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     paper = Paper(id="p", title="On Cats", abstract="Cats purr.")
        ...     write_extractions([paper], [], Linking(entities=()), Path(folder, "read.jsonl"))
        ...     print(Path(folder, "read.jsonl").read_text(), end="")
        {"id":"p","title":"On Cats","abstract":"Cats purr.","entities":[],"relations":[],"claims":[]}
    """
    read = {extraction.paper: extraction for extraction in extractions}
    linked = linking.entity_ids()
    with replacing(path) as temporary, temporary.open("wb") as file:
        for paper in sorted(papers, key=lambda paper: paper.id):
            extraction = read.get(paper.id, Extraction(paper=paper.id, text_hash="", model=""))
            file.write(msgspec.json.encode(_record(paper, extraction, linked)) + b"\n")


def _record(paper: Paper, extraction: Extraction, linked: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "entities": [_entity(entity, linked.get((paper.id, entity.id))) for entity in extraction.entities],
        "relations": [_relation(relation) for relation in extraction.relations],
        "claims": [_claim(claim) for claim in extraction.claims],
    }


def _entity(entity: DocumentEntity, entity_id: str | None) -> dict[str, Any]:
    return {
        "id": entity.id,
        "entity_id": entity_id,
        "type": entity.type,
        "name": entity.name,
        "mentions": [{"text": m.text, "start": m.start, "end": m.end} for m in entity.mentions],
        "role": entity.role,
        "confidence": entity.confidence,
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {key: getattr(relation, key) for key in ("head", "type", "tail", "evidence", "confidence")}


def _claim(claim: Claim) -> dict[str, Any]:
    before = ("sentence", "start", "end", "kind", "polarity", "subject", "object", "task", "dataset", "metric")
    return {
        **{key: getattr(claim, key) for key in before},
        "results": [_result(result) for result in claim.results],
        "confidence": claim.confidence,
    }


def _result(result: Result) -> dict[str, Any]:
    return {key: getattr(result, key) for key in ("metric", "dataset", "method", "value", "baseline", "confidence")}
