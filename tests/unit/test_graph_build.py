"""The graph of a few papers read by hand."""

from __future__ import annotations

import msgspec
import pytest

from kg.graph import build_graph, check_graph
from kg.model import Extraction, KnowledgeGraph, Linking, Mention, Paper, Result
from kg.schema import graph_schema
from tests.graph_builders import Built, Reading, link


def otter(id_: str = "p1", confidence: float = 0.8) -> Reading:
    reading = Reading(id_, "Otter", "Otter parses. We train Otter on Riverbank. It beats Heron.", year=2020)
    method = reading.entity("Method", "Otter", "introduces")
    dataset = reading.entity("Dataset", "Riverbank")
    reading.entity("Method", "Heron", "compares", confidence=0.6)
    reading.relation(method, "TRAINED_ON", dataset, "We train Otter on Riverbank.", confidence)
    return reading


def test_roles_lead_from_the_paper_with_every_sentence_that_names_the_entity() -> None:
    built = Built(otter())
    assert built.triples("INTRODUCES", "USES", "COMPARES", "MENTIONS") == {
        ("p1", "INTRODUCES", "otter"),
        ("p1", "USES", "riverbank"),
        ("p1", "COMPARES", "heron"),
    }
    introduces = built.edge("p1", "INTRODUCES", "otter")
    assert introduces.properties["sentences"] == ["Otter", "Otter parses.", "We train Otter on Riverbank."]
    assert built.edge("p1", "COMPARES", "heron").properties["confidence"] == 0.6
    assert not built.rejects


def test_nodes_have_the_properties_of_the_schema_and_nothing_unknown() -> None:
    built = Built(otter())
    assert built.nodes["p1"].properties == {
        "id": "p1",
        "title": "Otter",
        "abstract": "Otter parses. We train Otter on Riverbank. It beats Heron.",
        "year": 2020,
    }
    [entity] = (node for node in built.graph.nodes if node.properties.get("name") == "otter")
    assert entity.labels == ("Method", "Entity")
    assert entity.properties == {
        "id": entity.id,
        "name": "otter",
        "aliases": ["Otter"],
        "papers": 1,
        "mentions": 3,
        "confidence": 1.0,
    }
    check_graph(built.graph)


def test_papers_add_up() -> None:
    built = Built(otter("p1", 0.8), otter("p2", 0.5))
    trained = built.edge("otter", "TRAINED_ON", "riverbank")
    assert trained.properties == {
        "confidence": 0.9,
        "support": 2,
        "papers": ["p1", "p2"],
        "sentences": ["We train Otter on Riverbank."] * 2,
    }
    assert [(e.paper, e.confidence) for e in trained.evidence] == [("p1", 0.8), ("p2", 0.5)]


def test_the_strongest_role_of_what_linking_joins_wins() -> None:
    reading = Reading("p", "Otters", "The Otter beats an otter.")
    reading.entity("Method", "otter", "mentions")
    reading.entity("Method", "Otter", "introduces")
    built = Built(reading)
    assert built.triples() == {("p", "INTRODUCES", "otter")}
    [entity] = (node for node in built.graph.nodes if "Entity" in node.labels)
    assert (entity.properties["papers"], entity.properties["mentions"]) == (1, 2)


def test_self_loops_and_what_the_schema_does_not_allow_are_rejected() -> None:
    reading = otter()
    again = reading.entity("Method", "Otter", "uses")
    reading.relation("e1", "SUBCLASS_OF", again, "Otter parses.")
    reading.relation("e2", "TRAINED_ON", "e1", "We train Otter on Riverbank.")
    reading.relation("e1", "SWIMS_IN", "e2", "We train Otter on Riverbank.")
    built = Built(reading)
    assert built.triples("SUBCLASS_OF", "TRAINED_ON", "SWIMS_IN") == {("otter", "TRAINED_ON", "riverbank")}
    assert [(r.reason, r.record, r.path, r.stage) for r in built.rejects] == [
        ("both ends are one entity after linking", "Method 'otter' SUBCLASS_OF Method 'otter'", "p1", "graph"),
        (
            "the schema does not allow the relationship",
            "Dataset 'riverbank' TRAINED_ON Method 'otter'",
            "p1",
            "graph",
        ),
        ("the schema does not allow the relationship", "Method 'otter' SWIMS_IN Dataset 'riverbank'", "p1", "graph"),
    ]


def test_symmetric_relations_are_stored_once() -> None:
    one, two = otter("p1"), otter("p2")
    one.relation("e1", "COMPARED_WITH", "e3", "It beats Heron.")
    two.relation("e3", "COMPARED_WITH", "e1", "It beats Heron.")
    [edge] = (r for r in Built(one, two).graph.relationships if r.type == "COMPARED_WITH")
    assert edge.start < edge.end
    assert edge.properties["support"] == 2


