"""The encoder component: words, sentences and their states, for all components behind it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.features import Ints, Span
from kg.extract.network import Floats, Network, States, load_network, model_folder

Doc.set_extension("kg_reading", default=None, force=True)


class Reading:
    """One text as the network sees it. Word spans count the tokens without white space."""

    def __init__(self, doc: Doc, network: Network) -> None:
        self.doc, self.network = doc, network
        self.whole = doc.text  # spaCy joins the words anew at each call
        # arrays at once: a pass over doc or doc.sents makes an object of each token
        start, length, space, sentence = doc.to_array(["IDX", "LENGTH", "IS_SPACE", "SENT_START"]).astype(np.int64).T
        words = np.flatnonzero(space == 0)
        self.starts: list[int] = start[words].tolist()
        self.ends: list[int] = (start + length)[words].tolist()
        _, first, places = np.unique(np.cumsum(sentence == 1)[words], return_index=True, return_inverse=True)
        self.sentence_of: Ints = places.astype(np.int64)
        self.sentences: list[Span] = [*pairwise([*first.tolist(), len(words)])] if len(words) else []

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.starts)

    @cached_property
    def states(self) -> States:
        """The states of the words."""
        return self.network.states([self.whole[start:end] for start, end in zip(self.starts, self.ends, strict=True)])

    @cached_property
    def span_probabilities(self) -> Floats:
        """Probability of each class for each span of words, [n, widths, 1 + types]."""
        return self.network.span_probabilities(self.states)

    def characters(self, span: Span) -> tuple[int, int]:
        """Return the characters [start, end) of a span of words."""
        return self.starts[span[0]], self.ends[span[1] - 1]

    def words(self, start: int, end: int) -> Span | None:
        """Return the span of words that covers the characters [start, end)."""
        first, stop = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return (first, stop) if first < stop else None

    def text(self, span: Span) -> str:
        """Return the characters of a span of words."""
        start, end = self.characters(span)
        return self.whole[start:end]

    def sentence(self, n: int) -> tuple[str, int, int]:
        """Return the text and the characters of sentence n."""
        start, end = self.characters(self.sentences[n])
        return self.whole[start:end], start, end


@Language.factory(
    "kg_encoder", default_config={"model": None}, assigns=["doc._.kg_reading"], requires=["token.is_sent_start"]
)
class Encoder:
    """Attach a `Reading` to the document; the states are computed when the first component asks for them."""

    def __init__(self, nlp: Language, name: str, model: str | None) -> None:
        self.network = load_network(Path(model_folder(model)))

    def __call__(self, doc: Doc) -> Doc:
        doc._.kg_reading = Reading(doc, self.network)
        return doc


def reading_of(doc: Doc) -> Reading:
    """Return the document's reading.

    Raises:
        ValueError: `kg_encoder` did not run before.
    """
    if doc._.kg_reading is None:
        raise ValueError("this component needs 'kg_encoder' before it in the pipeline")
    reading: Reading = doc._.kg_reading
    return reading
