"""The list of mistakes: what kind each one is, with examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

import msgspec

from kg.evaluate.matching import Key, forms, results_of, value_key
from kg.evaluate.records import AnnotatedEntity, AnnotatedPaper
from kg.evaluate.scores import Comparison


class Mistake(msgspec.Struct, frozen=True):
    """One mistake; `gold` or `pred` is None where that side has nothing."""

    paper: str
    part: str
    kind: str
    gold: str | None = None
    pred: str | None = None

    def __str__(self) -> str:
        return f"{self.paper}: " + " -> ".join(side for side in (self.gold, self.pred) if side)


class Mistakes(msgspec.Struct, frozen=True):
    """How many mistakes there are by "part: kind", and the first examples of each."""

    counts: dict[str, int]
    examples: tuple[Mistake, ...] = ()

    def __str__(self) -> str:
        blocks = []
        for name, count in self.counts.items():
            shown = [f"    {e}" for e in self.examples if f"{e.part}: {e.kind}" == name]
            blocks.append("\n".join([f"  {name} {count}", *shown]))
        return "\n".join(["mistakes (gold -> predicted)", *blocks]) if blocks else ""


def mistakes_of(comparisons: Iterable[Comparison], examples: int = 0) -> Mistakes:
    """Count the mistakes of all papers, most frequent first, and keep `examples` of each kind."""
    counts: Counter[str] = Counter()
    kept = []
    for mistake in (m for comparison in comparisons for m in find_mistakes(comparison)):
        name = f"{mistake.part}: {mistake.kind}"
        if counts[name] < examples:
            kept.append(mistake)
        counts[name] += 1
    return Mistakes(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))), tuple(kept))


def find_mistakes(comparison: Comparison) -> Iterator[Mistake]:
    """Yield the mistakes of one paper, each gold and each predicted item at most once.

    Entities are `wrong type`, `split` (one gold concept predicted as two), `merged` (two as one), `boundary`
    (one form holds the other), else `missed` or `spurious`.

    Example:
        >>> gold = AnnotatedPaper("p", entities=(AnnotatedEntity("g1", "Task", "neural machine translation"),))
        >>> pred = AnnotatedPaper("p", entities=(AnnotatedEntity("e1", "Task", "machine translation"),))
        >>> [(m.part, m.kind) for m in find_mistakes(Comparison(gold, pred))]
        [('entity', 'boundary')]
    """
    paper = comparison.gold.id
    parts = {"entity": _entities, "role": _roles, "relation": _relations, "claim": _claims, "result": _results}
    for part, find in parts.items():
        for kind, gold, pred in find(comparison):
            yield Mistake(paper, part, kind, gold, pred)


Found = Iterator[tuple[str, str | None, str | None]]


def _entities(comparison: Comparison) -> Found:
    gold, pred = comparison.gold.entities, comparison.pred.entities
    golds = [i for i in range(len(gold)) if i not in comparison.typed.values()]
    preds = [j for j in range(len(pred)) if j not in comparison.typed]
    for j, i in comparison.untyped.items():
        if i in golds and j in preds and gold[i].type != pred[j].type:
            golds.remove(i)
            preds.remove(j)
            yield "wrong type", _label(gold[i]), _label(pred[j])
    for j in list(preds):
        whole = next((g for g in gold if forms(g) & forms(pred[j])), None)
        if whole:
            preds.remove(j)
            yield "split", _label(whole), _label(pred[j])
    for i in list(golds):
        whole = next((p for p in pred if forms(p) & forms(gold[i])), None)
        if whole:
            golds.remove(i)
            yield "merged", _label(gold[i]), _label(whole)
    yield from _unmatched([gold[i] for i in golds], [pred[j] for j in preds])


def _unmatched(golds: Sequence[AnnotatedEntity], preds: Sequence[AnnotatedEntity]) -> Found:
    """Pair what overlaps; the rest is missed or spurious."""
    left = list(preds)
    for gold in golds:
        near = next((p for p in left if _overlap(gold, p)), None)
        if near:
            left.remove(near)
        yield ("boundary" if near else "missed"), _label(gold), _label(near) if near else None
    for pred in left:
        yield "spurious", None, _label(pred)


def _overlap(gold: AnnotatedEntity, pred: AnnotatedEntity) -> bool:
    """Tell whether a form of one holds a form of the other as whole words."""
    pairs = ((f" {g} ", f" {p} ") for g in forms(gold) for p in forms(pred))
    return any(g in p or p in g for g, p in pairs)


def _roles(comparison: Comparison) -> Found:
    for j, i in comparison.typed.items():
        gold, pred = comparison.gold.entities[i], comparison.pred.entities[j]
        if gold.role != pred.role:
            yield "wrong role", f"{gold.name} {gold.role}", f"{pred.name} {pred.role}"


def _relations(comparison: Comparison) -> Found:
    gold, names = comparison.gold_relations, [e.name for e in comparison.gold.entities]
    left = gold - set(comparison.pred_relations)
    for relation, key in zip(comparison.pred.relations, comparison.pred_relations, strict=True):
        if key is None:
            yield "unmatched end", None, f"{relation.head} {relation.type} {relation.tail}"
        elif key not in gold:
            kind, fit = _nearest(key, left)
            left -= {fit}
            yield kind, _triple(names, fit) if fit else None, _triple(names, key)
    for key in sorted(left):
        yield "missed", _triple(names, key), None


def _nearest(key: Key, gold: Set[Key]) -> tuple[str, Key | None]:
    """Return what is wrong with a predicted relation, and the gold one that it may have meant."""
    head, tail, type_ = key
    if (tail, head, type_) in gold:
        return "wrong direction", (tail, head, type_)
    same_ends = [k for k in gold if k[:2] == (head, tail)]
    return ("wrong type", min(same_ends)) if same_ends else ("spurious", None)


def _claims(comparison: Comparison) -> Found:
    claims = comparison.claims
    found = set(claims.aligned.values())
    for sentence, claim in claims.gold.items():
        if sentence not in found:
            yield "missed", claim.sentence, None
        elif sentence not in claims.same_kind:
            yield "wrong kind", f"{claim.kind}: {claim.sentence}", None
    for sentence, claim in claims.pred.items():
        if sentence not in claims.aligned:
            yield "spurious", None, claim.sentence


def _results(comparison: Comparison) -> Found:
    gold, pred = _values(comparison.gold), _values(comparison.pred)
    for value in (gold - pred).elements():
        yield "missed", value, None
    for value in (pred - gold).elements():
        yield "spurious", None, value


def _values(paper: AnnotatedPaper) -> Counter[str]:
    return Counter(value_key(result.value) for result in results_of(paper))


def _label(entity: AnnotatedEntity) -> str:
    return f"{entity.type} {entity.name}"


def _triple(names: Sequence[str], key: Key) -> str:
    head, tail, type_ = key
    return f"{names[head]} {type_} {names[tail]}"
