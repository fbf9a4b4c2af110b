"""What a reader gives: drafts of papers and rejects, by one signature for all formats.

A format is one module of this package whose name has no underscore; it defines `FORMAT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.model import Record, Reject

if TYPE_CHECKING:
    from kg.read._source import Source


class Draft(Record, frozen=True, kw_only=True):
    """A paper as it stands in a file: not yet checked, and mostly without an id.

    `path` and `line` say where it begins; a title or abstract that is missing is "".
    """

    path: str
    line: int | None = None
    id: str | None = None
    title: str = ""
    abstract: str = ""
    year: int | None = None
    venue: str | None = None
    authors: tuple[str, ...] = ()
    doi: str | None = None
    url: str | None = None


Found: TypeAlias = Draft | Reject


@dataclass(frozen=True)
class Format:
    """A file format and how to read it.

    `fit` judges the first characters of a file (64 Ki at most): 1.0 is certain, 0.0 is "not mine";
    a known suffix of the file name adds 0.5. `read` yields drafts and rejects in file order and
    raises InputError where the file as a whole cannot be read. `purpose` is one line for help pages.
    """

    name: str
    purpose: str
    suffixes: tuple[str, ...]
    fit: Callable[[str], float]
    read: Callable[[Source], Iterator[Found]]


def excerpt(text: str, length: int = 200) -> str:
    """Return the beginning of a text on one line, for `Reject.record`.

    Example:
        >>> excerpt("one\\n  two three", length=9)
        'one two …'
    """
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length else line[: length - 1] + "…"
