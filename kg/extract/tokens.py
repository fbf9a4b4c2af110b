"""Words and sentences: an English tokenizer that copes with LaTeX residue, and rule-based sentence ends."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# "\textbf{CAT" and "models~(LLMs" must not be one word, or no mention could begin inside it
_LATEX_INFIXES = (r"[{}~\\|]", r"(?<=[^\s(])\((?=[^\s)])", r"\)(?=[A-Za-z0-9])", r"(?<=[A-Za-z])[,;](?=[A-Za-z])")
_LATEX_AFFIXES = (r"\\[a-zA-Z]+(?=\{)", r"[{}~\\|]")
_TAG = r"</?[a-zA-Z]{1,6}/?>"  # of markup: <i>MNIST</i>
_END = frozenset(".?!")
_CLOSERS = frozenset(")]}\"'”’»")
# a full stop after these is part of the word, not the end of a sentence
_ABBREVIATED = re.compile(
    r"^(?:e\.?g|i\.?e|etc|cf|al|v\.?s|resp|approx|ca|fig|figs|eq|eqs|sec|tab|ref|refs|w\.?r\.?t|dr|prof|mr|ms|mrs|st"
    r"|jr|inc|ltd|dept|vol|ed|eds|ph|d|a\.k\.a|viz|[a-z])\.?$",
    re.IGNORECASE,
)


def blank_pipeline() -> Language:
    """Return an empty English pipeline with the project's tokenizer.

    Example:
        >>> [word.text for word in blank_pipeline()("\\\\textbf{CAT} for models~(LLMs).")]
        ['\\\\textbf', '{', 'CAT', '}', 'for', 'models', '~', '(', 'LLMs', ')', '.']
    """
    nlp = spacy.blank("en")
    defaults = nlp.Defaults
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex([_TAG, *(defaults.infixes or ()), *_LATEX_INFIXES]).finditer
    tokenizer.prefix_search = compile_prefix_regex([_TAG, *_LATEX_AFFIXES, *(defaults.prefixes or ())]).search
    tokenizer.suffix_search = compile_suffix_regex([_TAG, *(defaults.suffixes or ()), r"[{}~\\|]"]).search
    return nlp


@Language.component("kg_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set sentence starts: after . ? ! before a word that can begin a sentence, and after a line feed (the title).

    Example:
        >>> doc = mark_sentences(blank_pipeline()("On Cats\\nCats (e.g. lions) purr. They sleep 3.5 h."))
        >>> [sentence.text.strip() for sentence in doc.sents]
        ['On Cats', 'Cats (e.g. lions) purr.', 'They sleep 3.5 h.']
    """
    ended = False
    starts = np.full(len(doc), -1, dtype=np.int32)  # spaCy's "no"; 1 is its "yes"
    for i, text in enumerate([token.text for token in doc]):
        space = text.isspace()
        if i == 0 or (ended and not space and text not in _CLOSERS):
            starts[i], ended = 1, False
        if space:
            ended = ended or "\n" in text
        elif text[-1] in _END and _ends_sentence(doc, i):
            ended = True
        elif text not in _CLOSERS:
            ended = False
    column: Any = starts[:, None].astype(np.uint64)  # token.is_sent_start checks the whole document at each call
    return doc.from_array(["SENT_START"], column) if len(doc) else doc


def _ends_sentence(doc: Doc, i: int) -> bool:
    text = doc[i].text
    if text[-1] == ".":
        word = doc[i - 1].text if text == "." and i and not doc[i - 1].whitespace_ else text[:-1]
        may_end = len(word) == 1 or word.isupper() or word.lower() == "etc"  # "dimension d. We", "IPS and DR. We"
        if _ABBREVIATED.match(word) and not (may_end and _next_word_capital(doc, i)):
            return False
        if word.lower() in {"no", "nos"} and i + 1 < len(doc) and doc[i + 1].like_num:
            return False
        if text != "." and len(text) > 1 and not text.strip("."):  # an ellipsis ends a sentence before a capital only
            return _next_word_capital(doc, i)
    return _can_begin(doc, i)


def _next_word_capital(doc: Doc, i: int) -> bool:
    return i + 1 < len(doc) and doc[i + 1].text[:1].isupper()


def _can_begin(doc: Doc, i: int) -> bool:
    """Tell whether what follows token i can begin a sentence: not a lower-case word, unless it has inner capitals."""
    following = next(
        (token.text for token in doc[i + 1 : i + 4] if not token.is_space and token.text not in _CLOSERS), ""
    )
    if not following:
        return True
    if not doc[i].whitespace_ and i + 1 < len(doc) and not doc[i + 1].is_space and doc[i + 1].text not in _CLOSERS:
        return following[0].isupper() and len(following) > 1  # a blank was lost: "work.We show"
    return not following[0].islower() or any(char.isupper() for char in following[1:])
