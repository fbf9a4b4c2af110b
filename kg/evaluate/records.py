"""The gold form: annotated papers, read from a JSON array or from JSON lines.

Gold and predictions have the same form; predictions may carry offsets, confidences and
`entity_id`, the id of the graph's entity. Keys that are not named here are ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import InputError

Source = str | os.PathLike[str] | Iterable[Mapping[str, Any]]


class AnnotatedMention(msgspec.Struct, frozen=True):
    """A mention that is more than its surface form."""

    text: str
    confidence: float | None = None


class AnnotatedEntity(msgspec.Struct, frozen=True):
    """A concept of one paper; a mention is a surface form or an object with `text`."""

    id: str
    type: str
    name: str
    mentions: tuple[str | AnnotatedMention, ...] = ()
    role: str | None = None
    confidence: float | None = None
    entity_id: str | None = None

    @property
    def surface_forms(self) -> tuple[str, ...]:
        """The name, then the mentions as written."""
        return self.name, *(m if isinstance(m, str) else m.text for m in self.mentions)


class AnnotatedRelation(msgspec.Struct, frozen=True):
    """A typed pair of entity ids of the same paper."""

    head: str
    type: str
    tail: str
    confidence: float | None = None


class AnnotatedResult(msgspec.Struct, frozen=True):
    """A reported number; `metric` is an entity id."""

    value: str | int | float | None = None
    metric: str | None = None
    confidence: float | None = None


class AnnotatedClaim(msgspec.Struct, frozen=True):
    """A sentence that asserts an outcome."""

    sentence: str
    kind: str | None = None
    results: tuple[AnnotatedResult, ...] = ()
    confidence: float | None = None


class AnnotatedPaper(msgspec.Struct, frozen=True):
    """All annotations of one paper."""

    id: str
    entities: tuple[AnnotatedEntity, ...] = ()
    relations: tuple[AnnotatedRelation, ...] = ()
    claims: tuple[AnnotatedClaim, ...] = ()


def read_annotations(source: Source, *, gold: bool = False) -> dict[str, AnnotatedPaper]:
    """Return the annotated papers by id, in file order.

    Args:
        source: a file (JSON array or JSON lines, UTF-8), or records that are in memory already.
        gold: also ask that entities, relations and claims are present and that every id they name is known.

    Raises:
        InputError: the file or a record cannot be read, or two records have the same id.

    Example:
        >>> records = [{"id": "p", "entities": [{"id": "e1", "type": "Method", "name": "BERT"}]}]
        >>> read_annotations(records)["p"].entities[0].surface_forms
        ('BERT',)
        >>> read_annotations([{"entities": []}])
        Traceback (most recent call last):
        kg.errors.InputError: records, record 1: Object missing required field `id`
    """
    papers: dict[str, AnnotatedPaper] = {}
    for where, raw in _rows(source):
        try:
            paper = msgspec.convert(raw, AnnotatedPaper)
            _check(paper, raw, gold)
        except (msgspec.ValidationError, ValueError) as error:
            raise InputError(where, str(error)) from error
        if paper.id in papers:
            raise InputError(where, f"the id {paper.id!r} comes twice: keep one record a paper")
        papers[paper.id] = paper
    if gold and not papers:
        name = os.fspath(source) if isinstance(source, str | os.PathLike) else "records"
        raise InputError(name, "has no gold paper: a JSON array or one JSON object a line is needed")
    return papers


Rows = Iterator[tuple[str, Any]]


def _rows(source: Source) -> Rows:
    """Yield the records with the words that say where each one is."""
    if not isinstance(source, str | os.PathLike):
        return _numbered("records", source)
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read as UTF-8 text: {error}") from error
    return _numbered(str(path), _decode(text, str(path))) if text.lstrip().startswith("[") else _lines(path, text)


def _numbered(name: str, records: Iterable[Any]) -> Rows:
    return ((f"{name}, record {number}", record) for number, record in enumerate(records, start=1))


def _lines(path: Path, text: str) -> Rows:
    """Yield the records of JSON lines. Only line feeds end a line: strings may hold any other separator."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            yield where, _decode(line, where)


def _decode(text: str, where: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise InputError(where, f"is no valid JSON: {error}") from error


def _check(paper: AnnotatedPaper, raw: Any, gold: bool) -> None:
    """Raise ValueError where ids are ambiguous, or where a gold record is not whole."""
    ids = {entity.id for entity in paper.entities}
    if len(ids) < len(paper.entities):
        raise ValueError(f"paper {paper.id!r} has two entities with the same id")
    if not gold:
        return
    for field in ("entities", "relations", "claims"):
        if field not in raw:
            raise ValueError(f"gold paper {paper.id!r} has no {field!r}: give an empty list if there are none")
    for end in (end for relation in paper.relations for end in (relation.head, relation.tail)):
        if end not in ids:
            raise ValueError(f"gold paper {paper.id!r} has a relation with the unknown entity {end!r}")