def test_sentences_are_capped_evidence_is_not() -> None:
    cap = graph_schema().sentences_cap
    readings = [otter(f"p{n:02d}", 0.5 + n / 100) for n in range(cap + 4)]
    trained = Built(*readings).edge("otter", "TRAINED_ON", "riverbank")
    assert len(trained.evidence) == trained.properties["support"] == cap + 4
    assert len(trained.properties["sentences"]) == cap
    assert trained.evidence[0].paper == f"p{cap + 3:02d}"


def test_the_same_sentence_twice_counts_once_with_its_best_confidence() -> None:
    reading = otter()
    reading.relation("e1", "TRAINED_ON", "e2", "We train Otter on Riverbank.", 0.95)
    trained = Built(reading).edge("otter", "TRAINED_ON", "riverbank")
    assert [e.confidence for e in trained.evidence] == [0.95]


def test_claims_with_arguments_and_results() -> None:
    reading = Reading("p", "Otter", "Otter reaches 91% and 91% F1 on Riverbank parsing, above Heron.")
    ids = {
        "method": reading.entity("Method", "Otter"),
        "metric": reading.entity("Metric", "F1"),
        "dataset": reading.entity("Dataset", "Riverbank"),
        "task": reading.entity("Task", "parsing"),
    }
    heron = reading.entity("Method", "Heron")
    result = Result(value="91%", number=91.0, unit="%", baseline="90%", direction="higher", confidence=0.7, **ids)
    reading.claim(
        reading.paper.abstract,
        result,
        result,
        kind="comparison",
        hedged=True,
        subject=(ids["method"],),
        object=(heron,),
        dataset=(ids["dataset"],),
        metric=(ids["metric"],),
        task=(ids["task"],),
        confidence=0.9,
    )
    built = Built(reading)
    sentence = reading.paper.abstract
    assert built.triples("MAKES", "ABOUT", "AGAINST") == {
        ("p", "MAKES", sentence),
        (sentence, "ABOUT", "otter"),
        (sentence, "AGAINST", "heron"),
    }
    slots = {("OF", "otter"), ("ON", "riverbank"), ("BY", "f1"), ("FOR", "parsing")}
    assert built.triples("OF") | {t for t in built.triples("ON", "BY", "FOR") if t[0] == "91%"} == {
        ("91%", type_, end) for type_, end in slots
    }
    results = [node for node in built.graph.nodes if node.labels == ("Result",)]
    assert len(results) == 2
    assert results[0].properties == {
        "id": results[0].id,
        "value": "91%",
        "number": 91.0,
        "unit": "%",
        "baseline": "90%",
        "direction": "higher",
        "paper": "p",
        "confidence": 0.7,
    }
    [claim] = (node for node in built.graph.nodes if node.labels == ("Claim",))
    assert (claim.properties["kind"], claim.properties["hedged"], claim.properties["start"]) == ("comparison", True, 6)
    assert built.edge("p", "MAKES", sentence).properties["confidence"] == 0.9
    check_graph(built.graph)


def test_agreeing_claims_are_joined_with_both_sentences() -> None:
    def beats(id_: str, sentence: str, confidence: float) -> Reading:
        reading = Reading(id_, "Parsers", sentence)
        ids = reading.entity("Method", "Otter"), reading.entity("Method", "Heron")
        fields = {"subject": ids[:1], "object": ids[1:], "kind": "comparison", "confidence": confidence}
        reading.claim(sentence, **fields)
        return reading

    built = Built(beats("p", "Otter beats Heron.", 0.9), beats("q", "Heron loses to Otter.", 0.5))
    [agrees] = (r for r in built.graph.relationships if r.type == "AGREES_WITH")
    assert agrees.start < agrees.end
    assert agrees.properties == {
        "confidence": 0.45,
        "support": 2,
        "papers": ["p", "q"],
        "sentences": ["Otter beats Heron.", "Heron loses to Otter."],
    }
    check_graph(built.graph)


def changed(reading: Reading, **values: object) -> Extraction:
    return msgspec.structs.replace(reading.extraction, **values)


def build(
    reading: Reading, *extractions: Extraction, linking: Linking | None = None
) -> tuple[KnowledgeGraph, list[str]]:
    rejects: list[str] = []
    linking = linking or link(extractions[:1])
    graph = build_graph([reading.paper], extractions, linking, on_reject=lambda r: rejects.append(r.reason))
    check_graph(graph)
    return graph, rejects


def test_an_extraction_of_another_text_is_not_used() -> None:
    reading = otter()
    graph, rejects = build(reading, changed(reading, text_hash="old"))
    assert [node.labels for node in graph.nodes] == [("Paper",)]
    assert rejects == ["extraction of another text: extract it again", *["no paper names the entity"] * 3]


def test_an_extraction_without_its_paper_is_not_used() -> None:
    reading = otter()
    graph, rejects = build(reading, reading.extraction, changed(reading, paper="p9"))
    assert rejects == ["extraction of an unknown paper"]
    assert graph == Built(reading).graph


