"""Entity resolution: which document entities, across papers, are one entity.

Each document entity is brought to one key: the key of its clearest full form, taken through a chain of
rules that each give a reason (abbreviation, list of names, spelling, head noun, word order, user). Equal keys
are one entity. There is no closure over shared forms, so one paper's loose wording cannot chain concepts
together, and two entities that one paper keeps apart stay apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.link.forms import abbreviates, is_short, key_of, numbers_of, turned, without_head
from kg.link.gazetteer import Gazetteer
from kg.link.overrides import Overrides
from kg.model import ENTITY_TYPES, DocumentEntity, EntityType, Extraction, Merge

DOMINANT = 0.7  # share of the papers that define a short form which must agree before it stands for one name


class Member(NamedTuple):
    """A document entity with what the rules look at: surface forms, the clearest one first."""

    paper: str
    entity: DocumentEntity
    forms: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the forms, without repeats."""
        return tuple(dict.fromkeys(key_of(form) for form in self.forms))


class Assigned(NamedTuple):
    """The members of every key, and the merges that brought forms to keys."""

    members: dict[tuple[str, EntityType], list[Member]]
    merges: tuple[Merge, ...]


def members_of(extractions: Iterable[Extraction]) -> list[Member]:
    """Return all document entities, by paper and id."""
    members = []
    for extraction in extractions:
        long = {a.short: a.long for a in extraction.abbreviations}
        for entity in extraction.entities:
            forms = dict.fromkeys([entity.name, *(mention.text for mention in entity.mentions)])
            # a definition in the paper counts even where the long form is no mention
            full = [long[form] for form in forms if form in long and long[form] not in forms]
            ordered = sorted([*forms, *full], key=lambda f: (is_short(f), f != entity.name))
            members.append(Member(extraction.paper, entity, tuple(ordered)))
    return sorted(members, key=lambda m: (m.paper, m.entity.id))


