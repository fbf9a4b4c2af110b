"""Lists of names: the well-known ones that ship, and the user's dictionaries."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import msgspec

from kg.errors import InputError
from kg.model import ENTITY_TYPES, EntityType

_SHIPPED = Path(__file__).parent / "names.tsv"
_SIZE = re.compile(r"[- ]\d[\d.]*[A-Za-z]?$")  # or version


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


@cache
def shipped() -> Dictionary:
    """Return the well-known names that come with the package."""
    return read_dictionary(_SHIPPED)


def type_of_proper_name(form: str) -> EntityType | None:
    """Return the type of a well-known name, written as it is listed; one of a size is of its family.

    Names that are common words (all lower case) or of two types tell nothing by themselves.

    Example:
        >>> [type_of_proper_name(form) for form in ("ImageNet", "ResNet-50", "Imagenet", "accuracy")]
        ['Dataset', 'Method', None, None]
    """
    return _proper_names().get(form) or _proper_names().get(_SIZE.sub("", form))


@cache
def _proper_names() -> dict[str, EntityType]:
    types: dict[str, set[EntityType]] = defaultdict(set)
    for entry in shipped().entries:
        for form in (entry.form, entry.name):
            types[form].add(entry.type)
    return {f: min(found) for f, found in types.items() if len(found) == 1 and len(f) > 2 and not f.islower()}


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
