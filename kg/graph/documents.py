"""Papers and their extractions brought together, and everything that is not true of the text sorted out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec

from kg.model import Claim, DocumentEntity, Entity, Extraction, Linking, Mention, Paper, Reject, Relation, Result
from kg.schema import graph_schema
from kg.text import text_hash

OnReject = Callable[[Reject], None]
ARGUMENTS = ("subject", "object", "dataset", "metric", "task")
SLOTS = ("method", "dataset", "metric", "task")

Item = TypeVar("Item", Paper, Extraction)
Located = TypeVar("Located", DocumentEntity, Relation, Claim, Mention)


class Document(NamedTuple):
    """A paper, what was read in it, and the graph's entity of each of its entities (by DocumentEntity id)."""

    paper: Paper
    extraction: Extraction
    entity_of: Mapping[str, str]


def documents_of(
    papers: Iterable[Paper], extractions: Iterable[Extraction], linking: Linking, on_reject: OnReject
) -> list[Document]:
    """Return one document a paper, sorted by paper id; a paper without extraction has an empty one."""
    chosen = {paper.id: paper for paper in _unique(papers, lambda p: p.id, on_reject) if _id_is_free(paper, on_reject)}
    read = {e.paper: e for e in _unique(extractions, lambda e: e.paper, on_reject) if _fits(e, chosen, on_reject)}
    entity_of = _members(linking, on_reject)
    documents = []
    for id_, paper in chosen.items():
        extraction = read.get(id_, Extraction(paper=id_, text_hash=text_hash(paper.text), model=""))
        documents.append(_Cleaner(paper, entity_of.get(id_, {}), on_reject).document(extraction))
    return documents


def _unique(items: Iterable[Item], key: Callable[[Item], str], on_reject: OnReject) -> Iterator[Item]:
    """Yield items sorted by key; of several with one key the first by content, so that input order is no matter."""
    for id_, group in groupby(sorted(items, key=key), key):
        first, *others = group
        if others:
            first, *others = sorted((first, *others), key=repr)
        yield first
        for other in others:
            on_reject(Reject(path=id_, reason=f"duplicate {type(other).__name__.lower()}", stage="graph"))


def _id_is_free(paper: Paper, on_reject: OnReject) -> bool:
    """Refuse a paper that calls itself like another node of the graph."""
    kinds = "|".join(label.lower() for label in graph_schema().node_labels if label != "Paper")
    if not re.fullmatch(rf"(?:{kinds}):[0-9a-f]{{16}}", paper.id):
        return True
    on_reject(Reject(path=paper.id, reason="the paper id looks like an id of this graph: rename it", stage="graph"))
    return False


def _fits(extraction: Extraction, papers: Mapping[str, Paper], on_reject: OnReject) -> bool:
    paper = papers.get(extraction.paper)
    if paper and extraction.text_hash == text_hash(paper.text):
        return True
    reason = "extraction of another text: extract it again" if paper else "extraction of an unknown paper"
    on_reject(Reject(path=extraction.paper, reason=reason, stage="graph"))
    return False


def _members(linking: Linking, on_reject: OnReject) -> dict[str, dict[str, str]]:
    """Return the entity of every member, by paper and DocumentEntity id."""
    entity_of: dict[str, dict[str, str]] = {}
    for entity in sorted(linking.entities, key=lambda entity: entity.id):
        for paper, member in sorted(entity.members):
            if entity_of.setdefault(paper, {}).setdefault(member, entity.id) != entity.id:
                on_reject(Reject(path=paper, reason="member of two entities", stage="graph", record=_named(entity)))
    return entity_of


def _named(entity: Entity | DocumentEntity) -> str:
    return f"{entity.type} {entity.name!r}"


class _Cleaner:
    """Keeps of an extraction what is true of its paper and ends at a linked entity; rejects the rest."""

    def __init__(self, paper: Paper, entity_of: Mapping[str, str], on_reject: OnReject) -> None:
        self.paper = paper
        self.entity_of = entity_of
        self.on_reject = on_reject

    def document(self, extraction: Extraction) -> Document:
        entities = tuple(clean for entity in extraction.entities if (clean := self._entity(entity)))
        known = {entity.id: self.entity_of[entity.id] for entity in entities}
        relations = tuple(r for r in extraction.relations if self._relation(r, known))
        claims = tuple(self._claim(claim, known) for claim in self._claims(extraction.claims))
        whole = msgspec.structs.replace(extraction, entities=entities, relations=relations, claims=claims)
        return Document(self.paper, whole, known)

    def _reject(self, reason: str, record: str) -> None:
        self.on_reject(Reject(path=self.paper.id, reason=reason, stage="graph", record=record))

    def _true(self, text: str, start: int, end: int, confidence: float, record: str) -> bool:
        """Check offsets and confidence of anything that claims to stand in the text."""
        if not 0 <= start < end or self.paper.text[start:end] != text:
            self._reject("offsets do not fit the text", record)
        elif not 0.0 <= confidence <= 1.0:
            self._reject("confidence outside 0 to 1", record)
        else:
            return True
        return False

    def _entity(self, entity: DocumentEntity) -> DocumentEntity | None:
        record = _named(entity)
        mentions = tuple(m for m in entity.mentions if self._true(m.text, m.start, m.end, m.confidence, record))
        if not mentions:
            self._reject("entity without a mention", record)
        elif entity.id not in self.entity_of:
            self._reject("entity is in no linked entity", record)
        else:
            return msgspec.structs.replace(entity, mentions=mentions)
        return None

    def _relation(self, relation: Relation, known: Mapping[str, str]) -> bool:
        record = f"{relation.head} {relation.type} {relation.tail}"
        if not {relation.head, relation.tail} <= known.keys():
            self._reject("relation with an unknown or left out entity", record)
            return False
        return self._true(relation.evidence, relation.start, relation.end, relation.confidence, record)

    def _claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Yield the claims in text order, each sentence once."""
        seen = set()
        for claim in sorted(claims, key=lambda claim: (claim.start, claim.end, repr(claim))):
            if not self._true(claim.sentence, claim.start, claim.end, claim.confidence, claim.sentence):
                continue
            if claim.sentence in seen:
                self._reject("duplicate claim", claim.sentence)
            else:
                seen.add(claim.sentence)
                yield claim

    def _claim(self, claim: Claim, known: Mapping[str, str]) -> Claim:
        """Drop arguments that lead nowhere; the claim itself stays."""
        arguments = {name: self._known(getattr(claim, name), known, claim) for name in ARGUMENTS}
        results = tuple(self._result(result, known, claim) for result in claim.results)
        return msgspec.structs.replace(claim, **arguments, results=results)

    def _result(self, result: Result, known: Mapping[str, str], claim: Claim) -> Result:
        slots = {name: getattr(result, name) for name in SLOTS}
        filled = {name: self._known((id_,), known, claim) for name, id_ in slots.items() if id_ is not None}
        return msgspec.structs.replace(result, **{name: ids[0] if ids else None for name, ids in filled.items()})

    def _known(self, ids: tuple[str, ...], known: Mapping[str, str], claim: Claim) -> tuple[str, ...]:
        for id_ in ids:
            if id_ not in known:
                self._reject("claim with an unknown or left out entity", f"{id_} in {claim.sentence!r}")
        return tuple(id_ for id_ in ids if id_ in known)
