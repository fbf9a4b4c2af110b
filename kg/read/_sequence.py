"""The cheapest reading of a sequence of paragraphs as titles, abstracts and paragraphs to skip.

A small Viterbi search: costs are negative log-probabilities from the look of each paragraph, plus
what a transition costs. So a short abstract, or a title with a full stop, is decided by its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from kg.read._names import name_likeness
from kg.read._paragraphs import Paragraph

Label: TypeAlias = Literal["title", "body", "skip"]
State: TypeAlias = Literal["none", "title", "gap", "body"]

SKIP = 2.2  # a label of the page
PROSE_SKIPPED = 2.0  # more, at most, the more it looks like prose
NAMES_AS_TITLE = 3.0  # people who stand where a title could stand
NAMES_SKIPPED = 2.0  # less, if it is people
GAP = 0.5  # something unknown between a title and its abstract
NEXT_PARAGRAPH = 0.9  # an abstract goes on
ACROSS_BREAK = 6.0  # an abstract goes on behind a date or a menu: next to never


class _Path(NamedTuple):
    cost: float
    labels: tuple[Label, _Labels] | None


_Labels: TypeAlias = "tuple[Label, _Labels] | None"


def labels(segment: Sequence[Paragraph]) -> list[Label]:
    """Return the label of each paragraph; every title is followed by its body.

    Example:
        >>> from kg.read._paragraphs import prose
        >>> page = ("Trending", "On Cats", "We show that cats purr.", "Are Dogs Cats?", "They are not. We asked them.")
        >>> labels([Paragraph(0, text, prose(text)) for text in page])
        ['skip', 'title', 'body', 'title', 'body']
    """
    best: dict[State, _Path] = {"none": _Path(0.0, None)}
    for paragraph in segment:
        steps: dict[State, _Path] = {}
        costs = _costs(paragraph)
        for state, path in best.items():
            for label, target, cost in _moves(state, costs, paragraph.after_break):
                total = path.cost + cost
                if target not in steps or total < steps[target].cost:
                    steps[target] = _Path(total, (label, path.labels))
        best = steps
    # a title without an abstract is no paper
    ends = [path for state, path in best.items() if state in ("none", "body")]
    return _unwind(min(ends, key=lambda path: path.cost))


def _costs(paragraph: Paragraph) -> dict[Label, float]:
    people = name_likeness(paragraph.text)
    return {
        "title": _softplus(paragraph.prose) + NAMES_AS_TITLE * people,
        "body": _softplus(-paragraph.prose),
        "skip": SKIP + min(max(0.0, paragraph.prose + 2.0) / 2, PROSE_SKIPPED) - NAMES_SKIPPED * people,
    }


def _moves(state: State, costs: dict[Label, float], after_break: bool) -> Iterator[tuple[Label, State, float]]:
    """Yield (label, next state, cost) of what a paragraph may be in a state."""
    pending = state in ("title", "gap")
    yield "skip", "gap" if pending else "none", costs["skip"]
    if not pending:
        yield "title", "title", costs["title"]
    if state != "none":
        joint = {"title": 0.0, "gap": GAP, "body": ACROSS_BREAK if after_break else NEXT_PARAGRAPH}
        yield "body", "body", costs["body"] + joint[state]


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _unwind(path: _Path) -> list[Label]:
    found: list[Label] = []
    rest = path.labels
    while rest is not None:
        label, rest = rest
        found.append(label)
    return found[::-1]
