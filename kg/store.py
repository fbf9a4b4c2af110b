"""The workspace's SQLite file: papers, and what was read in them.

The truth of a workspace; everything else in it can be rebuilt. An extraction is kept once per
(text, model), so a killed build goes on where it stopped and a second one reads nothing again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kg.errors import ConfigError, KgError
from kg.model import Extraction, Paper, Reject
from kg.text import text_hash

FORMAT = 1
FILE = "store.sqlite"
WAIT = 30.0  # seconds for another process to finish its transaction
_KIND = 0x6B6773  # "kgs": tells our files from other SQLite files
_NO_ROOM = "free the disk or the file, then run the command again"
_DAMAGED = "the file is damaged: restore it, or build anew"
OnReject = Callable[[Reject], None]
_TABLES = """
CREATE TABLE papers (id TEXT PRIMARY KEY, text_hash TEXT NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX papers_by_text ON papers (text_hash);
CREATE TABLE extractions (
  text_hash TEXT, model TEXT, record BLOB NOT NULL, PRIMARY KEY (text_hash, model)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Added(NamedTuple):
    """How many papers were new, changed, or there already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Store:
    """Papers and extractions of one workspace directory.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder)) as store:
        ...     store.add_papers([Paper(id="p", title="On Cats", abstract="Cats purr.")])
        ...     store.add_papers([Paper(id="p", title="On Cats", abstract="Cats purr.")])
        ...     store.missing("model-1")
        Added(new=1, changed=0, unchanged=0)
        Added(new=0, changed=0, unchanged=1)
        ['p']
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._decode_paper = msgspec.json.Decoder(Paper).decode
        self._decode_extraction = msgspec.json.Decoder(Extraction).decode

    @classmethod
    def create(cls, directory: Path) -> Store:
        """Open the store of a directory; make both where they are missing.

        Raises:
            ConfigError: the directory is a file, holds something else, or a newer version's store.
        """
        if directory.exists() and not directory.is_dir():
            raise ConfigError(f"{directory}: is a file: give a directory for the workspace")
        if directory.is_dir() and any(directory.iterdir()) and not (directory / FILE).exists():
            raise ConfigError(f"{directory}: holds other files and no {FILE}: give an empty or a new directory")
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{directory}: {error.strerror}: choose a place that can be written") from error
        return cls._connect(directory / FILE)

    @classmethod
    def open(cls, directory: Path) -> Store:
        """Open the store of an existing workspace.

        Raises:
            ConfigError: the directory is no workspace, or one of a newer version.
        """
        if not (directory / FILE).is_file():
            raise ConfigError(f"{directory}: not a workspace (no {FILE}): make one with 'kg build FILES -o DIR'")
        return cls._connect(directory / FILE)

    @classmethod
    def _connect(cls, path: Path) -> Store:
        store = None
        try:
            store = cls(sqlite3.connect(path, timeout=WAIT, isolation_level=None), path)
            store._check_format()
        except BaseException as error:
            if store:
                store._connection.close()
            if isinstance(error, sqlite3.OperationalError):
                raise KgError(f"{path}: {error}: {_NO_ROOM}") from error
            if isinstance(error, sqlite3.DatabaseError):
                raise ConfigError(f"{path}: not a workspace's store ({error}): restore it, or build anew") from error
            raise
        return store

    def _check_format(self) -> None:
        """Make the tables in a new file; refuse a file that is not ours or of a newer version."""
        kind, version, tables = (
            self._connection.execute(query).fetchone()[0]
            for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        )
        if (kind, version, tables) == (0, 0, 0):
            marks = f"PRAGMA application_id = {_KIND}; PRAGMA user_version = {FORMAT};"
            self._connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} {marks} COMMIT;")
        elif kind != _KIND:
            raise ConfigError(f"{self._path}: another program's database: give the directory of a workspace")
        elif version != FORMAT:
            raise ConfigError(f"{self._path}: format {version}, this program knows {FORMAT}: install a newer paper-kg")

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what was written inside is undone when an error leaves the block; may be nested.

        Raises:
            KgError: the disk is full, the file is locked, read-only or damaged.
        """
        if self._connection.in_transaction:
            yield
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError):
                raise self._failure(error) from error
            raise

    def add_papers(self, papers: Iterable[Paper], on_reject: OnReject = lambda reject: None) -> Added:
        """Add papers or replace those of the same id, in one transaction.

        A paper whose very text is here under another id is not taken: it would count its evidence twice.
        """
        new, changed, unchanged = set[str](), set[str](), 0
        with self.transaction():
            for paper in papers:
                record = msgspec.json.encode(paper)
                row = self._connection.execute("SELECT record FROM papers WHERE id = ?", (paper.id,)).fetchone()
                if row and row[0] == record:
                    unchanged += 1
                    continue
                (changed if row else new).add(paper.id)
                values = (paper.id, text_hash(paper.text), record)
                self._connection.execute("INSERT OR REPLACE INTO papers VALUES (?, ?, ?)", values)
            # only now: a file whose papers have moved up by one gives every id a text that another id had
            twins = self._drop_twins(sorted(new | changed), on_reject)
        return Added(len(new - twins), len(changed - twins), unchanged)

    def _drop_twins(self, ids: Sequence[str], on_reject: OnReject) -> set[str]:
        """Remove those of these papers whose text another paper has; of two of them the later one goes."""
        query = "SELECT min(b.id) FROM papers a JOIN papers b USING (text_hash) WHERE a.id = ? AND b.id <> a.id"
        dropped = set()
        for id_ in reversed(ids):
            (twin,) = self._connection.execute(query, (id_,)).fetchone()
            if twin is not None:
                self._connection.execute("DELETE FROM papers WHERE id = ?", (id_,))
                dropped.add(id_)
                on_reject(Reject(path=id_, reason=f"the text of {twin}, which was kept", record=id_))
        return dropped

    def remove_papers(self, ids: Iterable[str]) -> int:
        """Remove papers, and the extractions that no paper needs any more; return how many papers there were."""
        with self.transaction():
            removed = sum(self._connection.execute("DELETE FROM papers WHERE id = ?", (i,)).rowcount for i in ids)
            self._connection.execute("DELETE FROM extractions WHERE text_hash NOT IN (SELECT text_hash FROM papers)")
        return removed

    def add_extractions(self, extractions: Iterable[Extraction]) -> None:
        """Keep extractions, in one transaction."""
        with self.transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO extractions VALUES (?, ?, ?)",
                ((x.text_hash, x.model, msgspec.json.encode(x)) for x in extractions),
            )

    def papers(self) -> Iterator[Paper]:
        """Yield all papers by id."""
        for (record,) in self._rows("SELECT record FROM papers ORDER BY id"):
            yield self._decode_paper(record)

    def count(self) -> int:
        """Return how many papers there are."""
        return next(int(n) for (n,) in self._rows("SELECT count(*) FROM papers"))

    def papers_of(self, ids: Iterable[str]) -> list[Paper]:
        """Return the papers of these ids, in this order; ids that are not there are left out."""
        rows = (row for id_ in ids for row in self._rows("SELECT record FROM papers WHERE id = ?", id_))
        return [self._decode_paper(record) for (record,) in rows]

    def missing(self, model: str) -> list[str]:
        """Return the ids of the papers that this model has not read, sorted."""
        query = (
            "SELECT id FROM papers p WHERE NOT EXISTS"
            " (SELECT 1 FROM extractions x WHERE x.text_hash = p.text_hash AND x.model = ?) ORDER BY id"
        )
        return [id_ for (id_,) in self._rows(query, model)]

    def extractions(self, model: str) -> Iterator[Extraction]:
        """Yield the extractions of all papers that this model has read, by paper id."""
        query = "SELECT id, x.record FROM papers JOIN extractions x USING (text_hash) WHERE model = ? ORDER BY id"
        for id_, record in self._rows(query, model):
            yield msgspec.structs.replace(self._decode_extraction(record), paper=id_)

    def setting(self, name: str) -> str | None:
        """Return a setting, None where it was never set."""
        return next((str(value) for (value,) in self._rows("SELECT value FROM settings WHERE name = ?", name)), None)

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self.transaction():
            self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def _rows(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.DatabaseError as error:
            raise self._failure(error) from error

    def _failure(self, error: sqlite3.Error) -> KgError:
        return KgError(
            f"{self._path}: {error}: {_NO_ROOM if isinstance(error, sqlite3.OperationalError) else _DAMAGED}"
        )
