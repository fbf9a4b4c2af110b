"""Training records → examples: words, spans and labels of one abstract.

Works on `kg-abstracts` (all heads). Gold mentions are surface forms; their occurrences are found here,
longest first, at word boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from annotations import ARGUMENTS, ENTITY_SLOTS, WAVE, read_records, text_of
from spacy.language import Language
from spacy.tokens import Doc
from torch import Tensor

from kg.extract.features import KINDS, MAX_WIDTH, Ints, Node, Span
from kg.extract.numbers import find_numbers
from kg.extract.tokens import blank_pipeline, mark_sentences
from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, RELATION_TYPES, ROLES
from kg.text import normalise

WAVES = WAVE + 1
SLOTS = (*ENTITY_SLOTS, "baseline")
NUMBER_CLASSES = ("none", "value", "baseline")


@dataclass
class Example:
    """One abstract. Words are the non-space tokens; entity spans, sentences and numbers are word spans."""

    id: str
    wave: int
    words: list[str]
    sentence_of: Ints
    sentences: list[Span]
    entities: list[Node] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    ignored: set[Span] = field(default_factory=set)
    relations: set[tuple[int, int, int]] = field(default_factory=set)
    claims: dict[int, tuple[int, int]] = field(default_factory=dict)
    arguments: set[tuple[int, int, int]] = field(default_factory=set)
    numbers: list[Node] = field(default_factory=list)
    number_labels: list[int] = field(default_factory=list)
    slots: set[tuple[int, int, int]] = field(default_factory=set)
    taught: dict[str, Tensor] | None = None  # what other networks say of it, by head; else gold counts


@cache
def pipeline() -> Language:
    """Return the word and sentence splitter, the same as in reading."""
    return blank_pipeline()


def read_examples(path: Path) -> Iterator[Example]:
    """Read a JSONL file of gold records."""
    yield from map(make_example, read_records(path))


def make_example(record: dict[str, Any]) -> Example:
    """Turn one gold record into an example; what cannot be found in the text is left out."""
    doc = mark_sentences(pipeline()(text_of(record)))
    words = [token for token in doc if not token.is_space]
    locate = Locator(doc)
    sentences = [
        (locate.place[tokens[0].i], locate.place[tokens[-1].i] + 1)
        for sentence in doc.sents
        if (tokens := [token for token in sentence if not token.is_space])
    ]
    sentence_of = number_sentences(len(words), sentences)
    example = Example(record["id"], wave_of(record), [w.text for w in words], sentence_of, sentences)
    index = _add_entities(example, record, locate)
    _add_relations(example, record, index)
    _add_claims(example, record, index, locate)
    return example


def number_sentences(count: int, sentences: Sequence[Span]) -> Ints:
    """Return the sentence of each of `count` words."""
    sentence_of = np.zeros(count, dtype=np.int64)
    for n, (start, end) in enumerate(sentences):
        sentence_of[start:end] = n
    return sentence_of


def wave_of(record: dict[str, Any]) -> int:
    """Return the annotation wave of a record (their density differs): said in it, else by its id 0, 1 or 2."""
    if "wave" in record:
        return int(record["wave"])
    number = re.search(r"(\d+)$", record["id"])
    return min(int(number[1]) // 1000, WAVE - 1) if number and record["id"].startswith("ml-") else 0


class Locator:
    """Characters → word spans; `place` numbers the tokens that are words."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.text = doc, doc.text
        self.place = {token.i: n for n, token in enumerate(token for token in doc if not token.is_space)}

    def span(self, start: int, end: int) -> Span | None:
        tokens = self.doc.char_span(start, end, alignment_mode="expand")
        if tokens is None:
            return None
        inside = [self.place[token.i] for token in tokens if token.i in self.place]
        return (inside[0], inside[-1] + 1) if inside else None


