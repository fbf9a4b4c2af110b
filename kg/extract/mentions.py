"""The mentions component: which spans name a method, dataset, metric or task."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.encoder import Reading, reading_of
from kg.extract.features import MAX_WIDTH, Span, is_acronym
from kg.model import ENTITY_TYPES
from kg.names import type_of_proper_name
from kg.text import normalise

Doc.set_extension("kg_mentions", default=(), force=True)
DICTIONARY = "kg_dictionary"  # spans of the user's dictionaries, in doc.spans
_KNOWN_AT, _KNOWN = 0.05, 0.6  # at this confidence of the network a well-known name is one, with that confidence
_WORD = re.compile(r"[A-Za-z0-9]")
_MARKUP = re.compile(r"\\[A-Za-z]+|[{}~\\|.,;:]+")


class FoundMention(NamedTuple):
    """A span of words and the probability of each entity type."""

    span: Span
    scores: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Probability of being a mention of any type."""
        return float(sum(self.scores))


@Language.factory(
    "kg_mentions",
    default_config={"threshold": None},
    assigns=["doc._.kg_mentions"],
    requires=["doc._.kg_reading"],
)
class Mentions:
    """Set `doc._.kg_mentions`: spans that do not overlap, in text order.

    Spans of the user's dictionaries and entities of the user's own pipeline (`doc.ents` with our types) come
    first and are certain; then the network's, best first. A form found once is a mention wherever it occurs.
    """

    def __init__(self, nlp: Language, name: str, threshold: float | None) -> None:
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        reading = reading_of(doc)
        if not len(reading):
            return doc
        threshold = reading.network.meta.threshold("mention", self.threshold)
        free = np.ones(len(reading), dtype=bool)
        candidates = (*_given(reading), *_spelt_out(reading, [*_ranked(reading, threshold)]))
        found = [m for m in candidates if _take(m, free)]
        doc._.kg_mentions = tuple(sorted([*found, *_repeated(reading, found, free)]))
        return doc


def _take(mention: FoundMention, free: NDArray[np.bool_]) -> bool:
    start, end = mention.span
    if not free[start:end].all():
        return False
    free[start:end] = False
    return True


def _given(reading: Reading) -> Iterator[FoundMention]:
    spans = [*reading.doc.spans.get(DICTIONARY, ()), *reading.doc.ents]
    for span in sorted(spans, key=lambda s: (-len(s.text), s.start)):
        words = reading.words(span.start_char, span.end_char)
        if span.label_ in ENTITY_TYPES and words:
            scores = tuple(float(span.label_ == type_) for type_ in ENTITY_TYPES)
            yield FoundMention(words, scores)


def _ranked(reading: Reading, threshold: float) -> Iterator[FoundMention]:
    """Yield the network's mentions, best first; a well-known name needs little and has the type that is known of it."""
    probabilities = reading.span_probabilities
    raw = 1 - probabilities[..., 0]
    chance = reading.network.meta.calibrated("mention", raw)
    starts, widths = np.nonzero(chance >= min(threshold, _KNOWN_AT))
    order = np.lexsort((widths, starts, -chance[starts, widths]))
    for start, width in zip(starts[order].tolist(), widths[order].tolist(), strict=True):
        span = (start, start + width + 1)
        if span[1] > len(reading) or not _sound(reading, span := _without_markup(reading, span)):
            continue
        sure, known = float(chance[start, width]), type_of_proper_name(reading.text(span))
        if known:
            sure = max(sure, _KNOWN)
            yield FoundMention(span, tuple(sure * (type_ == known) for type_ in ENTITY_TYPES))
        elif sure >= threshold:
            share = probabilities[start, width, 1:] / raw[start, width]
            yield FoundMention(span, tuple(map(float, share * sure)))


def _spelt_out(reading: Reading, ranked: list[FoundMention]) -> list[FoundMention]:
    """Widen mentions to the words that a defined abbreviation spells: all of "long short-term memory (LSTM)"."""
    spelt = {
        reading.words(*match.span())
        for a in reading.doc._.kg_abbreviations
        if is_acronym(a.short, a.long)
        for match in re.finditer(rf"(?<!\w){re.escape(a.long)}(?=\s*\()", reading.whole)
    }
    whole = [(span, [m for m in ranked if span[0] <= m.span[0] and m.span[1] == span[1]]) for span in spelt if span]
    first = [inside[0]._replace(span=span) for span, inside in whole if inside and span[1] - span[0] <= MAX_WIDTH]
    return [*sorted(first), *ranked]


def _without_markup(reading: Reading, span: Span) -> Span:
    """Take LaTeX commands and stray punctuation off the ends of a span; what is nothing else stays."""
    bare = [n for n in range(*span) if not _MARKUP.fullmatch(reading.text((n, n + 1)))]
    return (bare[0], bare[-1] + 1) if bare else span


def _sound(reading: Reading, span: Span) -> bool:
    """Tell whether a span can be a name: within one sentence, some letter or digit, no half of a bracket, no URL."""
    text = reading.text(span)
    one_sentence = reading.sentence_of[span[0]] == reading.sentence_of[span[1] - 1]
    return bool(one_sentence and _WORD.search(text) and text.count("(") == text.count(")") and "://" not in text)


def _repeated(reading: Reading, found: list[FoundMention], free: NDArray[np.bool_]) -> Iterator[FoundMention]:
    """Yield further occurrences of the forms that were found and of their abbreviations, longest first."""
    best: dict[str, FoundMention] = {}
    for mention in found:
        form = reading.text(mention.span)
        if form not in best or mention.confidence > best[form].confidence:
            best[form] = mention
    _add_abbreviations(reading, best)
    known = Counter(reading.text(mention.span) for mention in found)
    for form in sorted(best, key=lambda f: (-len(f), f)):
        if reading.whole.count(form) == known[form]:
            continue
        for start in occurrences(reading.whole, form):
            span = reading.words(start, end := start + len(form))
            if span and span[1] - span[0] <= MAX_WIDTH and reading.characters(span) == (start, end):
                mention = best[form]._replace(span=span)
                if _take(mention, free):
                    yield mention


def occurrences(text: str, form: str) -> Iterator[int]:
    """Yield where a form begins in a text as whole words; a compiled expression would serve one text only.

    Example:
        >>> list(occurrences("GAN or GANs? A GAN.", "GAN"))
        [0, 15]
    """
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        whole = not (_in_word(text[at - 1 : at]) or _in_word(text[end : end + 1]))
        if whole:
            yield at
        at = text.find(form, end if whole else at + 1)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _add_abbreviations(reading: Reading, best: dict[str, FoundMention]) -> None:
    """Where one form of a defined abbreviation is a mention, the other is one too."""
    by_key = {normalise(form): mention for form, mention in best.items()}
    for abbreviation in reading.doc._.kg_abbreviations:
        for known, other in ((abbreviation.long, abbreviation.short), (abbreviation.short, abbreviation.long)):
            if (mention := by_key.get(normalise(known))) and other not in best:
                best[other] = mention
