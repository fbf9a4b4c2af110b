"""Graphs made by hand for the tests of the loaders: every label, every relationship type, hostile text."""

from __future__ import annotations

from typing import Any

import msgspec

from kg.model import Evidence, KnowledgeGraph, Node, Relationship
from kg.schema import graph_schema
from kg.text import make_id

HOSTILE = (
    "`) DETACH DELETE (n) //",
    "'}) MATCH (n) DETACH DELETE n; //",
    '"; DROP CONSTRAINT x; --',
    "$rows {id: 1} \\u0027 \\' \\",
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://x.example")',
    "line one\nline two\r\n\ttabbed",
    " spaces around ",
    "naïve Ångström → Größe 漢字 🧪 e\u0301 \u200bzero\u00a0width",
    "bell \x07 and unit \x1f separators; with, commas",
    '["list"]',
    '{"$date": "2020-01-01"}',
    "2020-01-01",
    "null",
    "true",
    "007",
    "1e5",
    "NaN",
)
"""Text that has broken quoting, typing or statements somewhere."""


class GraphBuilder:
    """Collects nodes and relationships; names stand for ids."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.relationships: dict[str, Relationship] = {}

    def node(self, label: str, id_: str, **properties: Any) -> str:
        """Add a node; its id is also a property, as in a built graph."""
        self.nodes[id_] = Node(id=id_, labels=graph_schema().labels[label].labels, properties={"id": id_, **properties})
        return id_

    def entity(self, label: str, name: str, *, papers: int = 1, **properties: Any) -> str:
        """Add an entity whose id is made of its name."""
        id_ = make_id(label.lower(), name)
        about = {"name": name, "papers": papers, "mentions": 2 * papers, "confidence": 0.9, **properties}
        return self.node(label, id_, **about)

    def link(self, start: str, type_: str, end: str, *sentences: tuple[str, str], confidence: float = 0.75) -> str:
        """Add a relationship; each sentence is (paper, text)."""
        evidence = tuple(
            Evidence(paper=paper, sentence=text, start=10, end=10 + len(text), confidence=confidence)
            for paper, text in sentences
        )
        papers = sorted({paper for paper, _ in sentences})
        id_ = make_id(type_.lower(), start, end)
        properties = {
            "confidence": confidence,
            "support": len(papers),
            "papers": papers,
            "sentences": [text for _, text in sentences],
        }
        self.relationships[id_] = Relationship(
            id=id_, type=type_, start=start, end=end, properties=properties, evidence=evidence
        )
        return id_

    def claim(self, paper: str, sentence: str, kind: str, polarity: str, **ends: tuple[str, ...]) -> str:
        """Add a claim of a paper; `ends` are lists of entities by relationship type."""
        id_ = self.node(
            "Claim",
            make_id("claim", paper, sentence),
            sentence=sentence,
            kind=kind,
            polarity=polarity,
            negated="not" in sentence,
            hedged=False,
            paper=paper,
            start=20,
            end=20 + len(sentence),
            confidence=0.8,
        )
        self.link(paper, "MAKES", id_, (paper, sentence))
        for type_, entities in ends.items():
            for entity in entities:
                self.link(id_, type_, entity, (paper, sentence))
        return id_

    def result(self, claim: str, value: str, number: float, unit: str | None = None, **ends: str) -> str:
        """Add a result of a claim; `ends` are entities by relationship type."""
        paper, sentence = self.nodes[claim].properties["paper"], self.nodes[claim].properties["sentence"]
        more = {"unit": unit} if unit else {}
        id_ = make_id("result", claim, value)
        self.node("Result", id_, value=value, number=number, paper=paper, confidence=0.7, **more)
        self.link(claim, "REPORTS", id_, (paper, sentence))
        for type_, entity in ends.items():
            self.link(id_, type_, entity, (paper, sentence))
        return id_

    def build(self) -> KnowledgeGraph:
        """Return the graph, sorted by id."""
        return KnowledgeGraph(
            nodes=tuple(self.nodes[id_] for id_ in sorted(self.nodes)),
            relationships=tuple(self.relationships[id_] for id_ in sorted(self.relationships)),
        )


def sample_graph() -> KnowledgeGraph:
    """Four papers on a made-up parser and tagger: every label and every relationship type, and claims that differ."""
    g = GraphBuilder()
    first = g.node("Paper", "p-00", title="Birch: A Parser", abstract="Birch parses.", year=2020, authors=["Ada B."])
    second = g.node("Paper", "p-01", title="Birch Revisited", abstract="We repeat.", year=2021, venue="TreeConf")
    third = g.node("Paper", "p-02", title="Oak Tagging", abstract="Oak tags.", doi="10.1/x", url="https://x.example")
    fourth = g.node("Paper", "p-03", title="Data for Trees", abstract="A treebank.", year=2020)
    birch = g.entity("Method", "Birch", papers=3, aliases=["BIRCH", "the Birch parser"], external_ids=["Q1"])
    oak = g.entity("Method", "Oak", papers=2)
    attention = g.entity("Method", "attention", papers=2, aliases=["self-attention"])
    woods = g.entity("Dataset", "WoodBank", papers=3)
    grove = g.entity("Dataset", "GroveBank")
    f1 = g.entity("Metric", "F1", papers=2, aliases=["F1 score", "f-measure"])
    accuracy = g.entity("Metric", "accuracy")
    labelled = g.entity("Metric", "labelled accuracy")
    parsing = g.entity("Task", "parsing", papers=3)
    tagging = g.entity("Task", "tagging", papers=2)
    language = g.entity("Task", "language understanding")

    g.link(first, "INTRODUCES", birch, (first, "We present Birch."), confidence=0.95)
    g.link(fourth, "INTRODUCES", woods, (fourth, "We release WoodBank."))
    for paper in (first, second, third):
        g.link(paper, "USES", woods, (paper, f"We train on WoodBank in {paper}."))
    g.link(second, "USES", birch, (second, "We run Birch again."))
    g.link(third, "USES", oak, (third, "Oak tags words."))
    g.link(third, "COMPARES", birch, (third, "Oak is set against Birch."))
    g.link(first, "MENTIONS", attention, (first, "Attention is common."))
    g.link(third, "MENTIONS", parsing, (third, "Parsing is hard."))
    g.link(first, "USES", f1, (first, "We report F1."))
    g.link(second, "USES", f1, (second, "We report F1, too."))

    g.link(birch, "USED_FOR", parsing, (first, "Birch parses text."), (second, "Birch is a parser."), confidence=0.9)
    g.link(oak, "USED_FOR", tagging, (third, "Oak tags text."))
    g.link(attention, "USED_FOR", birch, (first, "Birch is built on attention."))
    g.link(woods, "USED_FOR", parsing, (fourth, "WoodBank trains parsers."))
    g.link(parsing, "USED_FOR", language, (fourth, "Parsing helps understanding."))
    g.link(attention, "PART_OF", birch, (first, "Birch has attention layers."), confidence=0.6)
    g.link(grove, "PART_OF", woods, (fourth, "GroveBank is a part of WoodBank."))
    g.link(labelled, "SUBCLASS_OF", accuracy, (fourth, "Labelled accuracy is an accuracy."))
    g.link(birch, "EVALUATED_ON", woods, (first, "On WoodBank Birch wins."), (second, "WoodBank again."))
    g.link(oak, "EVALUATED_ON", woods, (third, "Oak on WoodBank."))
    g.link(oak, "TRAINED_ON", grove, (third, "Oak learns from GroveBank."))
    g.link(woods, "BENCHMARK_FOR", parsing, (fourth, "WoodBank judges parsers."))
    g.link(birch, "MEASURED_BY", f1, (first, "F1 of Birch."))
    g.link(parsing, "MEASURED_BY", f1, (second, "Parsing is measured by F1."))
    low, high = sorted((birch, oak))
    g.link(low, "COMPARED_WITH", high, (third, "Oak and Birch side by side."))
    g.link(birch, "OUTPERFORMS", oak, (first, "Birch beats Oak."), (second, "Birch is better."))

    wins = g.claim(
        first, "Birch beats Oak at 91.5 F1.", "result", "positive",
        ABOUT=(birch,), AGAINST=(oak,), ON=(woods,), BY=(f1,), FOR=(parsing,),
    )  # fmt: skip
    g.result(wins, "91.5", 91.5, "%", OF=birch, ON=woods, BY=f1, FOR=parsing)
    again = g.claim(
        second, "Birch is better than Oak with 90.1 F1.", "comparison", "positive",
        ABOUT=(birch,), AGAINST=(oak,), ON=(woods,), BY=(f1,),
    )  # fmt: skip
    g.result(again, "90.1", 90.1, "%", OF=birch, ON=woods, BY=f1)
    loses = g.claim(
        third, "Birch does not beat Oak, which has 92.0 F1.", "comparison", "negative",
        ABOUT=(birch,), AGAINST=(oak,), ON=(woods,), BY=(f1,),
    )  # fmt: skip
    g.result(loses, "92.0", 92.0, "%", OF=oak, ON=woods, BY=f1)
    g.claim(fourth, "No treebank is complete.", "limitation", "neutral", ABOUT=(woods,))
    for type_, one, other in (
        ("AGREES_WITH", wins, again),
        ("CONTRADICTS", wins, loses),
        ("CONTRADICTS", again, loses),
    ):
        start, end = sorted((one, other))
        papers = [(g.nodes[c].properties["paper"], g.nodes[c].properties["sentence"]) for c in (start, end)]
        g.link(start, type_, end, *papers, confidence=0.64)
    return g.build()


def hostile_graph() -> KnowledgeGraph:
    """One paper, entity, claim and result for each of the hostile texts, which are in ids, names and lists."""
    g = GraphBuilder()
    for text in HOSTILE:
        paper = g.node("Paper", text, title=text, abstract=text, authors=[text, "Ada"], venue=text)
        method = g.entity("Method", text, aliases=[text, f"{text}{text}"])
        g.link(paper, "INTRODUCES", method, (paper, text))
        claim = g.claim(paper, text, "result", "positive", ABOUT=(method,))
        g.result(claim, text, 1.0, OF=method)
    return g.build()


def without_paper(graph: KnowledgeGraph, paper: str) -> KnowledgeGraph:
    """Return the graph as it is built without a paper: what it alone supports goes with it."""
    kept: list[Relationship] = []
    for edge in graph.relationships:
        evidence = tuple(item for item in edge.evidence if item.paper != paper)
        both = edge.type in ("AGREES_WITH", "CONTRADICTS")
        if evidence and not (both and len(evidence) < len(edge.evidence)):
            papers = sorted({item.paper for item in evidence})
            sentences = [item.sentence for item in evidence]
            properties = {**edge.properties, "papers": papers, "support": len(papers), "sentences": sentences}
            kept.append(msgspec.structs.replace(edge, properties=properties, evidence=evidence))
    held = {end for edge in kept for end in (edge.start, edge.end)}
    nodes = tuple(node for node in graph.nodes if node.id in held and node.id != paper)
    return KnowledgeGraph(nodes=nodes, relationships=tuple(kept))
