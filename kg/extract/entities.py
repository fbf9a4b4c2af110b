"""In-document resolution and roles: the mentions of one concept become one entity."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.encoder import Reading, reading_of
from kg.extract.features import KINDS, Node
from kg.extract.mentions import FoundMention
from kg.extract.naming import bare, name_of
from kg.extract.network import Floats, NodeStates, softmax
from kg.extract.numbers import Number, find_numbers
from kg.extract.opposites import are_two
from kg.model import ENTITY_TYPES, ROLES, DocumentEntity, Mention, Role
from kg.text import normalise

Doc.set_extension("kg_entities", default=(), force=True)
Doc.set_extension("kg_nodes", default=None, force=True)
NEVER = -np.inf  # in place of the chance that two forms name one concept


class Nodes(NamedTuple):
    """All nodes of a document: entities, then sentences, then numbers, with their states."""

    nodes: list[Node]
    states: NodeStates
    entities: tuple[DocumentEntity, ...]
    sentences: int
    numbers: tuple[Number, ...]

    def of_entities(self) -> tuple[list[Node], NodeStates]:
        """Return the nodes of the entities alone, with their states."""
        nodes = self.nodes[: len(self.entities)]
        spans = sum(len(node.spans) for node in nodes)
        of_span, of_node, attention, values, logits = self.states
        return nodes, NodeStates(of_span[:spans], of_node[: len(nodes)], attention[: len(nodes)], values, logits)

    @property
    def first_sentence(self) -> int:
        """Index of the node of sentence 0."""
        return len(self.entities)

    @property
    def first_number(self) -> int:
        """Index of the node of the first number."""
        return len(self.entities) + self.sentences


@Language.factory(
    "kg_entities",
    default_config={"threshold": None},
    assigns=["doc._.kg_entities", "doc._.kg_nodes"],
    requires=["doc._.kg_mentions", "doc._.kg_abbreviations"],
)
class Entities:
    """Set `doc._.kg_entities` and the node states that relations, claims and results read."""

    def __init__(self, nlp: Language, name: str, threshold: float | None) -> None:
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        reading = reading_of(doc)
        if not len(reading):
            return doc
        groups, confidences = self._kept(reading)
        entity_nodes = [_node(reading, group) for group in groups]
        sentences = [Node((span,), KINDS.index("sentence")) for span in reading.sentences]
        numbers = tuple(find_numbers(reading.whole))
        number_nodes = [
            Node((reading.words(n.start, n.end) or (0, 1),), KINDS.index("number"), (n.text,)) for n in numbers
        ]
        nodes = [*entity_nodes, *sentences, *number_nodes]
        states = reading.network.nodes(reading.states, nodes, reading.sentence_of)
        roles = softmax(states.logits["role"])
        doc._.kg_entities = tuple(
            _entity(reading, f"e{n + 1}", group, entity_nodes[n].kind, confidences[n], roles[n])
            for n, group in enumerate(groups)
        )
        doc._.kg_nodes = Nodes(nodes, states, doc._.kg_entities, len(sentences), numbers)
        return doc

    def _kept(self, reading: Reading) -> tuple[list[list[FoundMention]], list[float]]:
        """Return the groups that reach the threshold, in text order, and the confidence of each."""
        meta, groups = reading.network.meta, sorted(self._groups(reading), key=lambda group: group[0].span)
        best = [max(mention.confidence for mention in group) for group in groups]
        confidences: list[float] = meta.calibrated("entity", best).tolist()
        threshold = meta.threshold("entity", self.threshold)
        kept = [n for n, confidence in enumerate(confidences) if confidence >= threshold]
        return [groups[n] for n in kept], [confidences[n] for n in kept]

    def _groups(self, reading: Reading) -> list[list[FoundMention]]:
        """Group mentions by normalised form, then join forms that the network or a definition calls the same."""
        forms: dict[str, list[FoundMention]] = {}
        for mention in reading.doc._.kg_mentions:
            text = reading.text(mention.span)
            forms.setdefault(normalise(text) or text, []).append(mention)
        keys, members = list(forms), list(forms.values())
        threshold = reading.network.meta.threshold("same")
        clusters = cluster_forms(_same(reading, keys, members), threshold)
        return [sorted(m for n in cluster for m in members[n]) for cluster in clusters]


def cluster_forms(chance: Floats, threshold: float = 0.5) -> list[list[int]]:
    """Cluster forms by the chance [n,n] that two name one concept: the surest pairs first.

    Two clusters are joined when their surest pair reaches the threshold and their pairs on average reach
    half of it and a tenth more, so that one doubtful pair cannot chain two concepts. A pair that is `NEVER`
    one is not joined over a third form either.

    Example:
        >>> chance = np.array([[1, 0.9, 0.0], [0.9, 1, 0.6], [0.0, 0.6, 1]], dtype=np.float32)
        >>> cluster_forms(chance), cluster_forms(chance, threshold=0.4)
        ([[0, 1], [2]], [[0, 1, 2]])
        >>> chance[0, 2] = chance[2, 0] = NEVER
        >>> cluster_forms(chance, threshold=0.4)
        [[0, 1], [2]]
    """
    clusters = {n: [n] for n in range(len(chance))}
    home = list(range(len(chance)))
    rows, columns = np.nonzero(np.triu(chance >= threshold, k=1))
    for n in np.lexsort((columns, rows, -chance[rows, columns])):
        a, b = home[rows[n]], home[columns[n]]
        if a != b and chance[np.ix_(clusters[a], clusters[b])].mean() >= threshold / 2 + 0.1:
            for member in clusters[b]:
                home[member] = a
            clusters[a] += clusters.pop(b)
    return [sorted(cluster) for cluster in clusters.values()]


def _same(reading: Reading, keys: list[str], groups: list[list[FoundMention]]) -> Floats:
    """Return the chance [n,n] that two forms name one concept: by a rule, else by the network."""
    chance: Floats = np.eye(len(keys), dtype=np.float32)
    nodes = [_node(reading, group) for group in groups]
    defined_by: dict[str, set[int]] = defaultdict(set)
    for n, definition in enumerate(reading.doc._.kg_abbreviations):
        for form in (definition.short, definition.long):
            defined_by[normalise(form)].add(n)
    defined = [defined_by[key] for key in keys]
    bare_keys = [bare(key) for key in keys]
    open_pairs = []
    for a, b in itertools.combinations(range(len(keys)), 2):
        if defined[a] & defined[b]:
            chance[a, b] = chance[b, a] = 1.0
        elif (defined[a] and defined[b]) or are_two(keys[a], keys[b]):
            chance[a, b] = chance[b, a] = NEVER  # each is a thing of its own
        elif nodes[a].kind != nodes[b].kind:
            continue  # they are things of two types
        elif bare_keys[a] == bare_keys[b]:
            chance[a, b] = chance[b, a] = 1.0
        else:
            open_pairs.append((a, b))
    if open_pairs:
        states = reading.network.nodes(reading.states, nodes, reading.sentence_of)
        found, _ = reading.network.pairs("same", states, nodes, reading.sentence_of, open_pairs, compare_forms=True)
        rows, columns = np.array(open_pairs).T
        chance[rows, columns] = chance[columns, rows] = found[:, 0]
    return chance


def _node(reading: Reading, group: list[FoundMention]) -> Node:
    scores = np.sum([m.scores for m in group], axis=0)
    return Node(tuple(m.span for m in group), int(np.argmax(scores)), tuple(reading.text(m.span) for m in group))


def _entity(
    reading: Reading, id_: str, group: list[FoundMention], kind: int, confidence: float, roles: Floats
) -> DocumentEntity:
    mentions = []
    for found in group:
        start, end = reading.characters(found.span)
        mentions.append(
            Mention(text=reading.whole[start:end], start=start, end=end, confidence=_round(found.confidence))
        )
    return DocumentEntity(
        id=id_,
        type=ENTITY_TYPES[kind],
        name=name_of([m.text for m in mentions], ENTITY_TYPES[kind], reading.doc._.kg_abbreviations),
        mentions=tuple(mentions),
        role=_role(reading, roles),
        confidence=_round(confidence),
    )


def _role(reading: Reading, chance: Floats) -> Role:
    """Return the likeliest role; "introduces" has a threshold of its own, as it is the one that queries ask for."""
    first = ROLES.index("introduces")
    if chance[first] >= reading.network.meta.threshold("introduces"):
        return "introduces"
    return max((role for role in ROLES if role != "introduces"), key=lambda role: chance[ROLES.index(role)])


def _round(confidence: float) -> float:
    return round(min(confidence, 1.0), 4)
