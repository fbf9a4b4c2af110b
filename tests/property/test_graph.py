"""What holds of every graph, whatever the papers."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import build_graph, check_graph
from kg.model import ENTITY_TYPES, RELATION_TYPES, ROLES, Evidence, KnowledgeGraph, Linking, Reject, Result
from tests.graph_builders import Reading, link

NAMES = ("Otter", "otters", "Heron", "Ibis", "Riverbank", "parsing", "F1")
# Graphs are built in milliseconds, but not on a busy machine
relaxed = settings(deadline=None)
confidences = st.integers(0, 100).map(lambda percent: percent / 100)


@st.composite
def readings(draw: st.DrawFn, id_: str) -> Reading:
    """Draw a paper of a few sentences, with anything marked in it, sensible or not."""
    sentences = [
        f"{' '.join(words)}." for words in draw(st.lists(st.lists(st.sampled_from(NAMES), min_size=1), min_size=1))
    ]
    reading = Reading(id_, "Otter", " ".join(sentences), year=draw(st.sampled_from((None, 2020))))
    present = [name for name in NAMES if name in " ".join(sentences).replace(".", "").split()]
    for name in draw(st.lists(st.sampled_from(present), max_size=5)):
        reading.entity(draw(st.sampled_from(ENTITY_TYPES)), name, draw(st.sampled_from(ROLES)), draw(confidences))
    if not reading.entities:
        return reading
    entity, sentence = st.sampled_from(sorted(reading.entities)), st.sampled_from(sentences)
    for type_ in draw(st.lists(st.sampled_from(RELATION_TYPES), max_size=4)):
        reading.relation(draw(entity), type_, draw(entity), draw(sentence), draw(confidences))
    some = st.lists(entity, max_size=2).map(tuple)
    for kind in draw(st.lists(st.sampled_from(("result", "comparison")), max_size=2)):
        polarity, result = (
            draw(st.sampled_from(("positive", "negative"))),
            Result(value="3", number=3.0, method=draw(entity)),
        )
        fields = {name: draw(some) for name in ("subject", "object", "task", "dataset", "metric")}
        reading.claim(draw(sentence), result, kind=kind, polarity=polarity, confidence=draw(confidences), **fields)
    return reading


corpora = st.integers(0, 4).flatmap(lambda size: st.tuples(*(readings(f"p{n}") for n in range(size)))).map(list)


def build(corpus: list[Reading], order: random.Random | None = None) -> tuple[KnowledgeGraph, list[Reject]]:
    """Build the graph of a corpus, all input shuffled if asked."""
    papers, extractions = [r.paper for r in corpus], [r.extraction for r in corpus]
    entities = list(link(extractions).entities)
    if order:
        for items in (papers, extractions, entities):
            order.shuffle(items)
        entities = [
            msgspec.structs.replace(e, members=tuple(order.sample(e.members, len(e.members)))) for e in entities
        ]
    rejects: list[Reject] = []
    return build_graph(papers, extractions, Linking(entities=tuple(entities)), on_reject=rejects.append), rejects


@relaxed
@given(corpora)
def test_every_graph_keeps_to_the_schema_and_its_evidence_is_true(corpus: list[Reading]) -> None:
    graph, _ = build(corpus)
    check_graph(graph)
    texts = {reading.paper.id: reading.paper.text for reading in corpus}
    for item in (e for relationship in graph.relationships for e in relationship.evidence):
        assert texts[item.paper][item.start : item.end] == item.sentence


@relaxed
@given(corpora, st.randoms(use_true_random=False))
def test_order_does_not_matter(corpus: list[Reading], order: random.Random) -> None:
    graph, rejects = build(corpus)
    again, rejects_again = build(corpus, order)
    assert msgspec.json.encode(graph) == msgspec.json.encode(again)
    assert rejects == rejects_again


@relaxed
@given(corpora)
def test_graphs_survive_json(corpus: list[Reading]) -> None:
    graph, _ = build(corpus)
    assert msgspec.json.decode(msgspec.json.encode(graph), type=KnowledgeGraph) == graph


def evidence(graph: KnowledgeGraph, *, without: str) -> dict[str, list[Evidence]]:
    """Return what is left of the evidence by relationship; a derived one needs both its papers."""
    left = {}
    for edge in graph.relationships:
        kept = [item for item in edge.evidence if item.paper != without]
        if kept and (len(kept) == len(edge.evidence) or edge.type not in ("AGREES_WITH", "CONTRADICTS")):
            left[edge.id] = kept
    return left


@relaxed
@given(corpora)
def test_a_removed_paper_takes_its_own_evidence_and_nothing_else(corpus: list[Reading]) -> None:
    whole, _ = build(corpus)
    for reading in corpus:
        rest, _ = build([other for other in corpus if other is not reading])
        assert evidence(rest, without="") == evidence(whole, without=reading.paper.id)
        removed = {reading.paper.id, *(n.id for n in whole.nodes if n.properties.get("paper") == reading.paper.id)}
        gone = {node.id for node in whole.nodes} - {node.id for node in rest.nodes}
        alone = {
            node.id
            for node in whole.nodes
            if "Entity" in node.labels and node.properties["papers"] == 1 and node.id in gone
        }
        assert gone == removed | alone


@relaxed
@given(corpora)
def test_nothing_is_lost_without_a_reject(corpus: list[Reading]) -> None:
    graph, rejects = build(corpus)
    stored = {(item.paper, item.start, e.type) for e in graph.relationships for item in e.evidence}
    for reading in corpus:
        lost = [r for r in reading.relations if (reading.paper.id, r.start, r.type) not in stored]
        assert len(lost) <= len([reject for reject in rejects if reject.path == reading.paper.id])
