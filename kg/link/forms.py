"""Names as the linker compares them: normalised forms, spelling, head nouns, and what tells names apart."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.text import normalise, singular

# head nouns that add nothing to a name of their type, where the bare name exists too
HEADS = {
    "Method": frozenset(
        [
            "model",
            "method",
            "approach",
            "algorithm",
            "technique",
            "framework",
            "architecture",
            "mechanism",
            "system",
            "network",
            "procedure",
        ]
    ),
    "Dataset": frozenset(["dataset", "corpus", "benchmark", "database", "data", "collection", "suite", "challenge"])
    | {"data set"},
    "Metric": frozenset(["score", "metric", "measure", "value", "rate"]),
    "Task": frozenset(["task", "problem", "challenge", "application"]),
}
_BRITISH = (
    (re.compile(r"isation\b"), "ization"),
    (re.compile(r"ising\b"), "izing"),
    (re.compile(r"ised\b"), "ized"),
    (re.compile(r"\b(behavi|col|fav|neighb|harb|lab)our"), r"\1or"),
    (re.compile(r"elling\b"), "eling"),
    (re.compile(r"elled\b"), "eled"),
    (re.compile(r"\bcentre\b"), "center"),
)
_NOT_BRITISH = frozenset({"rising", "raising", "advertising", "revised", "supervised", "unsupervised", "compromising"})
_PREFIX = re.compile(r"\b(pre|co|re|sub|multi|semi|self|non|auto|cross|meta|hyper|inter|intra|un) (?=\w{4})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OF = re.compile(r"^(?P<what>[\w ]+?) (?:of|for) (?P<rest>[\w ]+)$")


@lru_cache(maxsize=1 << 16)
def key_of(form: str) -> str:
    """Return the key under which spellings of one name are equal.

    Example:
        >>> key_of("Pre-training"), key_of("pretraining"), key_of("optimisation of hyper-parameters")
        ('pretraining', 'pretraining', 'optimization of hyperparameter')
    """
    words = normalise(form).replace("data set", "dataset")
    if not _NOT_BRITISH & set(words.split()):
        for pattern, american in _BRITISH:
            words = pattern.sub(american, words)
    words = _PREFIX.sub(r"\1", words)
    return " ".join(map(singular, words.split())) or form.strip()


def without_head(key: str, type_: str) -> str | None:
    """Return a key without a head noun that adds nothing, None where it has none.

    Example:
        >>> without_head("bert model", "Method"), without_head("bert", "Method")
        ('bert', None)
    """
    words = key.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in HEADS[type_] else None


def turned(key: str) -> str | None:
    """Return "classification of images" as "image classification", None where there is nothing to turn.

    Example:
        >>> turned("classification of image"), turned("image classification")
        ('image classification', None)
    """
    match = _OF.match(key)
    return f"{match['rest']} {match['what']}" if match else None


def numbers_of(key: str) -> tuple[str, ...]:
    """Return the numbers in a name: versions and sizes tell names apart.

    Example:
        >>> numbers_of("resnet 50"), numbers_of("gpt 3.5 turbo")
        (('50',), ('3.5',))
    """
    return tuple(_NUMBER.findall(key))


def is_short(form: str) -> bool:
    """Tell whether a surface form is written like an abbreviation: one word, mostly capitals.

    Example:
        >>> [is_short(f) for f in ("CNNs", "mAP", "BERT", "Adam", "attention")]
        [True, True, True, False, False]
    """
    word = form.strip().removesuffix("s")
    capitals = sum(char.isupper() for char in word)
    return " " not in word and 2 <= len(word) <= 10 and capitals >= 2 and 2 * capitals >= sum(map(str.isalpha, word))


def abbreviates(short: str, long: str) -> bool:
    """Tell whether the letters of `short` occur in `long` in order, the first at its start.

    Example:
        >>> abbreviates("LSTM", "long short-term memory"), abbreviates("BERT", "attention")
        (True, False)
    """
    letters = [char for char in short.lower().removesuffix("s") if char.isalnum()]
    text = long.lower()
    if not letters or not text.startswith(letters[0]) or len(text.split()) + text.count("-") < 2:
        return False
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True
