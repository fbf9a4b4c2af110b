"""A directory of files: every file in it that can be read, in sorted order of their paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import InputError
from kg.model import Reject
from kg.read._draft import Format, Found
from kg.read._source import Source, open_source


def read(source: Source) -> Iterator[Found]:
    """Yield what the files below a directory hold; a file that cannot be read is rejected.

    Hidden files are left out. A file counts if its format is certain, its suffix is known, or the
    caller forced a format. Links to directories are not followed.
    """
    if source.directory is None:
        raise source.error("not a directory: leave the format out or name the file's own")
    for path in sorted(_visible(source.directory)):
        try:
            yield from _read_file(path, source.format)
        except InputError as error:
            yield Reject(path=error.path, line=error.line, reason=error.reason)


def _visible(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _read_file(path: Path, format: str | None) -> Iterator[Found]:
    # the table of formats lists this module, so it can only be asked once everything is loaded
    from kg.read import _formats

    forced = None if format == FORMAT.name else format
    with open_source(path, format=forced) as source:
        best = _formats.format_of(source)
        if forced is None and _formats.fit(best, source) < _formats.SUFFIX_BONUS:
            raise source.error("of no known format: rename it or force the format")
        yield from best.read(source)


def fit(head: str) -> float:
    """Never fits a text: directories are known by being one."""
    return 0.0


FORMAT = Format("folder", "a directory of files of any of these formats", (), fit, read)