class Resolver:
    """Brings members to keys. All it knows it counts first, so that the order of papers cannot matter."""

    def __init__(self, members: Sequence[Member], gazetteer: Gazetteer, overrides: Overrides) -> None:
        self.members, self.gazetteer, self.overrides = members, gazetteer, overrides
        self.expansions = _expansions(members)
        self.known: Counter[tuple[str, str]] = Counter()  # papers by (key of a full form, type)
        for member in members:
            self.known.update({(key_of(f), member.entity.type) for f in member.forms if not is_short(f)})
        self._merges: dict[tuple[str, str, str, str], Merge] = {}

    def assign(self) -> Assigned:
        """Return members by (key, type)."""
        by_key: dict[str, list[Member]] = defaultdict(list)
        for paper in _by_paper(self.members).values():
            for key, member in self._of_paper(paper):
                by_key[key].append(member)
        typed: dict[tuple[str, EntityType], list[Member]] = defaultdict(list)
        for key, members in sorted(by_key.items()):
            for type_, group in self._by_type(key, members).items():
                typed[key, type_] += group
        return Assigned(typed, tuple(self._merges[k] for k in sorted(self._merges)))

    def _of_paper(self, members: Sequence[Member]) -> list[tuple[str, Member]]:
        """Bring one paper's entities to keys; two of them on one key would be a wrong merge: one goes back."""
        keys = [self._key(member) for member in members]
        taken: dict[tuple[str, str], int] = {}
        for n, member in enumerate(members):
            place = keys[n], member.entity.type
            other = taken.setdefault(place, n)
            if other != n:
                # the one whose own name is the key stays
                back = n if key_of(members[other].forms[0]) == keys[n] else other
                keys[back] = key_of(members[back].forms[0])
                if keys[back] == place[0]:
                    keys[n if back == other else other] = place[0]
                taken[place] = other if back == n else n
        return list(zip(keys, members, strict=True))

    def _key(self, member: Member) -> str:
        type_ = member.entity.type
        start = member.forms[0]
        key = key_of(start)
        if is_short(start):
            key = self._expand(start, key, type_)
        key = self._listed(member, key)
        for rule, reason in ((without_head, "head noun"), (_turn, "word order")):
            other = rule(key, type_)
            listed = self.gazetteer.find(key, type_)
            if other and not listed and numbers_of(other) == numbers_of(key) and self._exists(other, type_):
                self._merge(other, key, type_, reason, f"{key!r} adds nothing to {other!r}", 0.9)
                key = self._listed_key(other, type_)
        return self._user(key, member)

    def _expand(self, short: str, key: str, type_: EntityType) -> str:
        """Return the key that a short form stands for in the papers that define it, where they agree."""
        if self.gazetteer.find(short, type_):
            return key
        counts = self.expansions.get(key)
        if not counts:
            return key
        long, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if count < DOMINANT * sum(counts.values()):
            return key
        self._merge(
            long, key, type_, "abbreviation", f"defined as {long!r} in {count} papers", count / sum(counts.values())
        )
        return long

    def _listed(self, member: Member, key: str) -> str:
        """Return the key of the listed name of a form; a definition in the paper comes before the list."""
        type_ = member.entity.type
        defined = is_short(member.forms[-1]) and not is_short(member.forms[0])
        forms = member.forms[:1] if defined else member.forms
        for form in forms:
            if (entry := self.gazetteer.find(form, type_)) and key_of(entry.name) != key:
                if numbers_of(key_of(entry.form)) == numbers_of(key_of(form)):
                    self._merge(
                        key_of(entry.name), key, type_, "list", f"{entry.form!r} is listed as {entry.name!r}", 0.95
                    )
                return key_of(entry.name)
        return self._listed_key(key, type_)

    def _listed_key(self, key: str, type_: EntityType) -> str:
        entry = self.gazetteer.find(key, type_)
        return key_of(entry.name) if entry else key

    def _exists(self, key: str, type_: EntityType) -> bool:
        return self.known[key, type_] > 0 or self.gazetteer.find(key, type_) is not None

    def _user(self, key: str, member: Member) -> str:
        for form in (*member.keys, key):
            if (target := self.overrides.target(form)) and target != key:
                self._merge(target, key, member.entity.type, "user", "overrides.toml: same", 1.0)
                return target
        if self.overrides.apart(key, key_of(member.forms[0])):
            return key_of(member.forms[0])
        return key

    def _by_type(self, key: str, members: Sequence[Member]) -> dict[EntityType, list[Member]]:
        """Give all members the type that most papers use, unless some paper uses the key with two types."""
        wanted = self.overrides.type_of(key)
        if wanted:
            return {wanted: list(members)}
        counts = Counter(member.entity.type for member in members)
        papers = Counter(member.paper for member in members)
        best = min(counts, key=lambda t: (-counts[t], ENTITY_TYPES.index(t)))
        groups: dict[EntityType, list[Member]] = defaultdict(list)
        for member in members:
            own = member.entity.type
            alone = papers[member.paper] == 1 and counts[best] >= 2 * counts[own]
            groups[best if alone else own].append(member)
        return groups

    def _merge(self, left: str, right: str, type_: EntityType, reason: str, detail: str, score: float) -> None:
        if left != right:
            merge = Merge(left=left, right=right, type=type_, reason=reason, detail=detail, score=round(score, 4))
            self._merges[left, right, type_, reason] = merge


def _turn(key: str, type_: str) -> str | None:
    return turned(key) if type_ == "Task" else None


def _by_paper(members: Iterable[Member]) -> Mapping[str, list[Member]]:
    papers: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        papers[member.paper].append(member)
    return papers


def _expansions(members: Iterable[Member]) -> dict[str, Counter[str]]:
    """Return, for the key of each short form, the keys of its long forms with the number of papers."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for member in members:
        shorts = [form for form in member.forms if is_short(form)]
        longs = [form for form in member.forms if not is_short(form)]
        for short in {key_of(s): s for s in shorts}.values():
            long = next((key_of(f) for f in longs if abbreviates(short, f)), None)
            if long:
                found[key_of(short)][long] += 1
    return found
