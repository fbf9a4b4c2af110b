"""Names as the linker compares them: words, keys, abbreviations, head nouns, and what tells names apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.model import EntityType
from kg.text import fold_acronyms, normalise, numbers_of, without_latex

# head nouns that add nothing to a name of their type, where the bare name exists too; "network", "system" and "rate"
# do add something: a memory network is no memory, an error rate no error
HEADS: dict[EntityType, frozenset[str]] = {
    "Method": frozenset(
        ["algorithm", "approach", "approache", "architecture", "framework", "mechanism", "method", "model"]
    )
    | {"paradigm", "procedure", "scheme", "strategy", "technique"},
    "Dataset": frozenset(
        ["benchmark", "challenge", "collection", "corpora", "corpus", "data", "database", "dataset", "suite"]
    ),
    "Metric": frozenset(["measure", "metric", "score", "value"]),
    "Task": frozenset(["application", "challenge", "problem", "task"]),
}
_ACTOR = re.compile(r"(?:.* )?\w+(?:ing|ion|ment|val) (?:algorithm|architecture|framework|model)")
# spellings folded in keys only, so that a word which has no second spelling comes to no harm
_SPELLINGS = (
    (re.compile(r"is(ation|ing|ed|er?)\b"), r"iz\1"),
    (re.compile(r"\b(behavi|col|fav|neighb|harb|lab)our"), r"\1or"),
    (re.compile(r"ell(ing|ed|er)\b"), r"el\1"),
    (re.compile(r"\b(cent|fib)re\b"), r"\1er"),
    (re.compile(r"og(?:ue)?\b"), "og"),
    (re.compile(r"(?<=[fp])ence\b"), "ense"),
)
_BETWEEN_WORDS = re.compile(r"(?<!\d) | (?!\d)")
_TURNED = re.compile(r"(?P<what>[\w ]+?) (?:of|for) (?P<rest>[\w ]+)|(?P<doing>\w+ing) (?P<object>\w+ [\w ]+)")
_PLAIN = frozenset(["basic", "plain", "vanilla"])  # a method without additions is the method
# a letter, not a determiner: ImageNet-A, hepatitis A, A-ViT, A*
_LETTER_A = re.compile(r"(?<=\w[\s-])A(?=\W*$)|(?<=\w-)a(?=\W*$)|\bA(?=-\w|\*)")
_UNDERSCORE = re.compile(r"(?<=\w)_(?=\w)")  # not the mark of a letter
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_BRACKETS = re.compile(r"\s*\(([^()\s]+)\)")
_ACCENTS = re.compile("[\u0300-\u036f]")
_FINAL_SIGMA = 0x3C2
_GREEK = {
    code: unicodedata.name(chr(code)).rsplit(" ", 1)[-1].lower()
    for code in range(ord("α"), ord("ω") + 1)
    if code != _FINAL_SIGMA
}


@lru_cache(maxsize=1 << 18)
def words_of(form: str) -> str:
    r"""Return the words of a name: case, hyphens, determiners, plurals, accents and Greek letters are folded.

    Example:
        >>> words_of("The β-VAEs"), words_of("Fréchet Inception Distance")
        ('beta vae', 'frechet inception distance')
        >>> words_of("Cohen's kappa"), words_of("Mixture of Experts (MoE) layer"), words_of("BERT_BASE")
        ('cohen kappa', 'mixture of expert layer', 'bert base')
        >>> key_of(r"$\ell_1$ norm") == key_of("L1 norm"), words_of(r"\textbf{CAT}s")
        (True, 'cat')
        >>> key_of("ImageNet-A") == key_of("ImageNet"), key_of("A-ViT") == key_of("a ViT")
        (False, False)
        >>> words_of(words_of("ImageNet-A")) == words_of("ImageNet-A")
        True
    """
    plain = without_latex(form)
    plain = _BRACKETS.sub(_unless_abbreviation, plain) if "(" in plain else plain
    plain = fold_acronyms(plain)
    plain = _LETTER_A.sub("a_", _POSSESSIVE.sub("", _UNDERSCORE.sub(" ", plain)))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).casefold().translate(_GREEK)
    return normalise(plain).replace("data set", "dataset") or form.strip()


def _unless_abbreviation(bracket: re.Match[str]) -> str:
    before = bracket.string[: bracket.start()]
    return "" if is_short(bracket[1]) and spells(bracket[1], before) else bracket[0]


@lru_cache(maxsize=1 << 18)
def key_of(form: str) -> str:
    """Return the key under which spellings of one name are equal: its words in one spelling, without spaces.

    A space between digits stays, for "1 1" is not "11".

    Example:
        >>> key_of("Pre-training") == key_of("pretraining"), key_of("MATH-500") == key_of("MATH500")
        (True, True)
        >>> key_of("optimisation of behaviour") == key_of("optimization of behavior")
        True
    """
    words = words_of(form)
    for pattern, spelling in _SPELLINGS:
        words = pattern.sub(spelling, words)
    return _BETWEEN_WORDS.sub("", words)


def without_head(words: str, type_: EntityType) -> str | None:
    """Return words without a head noun that adds nothing, None where there is none.

    Example:
        >>> without_head("bert model", "Method"), without_head("bert", "Method")
        ('bert', None)
        >>> without_head("segmentation task", "Task"), without_head("error rate", "Metric")
        ('segmentation', None)
    """
    bare, _, head = words.rpartition(" ")
    return bare if bare and head in HEADS[type_] else None


def without_modifier(words: str) -> str | None:
    """Return words without a first one that only says that nothing was added, None where there is none.

    Example:
        >>> without_modifier("vanilla transformer"), without_modifier("sparse transformer")
        ('transformer', None)
    """
    modifier, _, bare = words.partition(" ")
    return bare if bare and modifier in _PLAIN else None


def is_actor(words: str) -> bool:
    """Tell whether a name is that of what does an activity, which is not the activity.

    Example:
        >>> is_actor("reasoning model"), is_actor("pruning technique")
        (True, False)
    """
    return _ACTOR.fullmatch(words) is not None


def turned(words: str) -> str | None:
    """Return "classification of images" as "image classification", None where there is nothing to turn.

    Example:
        >>> turned("classification of image"), turned("learning visual representation")
        ('image classification', 'visual representation learning')
        >>> turned("sampling bias"), turned("image classification")
        (None, None)
    """
    match = _TURNED.fullmatch(words)
    return " ".join(filter(None, match.group("rest", "what", "object", "doing"))) if match else None


def any_order(words: str) -> tuple[str, ...]:
    """Return the words of a name, the same for all orders of them.

    Example:
        >>> any_order("gemini flash 2.5") == any_order("gemini 2.5 flash")
        True
    """
    return tuple(sorted(words.split()))


def narrows(words: str, other: str) -> bool:
    """Tell whether all of `other` and more is in `words`: a narrower concept, not another spelling.

    Example:
        >>> narrows("segmentation accuracy", "accuracy"), narrows("ms coco", "microsoft coco")
        (True, False)
    """
    return set(other.split()) < set(words.split())


@lru_cache(maxsize=1 << 18)
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
    """Tell whether a full name may be what a short form stands for: it spells it, and is no longer name that holds it.

    Example:
        >>> abbreviates("LSTM", "long short-term memory"), abbreviates("BERT", "attention")
        (True, False)
        >>> abbreviates("BERT", "BERT-based model"), abbreviates("GLM", "GLM4-9B")
        (False, False)
    """
    words = words_of(long)
    another = long.startswith(short.removesuffix("s")) or not {*numbers_of(words)} <= {*numbers_of(words_of(short))}
    return spells(short, long) and not another and not narrows(words, words_of(short))


def spells(short: str, long: str) -> bool:
    """Tell whether the letters of `short` occur in `long`, two words or more, in order, the first at its start.

    Example:
        >>> spells("LSTM", "long short-term memory"), spells("LSTM", "memory")
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
