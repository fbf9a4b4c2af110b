"""Entity resolution: which document entities, across papers, are one entity.

Each document entity is brought to one key: that of its clearest form, taken along the path of the rules. Equal keys
are one entity. Two entities that one paper keeps apart stay apart, and the user has the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from kg.link.corrections import Corrections
from kg.link.forms import key_of
from kg.link.homonyms import homonyms
from kg.link.members import Member
from kg.link.rules import Path, Rules
from kg.link.vote import vote
from kg.model import EntityType, Merge

_USER = "said to be the same in overrides.toml"


class Resolved(NamedTuple):
    """The members of every entity by its words and type, the merges behind them, and what stays ambiguous."""

    members: Mapping[tuple[str, EntityType], Sequence[Member]]
    merges: tuple[Merge, ...]
    ambiguities: tuple[str, ...]


def resolve(members: Sequence[Member], rules: Rules, corrections: Corrections) -> Resolved:
    """Return members by entity."""
    words: dict[str, str] = {}
    by_key: dict[str, list[Member]] = defaultdict(list)
    steps: set[Merge] = set()
    for member, path in _paths(members, rules, corrections):
        by_key[path.key].append(member)
        words[path.key] = path.words
        steps.update(path.steps)
    typed: dict[tuple[str, EntityType], Sequence[Member]] = {}
    ambiguities = set(rules.ambiguities)
    for key, group in sorted(by_key.items()):
        result = vote(words[key], group, corrections.type_of(key), rules.gazetteer.type_of(words[key]))
        typed.update({(words[key], type_): of_type for type_, of_type in result.groups.items()})
        steps.update(result.merges)
        ambiguities.update(result.ambiguities)
    ambiguities.update(homonyms(typed, members, rules.gazetteer))
    merges = sorted(steps, key=lambda m: (m.left, m.right, m.type, m.reason, m.detail))
    return Resolved(typed, tuple(merges), tuple(sorted(ambiguities)))


def _paths(members: Sequence[Member], rules: Rules, corrections: Corrections) -> Iterator[tuple[Member, Path]]:
    for _, of_paper in groupby(members, key=lambda member: member.paper):
        paper = list(of_paper)
        paths = _kept_apart(paper, [_path(member, rules, corrections) for member in paper], rules)
        yield from ((m, _joined(m, path, rules, corrections)) for m, path in zip(paper, paths, strict=True))


def _path(member: Member, rules: Rules, corrections: Corrections) -> Path:
    """Return the path of a member's clearest form, or that of the form which the user keeps from where it leads."""
    path = rules.path_in(member.paper, member.forms[0], member.type)
    for form in member.forms:
        if any(rules.path(other, member.type).key == path.key for other in corrections.apart_from(form)):
            return rules.own(form)
    return path


def _kept_apart(members: Sequence[Member], paths: Sequence[Path], rules: Rules) -> list[Path]:
    """Keep a paper's entities of one type apart where only a loose rule brings two of them to one key.

    What is the same by spelling, abbreviation or list is the reader's oversight; but "EEG model" beside "EEG" is not.
    """
    certain = {(p.key, m.type) for m, p in zip(members, paths, strict=True) if not p.is_loose}
    kept = []
    for member, path in zip(members, paths, strict=True):
        place = (path.key, member.type)
        kept.append(rules.own(member.forms[0]) if path.is_loose and place in certain else path)
        certain.add(place)
    return kept


def _joined(member: Member, path: Path, rules: Rules, corrections: Corrections) -> Path:
    """Return the path that the user gives a member, or its own."""
    for key in (*map(key_of, member.forms), path.key):
        if target := corrections.target(key):
            end = rules.path(target, member.type).words
            if key_of(end) == path.key:
                return path
            user = Merge(left=end, right=path.words, type=member.type, reason="user", detail=_USER, score=1.0)
            return Path(end, (*path.steps, user))
    return path
