"""The exceptions of the package.

Every message says what went wrong, where, and what to do about it::

    KgError
    ├── InputError            a file or a record that cannot be read
    ├── ConfigError           an option, override or workspace that does not fit
    ├── SchemaError           a graph that breaks `schemas/graph.yaml`
    ├── QueryError            a Cypher statement that cannot be run
    ├── MissingDependency     an optional package that is not installed
    └── LoadError             a target that did not take the graph
        ├── TransientLoadError    worth another try (busy, deadlock, lost connection)
        └── TerminalLoadError     will fail again (wrong password, no such database)
"""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Base of every error that the package raises on purpose."""


class InputError(KgError):
    """A file or record that cannot be read.

    Example:
        >>> str(InputError("papers.csv", "no 'abstract' column", line=1))
        "papers.csv, line 1: no 'abstract' column"
    """

    def __init__(self, path: str | Path, reason: str, *, line: int | None = None) -> None:
        self.path = str(path)
        self.reason = reason
        self.line = line
        where = self.path if line is None else f"{self.path}, line {line}"
        super().__init__(f"{where}: {reason}")


class ConfigError(KgError):
    """An option, an override or a workspace that does not fit."""


class SchemaError(KgError):
    """A node or relationship that breaks the graph schema."""


class QueryError(KgError):
    """A Cypher statement that cannot be run; the message shows where."""


class MissingDependency(KgError):
    """An optional package is not installed.

    Example:
        >>> str(MissingDependency("pyspark", extra="spark"))
        "pyspark is not installed: pip install 'paper-kg[spark]'"
    """

    def __init__(self, package: str, *, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'paper-kg[{extra}]'")


class LoadError(KgError):
    """A target did not take the graph."""


class TransientLoadError(LoadError):
    """A failure that may pass: the loader tries again before it raises this."""


class TerminalLoadError(LoadError):
    """A failure that will not pass by itself."""
