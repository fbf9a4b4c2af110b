"""The user's word: `overrides.toml`, read at every build."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ConfigError
from kg.link.forms import key_of
from kg.model import EntityType

TEMPLATE = """\
# Your corrections; read at every build (kg rebuild DIR applies them without reading papers again).
#
# same = [["convnet", "convolutional neural network"]]    these are one entity
# different = [["attention", "self-attention"]]           these are not
# block = ["experiments"]                                 not an entity
#
# [rename]                                                what an entity is called
# "convolutional neural network" = "CNN"
#
# [type]                                                  what an entity is
# "WordNet" = "Dataset"
"""


class Overrides(msgspec.Struct, frozen=True):
    """Corrections as the user wrote them.

    Example:
        >>> overrides = Overrides.parse({"same": [["convnet", "CNN"]], "block": ["experiments"]})
        >>> overrides.same, overrides.block
        ((('convnet', 'CNN'),), ('experiments',))
    """

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    rename: dict[str, str] = {}
    type: dict[str, EntityType] = {}
    block: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Overrides:
        """Read a file; no file means no corrections.

        Raises:
            ConfigError: the file is not in the form of the template; the message says what is wrong.
        """
        if not path.is_file():
            return cls()
        try:
            return cls.parse(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, ValueError) as error:  # TOMLDecodeError is a ValueError
            raise ConfigError(f"{path}: {error}: correct it, or see the comments of a new workspace's file") from error

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Overrides:
        """Check the tables of the file.

        Raises:
            ValueError: a table is unknown or of another form.
        """
        unknown = set(raw) - set(cls.__struct_fields__)
        if unknown:
            raise ValueError(f"unknown table {min(unknown)!r}: there are {', '.join(cls.__struct_fields__)}")
        try:
            return msgspec.convert(raw, cls)
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from error

    @staticmethod
    def write_template(path: Path) -> None:
        """Write a file of comments where there is none."""
        if not path.exists():
            path.write_text(TEMPLATE, encoding="utf-8")


def accept(path: Path, left: str, right: str) -> None:
    """Add "left and right are one" to a file, keeping what is in it."""
    _add(path, "same", left, right)


def reject(path: Path, left: str, right: str) -> None:
    """Add "left and right are not one" to a file, keeping what is in it."""
    _add(path, "different", left, right)


def _add(path: Path, table: str, left: str, right: str) -> None:
    """Extend `table = [...]` of a TOML file; other lines stay as they are.

    Raises:
        ConfigError: the two are spellings of one name, or the file is not in the form of the template.
    """
    if key_of(left) == key_of(right):
        raise ConfigError(f"{left!r} and {right!r} are spellings of one name: give two names")
    overrides = Overrides.read(path)
    pairs = list(overrides.same if table == "same" else overrides.different)
    if (left, right) not in pairs:
        pairs.append((left, right))
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else TEMPLATE.splitlines()
    start, end = _place(lines, table)
    lines[start:end] = [f"{table} = ["] + [f"  [{_quoted(one)}, {_quoted(other)}]," for one, other in pairs] + ["]"]
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        Overrides.read(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _quoted(form: str) -> str:
    """Write a form as a TOML string: a JSON string is one, once the two characters are escaped that JSON lets stand."""
    return json.dumps(form, ensure_ascii=False).replace("\x7f", "\\u007f")


def _place(lines: list[str], table: str) -> tuple[int, int]:
    """Return the lines of a table, or the place for a new one: before the first header."""
    start = next((n for n, line in enumerate(lines) if line.split("=")[0].strip() == table and "=" in line), None)
    if start is None:
        first = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        return first, first
    end = start + 1
    while end < len(lines) and not _is_whole("\n".join(lines[start:end])):
        end += 1
    return start, end


def _is_whole(text: str) -> bool:
    """Tell whether a text is a TOML document and not, say, the first lines of an array."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
