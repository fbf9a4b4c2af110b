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
    ambiguities: tuple[str, ...]


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
        self.known: Counter[tuple[str, str]] = Counter()  # document entities by (key, type)
        for member in members:
            self.known.update((key, member.entity.type) for key in member.keys)
        self._merges: dict[tuple[str, str, str, str], Merge] = {}
        self._ambiguities: set[str] = set()
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in map(sorted, overrides.different):
            self._apart[one].add(other)
            self._apart[other].add(one)

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
        merges = tuple(self._merges[k] for k in sorted(self._merges))
        return Assigned(typed, merges, tuple(sorted(self._ambiguities)))

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
        """Bring a member to a key: by the rules, then by the user's word."""
        type_, own = member.entity.type, member.keys
        key = self._by_rules(member.forms, type_)
        for form in own:
            if any(self._by_rules((other,), type_) == key for other in self._apart.get(form, ())):
                return form
        for form in (*own, key):
            if target := self.overrides.target(form):
                target = self._by_rules((target,), type_)
                self._merge(target, key, type_, "user", "overrides.toml: same", 1.0)
                return target
        return key

    def _by_rules(self, forms: Sequence[str], type_: EntityType) -> str:
        """Bring forms, the clearest one first, to a key: abbreviation, list, head noun, word order."""
        key = key_of(forms[0])
        if is_short(forms[0]):
            key = self._expand(forms[0], key, type_)
        key = self._listed(forms, key, type_)
        for rule, reason in ((without_head, "head noun"), (_turn, "word order")):
            other = None if self.gazetteer.find(key, type_) else rule(key, type_)
            if other and numbers_of(other) == numbers_of(key) and self._exists(other, type_):
                self._merge(other, key, type_, reason, f"{key!r} adds nothing to {other!r}", 0.9)
                key = self._listed_key(other, type_)
        return key

    def _expand(self, short: str, key: str, type_: EntityType) -> str:
        """Return the key that a short form stands for in the papers that define it, where they agree."""
        if self.gazetteer.find(short, type_):
            return key
        counts = self.expansions.get(key)
        if not counts:
            return key
        long, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if count < DOMINANT * sum(counts.values()):
            meanings = ", ".join(f"{name!r} ({n})" for name, n in sorted(counts.items()))
            self._ambiguities.add(f"{short!r} is defined as {meanings}: where it is not defined it stands alone")
            return key
        self._merge(
            long, key, type_, "abbreviation", f"defined as {long!r} in {count} papers", count / sum(counts.values())
        )
        return long

    def _listed(self, forms: Sequence[str], key: str, type_: EntityType) -> str:
        """Return the key of the listed name of a form; a definition in the paper comes before the list."""
        defined = is_short(forms[-1]) and not is_short(forms[0])
        for form in forms[:1] if defined else forms:
            if (entry := self.gazetteer.find(form, type_)) and key_of(entry.name) != key:
                detail = f"{entry.form!r} is listed as {entry.name!r}"
                self._merge(key_of(entry.name), key, type_, "list", detail, 0.95)
                return key_of(entry.name)
        return self._listed_key(key, type_)

    def _listed_key(self, key: str, type_: EntityType) -> str:
        entry = self.gazetteer.find(key, type_)
        return key_of(entry.name) if entry else key

    def _exists(self, key: str, type_: EntityType) -> bool:
        return self.known[key, type_] > 0 or self.gazetteer.find(key, type_) is not None

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
        if len(groups) > 1:
            used = ", ".join(f"{type_} ({counts[type_]})" for type_ in ENTITY_TYPES if counts[type_])
            self._ambiguities.add(f"{key!r} is used as {used}: one entity for each type")
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
