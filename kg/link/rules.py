"""The rules that bring a name to the name it is another form of, each step with its reason.

A rule applies only to what the papers or a list make certain. There is no closure over shared forms, so one paper's
loose wording cannot chain concepts together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from kg.link.context import Context
from kg.link.forms import any_order, is_actor, is_short, key_of, turned, without_head, without_modifier, words_of
from kg.link.gazetteer import Gazetteer
from kg.link.members import Definitions, Member
from kg.model import ENTITY_TYPES, EntityType, Merge
from kg.text import numbers_of

DOMINANT = 0.7  # share of the papers that define a short form which must agree before it stands for one name
LISTED = 3  # papers that a list counts for where papers define a listed short form otherwise
_LONGEST = 5  # steps; the rules shorten or list, so this is reached only by lists that run in circles


class Path(NamedTuple):
    """Where a name leads: the words of the entity's key, and the steps from the name to it."""

    words: str
    steps: tuple[Merge, ...] = ()
    is_final: bool = False  # no rule may lead further: the name has several meanings

    @property
    def key(self) -> str:
        """The key of the entity."""
        return key_of(self.words)

    @property
    def is_loose(self) -> bool:
        """Whether a step rests on the words alone."""
        return any(step.reason in ("head noun", "modifier", "word order") for step in self.steps)


