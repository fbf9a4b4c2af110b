"""A Cypher statement as text: what is checked before it runs, and where in it an error lies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import QueryError

_TOKEN = re.compile(
    r"""(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`)"""
    r"""|(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<word>\$?\w+)"""
    r"""|(?P<end>;)""",
    re.DOTALL,
)
_REFUSED = {
    ("LOAD", "CSV"): "LOAD CSV reads files of this machine: it is not allowed here",
    ("FORMAT", "CSV"): "FORMAT CSV is no Cypher: take the rows, or 'kg query --csv'",
}
_WIDTH = 100


def prepare(statement: str) -> str:
    """Return one statement without comments and closing semicolon; all else stays in its place.

    Raises:
        QueryError: more than one statement, or one that reads files.

    Example:
        >>> prepare("RETURN /* one */ 1;")
        'RETURN           1 '
    """
    text = statement
    before: re.Match[str] | None = None
    for match in _tokens(statement):
        if match.lastgroup == "comment":
            text = _blank(text, match)
            continue
        if match.lastgroup == "end":
            if not _is_blank(statement[match.end() :]):
                raise error_at(statement, match.start(), "one statement at a time: take out what follows ';'")
            text = _blank(text, match)
        elif before and (reason := _refusal(statement, before, match)):
            raise error_at(statement, before.start(), reason)
        before = match
    return text


def words(statement: str) -> Iterator[tuple[str, int]]:
    """Yield the words of a statement with their offsets, without strings and comments.

    Example:
        >>> list(words("MATCH (n {x: 'm'}) // m"))
        [('MATCH', 0), ('n', 7), ('x', 10)]
    """
    for match in _tokens(statement):
        if match.lastgroup == "word" or match[0].startswith("`"):
            yield match[0].strip("`"), match.start()


def find_word(statement: str, name: str) -> int | None:
    """Return the offset of a name, in whatever case.

    Example:
        >>> find_word("MATCH (n {x: 'm'}) RETURN M", "m")
        26
    """
    return next((offset for word, offset in words(statement) if word.lower() == name.lower()), None)


def error_at(statement: str, offset: int | None, reason: str) -> QueryError:
    """Return an error that shows where: line, column, the line itself and a caret under the place.

    Example:
        >>> print(error_at("MATCH (n)\\nRETRUN n", 10, "no such clause"))
        line 2, column 1: no such clause
          RETRUN n
          ^
    """
    if offset is None:
        return QueryError(reason)
    before = statement[:offset].split("\n")
    column = len(before[-1])
    line = statement.split("\n")[len(before) - 1]
    # of a long line the part around the place
    first = max(0, column - _WIDTH // 2)
    shown = line[first : first + _WIDTH].replace("\t", " ").rstrip()
    caret = " " * (column - first) + "^"
    return QueryError(f"line {len(before)}, column {column + 1}: {reason}\n  {shown}\n  {caret}")


def offset_of(statement: str, line: int, column: int) -> int:
    """Return the offset of a line and column, both counted from 1.

    Example:
        >>> offset_of("ab\\ncd", 2, 2)
        4
    """
    lines = statement.split("\n")
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


def _tokens(statement: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(statement)


def _refusal(statement: str, before: re.Match[str], match: re.Match[str]) -> str | None:
    adjacent = _is_blank(statement[before.end() : match.start()])
    return _REFUSED.get((before[0].upper(), match[0].upper())) if adjacent else None


def _is_blank(text: str) -> bool:
    return not re.sub(r"//[^\n]*|/\*.*?\*/|[\s;]", "", text, flags=re.DOTALL)


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + re.sub(r"[^\n]", " ", match[0]) + text[match.end() :]
