"""Finds names in the lists: the well-known ones that ship, and the user's dictionaries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.link.forms import is_short, key_of, words_of
from kg.model import ENTITY_TYPES, EntityType
from kg.names import Dictionary, Entry, shipped

_SIZE = re.compile(r"(?: \d[\d.]*\w?)+$")  # or version, at the end of words


class Gazetteer:
    """Finds entries by key and type; later dictionaries come before earlier ones.

    A full name that only one type lists is found for the other types too: papers differ on whether machine
    translation is a task or a method. What an abbreviation or a one-word alias means depends on its type (MAE,
    "memory" for memory usage), and a dataset may bear any name, so none of them is.

    Example:
        >>> gazetteer = Gazetteer([Dictionary("mine", (Entry("blue CNN", "Method", "BlueNet", "Q1"),))])
        >>> gazetteer.find("Blue CNNs", "Method").name, gazetteer.find("CNN", "Task")
        ('BlueNet', None)
    """

    def __init__(self, dictionaries: Iterable[Dictionary] = ()) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        for dictionary in (shipped(), *dictionaries):
            for entry in dictionary.entries:
                self._entries[key_of(entry.form), entry.type] = entry
        self._soft: dict[str, list[Entry]] = defaultdict(list)
        for (key, type_), entry in self._entries.items():
            if type_ != "Dataset" and not is_short(entry.form) and (key == key_of(entry.name) or " " in entry.form):
                self._soft[key].append(entry)

    def find(self, form: str, type_: str) -> Entry | None:
        """Return the entry of a form, or None."""
        key = key_of(form)
        if entry := self._entries.get((key, type_)):
            return entry
        soft = self._soft.get(key, ()) if type_ != "Dataset" else ()
        return soft[0] if len(soft) == 1 else None

    def lists(self, form: str, type_: str) -> bool:
        """Tell whether a form is listed as this type."""
        return (key_of(form), type_) in self._entries

    def type_of(self, form: str) -> EntityType | None:
        """Return the type of a form that is listed under one type only, or whose family is: ResNet of ResNet-50.

        Example:
            >>> Gazetteer().type_of("ResNet-50"), Gazetteer().type_of("Blorp-50")
            ('Method', None)
        """
        for name in (form, _SIZE.sub("", words_of(form))):
            types = [type_ for type_ in ENTITY_TYPES if (key_of(name), type_) in self._entries]
            if types:
                return types[0] if len(types) == 1 else None
        return None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())
