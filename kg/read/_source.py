"""An input opened for reading: plain or gzipped, a file or standard input, as decoded text.

Bytes are decoded as UTF-8, or as the byte order mark says. Line ends (LF, CR LF, CR) become LF.
Everything streams: a source holds one block at a time.
"""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from kg.errors import InputError

STDIN = "-"
BLOCK = 1 << 16
LONGEST_LINE = 1 << 26

# UTF-32 LE begins with the mark of UTF-16 LE: the longer marks come first
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP file (or an office document)",
    b"\x89PNG": "an image",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an XZ file",
    b"\x7fELF": "a program",
}


class Source:
    """The decoded text of one input.

    `path` is what messages call it, `name` the file name without ".gz", `head` the beginning of the
    text, `directory` is set for a folder (which has no text), `format` is the format the caller asked
    for, if any.
    """

    def __init__(self, path: str, name: str, blocks: Iterator[bytes], *, format: str | None = None) -> None:
        self.path = path
        self.name = name
        self.format = format
        self.directory: Path | None = None
        self._pieces = self._decode(blocks)
        self.head = self._first_text()

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    def pieces(self) -> Iterator[str]:
        """Yield the text block by block (once)."""
        return chain((self.head,), self._pieces)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield (line number from 1, line without its end), once."""
        rest, number = "", 0
        for piece in self.pieces():
            *full, rest = (rest + piece).split("\n")
            for line in full:
                number += 1
                yield number, line
            if len(rest) > LONGEST_LINE:
                raise self.error("a line of more than 64 million characters: this is no file of papers", number + 1)
        if rest:
            yield number + 1, rest

    def _first_text(self) -> str:
        begin: list[str] = []
        for piece in self._pieces:
            begin.append(piece)
            if piece.strip():
                break
        return "".join(begin)

    def error(self, reason: str, line: int | None = None) -> InputError:
        """Return (not raise) an InputError about this input."""
        return InputError(self.path, reason, line=line)

    def _decode(self, blocks: Iterator[bytes]) -> Iterator[str]:
        first = next(blocks, b"")
        encoding = self._encoding(first)
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
        offset, line = 0, 1
        for block in chain((first,), blocks, (b"",)):
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                # the decoder may have kept the first bytes of a character back from the block before
                at = offset + len(block) - len(error.object) + error.start
                line += error.object[: error.start].count(b"\n")
                raise self.error(_wrong_encoding(encoding, at, error), line) from None
            offset += len(block)
            line += text.count("\n")
            yield text

    def _encoding(self, first: bytes) -> str:
        for mark, encoding in _MARKS:
            if first.startswith(mark):
                return encoding
        kind = next((kind for magic, kind in _BINARY.items() if first.startswith(magic)), None)
        if kind is None and b"\0" in first:
            kind = "a binary file (or UTF-16 without a byte order mark)"
        if kind is not None:
            raise self.error(f"this is {kind}, not text: give titles and abstracts as UTF-8 text, JSONL or CSV")
        return "utf-8"


def _wrong_encoding(encoding: str, at: int, error: UnicodeDecodeError) -> str:
    what = f"byte 0x{error.object[error.start]:02x}" if error.start < len(error.object) else "the end"
    name = encoding.removesuffix("-sig").upper()
    return f"not {name} at byte {at} ({what}): convert the file, for example `iconv -f LATIN1 -t UTF-8 FILE > NEW`"


@contextmanager
def open_source(path: str | Path, *, format: str | None = None) -> Iterator[Source]:
    """Open a file, a directory or standard input ("-").

    Raises:
        InputError: it is missing, not readable, binary, empty, damaged or in a wrong encoding.
    """
    if str(path) != STDIN and Path(path).is_dir():
        yield _folder(Path(path), format)
        return
    label = "standard input" if str(path) == STDIN else str(path)
    name = "stdin" if str(path) == STDIN else Path(path).name
    stream = _open_bytes(path, label)
    try:
        source = Source(label, _without_gz(name), _blocks(stream, label), format=format)
        if not source.head.strip():
            raise source.error("the file is empty: give a file with titles and abstracts")
        yield source
    finally:
        # standard input stays open: it is not ours to close
        if str(path) == STDIN:
            stream.detach()
        else:
            stream.close()


def _folder(path: Path, format: str | None) -> Source:
    source = Source(str(path), path.resolve().name, iter(()), format=format)
    source.directory = path
    return source


def _open_bytes(path: str | Path, label: str) -> io.BufferedReader:
    if str(path) == STDIN:
        return io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        raise _unreadable(label, error) from None


def _blocks(stream: io.BufferedReader, label: str) -> Iterator[bytes]:
    try:
        packed = stream.peek(2).startswith(b"\x1f\x8b")
        reader = cast(io.BufferedReader, gzip.GzipFile(fileobj=stream)) if packed else stream
        yield from iter(partial(reader.read, BLOCK), b"")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(label, f"damaged gzip file ({error}): compress or download it again") from None
    except OSError as error:
        raise _unreadable(label, error) from None


def _unreadable(label: str, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(label, f"cannot be read ({reason.lower()}): check the path and its permissions")


def _without_gz(name: str) -> str:
    return name[:-3] if name.lower().endswith(".gz") else name
