"""From drafts to papers: sound text, ids, and no paper twice."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from kg.errors import InputError
from kg.model import Paper, Reject
from kg.read import _formats
from kg.read._draft import Draft, excerpt
from kg.read._source import Source, open_source
from kg.text import normalise, text_hash

# control characters that separate words; those (with lone surrogates) that stand for nothing; and those that
# are really Windows-1252 (an apostrophe stored as U+0092), which stand for what Windows shows
_SPACES = re.compile("[\\v\\f\\x1c-\\x1f]")
_SOFT_HYPHENS = re.compile("(?:\u00ad|\\(cid:173\\))\\s*")  # the second is what PDF readers make of the first
_CONTROLS = re.compile("[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x9f\\ud800-\\udfff]")
_WINDOWS = {code: shown for code in range(0x80, 0xA0) if (shown := bytes([code]).decode("cp1252", "ignore"))}
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_WRITTEN_OUT = _WINDOWS | _LIGATURES

OnReject = Callable[[Reject], None]


def read_papers(
    source: str | Path, *, format: str | None = None, id_prefix: str | None = None, on_reject: OnReject
) -> Iterator[Paper]:
    """Yield the papers of one file, directory or of standard input ("-"), in file order.

    Gzipped files are unpacked on the fly; the format is sniffed unless `format` names one of `FORMATS`.
    A paper keeps the id of its record; without one it is PREFIX-NN, where PREFIX is `id_prefix` or the
    file name without its suffix and NN counts the file's papers from 00. What is no paper, lacks title
    or abstract, or repeats an earlier paper (same id, or same normalised text) goes to `on_reject`.
    The text stays as it is except for control characters, soft hyphens, ligatures and space at its ends.

    Raises:
        InputError: the input as a whole cannot be read, or holds no papers. Files are read while the
            papers are consumed, so it may come after the first papers.
        ConfigError: there is no such format.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "pets.txt")
        ...     _ = path.write_text("Mar 13\\n\\nOn Cats\\n\\nCats purr when they are content. We measured it.\\n")
        ...     rejects = []
        ...     [(paper.id, paper.title) for paper in read_papers(path, on_reject=rejects.append)]
        ...     [(reject.line, reject.reason) for reject in rejects]
        [('pets-00', 'On Cats')]
        [(1, 'not a paper: a date')]
    """
    return read_all((source,), format=format, id_prefix=id_prefix, on_reject=on_reject)


def read_all(
    sources: Iterable[str | Path], *, format: str | None = None, id_prefix: str | None = None, on_reject: OnReject
) -> Iterator[Paper]:
    """Yield the papers of several inputs: as `read_papers`, with ids and duplicates checked across all.

    Files of the same name (or under one `id_prefix`) share one count, so that their ids differ.
    """
    if format is not None:
        _formats.named(format)
    with closing(_Shelf(id_prefix)) as shelf:
        for source in sources:
            with open_source(source, format=format) as opened:
                yield from _read_one(opened, shelf, on_reject)


def _read_one(source: Source, shelf: _Shelf, on_reject: OnReject) -> Iterator[Paper]:
    has_papers, first = False, None
    for found in _formats.drafts(source):
        taken = shelf.take(found) if isinstance(found, Draft) else found
        # a file of nothing but duplicates is a file of papers
        has_papers = has_papers or (isinstance(found, Draft) and bool(found.title.strip() and found.abstract.strip()))
        if isinstance(taken, Reject):
            first = first or taken
            on_reject(taken)
        else:
            yield taken
    if not has_papers:
        raise InputError(source.path, _no_papers(source, first))


def _no_papers(source: Source, first: Reject | None) -> str:
    """Say why a file gave nothing and what to do."""
    name = _formats.format_of(source).name
    why = "" if first is None else f" (first reject: {InputError(first.path, first.reason, line=first.line)})"
    return f"no papers in it, read as {name}{why}: give titles with abstracts, or force the right format"


class _Shelf:
    """Gives ids and knows which papers there were; on disk, so that memory stays flat."""

    def __init__(self, prefix: str | None) -> None:
        self._prefix = prefix
        self._counts: Counter[str] = Counter()
        # "" is a temporary file that SQLite removes; the generator may be consumed in another thread
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, id TEXT) WITHOUT ROWID")
        self._seen.execute("BEGIN")

    def close(self) -> None:
        self._seen.close()

    def take(self, draft: Draft) -> Paper | Reject:
        """Make a paper of a draft, or say why not."""
        title, abstract = clean(draft.title), clean(draft.abstract)
        if not title or not abstract:
            return _reject(draft, f"no {'abstract' if title else 'title'}")
        # a text without a word has no normalised form
        text = f"text {normalise(title) or title}\x1f{normalise(abstract) or abstract}"
        if twin := self._find(text):
            return _reject(draft, f"the same text as {twin}, which was kept")
        id = one_line(draft.id or "")
        if id and self._find(f"id {id}"):
            return _reject(draft, f"the id {id} was there before; the first paper was kept")
        id = id or self._number(draft.path)
        self._put(text, id)
        self._put(f"id {id}", id)
        return _paper(id, title, abstract, draft)

    def _number(self, path: str) -> str:
        """Return the next free id of a file."""
        prefix = self._prefix or stem(path)
        while True:
            id = f"{prefix}-{self._counts[prefix]:02d}"
            self._counts[prefix] += 1
            if self._find(f"id {id}") is None:
                return id

    def _find(self, key: str) -> str | None:
        row = self._seen.execute("SELECT id FROM seen WHERE key = ?", (_key(key),)).fetchone()
        return None if row is None else str(row[0])

    def _put(self, key: str, id: str) -> None:
        self._seen.execute("INSERT INTO seen VALUES (?, ?)", (_key(key), id))


def clean(text: str) -> str:
    """Return the text without control characters, soft hyphens, ligatures and space at its ends; line ends become LF.

    Example:
        >>> clean(" a\\x00b\\x0bc\\r\\nd ")
        'ab c\\nd'
        >>> clean("invari(cid:173) ance"), clean("classi\ufb01er")
        ('invariance', 'classifier')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while (joined := _SOFT_HYPHENS.sub("", text)) != text:
        text = joined
    return _CONTROLS.sub("", _SPACES.sub(" ", text.translate(_WRITTEN_OUT))).strip()


def one_line(text: str) -> str:
    """Return a cleaned text on one line."""
    return " ".join(clean(text).split())


def stem(path: str) -> str:
    """Return the prefix for the ids of a file.

    Example:
        >>> stem("data/papers-page.txt.gz"), stem("standard input")
        ('papers-page', 'stdin')
    """
    if path == "standard input":
        return "stdin"
    name = Path(path).name
    return Path(name[:-3] if name.lower().endswith(".gz") else name).stem


def _paper(id: str, title: str, abstract: str, draft: Draft) -> Paper:
    return Paper(
        id=id,
        title=title,
        abstract=abstract,
        year=draft.year,
        venue=one_line(draft.venue or "") or None,
        authors=tuple(filter(None, map(one_line, draft.authors))),
        doi=one_line(draft.doi or "") or None,
        url=one_line(draft.url or "") or None,
    )


def _key(text: str) -> bytes:
    return bytes.fromhex(text_hash(text))


def _reject(draft: Draft, reason: str) -> Reject:
    return Reject(path=draft.path, line=draft.line, reason=reason, record=excerpt(draft.title or draft.abstract))
