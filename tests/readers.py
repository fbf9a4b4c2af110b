"""Stand-in readers and readings, quick and without spaCy, for tests of what happens around the reading.

Every capitalised word of the text is a Method; one with a digit is a Dataset.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.model import Abbreviation, DocumentEntity, EntityType, Extraction, Mention, Paper, Relation
from kg.text import text_hash

_WORD = re.compile(r"\b[A-Z][A-Za-z]*\d*\b")


class WordReader:
    """Reads words; breaks on a text that holds "breaks", dies on "dies", is slow on "slow"."""

    version = "words-1"

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield what the papers' words say."""
        for paper in papers:
            if "breaks" in paper.abstract:
                raise ValueError("no reading of\nthis text")
            if "dies" in paper.abstract:
                os._exit(3)
            if "slow" in paper.abstract:
                time.sleep(0.2)
            yield read_words(paper, self.version)


class CountingReader(WordReader):
    """Notes each paper that it reads in a file."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield what the papers' words say."""
        for extraction in super().extract(papers):
            with self._log.open("a") as file:
                file.write(f"{extraction.paper}\n")
            yield extraction


def read_words(paper: Paper, version: str) -> Extraction:
    """Return the words as entities, the first two of them related."""
    found: dict[str, list[Mention]] = {}
    for match in _WORD.finditer(paper.text):
        found.setdefault(match[0], []).append(Mention(text=match[0], start=match.start(), end=match.end()))
    entities = tuple(
        DocumentEntity(
            id=f"e{n}", type="Dataset" if word[-1].isdigit() else "Method", name=word, mentions=tuple(at), role="uses"
        )
        for n, (word, at) in enumerate(found.items())
    )
    end = len(paper.title)
    pair = [e for e in entities if e.type == "Method"][:2]
    relations = tuple(
        Relation(head=pair[0].id, type="COMPARED_WITH", tail=pair[1].id, evidence=paper.title, start=0, end=end)
        for _ in range(len(pair) == 2)
    )
    return Extraction(
        paper=paper.id, text_hash=text_hash(paper.text), model=version, entities=entities, relations=relations
    )


def paper(id_: str, *entities: tuple[EntityType, str], defines: dict[str, str] | None = None) -> Extraction:
    """Make a paper whose entities are given as (type, "name|other form")."""
    made = []
    for n, (type_, forms) in enumerate(entities):
        names = forms.split("|")
        mentions = tuple(Mention(text=name, start=0, end=len(name)) for name in names)
        made.append(DocumentEntity(id=f"e{n}", type=type_, name=names[0], mentions=mentions, role="uses"))
    abbreviations = tuple(Abbreviation(short=short, long=long) for short, long in (defines or {}).items())
    return Extraction(paper=id_, text_hash=id_, model="m", entities=tuple(made), abbreviations=abbreviations)