def test_duplicates_are_rejected_and_the_choice_does_not_depend_on_order() -> None:
    one, two = otter(), Reading("p1", "Heron", "Heron parses.")
    graphs = []
    for readings in ((one, two), (two, one)):
        rejects: list[str] = []
        extractions = [reading.extraction for reading in readings]
        graph = build_graph(
            [reading.paper for reading in readings],
            extractions[:1] * 2,
            link([one.extraction]),
            on_reject=lambda r: rejects.append(r.reason),  # noqa: B023  # called within the round
        )
        assert "duplicate paper" in rejects
        assert "duplicate extraction" in rejects
        graphs.append([node for node in graph.nodes if node.labels == ("Paper",)])
    assert graphs[0] == graphs[1]


def test_a_paper_cannot_take_the_id_of_another_node() -> None:
    built = Built(Reading("claim:0123456789abcdef", "Otter", "Otter parses."))
    assert built.graph == KnowledgeGraph()
    assert built.reasons == [
        "the paper id looks like an id of this graph: rename it",
        "extraction of an unknown paper",
    ]


@pytest.mark.parametrize(
    ("start", "end", "confidence", "reason"),
    [
        (0, 5, 1.0, "offsets do not fit the text"),
        (-20, -15, 1.0, "offsets do not fit the text"),
        (9, 9, 1.0, "offsets do not fit the text"),
        (6, 11, 1.5, "confidence outside 0 to 1"),
        (6, 11, float("nan"), "confidence outside 0 to 1"),
    ],
)
def test_false_mentions_are_rejected(start: int, end: int, confidence: float, reason: str) -> None:
    reading = Reading("p", "Birds", "Heron flies.")
    reading.entity("Method", "Heron")
    mention = Mention(text="Heron", start=start, end=end, confidence=confidence)
    reading.entities["e1"] = msgspec.structs.replace(reading.entities["e1"], mentions=(mention,))
    graph, rejects = build(reading, reading.extraction)
    assert rejects == [reason, "entity without a mention", "no paper names the entity"]
    assert len(graph.nodes) == 1


def test_false_evidence_is_rejected() -> None:
    reading = otter()
    reading.claim("It beats Heron.", subject=("e1", "e9"))
    reading.claims += [reading.claims[0], msgspec.structs.replace(reading.claims[0], sentence="It loses.")]
    reading.relations.append(msgspec.structs.replace(reading.relations[0], start=3))
    reading.relations.append(msgspec.structs.replace(reading.relations[0], head="e9"))
    built = Built(reading)
    assert sorted(built.reasons) == [
        "claim with an unknown or left out entity",
        "duplicate claim",
        "offsets do not fit the text",
        "offsets do not fit the text",
        "relation with an unknown or left out entity",
    ]
    assert built.triples("ABOUT") == {("It beats Heron.", "ABOUT", "otter")}


def test_what_linking_leaves_out_is_left_out_with_a_reason() -> None:
    reading = otter()
    linking = Linking(entities=tuple(e for e in link([reading.extraction]).entities if e.name != "otter"))
    graph, rejects = build(reading, reading.extraction, linking=linking)
    assert rejects == ["entity is in no linked entity", "relation with an unknown or left out entity"]
    assert {node.properties.get("name") for node in graph.nodes} == {None, "riverbank", "heron"}


def test_a_member_of_two_entities_stays_with_the_first() -> None:
    reading = otter()
    [entity, *others] = link([reading.extraction]).entities
    double = msgspec.structs.replace(entity, id="method:zzz", name="double")
    _, rejects = build(reading, reading.extraction, linking=Linking(entities=(double, entity, *others)))
    assert rejects == ["member of two entities", "no paper names the entity"]


def test_without_sentence_bounds_title_and_abstract_are_the_evidence() -> None:
    reading = otter()
    graph, _ = build(reading, changed(reading, sentences=()))
    [introduces] = (r for r in graph.relationships if r.type == "INTRODUCES")
    assert introduces.properties["sentences"] == [reading.paper.title, reading.paper.abstract]


def test_a_mention_over_a_sentence_end_has_both_sentences() -> None:
    reading = otter()
    graph, _ = build(reading, changed(reading, sentences=((0, 5), (6, 8), (9, 30), (-4, 900))))
    [introduces] = (r for r in graph.relationships if r.type == "INTRODUCES")
    assert introduces.properties["sentences"][0] == "Otter"
    assert introduces.evidence[1].start == 6
    assert introduces.evidence[1].end == 30


def test_papers_without_extraction_are_nodes() -> None:
    paper = Paper(id="p", title="Otter", abstract="")
    graph = build_graph([paper], [], Linking(entities=()))
    assert [node.id for node in graph.nodes] == ["p"]
    check_graph(graph)
