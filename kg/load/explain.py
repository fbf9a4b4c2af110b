"""What is wrong with a Cypher statement, and where, from what kglite says of it."""

from __future__ import annotations

import re

from kg.errors import QueryError
from kg.load.statement import error_at, find_word, offset_of, words

_NAMED = re.compile(r"(?:(?:variable|[Pp]roperty|[Pp]rocedure) '|function: |parameter: )([$\w]+)")
_POSITION = re.compile(r" at position (\d+)")
_TRAILING = re.compile(r'unexpected trailing input after pattern: Identifier\("(\w+)"\)')
_OPEN = re.compile(r"Unterminated string literal: (.*)")
_PREFIX = re.compile(r"^(Cypher \w+ error|Schema error)( at line \d+, col \d+)?: ")
_WRITING = ("CREATE", "INSERT", "MERGE", "SET", "REMOVE", "DELETE", "DETACH", "NODETACH", "DROP", "FOREACH")
_LONGEST = 300


def explain(statement: str, message: str, place: tuple[int, int] | None = None) -> QueryError:
    """Return the error for a statement; `place` is line and column where kglite tells them.

    Example:
        >>> print(explain("MATCH (n) RETURN m", "Schema error: Undefined variable 'm'"))
        line 1, column 18: Undefined variable 'm'
          MATCH (n) RETURN m
                           ^
    """
    if not statement.strip():
        return QueryError("nothing to run: give a Cypher statement")
    if trailing := _TRAILING.search(message):
        # kglite runs the words together and points behind them
        word, offset = _first_word_of(statement, trailing[1])
        return error_at(statement, offset, f"unexpected {word!r}")
    # below its message kglite draws an excerpt of its own when it knows the place
    lines = message.split("\n")
    said = lines[0] if place else " ".join(line.strip() for line in lines)
    reason = _PREFIX.sub("", _POSITION.sub("", said))[:_LONGEST]
    return error_at(statement, _offset(statement, message, place), reason)


def explain_write(statement: str) -> QueryError:
    """Return the error for a statement that writes and must not.

    Example:
        >>> print(explain_write("CREATE (n)"))
        line 1, column 1: this writes, and the graph is open for reading: allow it with write=True, or --write
          CREATE (n)
          ^
    """
    offset = next((place for word, place in words(statement) if word.upper() in _WRITING), None)
    reason = "this writes, and the graph is open for reading: allow it with write=True, or --write"
    return error_at(statement, offset, reason)


def _offset(statement: str, message: str, place: tuple[int, int] | None) -> int | None:
    if place:
        return offset_of(statement, *place)
    if position := _POSITION.search(message):
        return int(position[1])
    if literal := _OPEN.search(message):
        found = statement.rfind(literal[1])
        return found if found >= 0 else None
    named = _NAMED.search(message)
    return find_word(statement, named[1]) if named else None


def _first_word_of(statement: str, run_together: str) -> tuple[str, int | None]:
    for word, offset in words(statement):
        if len(word) > 1 and run_together.startswith(word):
            return word, offset
    return run_together, None
