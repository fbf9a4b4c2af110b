"""The user's word: `overrides.toml`, read at every build."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ConfigError
from kg.model import EntityType

TEMPLATE = """\
# Your corrections; read at every build (kg rebuild DIR applies them without reading papers again).
# Take away the first "# " of a line to use it.
#
# same = [["convnet", "convolutional neural network"]]  # these are one entity
# different = [["attention", "self-attention"]]  # these are not
# block = ["experiments"]  # not an entity
#
# [rename]  # what an entity is called
# "convolutional neural network" = "CNN"
#
# [type]  # what an entity is
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
