"""The document entities as the rules look at them, and what the papers define."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.link.forms import abbreviates, is_short, key_of
from kg.model import DocumentEntity, EntityType, Extraction


class Member(NamedTuple):
    """A document entity with its surface forms, the clearest one first."""

    paper: str
    entity: DocumentEntity
    forms: tuple[str, ...]

    @property
    def type(self) -> EntityType:
        """The type that the paper gives."""
        return self.entity.type


def members_of(extractions: Iterable[Extraction]) -> list[Member]:
    """Return all document entities, by paper and id."""
    members = []
    for extraction in extractions:
        long = {a.short: a.long for a in extraction.abbreviations}
        for entity in extraction.entities:
            forms = dict.fromkeys([entity.name, *(mention.text for mention in entity.mentions)])
            # a definition in the paper counts even where the long form is no mention
            full = [long[form] for form in forms if form in long and long[form] not in forms]
            members.append(Member(extraction.paper, entity, clearest_first(entity.name, [*forms, *full])))
    return sorted(members, key=lambda m: (m.paper, m.entity.id))


def clearest_first(name: str, forms: Iterable[str]) -> tuple[str, ...]:
    """Sort forms: full before short, the name before others.

    A full form comes before a short name only if it spells it.

    Example:
        >>> clearest_first("LLM", ["LLM", "large language model"])
        ('large language model', 'LLM')
        >>> clearest_first("CLIP", ["CLIP", "CLIP embedding"])
        ('CLIP', 'CLIP embedding')
    """

    def rank(form: str) -> tuple[bool, bool]:
        spelt = form == name or not is_short(name) or abbreviates(name, form)
        return is_short(form) or not spelt, form != name

    return tuple(sorted(forms, key=rank))


class Definitions:
    """What short forms stand for in the papers that define them.

    Example:
        >>> Definitions([]).of("GBN", "Method")
        Counter()
    """

    def __init__(self, members: Iterable[Member]) -> None:
        self._typed: dict[tuple[str, EntityType], Counter[str]] = defaultdict(Counter)
        self._any: dict[str, Counter[str]] = defaultdict(Counter)
        for member in members:
            for short, long in defined(member.forms).items():
                self._typed[short, member.type][long] += 1
                self._any[short][long] += 1

    def of(self, short: str, type_: EntityType) -> Counter[str]:
        """Return the keys that a short form stands for with the number of papers: those of its type, or else all."""
        key = key_of(short)
        return self._typed.get((key, type_)) or self._any.get(key) or Counter()


def defined(forms: tuple[str, ...]) -> dict[str, str]:
    """Return the key of each short form with that of the clearest form that spells it."""
    found = {}
    for short in filter(is_short, forms):
        long = next((form for form in forms if not is_short(form) and abbreviates(short, form)), None)
        if long:
            found[key_of(short)] = key_of(long)
    return found
