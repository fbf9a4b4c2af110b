"""How the user's overrides apply: each name in them stands for the entity that it leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from kg.link.forms import key_of
from kg.link.overrides import Overrides
from kg.link.rules import Rules
from kg.model import ENTITY_TYPES, EntityType

_Value = TypeVar("_Value")


class Corrections:
    """Overrides by key. What contradicts itself or names nothing is told in `conflicts` and not applied."""

    def __init__(self, overrides: Overrides, rules: Rules) -> None:
        self._rules = rules
        self.conflicts: list[str] = []
        self._apart = self._apart_of(overrides.different)
        self._targets = self._targets_of(overrides.same, overrides.different)
        self._types = self._by_key(overrides.type, "type")
        self._names = self._by_key(overrides.rename, "rename")
        self._blocks = self._by_key(dict.fromkeys(overrides.block, True), "block")
        self.conflicts += [
            f"{table}: {name!r} is no name in these papers"
            for table, name in _names(overrides)
            if not rules.is_used(name)
        ]

    def apart_from(self, form: str) -> Sequence[str]:
        """Return the names that a form is kept apart from."""
        return self._apart.get(key_of(form), ())

    def target(self, key: str) -> str | None:
        """Return the name that a key is joined to."""
        return self._targets.get(key)

    def type_of(self, key: str) -> EntityType | None:
        """Return the user's type of an entity."""
        return self._types.get(key)

    def name_of(self, key: str) -> str | None:
        """Return the user's name of an entity."""
        return self._names.get(key)

    def blocked(self, key: str) -> bool:
        """Tell whether the user wants no such entity."""
        return key in self._blocks

    def _apart_of(self, different: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
        apart: dict[str, list[str]] = defaultdict(list)
        for one, other in different:
            if key_of(one) == key_of(other):
                self.conflicts.append(f"different: {one!r} and {other!r} are spellings of one name")
            else:
                apart[key_of(one)].append(other)
                apart[key_of(other)].append(one)
        return dict(apart)

    def _targets_of(self, same: Sequence[tuple[str, str]], different: Sequence[tuple[str, str]]) -> dict[str, str]:
        """Return where each key goes: to the second name of its pair, through chains."""
        targets: dict[str, str] = {}
        for one, other in same:
            start, end = _end(one, targets), _end(other, targets)
            if key_of(start) == key_of(end):
                continue
            joined = targets | {key_of(start): end}
            if broken := next((pair for pair in different if _meet(pair, joined) and not _meet(pair, targets)), None):
                self.conflicts.append(f"same: {one!r} and {other!r}, but different: {broken[0]!r} and {broken[1]!r}")
            else:
                targets = joined
        return {key: _end(name, targets) for key, name in targets.items()}

    def _by_key(self, table: Mapping[str, _Value], title: str) -> dict[str, _Value]:
        """Return a table by the keys that its names have and lead to."""
        found: dict[str, _Value] = {}
        for form, value in table.items():
            keys = {key_of(form)} | {self._rules.path(form, type_).key for type_ in ENTITY_TYPES}
            for key in sorted(keys | {key_of(self._targets[key]) for key in keys & set(self._targets)}):
                if found.setdefault(key, value) != value:
                    self.conflicts.append(f"{title}: {form!r} is said to be {found[key]!r} and {value!r}")
        return found


def _names(overrides: Overrides) -> Iterator[tuple[str, str]]:
    """Yield the names that are meant to be found in papers, with the table that each stands in."""
    for table in ("same", "different"):
        yield from ((table, name) for pair in getattr(overrides, table) for name in pair)
    for table in ("rename", "type", "block"):
        yield from ((table, name) for name in getattr(overrides, table))


def _end(name: str, targets: Mapping[str, str]) -> str:
    """Follow a name to where it goes at last; joining never makes a circle."""
    while (after := targets.get(key_of(name))) is not None:
        name = after
    return name


def _meet(pair: tuple[str, str], targets: Mapping[str, str]) -> bool:
    return key_of(_end(pair[0], targets)) == key_of(_end(pair[1], targets))
