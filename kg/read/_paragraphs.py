"""Paragraphs of a page, and how much each looks like prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kg.read._names import title_case
from kg.read._shapes import boilerplate

Line: TypeAlias = tuple[int, str]

# a capital is a sentence's first word here: "Can", "Is", "Which" also begin the titles of papers
_VERBS = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Tt]his|[Tt]hese|[Ii]t|[Tt]hey|is|are|was|were|be|has|have|can|will|may|show|which|that|than)\b"
)
_LINK = re.compile(r"https?://|www\.")
_INNER_END = re.compile(r"[.!]['\")\]]?\s+[A-Z]")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
# "long-<wrap>term" is one word, "short-<wrap>and long-term" is not
_WRAPPED_HYPHEN = re.compile(r"(?<=\w)-\n(?=\w)(?!(?:and|or|to)\b(?!-))")
_TELLING = frozenset({"a date", "a publication line", "an identifier", "a link"})
_LENGTHS = ((3, -3.0), (12, -1.5), (25, 0.0), (45, 2.0))
_ENDS = {".": 1.5, "!": 1.5, "。": 1.5, "…": 1.5, "?": 0.0}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph on one line. `prose` is its log-odds of being an abstract rather than a title;
    `after_break` says that boilerplate of the page stands before it."""

    line: int
    text: str
    prose: float
    after_break: bool = False


def prose(text: str) -> float:
    """Return the log-odds that a paragraph is (part of) an abstract and not a title.

    Counts for it: length, a full stop, function words and verbs, several sentences, links; against it:
    words in title case.

    Example:
        >>> prose("Attention Is All You Need") < 0 < prose("We show that cats purr.")
        True
    """
    words = len(text.split()) + len(_WIDE.findall(text)) // 2
    length = next((score for limit, score in _LENGTHS if words <= limit), 5.0)
    end = _ENDS.get(text.rstrip("'\")]”’")[-1:], -2.0)
    verbs = len(set(_VERBS.findall(text)))
    inner = min(len(_INNER_END.findall(text)), 2)
    looks = 2.0 * inner + 2.0 * bool(_LINK.search(text)) - 2.0 * (title_case(text) >= 0.6)
    return length + end + (min(verbs, 3) or -1.0) + looks


def paragraphs(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield (first line, text on one line) of every paragraph.

    Blank lines end a paragraph; so does a line break that nobody needed, where the next word would
    still have fitted, if the next line begins anew. Hard-wrapped lines are joined.

    Example:
        >>> list(paragraphs(enumerate(["On Cats", "", "Cats purr when", "they are content.", "Mar 13"], 1)))
        [(1, 'On Cats'), (3, 'Cats purr when they are content.'), (5, 'Mar 13')]
    """
    block: list[Line] = []
    for number, line in lines:
        text = " ".join(line.split())
        if text:
            block.append((number, text))
        elif block:
            yield from _split(block)
            block = []
    if block:
        yield from _split(block)


def _split(block: list[Line]) -> Iterator[Line]:
    """Yield the paragraphs of lines without a blank one between."""
    start, width = 0, max(len(text) for _, text in block)
    if not _is_one_title(block):
        for end in range(1, len(block)):
            if _breaks([text for _, text in block[max(start, end - 5) : end]], block[end][1], width):
                yield _join(block[start:end])
                start = end
    yield _join(block[start:])


def _is_one_title(block: list[Line]) -> bool:
    """A wrapped title may well have a short first line; it is no reason to cut it."""
    _, text = _join(block)
    is_short = 1 < len(block) <= 3 and prose(text) < 0 and text[-1] not in ".!"
    return is_short and not any(boilerplate(line) for _, line in block)


def _breaks(before: list[str], line: str, width: int) -> bool:
    """Whether a paragraph ends between the (last five) lines before and a line."""
    begins_anew = not line[0].islower() and before[-1][-1] not in ",;:-–—(/"
    looks_like_title = prose(" ".join(before)) < 0
    # the last line of a wrapped title may look like a label ("... Language" / "Models"), hardly like a date
    if (looks_like_title or before[-1][-1] in ".!?") and boilerplate(line) in _TELLING:
        return True
    if looks_like_title and ((len(before) == 1 and boilerplate(before[0])) or (begins_anew and _is_new(before, line))):
        return True
    would_fit = len(before[-1]) + 1 + len(line.split()[0]) <= width
    return would_fit and (begins_anew or boilerplate(line) is not None)


def _is_new(before: list[str], line: str) -> bool:
    """Whether prose begins behind a title in title case."""
    return len(line.split()) > 5 and title_case(" ".join(before)) >= 0.6 and title_case(line) < 0.3


def _join(block: list[Line]) -> Line:
    return block[0][0], _WRAPPED_HYPHEN.sub("-", "\n".join(text for _, text in block)).replace("\n", " ")
