"""The relations component: which pairs of entities the text relates, and the sentence that says so."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.encoder import Reading, reading_of
from kg.extract.entities import Nodes
from kg.extract.features import Ints, flatten
from kg.extract.network import Floats
from kg.model import DocumentEntity, Relation
from kg.schema import graph_schema

Doc.set_extension("kg_relations", default=(), force=True)


@Language.factory(
    "kg_relations",
    default_config={"threshold": None},
    assigns=["doc._.kg_relations"],
    requires=["doc._.kg_entities", "doc._.kg_nodes"],
)
class Relations:
    """Set `doc._.kg_relations`: every pair of entities of the document is scored, also across sentences."""

    def __init__(self, nlp: Language, name: str, threshold: float | None) -> None:
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        found: Nodes | None = doc._.kg_nodes
        if found is None or len(found.entities) < 2:
            return doc
        reading = reading_of(doc)
        pairs = list(itertools.permutations(range(len(found.entities)), 2))
        nodes, states = found.of_entities()  # the head weighs all pairs of its nodes against each other
        chance, inputs = reading.network.pairs("relation", states, nodes, reading.sentence_of, pairs)
        meta = reading.network.meta
        sure = np.array([entity.confidence for entity in found.entities])[np.array(pairs)]
        confidence = meta.calibrated("relation", chance * np.sqrt(sure.prod(axis=1))[:, None])
        confidence = _one_way(confidence, np.array(pairs), meta.relation_types)
        thresholds = np.array([meta.threshold(type_, self.threshold) for type_ in meta.relation_types])
        spans, _ = flatten(nodes)
        relations = []
        for row, column in np.argwhere(confidence >= thresholds).tolist():
            head, tail = (found.entities[n] for n in pairs[row])
            type_ = meta.relation_types[column]
            if _allowed(head, type_, tail):
                at = _evidence(reading, spans[inputs.spans[row, 0], 0], spans[inputs.spans[row, 1], 0])
                relations.append(_relation(reading, head, type_, tail, at, float(confidence[row, column])))
        doc._.kg_relations = tuple(relations)
        return doc


def _one_way(confidence: Floats, pairs: Ints, types: Sequence[str]) -> Floats:
    """Take away what is surer in the other direction: no two names are used for each other.

    Example:
        >>> pairs = np.array([[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]])
        >>> _one_way(np.array([[0.6], [0.3], [0.5], [0.0], [0.3], [0.1]]), pairs, ["USED_FOR"])[:, 0].tolist()
        [0.6, 0.3, 0.0, 0.0, 0.3, 0.1]
    """
    symmetric = np.array([graph_schema().relationships[type_].symmetric for type_ in types])
    opposite = np.lexsort(pairs.T)  # pairs are in order, so that of their ends the other way round is the opposite
    return np.where(symmetric | (confidence >= confidence[opposite]), confidence, 0.0)


def _allowed(head: DocumentEntity, type_: str, tail: DocumentEntity) -> bool:
    """Tell whether the schema allows the relation; a symmetric one is kept in one direction."""
    schema = graph_schema()
    if schema.relationships[type_].symmetric and head.mentions[0].start > tail.mentions[0].start:
        return False
    return schema.allows(head.type, type_, tail.type)


def _evidence(reading: Reading, head: int, tail: int) -> int:
    """Return the sentence that says it: the one both stand in, else the tail's (the head's if that is the title)."""
    sentences = int(reading.sentence_of[head]), int(reading.sentence_of[tail])
    return sentences[1] or sentences[0]


def _relation(
    reading: Reading, head: DocumentEntity, type_: str, tail: DocumentEntity, sentence: int, confidence: float
) -> Relation:
    text, start, end = reading.sentence(sentence)
    return Relation(
        head=head.id, type=type_, tail=tail.id, evidence=text, start=start, end=end, confidence=round(confidence, 4)
    )
