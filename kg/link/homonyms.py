"""Names that two papers coin: perhaps two things, which is told and not guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from kg.link.forms import key_of
from kg.link.gazetteer import Gazetteer
from kg.link.members import Member
from kg.model import EntityType

Groups = Mapping[tuple[str, EntityType], Sequence[Member]]


def homonyms(groups: Groups, members: Iterable[Member], gazetteer: Gazetteer) -> Iterator[str]:
    """Yield a note on each coined name that is introduced by papers which name nothing else in common.

    Example:
        >>> list(homonyms({}, [], Gazetteer()))
        []
    """
    coined = {
        words: papers
        for (words, type_), group in groups.items()
        if type_ in ("Method", "Dataset") and len(papers := _coining(group)) > 1 and not gazetteer.lists(words, type_)
    }
    named = _named(members, {paper for papers in coined.values() for paper in papers})
    for words, papers in sorted(coined.items()):
        for one, other in combinations(papers, 2):
            if not (named[one] & named[other]) - {key_of(words)}:
                yield f"{words!r} is introduced by {one} and {other}, which share no other name: perhaps two things"
                break


def _coining(group: Sequence[Member]) -> list[str]:
    """Return the papers that introduce a name of one word with two capitals."""
    return sorted({m.paper for m in group if m.entity.role == "introduces" and _is_coined(m.forms[0])})


def _is_coined(form: str) -> bool:
    return " " not in form and sum(map(str.isupper, form)) > 1


def _named(members: Iterable[Member], papers: set[str]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = defaultdict(set)
    for member in members:
        if member.paper in papers:
            named[member.paper].add(key_of(member.forms[0]))
    return named
