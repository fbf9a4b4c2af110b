"""The user's own names: spans that are mentions for certain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.extract.mentions import DICTIONARY
from kg.model import EntityType


class DictionaryEntry(NamedTuple):
    """A surface form and its type, as a dictionary file gives them."""

    form: str
    type: EntityType


@Language.factory("kg_dictionary", assigns=["doc.spans"])
class Dictionary:
    """Mark the forms of the dictionary in `doc.spans["kg_dictionary"]`, longest first.

    A form with capitals or digits is matched as written; an all lower-case form in any case.

    Example:
        >>> from kg.extract.tokens import blank_pipeline
        >>> nlp = blank_pipeline()
        >>> component = nlp.add_pipe("kg_dictionary")
        >>> component.add([DictionaryEntry("FooNet", "Method"), DictionaryEntry("bar detection", "Task")])
        >>> doc = nlp("Bar detection by FooNet")
        >>> [(span.text, span.label_) for span in doc.spans["kg_dictionary"]]
        [('Bar detection', 'Task'), ('FooNet', 'Method')]
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.nlp = nlp
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._folded = PhraseMatcher(nlp.vocab, attr="LOWER")

    def add(self, entries: Iterable[DictionaryEntry]) -> None:
        """Add forms to the dictionary."""
        for entry in entries:
            matcher = self._folded if entry.form.islower() else self._exact
            matcher.add(entry.type, [self.nlp.make_doc(entry.form)])

    def __call__(self, doc: Doc) -> Doc:
        matches = [*self._exact(doc), *self._folded(doc)]
        spans = [Span(doc, start, end, label=label) for label, start, end in matches]
        doc.spans[DICTIONARY] = filter_spans(spans)
        return doc
