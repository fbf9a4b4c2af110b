"""When a prediction is right: forms, entities, relations, claims and values compared.

The rule is fixed so that figures of different systems and years can be compared. It has its own
folding of surface forms, apart from `kg.text.normalise`: that one may get better with the linker,
and a measure must not move when the thing it measures does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.evaluate.records import AnnotatedClaim, AnnotatedEntity, AnnotatedPaper, AnnotatedRelation, AnnotatedResult

RULE = """\
Entities: same type and at least one shared form (name or mention; case, hyphens, punctuation, articles and plurals
folded). Each gold and each predicted entity is matched at most once, pairs with most shared forms first.
"Type ignored" drops the type. Role: entities matched with type ignored that both sides call introduced.
Relations: both ends matched (type ignored), same type, same direction (COMPARED_WITH has none); a predicted
relation with an unmatched end is wrong. "Type ignored" drops type and direction.
Claims: same sentence (letters and digits only), or one contains the other and both have over 30 characters;
"with kind" also asks for the same kind. Values: same number as written (units dropped), counted as often as it
comes in the paper; "value+metric" also asks for a shared form of the metric.
Figures are micro-averaged over all gold papers; a gold paper without prediction counts as missed."""

SYMMETRIC = frozenset({"COMPARED_WITH"})
_ARTICLES = frozenset({"the", "a", "an"})
_DROPPED = re.compile(r"[^\w\s/@.+%]")
_NOT_IN_VALUE = re.compile(r"[^\d.^\\/{}x-]")
_NOT_IN_SENTENCE = re.compile(r"\W+")
_SURE_LENGTH = 30

Key = tuple[int, int, str]


def fold(form: str) -> str:
    """Return the folded form under which gold and predicted surface forms are compared.

    Example:
        >>> fold("The Large-Language Models"), fold("F1-score (%)"), fold("A.B. Cs")
        ('large language model', 'f1 score %', 'a.b cs')
    """
    spaced = _DROPPED.sub(" ", form.lower().replace("-", " ").replace("–", " "))
    # A lone full stop leaves an empty word behind; it stays, as it always has in this measure
    words = (word.rstrip(".") for word in spaced.split())
    return " ".join(_singular(word) for word in words if word not in _ARTICLES)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word if word[-2] in "sui" else word[:-1]


def forms(entity: AnnotatedEntity) -> frozenset[str]:
    """Return the folded forms of an entity's name and mentions."""
    return frozenset(map(fold, entity.surface_forms)) - {""}


def match_entities(
    gold: Sequence[AnnotatedEntity], pred: Sequence[AnnotatedEntity], *, typed: bool = True
) -> dict[int, int]:
    """Return a one-to-one matching, predicted index to gold index, pairs with most shared forms first.

    Example:
        >>> gold = [AnnotatedEntity("g", "Method", "BERT"), AnnotatedEntity("h", "Task", "parsing")]
        >>> pred = [AnnotatedEntity("e", "Method", "parsing"), AnnotatedEntity("f", "Method", "berts")]
        >>> match_entities(gold, pred), match_entities(gold, pred, typed=False)
        ({1: 0}, {1: 0, 0: 1})
    """
    gold_forms, pred_forms = [forms(e) for e in gold], [forms(e) for e in pred]
    pairs = [
        (-len(shared), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(pred)
        if (g.type == p.type or not typed) and (shared := gold_forms[i] & pred_forms[j])
    ]
    taken: set[int] = set()
    matched: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in taken and j not in matched:
            taken.add(i)
            matched[j] = i
    return matched


def relation_key(relation: AnnotatedRelation, index: Mapping[str, int | None]) -> Key | None:
    """Return (head, tail, type) with ends as gold indices, or None where an end has none."""
    head, tail = index.get(relation.head), index.get(relation.tail)
    if head is None or tail is None:
        return None
    if relation.type in SYMMETRIC and head > tail:
        head, tail = tail, head
    return head, tail, relation.type


def claims_by_sentence(claims: Sequence[AnnotatedClaim]) -> dict[str, AnnotatedClaim]:
    """Return the claims by the letters and digits of their sentence; of two with the same, the last."""
    return {_NOT_IN_SENTENCE.sub("", claim.sentence.lower()): claim for claim in claims}


def align_claims(gold: Mapping[str, AnnotatedClaim], pred: Mapping[str, AnnotatedClaim]) -> dict[str, str]:
    """Map predicted sentences to the first gold sentence that is the same, contains it or is contained."""
    aligned = ((p, next((g for g in gold if _same_sentence(g, p)), None)) for p in pred)
    return {p: g for p, g in aligned if g is not None}


def _same_sentence(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > _SURE_LENGTH and (a in b or b in a))


def value_key(value: str | float | None) -> str:
    r"""Return the number in a value as written; empty where there is none.

    Example:
        >>> [value_key(v) for v in ("76.4 %", "+0.77", 12, "3.1x", "about five.", None)]
        ['76.4', '0.77', '12', '3.1x', '', '']
    """
    return _NOT_IN_VALUE.sub("", str(value or "")).strip(".")


def results_of(paper: AnnotatedPaper) -> list[AnnotatedResult]:
    """Return the results of all claims that have a number."""
    return [result for claim in paper.claims for result in claim.results if value_key(result.value)]
