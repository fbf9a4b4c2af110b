"""Build the graph from all papers, all extractions and the linking.

A pure function: the same input, in whatever order, gives the same graph, so a paper that is removed
takes exactly its own evidence with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.graph.claims import Statement, Verdict, compare_claims
from kg.graph.documents import Document, OnReject, documents_of
from kg.graph.evidence import Edges, Sentences, relationship
from kg.graph.nodes import claim_node, entity_node, paper_node, result_node
from kg.model import (
    ROLES,
    Claim,
    DocumentEntity,
    Evidence,
    Extraction,
    KnowledgeGraph,
    Linking,
    Node,
    Paper,
    Reject,
    Relation,
    Relationship,
)
from kg.schema import graph_schema

CLAIM_TYPES = {"subject": "ABOUT", "object": "AGAINST", "dataset": "ON", "metric": "BY", "task": "FOR"}
RESULT_TYPES = {"method": "OF", "dataset": "ON", "metric": "BY", "task": "FOR"}


def build_graph(
    papers: Iterable[Paper],
    extractions: Iterable[Extraction],
    linking: Linking,
    *,
    on_reject: OnReject = lambda reject: None,
) -> KnowledgeGraph:
    """Return the graph: nodes and relationships sorted by id, evidence best first.

    What cannot become part of the graph is passed to `on_reject` with the paper's id as its path:
    offsets that do not fit the text, ends that are not linked, relationships that the schema does not
    allow or whose ends linking has made one.

    Example:
        >>> from kg.model import Entity, Mention
        >>> from kg.text import text_hash
        >>> paper = Paper(id="p", title="BERT", abstract="BERT parses.")
        >>> bert = DocumentEntity(id="e1", type="Method", name="BERT", role="introduces",
        ...                       mentions=(Mention(text="BERT", start=5, end=9),))
        >>> read = Extraction(paper="p", text_hash=text_hash(paper.text), model="m", entities=(bert,))
        >>> entity = Entity(id="method:1", type="Method", name="BERT", aliases=(), members=(("p", "e1"),))
        >>> graph = build_graph([paper], [read], Linking(entities=(entity,)))
        >>> [(r.start, r.type, r.end, r.properties["sentences"]) for r in graph.relationships]
        [('p', 'INTRODUCES', 'method:1', ['BERT parses.'])]
    """
    documents = documents_of(papers, extractions, linking, on_reject)
    nodes = {node.id: node for node in _entity_nodes(linking, documents, on_reject)}
    builder = _Builder(nodes, on_reject)
    for document in documents:
        builder.add(document)
    relationships = [*builder.edges.relationships(), *builder.verdicts()]
    return KnowledgeGraph(
        nodes=tuple(sorted(nodes.values(), key=lambda node: node.id)),
        relationships=tuple(sorted(relationships, key=lambda relationship: relationship.id)),
    )


def _entity_nodes(linking: Linking, documents: Sequence[Document], on_reject: OnReject) -> list[Node]:
    members: dict[str, list[tuple[str, DocumentEntity]]] = defaultdict(list)
    for document in documents:
        for entity in document.extraction.entities:
            members[document.entity_of[entity.id]].append((document.paper.id, entity))
    nodes = []
    for linked in sorted(linking.entities, key=lambda entity: entity.id):
        if linked.id in members:
            nodes.append(entity_node(linked, members[linked.id]))
        else:
            on_reject(Reject(path=linked.id, reason="no paper names the entity", stage="graph", record=linked.name))
    return nodes


class _Builder:
    """Adds documents, in order, to nodes and edges."""

    def __init__(self, nodes: dict[str, Node], on_reject: OnReject) -> None:
        self.nodes = nodes
        self.edges = Edges(graph_schema(), nodes, on_reject)
        self.statements: list[Statement] = []
        self.evidence: dict[str, Evidence] = {}

    def add(self, document: Document) -> None:
        """Add a paper with its entities, relations and claims."""
        self._node(paper_node(document.paper))
        self._roles(document)
        for relation in document.extraction.relations:
            head, tail = document.entity_of[relation.head], document.entity_of[relation.tail]
            self.edges.add(relation.type, head, tail, _evidence(document, relation))
        for claim in document.extraction.claims:
            self._claim(document, claim)

    def verdicts(self) -> list[Relationship]:
        """Return AGREES_WITH and CONTRADICTS; one holds if both claims were read rightly."""
        return [self._verdict(verdict) for verdict in compare_claims(self.statements)]

    def _node(self, node: Node) -> str:
        self.nodes[node.id] = node
        return node.id

    def _roles(self, document: Document) -> None:
        """Join the paper to its entities, each by the strongest role of what linking has made one."""
        sentences = Sentences(document.paper, document.extraction)
        role: dict[str, str] = {}
        for entity in sorted(document.extraction.entities, key=lambda e: ROLES.index(e.role)):
            id_ = document.entity_of[entity.id]
            type_ = role.setdefault(id_, entity.role.upper())
            for mention in entity.mentions:
                evidence = sentences.around(mention.start, mention.end, mention.confidence)
                self.edges.add(type_, document.paper.id, id_, evidence)

    def _claim(self, document: Document, claim: Claim) -> None:
        id_ = self._node(claim_node(document.paper.id, claim))
        evidence = self.evidence[id_] = _evidence(document, claim)
        self.edges.add("MAKES", document.paper.id, id_, evidence)
        for name, type_ in CLAIM_TYPES.items():
            for entity in sorted({document.entity_of[e] for e in getattr(claim, name)}):
                self.edges.add(type_, id_, entity, evidence)
        self._results(document, claim, id_)
        self.statements.append(_statement(document, claim, id_))

    def _results(self, document: Document, claim: Claim, claim_id: str) -> None:
        occurrences: Counter[str] = Counter()
        for result in claim.results:
            id_ = self._node(result_node(document.paper.id, claim_id, result, occurrences[result.value]))
            occurrences[result.value] += 1
            evidence = _evidence(document, claim, result.confidence)
            self.edges.add("REPORTS", claim_id, id_, evidence)
            for name, type_ in RESULT_TYPES.items():
                entity = getattr(result, name)
                if entity is not None:
                    self.edges.add(type_, id_, document.entity_of[entity], evidence)

    def _verdict(self, verdict: Verdict) -> Relationship:
        evidence = [self.evidence[verdict.start], self.evidence[verdict.end]]
        confidence = round(evidence[0].confidence * evidence[1].confidence, 4)
        cap = self.edges.schema.sentences_cap
        return relationship(verdict.type, verdict.start, verdict.end, evidence, cap, confidence)


def _evidence(document: Document, item: Claim | Relation, confidence: float | None = None) -> Evidence:
    return Evidence(
        paper=document.paper.id,
        sentence=item.sentence if isinstance(item, Claim) else item.evidence,
        start=item.start,
        end=item.end,
        confidence=item.confidence if confidence is None else confidence,
    )


def _statement(document: Document, claim: Claim, id_: str) -> Statement:
    entity_of = document.entity_of
    wins = (
        (entity_of[r.head], entity_of[r.tail])
        for r in document.extraction.relations
        if r.type == "OUTPERFORMS" and r.start < claim.end and claim.start < r.end
    )
    return Statement(
        claim=id_,
        paper=document.paper.id,
        kind=claim.kind,
        polarity=claim.polarity,
        negated=claim.negated,
        wins=frozenset(wins),
        **{name: frozenset(entity_of[e] for e in getattr(claim, name)) for name in CLAIM_TYPES},
    )
