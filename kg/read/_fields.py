"""From a record with named fields (a JSON object, a table row) to a draft, by the usual names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.read._draft import Draft

# the first name that has a value wins; names are compared in lower case without spaces, "-" and "_"
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "paperid", "arxivid", "pmid", "corpusid", "key", "identifier"),
    "title": ("title", "papertitle", "articletitle", "documenttitle", "ti"),
    "abstract": ("abstract", "summary", "abstracttext", "paperabstract", "abstractnote", "ab"),
    "year": ("year", "publicationyear", "pubyear", "published", "publicationdate", "date", "publishdate", "py"),
    "venue": ("venue", "journal", "publicationtitle", "sourcetitle", "booktitle", "conference", "journaltitle"),
    "authors": ("authors", "author", "authornames", "creators", "au"),
    "doi": ("doi", "paperdoi"),
    "url": ("url", "link", "urls", "pdfurl", "href"),
}
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def fold(name: str) -> str:
    """Fold a field name for comparison.

    Example:
        >>> fold(" Publication_Year ")
        'publicationyear'
    """
    return re.sub(r"[\s_-]+", "", name).lower()


def draft_of(record: Mapping[str, Any], *, path: str, line: int) -> Draft:
    """Make a draft of a record; unknown fields are ignored, missing ones stay empty.

    Example:
        >>> draft = draft_of({"Title": "On Cats", "Summary": "Cats purr.", "Date": "2017-06-12"}, path="p", line=1)
        >>> draft.title, draft.abstract, draft.year
        ('On Cats', 'Cats purr.', 2017)
    """
    folded = {fold(name): value for name, value in record.items() if value not in (None, "", [], {})}
    values = {field: next((folded[name] for name in names if name in folded), None) for field, names in NAMES.items()}
    return Draft(
        path=path,
        line=line,
        id=_word(values["id"]),
        title=_text(values["title"]),
        abstract=_text(values["abstract"]),
        year=_year(values["year"]),
        venue=_text(values["venue"]) or None,
        authors=_authors(values["authors"]),
        doi=_DOI.sub("", _text(values["doi"])) or None,
        url=_text(values["url"]) or None,
    )


def _text(value: Any) -> str:
    """Return a text, or the texts of a list joined; anything else is no text."""
    if isinstance(value, list):
        return " ".join(part for part in map(_text, value) if part)
    return value if isinstance(value, str) else ""


def _word(value: Any) -> str | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else _text(value) or None


def _year(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    match = _YEAR.search(str(value))
    return int(match.group()) if match else None


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        names: Iterable[str] = (_author(item) for item in value)
    else:
        names = _split_authors(_text(value))
    return tuple(name.strip() for name in names if name.strip())


def _author(item: Any) -> str:
    if isinstance(item, dict):
        return next((_text(item[key]) for key in ("name", "display_name", "full_name") if key in item), "")
    return _text(item)


def _split_authors(text: str) -> list[str]:
    """Split a list of authors; "Curie, Marie" stays one name.

    Example:
        >>> _split_authors("Curie, Marie; Meitner, Lise"), _split_authors("Ada Lovelace, Alan Turing")
        (['Curie, Marie', ' Meitner, Lise'], ['Ada Lovelace', ' Alan Turing'])
    """
    for separator in (";", "|", "\n", " and "):
        if separator in text:
            return text.split(separator)
    parts = text.split(",")
    return parts if all(len(part.split()) > 1 for part in parts) else [text]
