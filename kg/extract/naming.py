"""The name of an entity within its paper: the clearest of its forms, without words that name nothing."""

from __future__ import annotations

import re

from kg.extract.abbreviations import is_short_form
from kg.model import Abbreviation, EntityType
from kg.names import type_of_proper_name
from kg.text import normalise, singular, without_latex

_KINDS_OF_THING = frozenset(
    {"model", "method", "approach", "algorithm", "architecture", "framework", "technique", "dataset", "corpus"}
    | {"benchmark", "score", "metric", "task", "problem", "mechanism"}
)
# not "novel" or "new", which are part of some names: novel view synthesis, new word detection
_PRAISE = frozenset({"existing", "standard", "conventional", "proposed", "state-of-the-art"})
_COINED = re.compile(r"[A-Za-z]*[a-z][A-Z]\w*|[A-Z][\w-]*\d\w*")  # NewsEdits, CORD-19


def bare(key: str) -> str:
    """Return a normalised form without a last word that only says what kind of thing it is, and without blanks.

    Example:
        >>> bare("bert model"), bare("pre training") == bare("pretraining"), bare("model")
        ('bert', True, 'model')
    """
    words = key.split()
    return "".join(words[:-1] if len(words) > 1 and words[-1] in _KINDS_OF_THING else words)


def name_of(forms: list[str], type_: EntityType, abbreviations: tuple[Abbreviation, ...]) -> str:
    r"""Choose the clearest form: the long form of an abbreviation, else the first full form; singular, and bare.

    Example:
        >>> name_of(["CNNs", "convolutional neural networks"], "Method", (Abbreviation(short="CNNs", long="x"),))
        'convolutional neural network'
        >>> name_of(["BERT", "BERT models"], "Method", ()), name_of(["standard U-Net architectures"], "Method", ())
        ('BERT', 'U-Net')
        >>> name_of([r"\textbf{CAT}"], "Method", ()), name_of(["OCR-"], "Task", ())
        ('CAT', 'OCR')
        >>> name_of(["finding shortest paths"], "Task", ()), name_of(["ranking problems"], "Task", ())
        ('finding shortest paths', 'ranking problem')
    """
    short = {a.short for a in abbreviations}
    full = [form for form in forms if form not in short and normalise(form)] or forms
    name = next((form for form in full if not is_short_form(form)), full[0]) if short & set(forms) else full[0]
    name = without_latex(" ".join(name.split()))
    return _without_filler(_in_singular((name.rstrip("-") or name).split(" "), type_), type_)


def _in_singular(words: list[str], type_: EntityType) -> list[str]:
    """Put a name in the singular, but not what is done to many things: "finding shortest paths"."""
    *before, last = words
    one = singular(last) if last.islower() else last
    activity = type_ == "Task" and before and before[0].endswith("ing") and one not in _KINDS_OF_THING
    return words if activity else [*before, one]


def _without_filler(words: list[str], type_: EntityType) -> str:
    """Drop praise before a name, and behind it the kind of thing where what is left is a name by itself.

    A "deep learning model" is deep learning and "NewsEdits corpus" NewsEdits, but a language model is no language.
    """
    while len(words) > 2 and words[0].lower() in _PRAISE:
        words = words[1:]
    if len(words) > 1 and words[-1] in _KINDS_OF_THING and _stands_alone(words[:-1], type_):
        words = words[:-1]
    return " ".join(words)


def _stands_alone(words: list[str], type_: EntityType) -> bool:
    if type_ == "Metric":  # an F1 score is usually named so
        return False
    last = words[-1]
    known = type_of_proper_name(last) or type_of_proper_name(" ".join(words))
    if type_ == "Method" and last.lower() in {"network", "learning"}:
        return len(words) > 1
    return known == type_ or (known is None and _COINED.fullmatch(last) is not None)
