"""Names of people and words in title case: what tells an author line from a title."""

from __future__ import annotations

import re

# no list of names is longer than this, in characters
LONGEST_NAMES = 800


def words(text: str) -> frozenset[str]:
    """Return the set of the words of a text."""
    return frozenset(text.split())


_PARTICLES = words("van von de der den di da du la le del ter ten bin al el dos das")
# no name has these, a short title may: "On Cats", "The Pile"
_NO_NAMES = words("A All An Are At Beyond Can Do Does For From How In Is It Its No Not Of On The To Toward Towards")
_NO_NAMES |= words("Using Via What When Where Why With You Your")
_NOUN_ENDINGS = (
    *words("tion sion ing ings ment ness ity work works ism sis ics tors ers els ies"),
    *words("ks ts ory ure ance ence gy ed al ic"),
)
_INSTITUTION = re.compile(r"\b(?:University|Universität|Université|Institute|Department|Laborator(?:y|ies)|College)\b")
_INITIAL = re.compile(r"\b[A-Z]\.|\bet al\b")
_ET_AL = re.compile(r"\bet al\.?.*$")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_FOOTNOTE_MARKS = re.compile(r"[\d*†‡§¹²³⁴-⁹()]+")


def name_likeness(text: str) -> float:
    """Return how surely a line names people or where they work: 1 sure, 0.3 perhaps, 0 no.

    Example:
        >>> [name_likeness(t) for t in ("Ada Lovelace, Alan M. Turing", "Ada Lovelace", "Layer Normalization")]
        [1.0, 0.3, 0.0]
    """
    if len(text) > LONGEST_NAMES:
        return 0.0
    parts = [part for part in _BETWEEN_NAMES.split(_ET_AL.sub("", text.strip())) if part]
    if _is_institution(text):
        return 1.0
    if not parts or not all(map(_is_name, parts)):
        return 0.0
    nouns = sum(word.strip(",;").lower().endswith(_NOUN_ENDINGS) for word in text.split())
    # two names without a noun, or a longer list with few words that look like nouns (Manning, Peters)
    is_list = not nouns if len(parts) == 2 else len(parts) > 2 and nouns <= len(parts) // 2
    if is_list or _INITIAL.search(text):
        return 1.0
    return 0.0 if nouns else 0.3


def title_case(text: str) -> float:
    """Return the share of the longer words after the first that begin with a capital.

    Example:
        >>> title_case("Attention Is All You Need"), title_case("What do transformers learn?")
        (1.0, 0.0)
    """
    longer = [word for word in text.split()[1:] if len(word) >= 4 and word[0].isalpha()]
    return sum(word[0].isupper() for word in longer) / len(longer) if longer else 0.0


def _is_institution(text: str) -> bool:
    is_sentence = text.rstrip()[-1:] in (".", "?", "!") or ":" in text
    return _INSTITUTION.search(text) is not None and len(text.split()) <= 20 and not is_sentence


def _is_name(part: str) -> bool:
    named = _FOOTNOTE_MARKS.sub(" ", part).split()
    return 2 <= len(named) <= 5 and all(word in _PARTICLES or _is_capitalised(word) for word in named)


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and word not in _NO_NAMES and re.sub("[.'’-]", "", word).isalpha()
