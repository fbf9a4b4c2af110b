"""JSON: one object a line (JSON Lines), or one array of objects; fields are found by the usual names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import InputError
from kg.model import Reject
from kg.read._draft import Format, Found, excerpt
from kg.read._fields import draft_of
from kg.read._source import Source

LONGEST_ELEMENT = 1 << 22
_OBJECT = re.compile(r'\s*\{\s*["}]')
_ARRAY = re.compile(r"\s*\[\s*[\[{\]]")
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def read(source: Source) -> Iterator[Found]:
    """Yield a draft for every object; a line that is not one is rejected.

    Raises:
        InputError: an array that breaks off or holds invalid JSON (what follows cannot be told apart).
    """
    values = _elements(source) if source.head.lstrip().startswith("[") else _lines(source)
    for line, value in values:
        if isinstance(value, Reject):
            yield value
        elif isinstance(value, dict):
            yield draft_of(value, path=source.path, line=line)
        else:
            reason = f"not a JSON object but {_kind(value)}: give one object a paper"
            yield Reject(path=source.path, line=line, reason=reason, record=excerpt(str(value)))


def fit(head: str) -> float:
    """Certain where the text begins like an object or an array of objects."""
    return 1.0 if _OBJECT.match(head) or _ARRAY.match(head) else 0.0


def _lines(source: Source) -> Iterator[tuple[int, Any]]:
    for number, line in source.lines():
        if not line or line.isspace():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = f"invalid JSON ({_said(error)}): one object a line, or one array"
            yield number, Reject(path=source.path, line=number, reason=reason, record=excerpt(line))


def _elements(source: Source) -> Iterator[tuple[int, Any]]:
    cursor = _Cursor(source)
    cursor.expect("[")
    while cursor.peek() != "]":
        yield cursor.line, cursor.take()
        if cursor.peek() != "]":
            cursor.expect(",")


class _Cursor:
    """A place in a JSON text that arrives in pieces; it holds no more than an element and a block."""

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._source = source
        self._pieces = source.pieces()
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """Move to the next character that is no space and return it, "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def expect(self, mark: str) -> None:
        """Step over a mark that must stand here."""
        if self.peek() != mark:
            found = repr(self.peek()) if self.peek() else "the end of the file"
            raise self._broken(f"{found} where {mark!r} belongs", self._at)
        self._move(self._at + 1)

    def take(self) -> Any:
        """Return the value that begins here and step over it."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                # the element may only be cut off by the end of the block
                if len(self._text) - self._at < LONGEST_ELEMENT and self._more():
                    continue
                raise self._broken(_said(error), getattr(error, "pos", self._at)) from None
            if end < len(self._text) or not self._more():
                self._move(end)
                return value

    def _more(self) -> bool:
        piece = next((piece for piece in self._pieces if piece), "")
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _broken(self, what: str, at: int) -> InputError:
        line = self.line + self._text.count("\n", self._at, at)
        return self._source.error(f"the JSON array breaks here ({what}): repair it, or give one object a line", line)


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _kind(value: Any) -> str:
    kinds = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


FORMAT = Format("jsonl", "JSON Lines, or one array of objects", (".jsonl", ".ndjson", ".json"), fit=fit, read=read)
