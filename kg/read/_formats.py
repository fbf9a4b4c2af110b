"""The formats there are, and which of them a file has.

Every module of this package whose name has no underscore is a format: adding one is adding its file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from kg.errors import ConfigError
from kg.read._draft import Format, Found
from kg.read._source import Source, open_source

SUFFIX_BONUS = 0.5


def _all_formats() -> dict[str, Format]:
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    names = sorted(module.name for module in modules if not module.name.startswith("_"))
    formats: list[Format] = [import_module(f"kg.read.{name}").FORMAT for name in names]
    return {format.name: format for format in formats}


FORMATS: dict[str, Format] = _all_formats()


def sniff(source: str | Path) -> str:
    """Return the name of the format of a file, judged from its content and its name.

    Raises:
        InputError: the file cannot be read as text.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "papers.txt")
        ...     _ = path.write_text('{"title": "On Cats", "abstract": "Cats purr."}')
        ...     sniff(path)
        'jsonl'
    """
    with open_source(source) as opened:
        return format_of(opened).name


def format_of(source: Source) -> Format:
    """Return the format the caller forced, else the best fitting one (the first by name among equals)."""
    if source.directory is not None:
        return FORMATS["folder"]
    if source.format is not None:
        return named(source.format)
    return max(FORMATS.values(), key=lambda format: fit(format, source))


def named(name: str) -> Format:
    """Return a format by its name, or raise ConfigError with the names there are."""
    if name not in FORMATS:
        raise ConfigError(f"there is no input format {name!r}: use one of {', '.join(FORMATS)}")
    return FORMATS[name]


def fit(format: Format, source: Source) -> float:
    """Return how well a format fits an opened file: its own judgement plus a bonus for the suffix."""
    return format.fit(source.head) + SUFFIX_BONUS * (source.suffix in format.suffixes)


def drafts(source: Source) -> Iterator[Found]:
    """Yield what the right reader finds in an opened source."""
    return format_of(source).read(source)
