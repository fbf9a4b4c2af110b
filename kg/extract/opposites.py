"""What in two names says that they are of two things: other numbers, or words that are opposites."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.text import numbers_of

_OPPOSITES = {
    frozenset(pair.split())
    for pair in (
        *("backward forward", "black white", "bottom top", "centralised decentralised", "centralized decentralized"),
        *("coarse fine", "continuous discrete", "decoder encoder", "deep shallow", "dense sparse"),
        *("deterministic stochastic", "dynamic static", "explicit implicit", "extrinsic intrinsic", "few zero"),
        *("first second", "forward reverse", "global local", "hard soft", "heterogeneous homogeneous", "high low"),
        *("inner outer", "inter intra", "large small", "left right", "long short", "lower upper", "maximum minimum"),
        *("monolingual multilingual", "multi single", "multiple single", "negative positive", "off on"),
        *("offline online", "source target", "spatial temporal", "strong weak", "asynchronous synchronous"),
    )
}
# one word with the next: "non local" is "nonlocal", and "self supervised" no kind of supervised
_PREFIX = re.compile(r"\b(non|self|semi) (?=\w)")


def are_two(words: str, other: str) -> bool:
    """Tell whether two normalised names cannot be of one thing.

    Example:
        >>> are_two("gpt 2", "gpt 3"), are_two("gpt 2", "gpt"), are_two("large language model", "language model")
        (True, False, False)
        >>> are_two("small language model", "large language model"), are_two("linear map", "non linear map")
        (True, True)
        >>> are_two("unsupervised learning", "supervised learning"), are_two("unsupervised", "self supervised")
        (True, False)
    """
    (numbers, one), (others, two) = _marks(words), _marks(other)
    other_numbers = not (numbers <= others or others <= numbers)
    return other_numbers or any(_are_opposite(a, b) for a in one - two for b in two - one)


@lru_cache(maxsize=1 << 10)  # a name is compared with every other one of its paper, and then forgotten
def _marks(words: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(numbers_of(words)), frozenset(_PREFIX.sub(r"\1", words).split())


def _are_opposite(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return long in (f"non{short}", f"un{short}") or frozenset((word, other)) in _OPPOSITES
