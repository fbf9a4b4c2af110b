"""Writing to `overrides.toml`: a pair is added, all else stays as the user wrote it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from kg.errors import ConfigError
from kg.link.forms import key_of
from kg.link.overrides import TEMPLATE, Overrides

_Table = Literal["same", "different"]
_Pair = tuple[str, str]


def accept(path: Path, left: str, right: str) -> None:
    """Add "left and right are one" to a file.

    Raises:
        ConfigError: they are spellings of one name, or the file is not in the form of its template.
    """
    _add(path, "same", (left, right))


def reject(path: Path, left: str, right: str) -> None:
    """Add "left and right are not one" to a file.

    Raises:
        ConfigError: they are spellings of one name, or the file is not in the form of its template.
    """
    _add(path, "different", (left, right))


def _add(path: Path, table: _Table, pair: _Pair) -> None:
    if key_of(pair[0]) == key_of(pair[1]):
        raise ConfigError(
            f"{pair[0]!r} and {pair[1]!r} are spellings of one name: give two (its type is set under [type])"
        )
    pairs = _pairs(Overrides.read(path), table)
    if pair in pairs:
        return
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else TEMPLATE.splitlines()
    wanted = (*pairs, pair)
    text = next(text for text in _extended(lines, table, wanted) if _says(text, table, wanted))
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _extended(lines: Sequence[str], table: _Table, pairs: Sequence[_Pair]) -> Iterator[str]:
    """Yield ways to write the last pair, those first that keep the comments in the table."""
    start, end = _place(lines, table)
    rows = [f"  [{_quoted(one)}, {_quoted(other)}]," for one, other in pairs]
    blocks = [[f"{table} = [", *rows, "]"]]
    if lines[start:end] and lines[end - 1].strip() == "]":
        before = lines[start : end - 1]
        blocks = [[*before, rows[-1], "]"], [*before, f"  ,{rows[-1][1:]}", "]"], *blocks]
    for block in blocks:
        yield "\n".join([*lines[:start], *block, *lines[end:]]) + "\n"


def _place(lines: Sequence[str], table: _Table) -> tuple[int, int]:
    """Return the lines of a table, or the place for a new one: before the first header."""
    header = (n for n, line in enumerate(lines) if line.lstrip().startswith("[") and _is_whole(lines[:n]))
    top = next(header, len(lines))
    start = next((n for n in range(top) if lines[n].partition("=")[0].strip() == table), top)
    end = next((n for n in range(start + 1, top + 1) if _is_whole(lines[start:n])), top)
    return start, end if start < top else top


def _is_whole(lines: Sequence[str]) -> bool:
    """Tell whether lines are a TOML document and not, say, the beginning of an array."""
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _says(text: str, table: _Table, pairs: Sequence[_Pair]) -> bool:
    try:
        return _pairs(Overrides.parse(tomllib.loads(text)), table) == tuple(pairs)
    except ValueError:
        return False


def _pairs(overrides: Overrides, table: _Table) -> tuple[_Pair, ...]:
    return overrides.same if table == "same" else overrides.different


def _quoted(form: str) -> str:
    """Write a form as a TOML string: JSON's, once the control character is escaped that JSON lets stand."""
    return json.dumps(form, ensure_ascii=False).replace("\x7f", "\\u007f")
