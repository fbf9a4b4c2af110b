"""The type of an entity, where papers differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kg.link.members import Member
from kg.model import ENTITY_TYPES, EntityType, Merge

CLEAR = 4  # times as many papers that are needed to make a dataset something else, or something else a dataset


class Vote(NamedTuple):
    """The members of a name by the type they get."""

    groups: dict[EntityType, list[Member]]
    merges: tuple[Merge, ...] = ()
    ambiguities: tuple[str, ...] = ()


def vote(words: str, members: Sequence[Member], user: EntityType | None, listed: EntityType | None) -> Vote:
    """Give the members of a name the type that most papers give; a list that knows the name counts as CLEAR papers.

    A name stays with several types where one paper uses it with two, and a dataset stays one unless the majority is
    clear: MATH is a dataset, math a task.

    Example:
        >>> from kg.model import DocumentEntity
        >>> entity = DocumentEntity(id="e1", type="Dataset", name="BERT", mentions=(), role="uses")
        >>> member = Member("p", entity, ("BERT",))
        >>> list(vote("bert", [member], None, None).groups), list(vote("bert", [member], None, "Method").groups)
        (['Dataset'], ['Method'])
    """
    if user:
        return Vote({user: list(members)})
    counts = Counter(member.type for member in members)
    if listed:
        counts[listed] += CLEAR
    if len(counts) < 2:
        return Vote({type_: list(members) for type_ in counts})
    best = min(counts, key=lambda t: (-counts[t], t != listed, ENTITY_TYPES.index(t)))
    papers = Counter(member.paper for member in members)
    groups: dict[EntityType, list[Member]] = defaultdict(list)
    for member in members:
        joins = papers[member.paper] == 1 and _may_join(member.type, best, counts)
        groups[best if joins else member.type].append(member)
    return Vote(dict(groups), _merges(words, groups, best, best == listed), _ambiguity(words, groups))


def _may_join(own: EntityType, best: EntityType, counts: Counter[EntityType]) -> bool:
    return "Dataset" not in (own, best) or counts[best] >= CLEAR * counts[own]


def _merges(words: str, groups: dict[EntityType, list[Member]], best: EntityType, is_listed: bool) -> tuple[Merge, ...]:
    counts = Counter(member.type for member in groups.get(best, ()))
    by_list = CLEAR if is_listed else 0
    share = (counts[best] + by_list) / (counts.total() + by_list) if counts else 0.0
    return tuple(
        Merge(
            left=words,
            right=words,
            type=own,
            reason="type",
            detail=f"{best} {counts[best]} times{' and listed' if is_listed else ''}, {own} {n}",
            score=round(share, 4),
        )
        for own, n in sorted(counts.items())
        if own != best
    )


def _ambiguity(words: str, groups: dict[EntityType, list[Member]]) -> tuple[str, ...]:
    if len(groups) < 2:
        return ()
    used = ", ".join(f"{type_} ({len(groups[type_])})" for type_ in ENTITY_TYPES if type_ in groups)
    return (f"{words!r} is used as {used}: one entity for each type",)
