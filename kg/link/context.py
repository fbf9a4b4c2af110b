"""What an ambiguous short form stands for in a paper that does not define it, by what else the paper names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from kg.link.forms import key_of
from kg.link.members import Member, defined

_Value = TypeVar("_Value")
AT_LEAST = 2  # names that a paper must share with those that define a meaning
TIMES = 3  # times as many as with those of any other meaning


class Meaning(NamedTuple):
    """The key of a full name, and the keys that the paper shares with the papers that define the short form so."""

    key: str
    shared: tuple[str, ...]


class Context:
    """The names beside each definition of a short form.

    Example:
        >>> Context([]).meaning("p", "GBN") is None
        True
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._beside: dict[str, dict[str, set[str]]] = {}

    def meaning(self, paper: str, short: str) -> Meaning | None:
        """Return the meaning that the paper's other names speak for, None where none is clear."""
        own = self._named.get(paper, frozenset()) - {key_of(short)}
        ranked = sorted(
            (Meaning(key, tuple(sorted(own & names))) for key, names in self._names_beside(key_of(short)).items()),
            key=lambda meaning: (-len(meaning.shared), meaning.key),
        )
        if not ranked or len(ranked[0].shared) < AT_LEAST:
            return None
        second = len(ranked[1].shared) if len(ranked) > 1 else 0
        return ranked[0] if len(ranked[0].shared) >= TIMES * second else None

    def _names_beside(self, short: str) -> dict[str, set[str]]:
        if short not in self._beside:
            beside: dict[str, set[str]] = defaultdict(set)
            for long, paper in self._definitions.get(short, ()):
                beside[long] |= self._named[paper] - {long, short}
            self._beside[short] = dict(beside)
        return self._beside[short]

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """The keys of the clearest forms in each paper."""
        return {
            paper: frozenset(keys)
            for paper, keys in _grouped((m.paper, key_of(m.forms[0])) for m in self._members).items()
        }

    @cached_property
    def _definitions(self) -> dict[str, list[tuple[str, str]]]:
        """The full name and the paper of each definition, by short form."""
        pairs = ((short, (long, m.paper)) for m in self._members for short, long in defined(m).items())
        return _grouped(pairs)


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    groups: dict[str, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
