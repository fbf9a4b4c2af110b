"""Papers read by hand, for the tests of the graph: offsets are found in the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

from kg.graph import build_graph
from kg.model import (
    Alias,
    Claim,
    DocumentEntity,
    Entity,
    EntityType,
    Extraction,
    KnowledgeGraph,
    Linking,
    Mention,
    Paper,
    Reject,
    Relation,
    Relationship,
    Result,
    Role,
)
from kg.text import make_id, normalise, text_hash


class Reading:
    """A paper and what a reader marks in it."""

    def __init__(self, id_: str, title: str, abstract: str, **about: Any) -> None:
        self.paper = Paper(id=id_, title=title, abstract=abstract, **about)
        self.entities: dict[str, DocumentEntity] = {}
        self.relations: list[Relation] = []
        self.claims: list[Claim] = []

    def entity(self, type_: EntityType, name: str, role: Role = "uses", confidence: float = 1.0) -> str:
        """Mark all occurrences of a name; return the entity's id."""
        id_ = f"e{len(self.entities) + 1}"
        mentions = tuple(
            Mention(text=found[0], start=found.start(), end=found.end(), confidence=confidence)
            for found in re.finditer(rf"\b{re.escape(name)}\b", self.paper.text)
        )
        assert mentions, f"{name!r} is not in the text"
        self.entities[id_] = DocumentEntity(
            id=id_, type=type_, name=name, mentions=mentions, role=role, confidence=confidence
        )
        return id_

    def relation(self, head: str, type_: str, tail: str, sentence: str, confidence: float = 1.0) -> None:
        start, end = self.span(sentence)
        self.relations.append(
            Relation(head=head, type=type_, tail=tail, evidence=sentence, start=start, end=end, confidence=confidence)
        )

    def claim(self, sentence: str, *results: Result, **fields: Any) -> None:
        start, end = self.span(sentence)
        values = {"kind": "result", "polarity": "positive", **fields}
        self.claims.append(Claim(sentence=sentence, start=start, end=end, results=results, **values))

    def span(self, sentence: str) -> tuple[int, int]:
        start = self.paper.text.index(sentence)
        return start, start + len(sentence)

    @property
    def extraction(self) -> Extraction:
        bounds = [found.span() for found in re.finditer(r"\S[^.\n]*\.?", self.paper.text)]
        return Extraction(
            paper=self.paper.id,
            text_hash=text_hash(self.paper.text),
            model="by hand",
            entities=tuple(self.entities.values()),
            relations=tuple(self.relations),
            claims=tuple(self.claims),
            sentences=tuple(bounds),
        )


def link(extractions: Iterable[Extraction]) -> Linking:
    """Make one entity of all with the same type and normalised name."""
    members: dict[tuple[EntityType, str], list[tuple[str, DocumentEntity]]] = defaultdict(list)
    for extraction in extractions:
        for entity in extraction.entities:
            members[entity.type, normalise(entity.name)].append((extraction.paper, entity))
    entities = []
    for (type_, form), found in members.items():
        forms = Counter(name for _, name in {(paper, m.text) for paper, e in found for m in e.mentions})
        entities.append(
            Entity(
                id=make_id(type_.lower(), form),
                type=type_,
                name=form,
                aliases=tuple(Alias(form=name, count=number) for name, number in forms.items()),
                members=tuple((paper, entity.id) for paper, entity in found),
            )
        )
    return Linking(entities=tuple(entities))


class Built:
    """A graph with its rejects, and short ways to ask it."""

    def __init__(self, *readings: Reading, linking: Linking | None = None) -> None:
        self.rejects: list[Reject] = []
        extractions = [reading.extraction for reading in readings]
        papers = [reading.paper for reading in readings]
        self.graph: KnowledgeGraph = build_graph(
            papers, extractions, linking or link(extractions), on_reject=self.rejects.append
        )
        self.nodes = {node.id: node for node in self.graph.nodes}

    @property
    def reasons(self) -> list[str]:
        return [reject.reason for reject in self.rejects]

    def caption(self, id_: str) -> str:
        properties = self.nodes[id_].properties
        return str(next(properties[name] for name in ("name", "sentence", "value", "id") if name in properties))

    def triples(self, *types: str) -> set[tuple[str, str, str]]:
        """Return (start, type, end) with captions for ids."""
        edges = (r for r in self.graph.relationships if not types or r.type in types)
        return {(self.caption(r.start), r.type, self.caption(r.end)) for r in edges}

    def edge(self, start: str, type_: str, end: str) -> Relationship:
        """Return the one relationship with these captions."""
        [found] = (
            r
            for r in self.graph.relationships
            if (self.caption(r.start), r.type, self.caption(r.end)) == (start, type_, end)
        )
        return found


_NUMBERS = count()


def report(method: str, dataset: str, metric: str, value: str, number: float, unit: str | None = None) -> Reading:
    """Return a paper of its own with one reported result."""
    sentence = f"{method} reaches {value} {metric} on {dataset}."
    reading = Reading(f"paper-{next(_NUMBERS):03d}", "Report", sentence)
    slots = {
        "method": reading.entity("Method", method),
        "dataset": reading.entity("Dataset", dataset),
        "metric": reading.entity("Metric", metric),
    }
    reading.claim(sentence, Result(value=value, number=number, unit=unit, **slots))
    return reading
