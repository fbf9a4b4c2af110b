"""The workspace's SQLite file: papers, and what was read in them.

The truth of a workspace; everything else in it can be rebuilt. An extraction is kept once per
(text, model), so a killed build goes on where it stopped and a second one reads nothing again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from kg.errors import ConfigError, KgError
from kg.model import Extraction, Paper
from kg.text import text_hash

FORMAT = 1
FILE = "store.sqlite"
WAIT = 30.0  # seconds for another process to finish its transaction
_TABLES = """
CREATE TABLE papers (id TEXT PRIMARY KEY, text_hash TEXT NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
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
        ...     [paper.id for paper in store.missing("model-1")]
        Added(new=1, changed=0, unchanged=0)
        Added(new=0, changed=0, unchanged=1)
        ['p']
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
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
        directory.mkdir(parents=True, exist_ok=True)
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
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version == 0 and tables == 0:
                connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
            elif version != FORMAT:
                raise ConfigError(f"{path}: format {version}, this program knows {FORMAT}: install a newer paper-kg")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise ConfigError(f"{path}: not a workspace's store ({error}): restore it, or build anew") from error
        except ConfigError:
            connection.close()
            raise
        return cls(connection)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what was written inside is undone when an error leaves the block.

        Raises:
            KgError: the disk is full, the file is locked or read-only.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._undo()
            raise KgError(f"{self._path}: {error}: free the disk or the file, then run the command again") from error
        except BaseException:
            self._undo()
            raise

    def add_papers(self, papers: Iterable[Paper]) -> Added:
        """Add papers or replace those of the same id, in one transaction."""
        new = changed = unchanged = 0
        with self.transaction():
            for paper in papers:
                record = msgspec.json.encode(paper)
                row = self._connection.execute("SELECT record FROM papers WHERE id = ?", (paper.id,)).fetchone()
                if row and row[0] == record:
                    unchanged += 1
                    continue
                new, changed = (new, changed + 1) if row else (new + 1, changed)
                values = (paper.id, text_hash(paper.text), record)
                self._connection.execute("INSERT OR REPLACE INTO papers VALUES (?, ?, ?)", values)
        return Added(new, changed, unchanged)

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
        for (record,) in self._connection.execute("SELECT record FROM papers ORDER BY id"):
            yield self._decode_paper(record)

    def missing(self, model: str) -> Iterator[Paper]:
        """Yield the papers that this model has not read, by id; of equal texts one."""
        query = (
            "SELECT record FROM papers p WHERE NOT EXISTS"
            " (SELECT 1 FROM extractions x WHERE x.text_hash = p.text_hash AND x.model = ?)"
            " GROUP BY text_hash HAVING id = min(id) ORDER BY id"
        )
        for (record,) in self._connection.execute(query, (model,)).fetchall():
            yield self._decode_paper(record)

    def extractions(self, model: str) -> Iterator[Extraction]:
        """Yield the extractions of all papers, by paper id."""
        query = "SELECT id, x.record FROM papers JOIN extractions x USING (text_hash) WHERE model = ? ORDER BY id"
        for id_, record in self._connection.execute(query, (model,)):
            yield msgspec.structs.replace(self._decode_extraction(record), paper=id_)

    def setting(self, name: str) -> str | None:
        """Return a setting, None where it was never set."""
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self.transaction():
            self._connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    @property
    def _path(self) -> str:
        return str(self._connection.execute("PRAGMA database_list").fetchone()[2])

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
