"""Names that look like one and were not merged: for the user to accept or to reject.

Letters alone never merge anything, so what they suggest is only told. Pairs that one paper uses side by side, that
differ in a number, of which one narrows the other, or that the user has judged, are none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from kg.link.forms import abbreviates, any_order, is_short, key_of, narrows, words_of
from kg.link.overrides import Overrides
from kg.model import Entity, EntityType, Linking, Record
from kg.text import numbers_of

_ALIKE = 0.85  # least similarity of two keys
_BEGINNING = 0.6  # least share of a word that both have at its start: "entropic", "entropy"
_START = 4  # first letters of a key that its block has in common
_BLOCK = 200  # names compared in one block: those of most papers


class Candidate(Record, frozen=True, kw_only=True):
    """Two entities of one type that may be one. `papers` are those of the left and of the right."""

    left: str
    right: str
    type: EntityType
    reason: str
    score: float
    papers: tuple[int, int]


def candidates(linking: Linking, overrides: Overrides) -> list[Candidate]:
    """Return the pairs that look alike, the likeliest first.

    Example:
        >>> from kg.model import Alias
        >>> def entity(name):
        ...     aliases = (Alias(form=name, count=1),)
        ...     return Entity(id=name, type="Method", name=name, aliases=aliases, members=((f"paper of {name}", "e1"),))
        >>> names = ["gated blue network", "GBN", "gate blue network", "gated blue network 2"]
        >>> for found in candidates(Linking(entities=tuple(map(entity, names))), Overrides()):
        ...     print(found.left, "|", found.right, "|", found.reason, found.score)
        gate blue network | gated blue network | similar letters 0.97
        gate blue network | GBN | may abbreviate it 0.5
        gated blue network | GBN | may abbreviate it 0.5
    """
    judged = {frozenset(map(key_of, pair)) for pair in overrides.different}
    pairs = {(one.id, other.id): (one, other) for block in _blocks(linking) for one, other in combinations(block, 2)}
    found = []
    for one, other in pairs.values():
        alike = _alike(one.name, other.name)
        if not alike or frozenset((key_of(one.name), key_of(other.name))) in judged or one.papers & other.papers:
            continue
        left, right = sorted((one, other), key=lambda e: (is_short(e.name), -len(e.papers), e.name))
        counts, (reason, score) = (len(left.papers), len(right.papers)), alike
        found.append(
            Candidate(left=left.name, right=right.name, type=one.type, reason=reason, score=score, papers=counts)
        )
    return sorted(found, key=lambda c: (-c.score, -sum(c.papers), c.left, c.right, c.type))


def _alike(one: str, other: str) -> tuple[str, float] | None:
    words, others = words_of(one), words_of(other)
    if any_order(words) == any_order(others):
        return "other word order", 0.9
    for short, long in ((one, other), (other, one)):
        if is_short(short) and abbreviates(short, long) and key_of(short) == _initials(words_of(long)):
            return "may abbreviate it", 0.5
    score = round(fuzz.ratio(key_of(one), key_of(other)) / 100, 2)
    other_numbers = numbers_of(words) != numbers_of(others)
    if score < _ALIKE or other_numbers or narrows(words, others) or narrows(others, words):
        return None
    return ("similar letters", score) if _begin_alike(words.split(), others.split()) else None


def _begin_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether word after word begins alike; what is written together in one name may be apart in the other."""
    if len(words) != len(others):
        words, others = ["".join(words)], ["".join(others)]
    return all(Prefix.normalized_similarity(*pair) >= _BEGINNING for pair in zip(words, others, strict=True))


def _blocks(linking: Linking) -> Iterator[list[Entity]]:
    """Yield the entities that share words, the start of their key, or letters that abbreviate."""
    blocks: dict[tuple[str, str, str], list[Entity]] = defaultdict(list)
    for entity in linking.entities:
        for kind, shared in _marks(entity.name):
            blocks[entity.type, kind, shared].append(entity)
    for block in blocks.values():
        yield sorted(sorted(block, key=lambda e: (-len(e.members), e.id))[:_BLOCK], key=lambda e: e.id)


def _marks(name: str) -> Iterator[tuple[str, str]]:
    words, key = words_of(name), key_of(name)
    yield "words", " ".join(any_order(words))
    letters = key if is_short(name) else _initials(words)
    if len(letters) > 2:  # two letters may stand for anything
        yield "letters", letters
    if not is_short(name):
        yield "start", key[:_START]


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.split())
