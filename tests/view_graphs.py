"""Graphs for the tests of the page: one like that of a corpus, one made of hostile strings."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

from kg.model import Evidence, KnowledgeGraph, Node, Relationship
from kg.schema import graph_schema
from kg.text import make_id

WORDS = {
    "Method": (
        ["graph", "sparse", "masked", "dual", "neural", "causal", "hybrid", "recurrent", "contrastive", "gated"],
        ["attention", "encoder", "transformer", "tagger", "parser", "retriever", "decoder", "pre-training", "sampler"],
    ),
    "Dataset": (["Wiki", "News", "Bio", "Legal", "Chem", "Open", "Multi"], ["Bench", "QA", "NER", "Corpus", "Bank"]),
    "Metric": (["macro", "micro", "mean", "exact", "token", "strict"], ["F1", "accuracy", "recall", "match", "error"]),
    "Task": (
        ["entity", "relation", "event", "claim", "passage", "table", "fact", "citation", "keyword"],
        ["extraction", "linking", "ranking", "classification", "retrieval", "verification", "resolution"],
    ),
}
ROLES = ("INTRODUCES", "USES", "COMPARES", "MENTIONS")
SHARE = {"Method": 0.5, "Task": 0.29, "Dataset": 0.11, "Metric": 0.1}
ARGUMENTS = {"Method": "ABOUT", "Dataset": "ON", "Metric": "BY", "Task": "FOR"}


class GraphMaker:
    """Collects nodes and relationships; evidence of the same relationship is gathered."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.evidence: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        self.papers: dict[str, set[str]] = defaultdict(set)

    def node(self, label: str, id_: str, **properties: Any) -> str:
        self.nodes[id_] = Node(id=id_, labels=graph_schema().labels[label].labels, properties={"id": id_, **properties})
        return id_

    def link(self, start: str, type_: str, end: str, paper: str, sentence: str, confidence: float = 0.8) -> None:
        if start == end:
            return
        found = Evidence(paper=paper, sentence=sentence, start=0, end=len(sentence), confidence=confidence)
        if found not in self.evidence[start, type_, end]:
            self.evidence[start, type_, end].append(found)
        self.papers[start].add(paper)
        self.papers[end].add(paper)

    def graph(self) -> KnowledgeGraph:
        nodes = [
            self._counted(node) for node in self.nodes.values() if "Entity" not in node.labels or self.papers[node.id]
        ]
        relationships = [self._relationship(*key, evidence) for key, evidence in self.evidence.items()]
        return KnowledgeGraph(
            nodes=tuple(sorted(nodes, key=lambda node: node.id)),
            relationships=tuple(sorted(relationships, key=lambda r: r.id)),
        )

    def _counted(self, node: Node) -> Node:
        if "Entity" not in node.labels:
            return node
        papers = len(self.papers[node.id])
        return Node(
            id=node.id, labels=node.labels, properties={**node.properties, "papers": papers, "mentions": 2 * papers}
        )

    def _relationship(self, start: str, type_: str, end: str, evidence: list[Evidence]) -> Relationship:
        papers = sorted({one.paper for one in evidence})
        best = sorted(evidence, key=lambda one: (-one.confidence, one.paper, one.sentence))
        return Relationship(
            id=make_id(type_.lower(), start, end),
            type=type_,
            start=start,
            end=end,
            properties={
                "confidence": best[0].confidence,
                "support": len(papers),
                "papers": papers,
                "sentences": [one.sentence for one in best[:5]],
            },
            evidence=tuple(best),
        )


def corpus_graph(papers: int = 62, seed: int = 0) -> KnowledgeGraph:
    """A graph as 62 abstracts give it: about 800 entities, a few of them in many papers, most in one; 150 claims."""
    dice = random.Random(seed)
    maker = GraphMaker()
    common = {label: [_entity(maker, dice, label, f"{label}{i}") for i in range(12)] for label in WORDS}
    for number in range(papers):
        _add_paper(maker, dice, number, common)
    claims = [node.id for node in maker.nodes.values() if node.labels[0] == "Claim"]
    for left, right in zip(claims[:-7:9], claims[7::9], strict=False):
        low, high = sorted((left, right))
        type_ = dice.choice(["AGREES_WITH", "CONTRADICTS"])
        for claim in (low, high):
            properties = maker.nodes[claim].properties
            maker.link(low, type_, high, properties["paper"], properties["sentence"], 0.7)
    return maker.graph()


def _entity(maker: GraphMaker, dice: random.Random, label: str, key: str) -> str:
    first, second = WORDS[label]
    joint = "" if label == "Dataset" else " "
    name = f"{dice.choice(first)}{joint}{dice.choice(second)}"
    if label != "Metric" and dice.random() < 0.7:
        name = f"{dice.choice(first)} {name} {dice.randint(2, 99)}"
    acronym = "".join(word[0] for word in name.split()).upper()
    return maker.node(
        label, make_id(label.lower(), key), name=name, aliases=[name, f"{name}s", acronym], confidence=0.9
    )


