"""The saved queries: `schemas/queries/*.cypher`, each with its title, description and parameters.

A file begins with comments, the statement follows::

    // Methods for a task
    // Which methods are used for it, best supported first.
    // $task = "question answering"
    MATCH ...
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ConfigError
from kg.model import Record
from kg.schema import schemas_dir


class SavedQuery(Record, frozen=True, kw_only=True):
    """A query that runs on every store; `parameters` holds the defaults, `text` the file."""

    title: str
    description: str
    parameters: dict[str, Any]
    text: str


def saved_queries() -> dict[str, SavedQuery]:
    """Return the saved queries by name, sorted.

    Raises:
        ConfigError: a file of `schemas/queries` is not in the form above.

    Example:
        >>> saved_queries()["methods-for-task"].title
        'Methods for a task'
    """
    return {path.stem: read_query(path) for path in sorted(schemas_dir().joinpath("queries").glob("*.cypher"))}


def read_query(path: Path) -> SavedQuery:
    """Read one file.

    Raises:
        ConfigError: the header is not in the form above.
    """
    text = path.read_text(encoding="utf-8")
    header = [line.removeprefix("//").strip() for line in text.splitlines() if line.startswith("//")]
    words = [line for line in header if not line.startswith("$")]
    if len(words) < 2:
        raise ConfigError(f"{path}: begin the file with '// title' and '// description'")
    parameters = dict(_parameter(path, line) for line in header if line.startswith("$"))
    return SavedQuery(title=words[0], description=" ".join(words[1:]), parameters=parameters, text=text)


def _parameter(path: Path, line: str) -> tuple[str, Any]:
    name, _, default = line.removeprefix("$").partition("=")
    try:
        return name.strip(), msgspec.json.decode(default)
    except msgspec.DecodeError as error:
        raise ConfigError(f"{path}: write {line!r} as '// $name = JSON value'") from error
