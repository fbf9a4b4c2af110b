"""The document entities as the rules look at them, and what the papers define."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.link.forms import abbreviates, is_short, key_of
from kg.model import DocumentEntity, EntityType, Extraction


class Member(NamedTuple):
    """A document entity with its surface forms, the clearest one first, and the definitions that its paper gives."""

    paper: str
    entity: DocumentEntity
    forms: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...] = ()  # (short, long) of its forms

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
            given = {form: long[form] for form in forms if form in long}
            full = [form for form in given.values() if form not in forms]
            clearest = clearest_first(entity.name, [*forms, *full], given)
            members.append(Member(extraction.paper, entity, clearest, tuple(sorted(given.items()))))
    return sorted(members, key=lambda m: (m.paper, m.entity.id))


def clearest_first(name: str, forms: Iterable[str], given: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Sort forms: full before short, the name before others.

    A full form comes before a short name only if it spells it, or if the paper gives it as what the name stands for.

    Example:
        >>> clearest_first("LLM", ["LLM", "large language model"])
        ('large language model', 'LLM')
        >>> clearest_first("CLIP", ["CLIP", "CLIP embedding"])
        ('CLIP', 'CLIP embedding')
    """

    def rank(form: str) -> tuple[bool, bool]:
        spelt = form in (name, (given or {}).get(name)) or not is_short(name) or abbreviates(name, form)
        return is_short(form) or not spelt, form != name

    return tuple(sorted(forms, key=rank))


# papers differ on whether an activity is a method or a task; any other type of a short form is another meaning
_EITHER: dict[EntityType, EntityType] = {"Method": "Task", "Task": "Method"}


class Definitions:
    """What short forms stand for in the papers that define them.

    Example:
        >>> Definitions([]).of("GBN", "Method")
        {}
    """

    def __init__(self, members: Iterable[Member]) -> None:
        self._papers: dict[tuple[str, EntityType], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for member in members:
            for short, long in defined(member).items():
                self._papers[short, member.type][long].append(member.paper)

    def of(self, short: str, type_: EntityType) -> dict[str, list[str]]:
        """Return the keys that a short form of a type stands for, each with the papers that say so."""
        key = key_of(short)
        found = self._papers.get((key, type_)) or self._papers.get((key, _EITHER.get(type_, type_))) or {}
        return dict(found)


def defined(member: Member) -> dict[str, str]:
    """Return the key of each short form with that of what the paper gives for it, or of the form that spells it."""
    found, given = {}, dict(member.definitions)
    for short in filter(is_short, member.forms):
        spelling = (form for form in member.forms if not is_short(form) and abbreviates(short, form))
        if long := given.get(short) or next(spelling, None):
            found[key_of(short)] = key_of(long)
    return found