class Rules:
    """Finds the path of a name. All that it knows it counts first, so that the order of papers cannot matter."""

    def __init__(self, members: Sequence[Member], gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.ambiguities: set[str] = set()
        self._definitions = Definitions(members)
        self._known, self._spelled = _names(members)
        self._inside = {
            words_of(e.form): words_of(e.name) for e in gazetteer if is_short(e.form) and e.type in ("Method", "Task")
        }
        self._paths: dict[tuple[str, EntityType], Path] = {}
        self._context = Context(members)
        self._unclear: dict[tuple[str, EntityType], str] = {}  # what is told of a short form with several meanings

    def path(self, form: str, type_: EntityType) -> Path:
        """Return the path of a surface form that has no definition in its paper, or of its definition."""
        place = (form, type_)
        if place not in self._paths:
            self._paths[place] = self._walk(form, type_)
        return self._paths[place]

    def path_in(self, paper: str, form: str, type_: EntityType) -> Path:
        """Return the path of a surface form in a paper: where it has several meanings, by the paper's other names."""
        path = self.path(form, type_)
        if (form, type_) not in self._unclear:
            return path
        meaning = self._context.meaning(paper, form)
        if meaning is None:
            self.ambiguities.add(self._unclear[form, type_])
            return path
        full = self._spelled[meaning.key]
        detail = f"papers that define it so name {', '.join(self._spelled[key] for key in meaning.shared[:3])} too"
        long = self.path(full, type_)
        return Path(long.words, (_step(path.words, full, type_, "context", detail, 0.8), *long.steps))

    def own(self, form: str) -> Path:
        """Return the path of a name that no rule may touch."""
        return Path(self._spell(words_of(form)))

    def is_used(self, form: str) -> bool:
        """Tell whether papers use a name, or one that leads to where it leads."""
        return key_of(form) in self._spelled or any(self.path(form, t).key in self._ends for t in ENTITY_TYPES)

    @cached_property
    def _ends(self) -> frozenset[str]:
        return frozenset(self.path(self._spelled[key], type_).key for key, type_ in self._known)

    def _walk(self, form: str, type_: EntityType) -> Path:
        path = self.own(form)
        if is_short(form):
            path = self._defined(form, path, type_)
        seen = {path.key}
        while (
            not path.is_final
            and len(path.steps) < _LONGEST
            and (step := self._step(path.words, type_))
            and key_of(step.left) not in seen
        ):
            path = Path(step.left, (*path.steps, step))
            seen.add(path.key)
        return path

    def _defined(self, short: str, path: Path, type_: EntityType) -> Path:
        """Follow a short form to what it stands for in the papers that define it, where they agree."""
        papers: dict[str, list[str]] = defaultdict(list)
        for key, of_key in self._definitions.of(short, type_).items():
            papers[self._listed(self._spelled[key], type_) or self._spelled[key]] += of_key
        if not papers:
            return path
        listed = self._listed(short, type_)
        counts = Counter({name: len(of_name) for name, of_name in papers.items()})
        if listed:
            counts[listed] += LISTED
        long, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if (share := count / counts.total()) < DOMINANT:
            meanings = ", ".join(f"{name!r} ({len(papers[name])})" for name in sorted(counts))
            self._unclear[short, type_] = f"{short!r} is defined as {meanings}: where unclear it stands alone"
            return Path(path.words, is_final=True)
        if long == listed:
            return path  # the list has the next step
        detail = f"defined so in {_named(papers[long])}"
        return Path(long, (_step(path.words, long, type_, "abbreviation", detail, share),))

    def _listed(self, form: str, type_: EntityType) -> str | None:
        """Return the words of the listed name of a form, None where it is not listed."""
        entry = self.gazetteer.find(form, type_)
        return words_of(entry.name) if entry else None

    def _step(self, words: str, type_: EntityType) -> Merge | None:
        """Return the next step from a name, None where it is the entity's own."""
        if entry := self.gazetteer.find(words, type_):  # a listed name is never shortened
            name = words_of(entry.name)
            detail = f"{entry.form!r} is listed as {entry.name!r}"
            return _step(words, name, type_, "list", detail, 0.95) if key_of(name) != key_of(words) else None
        bare, plain = without_head(words, type_), without_modifier(words)
        direct, full = turned(words), self._unfolded(words)
        if bare and self._adds_nothing(words, bare, type_):
            return _step(words, self._spell(bare), type_, "head noun", f"{words!r} adds nothing to {bare!r}", 0.9)
        if plain and type_ == "Method" and self._adds_nothing(words, plain, type_):
            return _step(words, self._spell(plain), type_, "modifier", f"{words!r} adds nothing to {plain!r}", 0.9)
        if direct and type_ == "Task" and self._exists(direct, words, type_):
            return _step(words, self._spell(direct), type_, "word order", f"{words!r} is {direct!r}", 0.9)
        if type_ == "Method" and (usual := self._version_order(words)):
            return _step(words, usual, type_, "word order", f"{words!r} is {usual!r}", 0.9)
        if full != words and self._exists(full, words, type_):
            return _step(words, self._spell(full), type_, "abbreviation", f"{words!r} abbreviates {full!r}", 0.9)
        return None

    def _adds_nothing(self, words: str, bare: str, type_: EntityType) -> bool:
        """Tell whether a name says no more than the bare one: of what does an activity a list must say so."""
        if is_actor(words) and not self.gazetteer.lists(bare, type_):
            return False
        if not self._exists(bare, words, type_):
            return False
        if not self._is_mostly(bare, type_):
            self.ambiguities.add(f"{words!r} stays apart from {bare!r}: most papers take that for no {type_}")
            return False
        return True

    def _unfolded(self, words: str) -> str:
        """Write out the well-known abbreviations in a name of several words: "multimodal LLM"."""
        return " ".join(self._inside.get(word, word) for word in words.split()) if " " in words else words

    def _exists(self, words: str, other: str, type_: EntityType) -> bool:
        """Tell whether a name that stands for another one is in use, and has its numbers."""
        known = self._known[key_of(words), type_] > 0 or self.gazetteer.lists(words, type_)
        return known and numbers_of(words) == numbers_of(other)

    def _is_mostly(self, words: str, type_: EntityType) -> bool:
        """Tell whether papers use a name for the type rather than for others: a method for a task is not the task."""
        counts = {other: self._known[key_of(words), other] for other in ENTITY_TYPES}
        return counts[type_] == max(counts.values())

    def _version_order(self, words: str) -> str | None:
        """Return the usual order of a name with one version in it: "gemini 2.5 flash" for "gemini flash 2.5"."""
        usual = self._orders.get(any_order(words))
        return usual if usual and key_of(usual) != key_of(words) else None

    @cached_property
    def _orders(self) -> dict[tuple[str, ...], str]:
        """The most used name of each set of words that has three words or more, one of them the only number."""
        versions = [
            words
            for words in self._spelled.values()
            if words.count(" ") > 1 and len(number := numbers_of(words)) == 1 and number[0] in words.split()
        ]
        papers = {words: sum(self._known[key_of(words), type_] for type_ in ENTITY_TYPES) for words in versions}
        return {any_order(words): words for words in sorted(versions, key=lambda w: (papers[w], w))}

    def _spell(self, words: str) -> str:
        return self._spelled.get(key_of(words), words)


def _step(right: str, left: str, type_: EntityType, reason: str, detail: str, score: float) -> Merge:
    return Merge(left=left, right=right, type=type_, reason=reason, detail=detail, score=round(score, 4))


def _named(papers: Sequence[str]) -> str:
    first = ", ".join(sorted(papers)[:3])
    return first if len(papers) <= 3 else f"{first} and {len(papers) - 3} more"


def _names(members: Sequence[Member]) -> tuple[Counter[tuple[str, EntityType]], dict[str, str]]:
    """Return how often papers use each key as a clear name of a type, and the most used words of each key."""
    known: Counter[tuple[str, EntityType]] = Counter()
    words: Counter[str] = Counter()
    for member in members:
        words.update({words_of(form) for form in member.forms})
        clear = {member.forms[0], *(form for form in member.forms if not is_short(form))}
        known.update({(key_of(form), member.type) for form in clear})
    ranked = sorted(words, key=lambda w: (words[w], w))  # the last one of a key wins
    return known, {key_of(w): w for w in ranked}
