"""The pipeline: it assembles the components and turns papers into extractions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import ConfigError
from kg.extract import abbreviations, claims, dictionary, encoder, entities, mentions, relations, results
from kg.extract.dictionary import DictionaryEntry
from kg.extract.network import model_folder
from kg.extract.tokens import blank_pipeline, mark_sentences
from kg.model import Extraction, Paper
from kg.text import text_hash

COMPONENTS = (
    "kg_sentences",
    "kg_abbreviations",
    "kg_dictionary",
    "kg_encoder",
    "kg_mentions",
    "kg_entities",
    "kg_relations",
    "kg_claims",
    "kg_results",
)
THRESHOLDED = ("kg_mentions", "kg_entities", "kg_relations", "kg_claims", "kg_results")
BATCH = 32  # papers read at once
VOCABULARY = 20_000  # words that stay known from batch to batch: those of the first papers, so the frequent ones
REVISION = 6  # of what the components do; raise it when they read the same text otherwise
# importing a module registers its component, for a checkout without entry points
_REGISTERED = (mark_sentences, abbreviations, claims, dictionary, encoder, entities, mentions, relations, results)


def load_pipeline(
    model: str | None = None, dictionary: Sequence[DictionaryEntry] = (), threshold: float | None = None
) -> Language:
    """Return the reading pipeline.

    `model` is None (the shipped model), the name of a shipped model, the folder of an exported one, or
    a spaCy pipeline by name or path: then its tokens and its entities with our types are kept, and the
    components it lacks are added behind its own. `threshold` is the least confidence (0-1, the expected precision)
    of all that is kept; None takes the model's own thresholds, which are those of best F1.

    Raises:
        ConfigError: there is no such model or pipeline, or the threshold is out of range.

    Example:
        >>> nlp = load_pipeline()
        >>> nlp.pipe_names[:3]
        ['kg_sentences', 'kg_abbreviations', 'kg_dictionary']
    """
    if threshold is not None and not 0 < threshold < 1:
        raise ConfigError(f"threshold {threshold:g}: give a confidence between 0 and 1")
    nlp, folder = _base(model)
    config: dict[str, dict[str, Any]] = {"kg_encoder": {"model": folder} if folder else {}}
    if threshold is not None:
        config |= {name: {"threshold": threshold} for name in THRESHOLDED}
    for name in COMPONENTS:
        if not nlp.has_pipe(name):
            nlp.add_pipe(name, config=config.get(name, {}))
    if dictionary:
        nlp.get_pipe("kg_dictionary").add(dictionary)  # type: ignore[attr-defined]  # a Callable to spaCy's types
    return nlp


def _base(model: str | None) -> tuple[Language, str | None]:
    try:
        return blank_pipeline(), str(model_folder(model))
    except ConfigError as shipped:
        try:
            return spacy.load(str(model)), None
        except OSError as error:
            raise ConfigError(f"{shipped}; or the name or path of an installed spaCy pipeline") from error


class Extractor:
    """Papers in, extractions out.

    Example:
        >>> paper = Paper(id="p", title="BERT", abstract="BERT reaches an accuracy of 86.7% on MultiNLI.")
        >>> [extraction] = Extractor().extract([paper])
        >>> extraction.paper, extraction.text_hash == text_hash(paper.text)
        ('p', True)
    """

    def __init__(
        self,
        model: str | None = None,
        dictionary: Sequence[DictionaryEntry] = (),
        threshold: float | None = None,
    ) -> None:
        self.nlp = load_pipeline(model, dictionary, threshold)
        self.version = _version(self.nlp, model, dictionary, threshold)

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield an extraction for each paper, in order."""
        waiting = iter(papers)
        while batch := list(islice(waiting, BATCH)):
            yield from self._read(batch)

    def _read(self, papers: Sequence[Paper]) -> list[Extraction]:
        """Read a batch; once enough words are known, spaCy forgets its new ones afterwards: memory stays flat.

        An error must wait for the end of the memory zone: one that breaks out of it leaves the vocabulary unusable.
        """
        found: list[Extraction] = []
        failure: Exception | None = None
        with self.nlp.memory_zone() if len(self.nlp.vocab) > VOCABULARY else nullcontext():
            try:
                for doc, paper in self.nlp.pipe(((p.text, p) for p in papers), as_tuples=True, batch_size=BATCH):
                    found.append(extraction_of(doc, paper.id, self.version))
                    # they hold the document that holds them: free them now, not some day
                    doc._.kg_reading = doc._.kg_nodes = None
            except Exception as error:  # whatever a component or a user's own pipeline raises
                failure = error
        if failure is not None:
            raise failure
        return found


def extraction_of(doc: Doc, paper: str, version: str) -> Extraction:
    """Collect what the components left on a document."""
    reading = doc._.kg_reading
    return Extraction(
        paper=paper,
        text_hash=text_hash(reading.whole),
        model=version,
        entities=doc._.kg_entities,
        relations=doc._.kg_relations,
        claims=doc._.kg_claims,
        abbreviations=doc._.kg_abbreviations,
        sentences=tuple(reading.characters(span) for span in reading.sentences),
    )


def _version(nlp: Language, model: str | None, dictionary: Sequence[DictionaryEntry], threshold: float | None) -> str:
    """Name the model, the code, the user's pipeline, dictionaries and threshold: any change is another version."""
    network = nlp.get_pipe("kg_encoder").network  # type: ignore[attr-defined]  # a Callable to spaCy's types
    version = f"{network.meta.name}-{network.digest}.{REVISION}"
    try:
        model_folder(model)
    except ConfigError:  # a pipeline of the user's own
        version += f"+{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    if dictionary:
        version += "+" + text_hash("\n".join(sorted(f"{e.form}\t{e.type}" for e in dictionary)))[:8]
    return version + (f"@{threshold:g}" if threshold else "")
