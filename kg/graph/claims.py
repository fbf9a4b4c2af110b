"""Claims of different papers compared: which agree, which contradict.

The comparison is careful: a missed pair costs less than a wrong one. Two claims are compared only if

* they come from different papers;
* they have the same key: a shared subject with a shared topic (object, task or dataset), or two things
  that both compare with each other. "A beats B" and "B beats A" have the same key, opposite directions;
* the object of one, where it has any, is named in the other;
* no setting differs: where both name datasets (tasks, metrics), they share one.

The direction of a comparison is the OUTPERFORMS relation in its sentence, else the claim's polarity, which
accounts for negation already. Neutral claims, and those whose relation and polarity disagree, have none.
Same direction: AGREES_WITH, unless just one is negated, when the direction cannot be trusted.
Opposite directions: CONTRADICTS, if they share a dataset or task or neither names any; what is true on
one dataset need not be true in general. A pair that would be both is neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from typing import NamedTuple

Key = tuple[str, str, bool]
_SIGN = {"positive": 1, "negative": -1, "neutral": 0}


class Statement(NamedTuple):
    """What a claim says, in ids of the graph. `wins` are the (better, worse) pairs of its sentence."""

    claim: str
    paper: str
    kind: str
    polarity: str
    negated: bool
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    dataset: frozenset[str] = frozenset()
    task: frozenset[str] = frozenset()
    metric: frozenset[str] = frozenset()
    wins: frozenset[tuple[str, str]] = frozenset()

    @property
    def topics(self) -> frozenset[str]:
        """What the claim says something about its subject in respect of."""
        return self.object | self.settings

    @property
    def settings(self) -> frozenset[str]:
        """Where the claim holds."""
        return self.task | self.dataset

    @property
    def named(self) -> frozenset[str]:
        """All that the claim is about, metrics aside."""
        return self.subject.union(self.topics, *self.wins)


class Verdict(NamedTuple):
    """Two claims, the smaller id first, and the type of their relationship."""

    type: str
    start: str
    end: str


def compare_claims(statements: Iterable[Statement]) -> list[Verdict]:
    """Return the verdicts, sorted.

    Example:
        >>> beats = dict(kind="comparison", polarity="positive", negated=False, task=frozenset({"translation"}))
        >>> a = Statement("a", "p", subject=frozenset({"rnn"}), object=frozenset({"cnn"}), **beats)
        >>> b = Statement("b", "q", subject=frozenset({"cnn"}), object=frozenset({"rnn"}), **beats)
        >>> compare_claims([a, b])
        [Verdict(type='CONTRADICTS', start='a', end='b')]
    """
    verdicts: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for group in _by_key(statements).values():
        for (a, x), (b, y) in combinations(sorted(group, key=lambda member: member[0].claim), 2):
            if a.paper != b.paper and _comparable(a, b):
                verdicts[a.claim, b.claim].add(_verdict(a, b, same=x == y))
    single = ((types.pop(), ends) for ends, types in verdicts.items() if len(types) == 1)
    return sorted(Verdict(type_, *ends) for type_, ends in single if type_)


def _by_key(statements: Iterable[Statement]) -> dict[Key, list[tuple[Statement, int]]]:
    groups: dict[Key, list[tuple[Statement, int]]] = defaultdict(list)
    for statement in statements:
        for key, direction in _opinions(statement).items():
            groups[key].append((statement, direction))
    return groups


def _opinions(statement: Statement) -> dict[Key, int]:
    """Return the direction (1 or -1) of a statement by key: two ids, and whether they are compared with each other."""
    sign = _SIGN[statement.polarity]
    found: dict[Key, set[int]] = defaultdict(set)
    for better, worse in statement.wins:
        found[_compared(better, worse)].add(1 if better < worse else -1)
    for subject, topic in product(statement.subject, statement.topics):
        if statement.kind == "comparison" and topic in statement.object:
            found[_compared(subject, topic)].add(sign if subject < topic else -sign)
        else:
            found[subject, topic, False].add(sign)
    clear = {key: directions.pop() for key, directions in found.items() if len(directions) == 1}
    return {key: direction for key, direction in clear.items() if direction and key[0] != key[1]}


def _compared(a: str, b: str) -> Key:
    return min(a, b), max(a, b), True


def _comparable(a: Statement, b: Statement) -> bool:
    fields = (a.dataset, b.dataset), (a.task, b.task), (a.metric, b.metric)
    if any(x and y and not x & y for x, y in fields):
        return False
    return all(not one.object or one.object & other.named for one, other in ((a, b), (b, a)))


def _verdict(a: Statement, b: Statement, *, same: bool) -> str | None:
    if same:
        return "AGREES_WITH" if a.negated == b.negated else None
    shared = a.settings & b.topics | b.settings & a.topics
    return "CONTRADICTS" if shared or not (a.settings or b.settings) else None
