"""Boilerplate of known shapes: what stands on a page between papers and is none.

Shapes are general: dates, counts, bylines, labels, calls to the reader. Nothing here knows a
particular page.
"""

from __future__ import annotations

import re

from kg.read._names import name_likeness, title_case, words

# no boilerplate is longer than this
MOST_WORDS, MOST_CHARACTERS = 60, 1000

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+"
_DATE = (
    rf"(?:(?:{_DAY})?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:,?\s+\d{{4}})?|"
    rf"{_MONTH},?\s+\d{{4}}|\d{{4}}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{{2,4}})|"
    r"\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago|yesterday|today)"
)
_SAID = r"(?:first\s+)?(?:published|submitted|posted|updated|last\s+revised|released|shared|accepted|curated|presented)"
_LABEL = (
    r"authors?|affiliations?|comments?|subjects?|key\s?words?|index terms|published|submitted|accepted|doi|urls?|"
    r"arxiv|cite as|journal[- ]ref(?:erence)?|report[- ]no|categories|project page|correspondence|"
    r"corresponding author|e-?mail"
)
_SECTION = (
    r"abstract|summary|background|introduction|motivation|objectives?|aims?|purpose|importance|design|setting|"
    r"(?:materials and )?methods?|methodology|approach|results?|findings|observations|conclusions?|discussion|"
    r"significance|interpretation|availability(?: and implementation)?|contact"
)
_ARXIV = r"(?:arxiv\s*:?\s*)?(?:[a-z-]+/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?"
_PATTERNS = (
    ("a date", rf"(?:week of\s+)?{_DATE}(?:\s*(?:-|–|—|to)\s*{_DATE})?,?(?:\s+\d\d?:\d\d\s*(?:am|pm)?)?"),
    ("a publication line", rf"\(?{_SAID}:?\s+(?:on\s+)?{_DATE}(?:\s.{{0,80}})?"),
    ("a publication line", rf"{_SAID}\s+(?:by|to|at|in)\s\S+(?:\s+\S+){{0,5}}(?<!\.)"),
    ("a line of metadata", rf"(?:{_LABEL})\s*:.*"),
    ("a link", r"(?:[\w-]+(?: [\w-]+)?:\s*)?(?:https?://|www\.)\S+"),
    ("an identifier", rf"{_ARXIV}(?:\s*\[\S+\])?(?:\s+{_DATE})?"),
    ("an identifier", r"(?:doi\s*:?\s*)?10\.\d{4,}/\S+"),
    ("a subject", r"\[?(?:(?:cs|stat|math|eess|econ|q-bio|q-fin|physics)\.[a-z]{2}[\s,;\]]*)+"),
    ("a heading", rf"(?:{_SECTION})\s*[:.]?"),
    ("a notice", r"(?:©|\(c\)|copyright)\s*(?:\d{4}|by\b).*|.*\ball rights reserved\b.*"),
    ("a notice", r"powered by\b(?:\s+\S+){1,4}|.*\bunsubscribe (?:here|now|from|at)\b.*"),
    ("a notice", r".*\b(?:view|read|open) (?:this|it|in)\b.{0,20}browser\b.*"),
    ("a greeting", r"(?:welcome|hello|hi|dear)\b.*\b(?:readers?|issue|newsletter|digest|edition|week)\b.*"),
    ("a greeting", r".*\b(?:thank(?:s| you) for (?:reading|subscribing)|this newsletter)\b.*"),
    ("a greeting", r"(?:in this (?:issue|edition)|that's (?:it|all) for|see you (?:next|tomorrow|soon))\b.*"),
    ("a greeting", r".*\bbrought to you by\b.*"),
)
_SHAPES = tuple((name, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for name, pattern in _PATTERNS)
_BYLINE = re.compile(r"(?:by|BY|By)(?=[A-Z@\s])\s*(?P<who>[^.:?!]{2,100})")
_CALL = re.compile(
    r"\b(?:you|your|us)\b.*\b(?:e-?mails?|inbox|newsletter|subscri\w+|account|browser|preferences|friends|updates|cookies)\b"
    r"|\b(?:e-?mails?|newsletter|subscri\w+|sign up|log in|follow|join)\b.*\b(?:you|your|us)\b",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"[+-]?\d[\d.,]*[kKmM]?\+?")
_EDGE_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
# what buttons, menus and counters are made of
_PAGE_WORDS = words("""
    a about account add ago all and api back blog bookmark bookmarks browse by careers citation citations cite code
    collection collections comment comments community contact copy daily dark data datasets day demo discuss discussion
    docs download downloads email explore export favorite favorites feed follow followers full github help home hot
    html in jobs join latest less light like likes link load log login logout me media menu min minutes mode models
    month monthly more most new newest newsletter next of older page pages paper papers pdf picks points popular press
    previous pricing privacy policy project read recent replies reply repo report rss save score search see settings
    share shares show sign site sort spaces star stars subscribe support tags terms text the this tldr to today today's
    top trending tweet twitter up upvote upvoted upvotes view views vote votes website week weekly""")


def boilerplate(text: str) -> str | None:
    """Return what kind of boilerplate a paragraph is, or None.

    Example:
        >>> [boilerplate(t) for t in ("Mar 13", "· Published on Mar 13 by AK · 35 upvotes", "View all", "Mamba")]
        ['a date', 'a publication line', 'a label of the page', None]
    """
    if len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        return None
    if not any(map(str.isalpha, text)):
        return "no words"
    parts = [part.strip() for part in re.split(r"[·•|★▲⭐👍]", text) if any(map(str.isalnum, part))]
    kinds = [_kind(part) for part in parts]
    return kinds[0] if kinds and all(kinds) else None


def _kind(part: str) -> str | None:
    bare = _EDGE_MARKS.sub("", part)
    for name, pattern in _SHAPES:
        if pattern.fullmatch(part) or pattern.fullmatch(bare):
            return name
    if _made_of_page_words(part):
        return "a label of the page"
    byline = _BYLINE.fullmatch(bare)
    if byline and _is_someone(byline["who"], small=bare.startswith("by")):
        return "a byline"
    if len(part.split()) <= 40 and _CALL.search(part) and title_case(part) < 0.6:
        return "a call to the reader"
    return None


def _is_someone(who: str, *, small: bool) -> bool:
    """Whether what follows "by" is people, or, behind a small "by", a handle or something with a capital."""
    return bool(name_likeness(who)) or (small and (not who[0].islower() or " " not in who))


def _made_of_page_words(part: str) -> bool:
    bare = [word for word in (_EDGE_MARKS.sub("", word).lower() for word in part.split()) if word]
    return len(bare) <= 8 and all(word in _PAGE_WORDS or _NUMBER.fullmatch(word) for word in bare)
