"""Numbers in the text that may be the value of a result: where they are, what they are worth."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN = r"\d+(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+(?:[eE][-+]?\d+)?"
_UNIT = (
    r"\\?\s?%|\s?[x×X](?![\w×])|\s?\$?\s?\\times\b\$?|(?:st|nd|rd|th)\b|-points?\b|[- ]?(?:fold|times)\b"
    r"|\s(?:percent(?:age\spoints?)?|pp|points?|orders?\sof\smagnitude)\b|\s?(?:dB|ms|fps|FPS|Hz|GB|MB|mm|cm|bps|px)\b"
    r"|\s(?:BLEU|seconds?|minutes?|hours?|days?)(?:\spoints?)?\b|[KMBGTk]\b"
)
_NUMBER = rf"(?:{_PLAIN})(?:{_UNIT})?"
_BOUND = (
    r"\$[^$\n]{0,80}?\\?(?:mathcal|tilde|widetilde|Theta|Omega|O)\b[^$\n]{1,120}\$"
    r"|\\?\b(?:O|Theta|Omega)\([^()]{0,60}(?:\([^()]*\)[^()]{0,60})*\)"
)
CANDIDATE = re.compile(
    rf"(?P<bound>{_BOUND})|(?<![\w.,/])(?<![A-Za-z\d][-–_])(?P<sign>[+\-−]|\$)?"
    rf"(?P<number>{_NUMBER}(?:\s?(?:[-–—]|to)\s?{_NUMBER}(?![\w-]*[A-Za-z]))?)(?![\d-]*[A-Za-z])"
)
_TO = re.compile(r"\s?to\s?")
_FROM = re.compile(r"(?:\bfrom\s+(?:about\s+|~\s?)?|\()$")
_VALUE = re.compile(_PLAIN)
_PERCENT = re.compile(r"\\?\s?%|\spercent")


class Number(NamedTuple):
    """A number as written, with its characters [start, end) in the text."""

    text: str
    start: int
    end: int


def find_numbers(text: str) -> list[Number]:
    """Find the numbers, ranges and complexity bounds that could be results; parts of names are no numbers.

    Example:
        >>> [n.text for n in find_numbers("BERT-2 gets 93.2% F1 on CIFAR-10, 1.5x faster, up from 80-85.")]
        ['93.2%', '1.5x', '80-85']
        >>> [n.text for n in find_numbers("from 9.1 to 11.2")]
        ['9.1', '11.2']
        >>> [n.text for n in find_numbers("error 95 % in O(n log(n)) and $O(n^2)$ time")]
        ['95 %', 'O(n log(n))', '$O(n^2)$']
    """
    found = []
    for match in CANDIDATE.finditer(text):
        found += _change(text, match) or [Number(match[0], match.start(), match.end())]
    return found


def _change(text: str, match: re.Match[str]) -> list[Number]:
    """Split "from 9.1 to 11.2", which is a baseline and a value, where "9.1 to 11.2" alone is a range."""
    parts = _TO.split(match[0], maxsplit=1)
    if len(parts) < 2 or not _FROM.search(text, 0, match.start()):
        return []
    second = match.end() - len(parts[-1])
    return [Number(parts[0], match.start(), match.start() + len(parts[0])), Number(parts[-1], second, match.end())]


def parse_number(value: str) -> tuple[float | None, str | None]:
    """Return the number and the unit of a value as written; (None, None) where it is no single number.

    Example:
        >>> parse_number("93.2 %"), parse_number("3.1x"), parse_number("1,024"), parse_number("80-85")
        ((93.2, '%'), (3.1, 'x'), (1024.0, None), (None, None))
    """
    matches = list(_VALUE.finditer(value))
    if len(matches) != 1 or "(" in value:
        return None, None
    match = matches[0]
    sign = -1.0 if value[: match.start()].strip().endswith(("-", "−")) else 1.0
    rest = value[match.end() :]
    unit = "%" if _PERCENT.match(rest) else rest.strip(" -$\\").replace("×", "x").replace("times", "x") or None
    return sign * float(match[0].replace(",", "")), unit