def _add_paper(maker: GraphMaker, dice: random.Random, number: int, common: dict[str, list[str]]) -> None:
    paper = f"sample-{number:02d}"
    named = _named(maker, dice, paper, common)
    names = {id_: maker.nodes[id_].properties["name"] for ids in named.values() for id_ in ids}
    title = f"{names[named['Method'][0]].capitalize()} for {names[named['Task'][0]]}"
    sentences = [
        f"We study {a} together with {b}." for a, b in zip(names.values(), list(names.values())[1:], strict=False)
    ]
    maker.node(
        "Paper",
        paper,
        title=title,
        abstract=" ".join(sentences),
        year=2010 + number % 15,
        venue="Journal of Samples",
        authors=["A. Sample", "B. Example"],
        doi=f"10.1000/{paper}",
    )
    for ids in named.values():
        for id_ in ids:
            maker.link(paper, dice.choice(ROLES), id_, paper, f"This paper is on {names[id_]}, of which we say more.")
    _add_relations(maker, dice, paper, named, names)
    for i in range(dice.choice([1, 2, 2, 3, 4])):
        _add_claim(maker, dice, paper, i, named, names)


def _named(maker: GraphMaker, dice: random.Random, paper: str, common: dict[str, list[str]]) -> dict[str, list[str]]:
    """Choose 16 entities, a quarter of them from the common ones, the first of those most often."""
    named = {label: [] for label in WORDS}
    for label, share in SHARE.items():
        for i in range(max(1, round(16 * share))):
            if dice.random() < 0.25:
                id_ = common[label][min(int(dice.expovariate(0.4)), 11)]
            else:
                id_ = _entity(maker, dice, label, f"{paper} {i}")
            if id_ not in named[label]:
                named[label].append(id_)
    return named


def _add_relations(
    maker: GraphMaker, dice: random.Random, paper: str, named: dict[str, list[str]], names: dict[str, str]
) -> None:
    schema = graph_schema()
    between = [r for r in schema.relationships.values() if "Entity" in schema.labels[r.ends[0][0]].labels]
    for _ in range(18):
        type_ = dice.choice(between)
        first, second = dice.choice(type_.ends)
        start, end = dice.choice(named[first]), dice.choice(named[second])
        if type_.symmetric:
            start, end = sorted((start, end))
        phrase = type_.name.lower().replace("_", " ")
        maker.link(
            start, type_.name, end, paper, f"Here {names[start]} is {phrase} {names[end]}.", round(dice.random(), 2)
        )


def _add_claim(
    maker: GraphMaker, dice: random.Random, paper: str, i: int, named: dict[str, list[str]], names: dict[str, str]
) -> None:
    about = {label: dice.choice(ids) for label, ids in named.items()}
    number = round(dice.uniform(40, 99), 1)
    sentence = f"{names[about['Method']]} reaches {number} {names[about['Metric']]} on {names[about['Dataset']]}."
    claim = maker.node(
        "Claim",
        make_id("claim", paper, str(i)),
        sentence=sentence,
        kind=dice.choice(["result", "comparison", "theory", "limitation"]),
        polarity=dice.choice(["positive", "negative", "neutral"]),
        paper=paper,
        confidence=0.8,
    )
    maker.link(paper, "MAKES", claim, paper, sentence)
    result = maker.node(
        "Result", make_id("result", claim), value=f"{number}%", number=number, unit="%", baseline="40.1", paper=paper
    )
    maker.link(claim, "REPORTS", result, paper, sentence)
    for label, id_ in about.items():
        maker.link(claim, ARGUMENTS[label], id_, paper, sentence)
        maker.link(result, "OF" if label == "Method" else ARGUMENTS[label], id_, paper, sentence)


HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>alert(2)</script>",
    "{{data}} ]]> &lt;b&gt; \u2028\u2029 ' \" ` ${alert(3)}",
    "javascript:alert(4)",
    "\u202egnp.exe \x00\x1b[31m \ud800",
    "__proto__",
)


def hostile_graph() -> KnowledgeGraph:
    """Hostile text wherever a paper can put some: ids, names, aliases, sentences, links, relationship ids."""
    maker = GraphMaker()
    for i, text in enumerate(HOSTILE):
        paper = maker.node(
            "Paper", f"{text} {i}", title=text, abstract=text, doi=text, url=text, authors=[text], venue=text
        )
        names = [f"{text} {side}" for side in "ab"]
        ends = [
            maker.node(
                "Method", f"m {name}", name=name, aliases=[text], external_ids=[text, f"https://example.org/{text}"]
            )
            for name in names
        ]
        claim = maker.node("Claim", f"claim {text}", sentence=text, kind=text, polarity=text, paper=paper)
        result = maker.node(
            "Result", f"result {text}", value=text, baseline=text, direction=text, unit=text, paper=paper
        )
        maker.link(ends[0], "USED_FOR", ends[1], paper, f"{text} and {names[0]}")
        maker.link(paper, "USES", ends[0], paper, text)
        maker.link(paper, "MAKES", claim, paper, text)
        maker.link(claim, "ABOUT", ends[0], paper, text)
        maker.link(claim, "REPORTS", result, paper, text)
        maker.link(result, "OF", ends[0], paper, text)
    return maker.graph()
