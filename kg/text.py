"""Text basics: normalised forms, ids and text hashes.

Offsets everywhere are characters in `Paper.text`, half-open.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2,})s\b")
_OTHER = re.compile(r"[^\w\s/@.+%#]")
_STYLE = re.compile(
    r"\\(?:(?:emph|operatorname|math(?:cal|bf|rm|bb|sf|it)|text(?:sc|bf|it|tt|rm|sf)?)|(?:em|it|bf|rm|sc|tt|sf)\b)\s*"
)
_SYMBOL = re.compile(r"\\([A-Za-z]+)")
_DETERMINERS = frozenset({"the", "a", "an"})
_NOT_PLURAL = ("ss", "us", "is", "series", "species", "bias", "canvas", "atlas", "bayes", "news", "diabetes", "ics")
_PLURAL_ICS = frozenset(
    {"metrics", "topics", "heuristics", "characteristics", "comics", "clinics", "lyrics", "critics"}
)
# the plural adds -es
_SIBILANT = ("sses", "shes", "ches", "xes", "iases", "viruses", "statuses", "corpuses", "focuses")
_IRREGULAR = {
    "analyses": "analysis",
    "hypotheses": "hypothesis",
    "bases": "base",
    "axes": "axis",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "caches": "cache",
    "niches": "niche",
    "movies": "movie",
    "cookies": "cookie",
    "lens": "lens",
    "lenses": "lens",
    "chaos": "chaos",
    "gpus": "gpu",
    "cpus": "cpu",
    "tpus": "tpu",
}


def singular(word: str) -> str:
    """Fold a lower-case English plural to its singular.

    Example:
        >>> [singular(w) for w in ("networks", "strategies", "bias", "loss", "gas")]
        ['network', 'strategy', 'bias', 'loss', 'gas']
        >>> [singular(w) for w in ("approaches", "losses", "databases", "analyses", "metrics", "physics")]
        ['approach', 'loss', 'database', 'analysis', 'metric', 'physics']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.endswith("s") or (word.endswith(_NOT_PLURAL) and word not in _PLURAL_ICS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_SIBILANT) else word[:-1]


@lru_cache(maxsize=1 << 16)  # names recur, within a paper above all
def normalise(form: str) -> str:
    """Return the normalised form under which surface forms are compared.

    Compatibility characters, case, hyphens, determiners, plurals and punctuation are folded;
    the result is stable under a second call. It may be empty.

    Example:
        >>> normalise("The Large-Language Models")
        'large language model'
        >>> normalise("F1-score") == normalise("f1 scores"), normalise("LMs") == normalise("LM")
        (True, True)
    """
    plain = fold_acronyms(form)
    # NFKC after casefold may bring back upper case or new compositions: twice is a fixed point
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold()).casefold()
    folded = _OTHER.sub(" ", _HYPHENS.sub(" ", folded))
    words = (word.strip(".") for word in folded.split())
    return " ".join(singular(word) for word in words if word and word not in _DETERMINERS)


def without_latex(form: str) -> str:
    r"""Return a form without the residue of LaTeX: styles, braces and dollars go, symbols become characters.

    Example:
        >>> without_latex(r"{\em matrix sensing"), without_latex(r"\textbf{CAT}"), without_latex(r"$\ell_1$ norm")
        ('matrix sensing', 'CAT', 'ℓ_1 norm')
        >>> without_latex(r"$\beta$-VAE"), without_latex("R$")
        ('β-VAE', 'R')
    """
    if not set(form) & set("\\{}$"):
        return form
    bare = _SYMBOL.sub(_character, _STYLE.sub("", form)).translate({ord(char): None for char in "{}$\\"})
    return " ".join(bare.split()) or form


def _character(command: re.Match[str]) -> str:
    if command[1] == "ell":
        return "ℓ"
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {command[1]}" if command[1].islower() else command[1])
    except KeyError:
        return command[1]


def fold_acronyms(form: str) -> str:
    """Return a form with the plurals of its acronyms in the singular, which only capitals tell from other words.

    Example:
        >>> fold_acronyms("convolutional NNs"), fold_acronyms("GPUs")
        ('convolutional NN', 'GPU')
    """
    return _PLURAL_ACRONYM.sub(r"\1", form)


def numbers_of(words: str) -> tuple[str, ...]:
    """Return the numbers in a name: versions and sizes tell names apart.

    Example:
        >>> numbers_of("resnet 50"), numbers_of("gpt 3.5 turbo")
        (('50',), ('3.5',))
    """
    return tuple(_NUMBER.findall(words))


def make_id(kind: str, *parts: str) -> str:
    """Return a stable id: a hash of the canonical key, with a readable prefix.

    Example:
        >>> make_id("method", "bert")
        'method:de9ebe2987b5cd12'
        >>> make_id("x", "a", "b") != make_id("x", "ab")
        True
    """
    return f"{kind}:{_digest(chr(31).join(parts))}"


def text_hash(text: str) -> str:
    """Return the hash that names a text in the store (32 hexadecimal digits)."""
    return _digest(text, size=16)


def _digest(text: str, size: int = 8) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
