"""The user's word: `overrides.toml`, read at every build."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ConfigError
from kg.link.forms import key_of
from kg.model import ENTITY_TYPES, EntityType

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
    """Corrections by key (see `key_of`), and the conflicts among them, which are reported and not applied.

    Example:
        >>> overrides = Overrides.parse({"same": [["convnet", "CNN"]], "block": ["experiments"]})
        >>> overrides.target(key_of("ConvNets")), overrides.blocked("experiment")
        ('cnn', True)
        >>> Overrides.parse({"same": [["ab", "c"]], "different": [["c", "ab"]]}).conflicts
        ("'ab' and 'c' are said to be same and different",)
    """

    targets: dict[str, str] = {}
    different: frozenset[frozenset[str]] = frozenset()
    names: dict[str, str] = {}
    types: dict[str, EntityType] = {}
    blocks: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Overrides:
        """Read a file; no file means no corrections.

        Raises:
            ConfigError: the file is not in the form of the template.
        """
        if not path.is_file():
            return cls()
        try:
            return cls.parse(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: {error}: correct the line, or see the comments of a new workspace") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise ConfigError(f"{path}: {error}") from error

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Overrides:
        """Check and index the tables of the file.

        Raises:
            ValueError: a table is unknown or of another form.
        """
        unknown = set(raw) - {"same", "different", "rename", "type", "block"}
        if unknown:
            raise ValueError(f"unknown table {sorted(unknown)[0]!r}: there are same, different, rename, type, block")
        different = frozenset(frozenset(pair) for pair in _pairs(raw.get("different", [])) if pair[0] != pair[1])
        targets, conflicts = _targets(_pairs(raw.get("same", [])), different)
        types = {key_of(name): type_ for name, type_ in raw.get("type", {}).items()}
        for name, type_ in types.items():
            if type_ not in ENTITY_TYPES:
                raise ValueError(f"type of {name!r} is {type_!r}: use one of {', '.join(ENTITY_TYPES)}")
        names = {key_of(name): new for name, new in raw.get("rename", {}).items()}
        return cls(targets, different, names, types, frozenset(map(key_of, raw.get("block", []))), conflicts)

    def target(self, key: str) -> str | None:
        """Return the key that the user joins this one to."""
        return self.targets.get(key)

    def type_of(self, key: str) -> EntityType | None:
        """Return the user's type of a key."""
        return self.types.get(key)

    def name_of(self, key: str) -> str | None:
        """Return the user's name of a key."""
        return self.names.get(key)

    def blocked(self, key: str) -> bool:
        """Tell whether the user wants no such entity."""
        return key in self.blocks

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


def _pairs(raw: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    for pair in raw:
        if len(pair) != 2 or not all(isinstance(form, str) for form in pair):
            raise ValueError(f"{pair!r}: give two names")
    return [(key_of(one), key_of(other)) for one, other in raw]


def _targets(
    same: Sequence[tuple[str, str]], different: frozenset[frozenset[str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return where each key goes (the second name of a pair, through chains) and the contradictions."""
    targets: dict[str, str] = {}
    conflicts = []

    def end(key: str) -> str:
        seen = {key}
        while (after := targets.get(key)) is not None and after not in seen:
            seen.add(after)
            key = after
        return key

    for one, other in same:
        if frozenset((one, other)) in different or frozenset((end(one), end(other))) in different:
            conflicts.append(f"{one!r} and {other!r} are said to be same and different")
        elif end(one) != end(other):
            targets[end(one)] = end(other)
    return {key: end(key) for key in targets}, tuple(conflicts)


def _add(path: Path, table: str, left: str, right: str) -> None:
    """Extend `table = [...]` of a TOML file; other lines stay as they are."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else TEMPLATE.splitlines()
    pairs = [list(pair) for pair in tomllib.loads("\n".join(lines)).get(table, [])]
    if [left, right] not in pairs:
        pairs.append([left, right])
    text = ", ".join(f"[{json.dumps(a, ensure_ascii=False)}, {json.dumps(b, ensure_ascii=False)}]" for a, b in pairs)
    start = next((n for n, line in enumerate(lines) if line.split("=")[0].strip() == table), None)
    if start is None:  # before the first table, where plain keys belong
        start = end = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    else:
        end = start + 1
        while lines[start:end] and tomllib_fails("\n".join(lines[start:end])):
            end += 1
    lines[start:end] = [f"{table} = [{text}]"]
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    Overrides.read(temporary)
    temporary.replace(path)


def tomllib_fails(text: str) -> bool:
    """Tell whether a text is no whole TOML document (an array that goes on, say)."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return True
    return False