def _add_entities(example: Example, record: dict[str, Any], locate: Locator) -> dict[str, int]:
    """Find the occurrences of all mentions, longest first; an inner one counts only if its form never stands alone."""
    found: dict[str, list[tuple[Span, str]]] = {entity["id"]: [] for entity in record["entities"]}
    taken = np.zeros(len(locate.text), dtype=bool)
    forms = sorted({(m, e["id"]) for e in record["entities"] for m in e["mentions"]}, key=lambda f: (-len(f[0]), f))
    for form, owner in forms:
        inner = []
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", locate.text):
            span = locate.span(*match.span())
            if span is None or span[1] - span[0] > MAX_WIDTH:
                continue
            if taken[match.start() : match.end()].any():
                inner.append(span)
                continue
            taken[match.start() : match.end()] = True
            found[owner].append((span, form))
        if inner and not any(f == form for _, f in found[owner]):
            found[owner] += [(span, form) for span in inner[:1]]
        else:
            example.ignored.update(inner)
    index = {}
    for entity in record["entities"]:
        if spans := sorted(set(found[entity["id"]])):
            index[entity["id"]] = len(example.entities)
            kind = ENTITY_TYPES.index(entity["type"])
            example.entities.append(Node(tuple(s for s, _ in spans), kind, tuple(f for _, f in spans)))
            example.roles.append(ROLES.index(entity["role"]))
    return index


def _add_relations(example: Example, record: dict[str, Any], index: dict[str, int]) -> None:
    for relation in record["relations"]:
        if relation["head"] in index and relation["tail"] in index:
            label = RELATION_TYPES.index(relation["type"])
            head, tail = index[relation["head"]], index[relation["tail"]]
            example.relations.add((head, tail, label))
            if relation["type"] == "COMPARED_WITH":
                example.relations.add((tail, head, label))


def _add_claims(example: Example, record: dict[str, Any], index: dict[str, int], locate: Locator) -> None:
    numbers = find_numbers(locate.text)
    for number in numbers:
        span = locate.span(number.start, number.end)
        example.numbers.append(Node((span or (0, 1),), KINDS.index("number"), (number.text,)))
        example.number_labels.append(0)
    for claim in record["claims"]:
        begin = locate.text.find(claim["sentence"])
        span = locate.span(begin, begin + len(claim["sentence"])) if begin >= 0 else None
        if span is None:
            continue
        middle = int(example.sentence_of[(span[0] + span[1] - 1) // 2])
        example.claims[middle] = (CLAIM_KINDS.index(claim["kind"]), POLARITIES.index(claim["polarity"]))
        for label, argument in enumerate(ARGUMENTS):
            example.arguments.update((middle, index[e], label) for e in claim[argument] if e in index)
        inside = [n for n, x in enumerate(numbers) if begin <= x.start and x.end <= begin + len(claim["sentence"])]
        for result in claim["results"]:
            _add_result(example, result, index, [(n, numbers[n].text) for n in inside])


def _add_result(
    example: Example, result: dict[str, Any], index: dict[str, int], numbers: list[tuple[int, str]]
) -> None:
    value = _find(result["value"], numbers)
    if value is None:
        return
    example.number_labels[value] = NUMBER_CLASSES.index("value")
    for label, slot in enumerate(ENTITY_SLOTS):
        if result.get(slot) in index:
            example.slots.add((value, index[result[slot]], label))
    baseline = _find(result.get("baseline"), numbers)
    if baseline is not None and baseline != value:
        if not example.number_labels[baseline]:
            example.number_labels[baseline] = NUMBER_CLASSES.index("baseline")
        example.slots.add((value, baseline, SLOTS.index("baseline")))


def _find(value: str | None, numbers: list[tuple[int, str]]) -> int | None:
    """Return the number that was written as `value`: the same digits."""
    wanted = _digits(value or "")
    return next((n for n, text in numbers if wanted and _digits(text) == wanted), None)


def _digits(value: str) -> str:
    return re.sub(r"[^\d.^x-]", "", value).strip(".")


def form_nodes(example: Example) -> tuple[list[Node], list[int]]:
    """Return one node for each distinct normalised form of each entity, and the entity it belongs to."""
    nodes, owners = [], []
    for owner, entity in enumerate(example.entities):
        groups: dict[str, list[tuple[Span, str]]] = {}
        for span, form in zip(entity.spans, entity.forms, strict=True):
            groups.setdefault(normalise(form), []).append((span, form))
        for group in groups.values():
            nodes.append(Node(tuple(s for s, _ in group), entity.kind, tuple(f for _, f in group)))
            owners.append(owner)
    return nodes, owners
