"""Lists of names: the well-known ones that ship, and the user's dictionaries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from kg.errors import InputError
from kg.link.forms import is_short, key_of, words_of
from kg.model import ENTITY_TYPES, EntityType

_SHIPPED = Path(__file__).parent / "names.tsv"
_SIZE = re.compile(r"(?: \d[\d.]*\w?)+$")  # or version, at the end of words


class Entry(msgspec.Struct, frozen=True):
    """A surface form of a name; `external_id` is the user's (Wikidata, a slug, ...)."""

    form: str
    type: EntityType
    name: str
    external_id: str | None = None


class Dictionary(msgspec.Struct, frozen=True):
    """The entries of one file."""

    source: str
    entries: tuple[Entry, ...]


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


@cache
def shipped() -> Dictionary:
    """Return the well-known names that come with the package."""
    return read_dictionary(_SHIPPED)


def read_dictionary(path: Path) -> Dictionary:
    """Read a TSV file: surface form, type, canonical name (the form itself if empty), external id (optional).

    Lines that begin with # are comments.

    Raises:
        InputError: a line has too few columns or an unknown type; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"cannot be read as a dictionary ({error}): give a UTF-8 TSV file") from error
    entries = [_entry(path, n, line) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    return Dictionary(path.name, tuple(entries))


def _entry(path: Path, number: int, line: str) -> Entry:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 2 or not cells[0]:
        raise InputError(path, "needs a surface form and a type, separated by a tab", line=number)
    types = {type_.lower(): type_ for type_ in ENTITY_TYPES}
    if cells[1].lower() not in types:
        raise InputError(path, f"unknown type {cells[1]!r}: use one of {', '.join(ENTITY_TYPES)}", line=number)
    name, external = [*cells[2:4], "", ""][:2]
    return Entry(cells[0], types[cells[1].lower()], name or cells[0], external or None)
