"""Abbreviations defined in the text, "long form (SHORT)" and "SHORT (long form)".

The rule is that of Schwartz and Hearst (2003): the letters of the short form occur in the long form in
order, the first one at the start of a word. Definitions are looked for within a sentence.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.model import Abbreviation

_PARENTHESIS = re.compile(r"\(([^()]{2,60})\)")
_SHORT = re.compile(r"[A-Za-z0-9][\w\-+./&]{0,14}s?")

Doc.set_extension("kg_abbreviations", default=(), force=True)


@Language.component("kg_abbreviations", assigns=["doc._.kg_abbreviations"], requires=["token.is_sent_start"])
def find_abbreviations(doc: Doc) -> Doc:
    """Set `doc._.kg_abbreviations`, in text order.

    Example:
        >>> from kg.extract.tokens import blank_pipeline, mark_sentences
        >>> doc = blank_pipeline()("Recurrent neural networks (RNNs) win. An SVM (support vector machine) loses.")
        >>> [(a.short, a.long) for a in find_abbreviations(mark_sentences(doc))._.kg_abbreviations]
        [('RNNs', 'Recurrent neural networks'), ('SVM', 'support vector machine')]
    """
    found: dict[str, Abbreviation] = {}
    for sentence in doc.sents:
        for abbreviation in _in_sentence(sentence):
            found.setdefault(abbreviation.short, abbreviation)
    doc._.kg_abbreviations = tuple(found.values())
    return doc


def _in_sentence(sentence: Span) -> list[Abbreviation]:
    text, found = sentence.text, []
    for match in _PARENTHESIS.finditer(text):
        inner, *more = (part.strip() for part in re.split(r"[;,]", match[1]))
        before = text[: match.start()].rstrip()
        if is_short_form(inner):
            if more and is_short_form(more[0]) and sum(map(str.isupper, more[0])) > 1:
                continue  # a list, "combining images (CNN, BERT)", and no citation, "(SGD; Robbins, 1951)"
            if long := long_form(inner, before):
                found.append(Abbreviation(short=inner, long=long))
        elif (words := before.split()) and is_short_form(words[-1]) and long_form(words[-1], inner) == inner:
            found.append(Abbreviation(short=words[-1], long=inner))
    return found


def is_short_form(text: str) -> bool:
    """Tell whether a text looks like an abbreviation: one short word, with capitals or digits.

    Example:
        >>> [is_short_form(x) for x in ("CNNs", "mAP", "e.g.", "2015", "see below")]
        [True, True, False, False, False]
    """
    if not _SHORT.fullmatch(text) or text.rstrip(".").lower() in {"e.g", "i.e"}:
        return False
    return any(char.isupper() for char in text) and len(text) >= 2


def long_form(short: str, before: str) -> str | None:
    """Return the end of `before` that `short` abbreviates, or None.

    Example:
        >>> long_form("BLEU", "we use the bilingual evaluation understudy")
        'bilingual evaluation understudy'
    """
    letters = [c.lower() for c in short.rstrip("s") if c.isalnum()] or list(short.lower())
    words = before.split()
    text = " ".join(words[-min(len(letters) + 5, len(letters) * 2) :])
    at = len(text)
    for n in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (text[at].lower() != letters[n] or (n == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    long = text[at:]
    trivial = len(long) <= len(short) or short in long.split() or any(c in long for c in "()[];")
    return None if trivial else long
