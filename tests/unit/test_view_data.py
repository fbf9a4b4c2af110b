"""What the page is told."""

import json

import pytest

from kg.errors import ConfigError
from kg.model import KnowledgeGraph, Node
from kg.schema import graph_schema
from kg.view.data import most_supported, page_data, plain, radius, support
from tests.view_graphs import GraphMaker, corpus_graph


def small_graph() -> KnowledgeGraph:
    maker = GraphMaker()
    maker.node("Paper", "p-00", title="On Cats", abstract="Cats purr.", year=2020)
    maker.node("Method", "m1", name="purring", aliases=["purring", "purr"])
    maker.node("Task", "t1", name="sleep")
    maker.node("Claim", "c1", sentence="Purring helps sleep.", kind="result", polarity="positive", paper="p-00")
    maker.link("p-00", "INTRODUCES", "m1", "p-00", "Cats purr.")
    maker.link("m1", "USED_FOR", "t1", "p-00", "Purring helps sleep.")
    maker.link("m1", "USED_FOR", "t1", "p-01", "Purring helps sleep.", 0.9)
    maker.link("p-00", "MAKES", "c1", "p-00", "Purring helps sleep.")
    return maker.graph()


def test_nodes_edges_and_evidence_refer_to_each_other():
    data = page_data(small_graph(), title="Cats")
    edge = next(edge for edge in data["edges"] if edge["type"] == "USED_FOR")
    assert [data["nodes"][edge[end]]["name"] for end in ("start", "end")] == ["purring", "sleep"]
    evidence = [(data["papers"][p]["title"], data["sentences"][s], c) for p, s, c in edge["evidence"]]
    assert evidence == [("p-01", "Purring helps sleep.", 0.9), ("On Cats", "Purring helps sleep.", 0.8)]
    assert (edge["support"], edge["confidence"]) == (2, 0.9)


def test_a_paper_leads_to_its_node_unless_it_is_not_in_the_graph():
    data = page_data(small_graph(), title="Cats")
    nodes = {row["title"]: row["node"] for row in data["papers"]}
    assert data["nodes"][nodes["On Cats"]]["label"] == "Paper"
    assert nodes["p-01"] is None


def test_a_claim_knows_its_paper():
    data = page_data(small_graph(), title="Cats")
    claim = next(node for node in data["nodes"] if node["label"] == "Claim")
    assert data["papers"][claim["paper"]]["title"] == "On Cats"
    assert claim["properties"] == {"kind": "result", "polarity": "positive"}


def test_each_sentence_is_there_once():
    sentences = page_data(corpus_graph(papers=10), title="")["sentences"]
    assert len(sentences) == len(set(sentences)) > 100


def test_labels_and_colours_are_those_of_the_schema():
    labels = page_data(KnowledgeGraph(), title="")["labels"]
    assert {name: label["colour"] for name, label in labels.items()} == {
        name: graph_schema().labels[name].colour for name in graph_schema().node_labels
    }
    assert [name for name, label in labels.items() if label["entity"]] == list(graph_schema().entity_labels)


def test_the_order_of_properties_does_not_matter():
    graph = small_graph()
    turned = [
        Node(id=n.id, labels=n.labels, properties=dict(reversed(list(n.properties.items())))) for n in graph.nodes
    ]
    other = KnowledgeGraph(nodes=tuple(turned), relationships=graph.relationships)
    assert json.dumps(page_data(other, title="")) == json.dumps(page_data(graph, title=""))


def test_max_nodes_keeps_what_most_papers_support():
    graph = corpus_graph(papers=20)
    kept = most_supported(graph, 40)
    assert len(kept.nodes) == 40
    left_out = [node for node in graph.nodes if node not in kept.nodes]
    assert min(map(support, kept.nodes)) >= max(map(support, left_out))
    ids = {node.id for node in kept.nodes}
    assert kept.relationships and all({r.start, r.end} <= ids for r in kept.relationships)
    assert [node.id for node in kept.nodes] == sorted(ids)


def test_the_page_knows_how_many_nodes_there_were():
    graph = corpus_graph(papers=5)
    data = page_data(graph, title="", max_nodes=10)
    assert (len(data["nodes"]), data["total"]) == (10, len(graph.nodes))


def test_papers_that_max_nodes_leaves_out_keep_their_titles():
    graph = corpus_graph(papers=20)
    titles = {node.properties["title"] for node in graph.nodes if node.labels[0] == "Paper"}
    data = page_data(graph, title="", max_nodes=10)
    assert any(row["node"] is None and row["title"] in titles for row in data["papers"])


def test_more_room_than_nodes_changes_nothing():
    graph = small_graph()
    assert most_supported(graph, 1000) is graph


@pytest.mark.parametrize("number", [0, -3])
def test_max_nodes_must_be_positive(number):
    with pytest.raises(ConfigError, match="at least 1"):
        page_data(small_graph(), title="", max_nodes=number)


def test_nodes_grow_with_their_papers_up_to_a_limit():
    sizes = [radius(Node(id="m", labels=("Method", "Entity"), properties={"papers": n})) for n in (1, 2, 10, 10**6)]
    assert sizes == sorted(set(sizes)) and sizes[-1] <= 26
    assert radius(Node(id="p", labels=("Paper",), properties={})) == sizes[0]


@pytest.mark.parametrize("papers", [None, 0, "many", 2.5])
def test_a_node_without_a_count_stands_for_one_paper(papers):
    assert support(Node(id="m", labels=("Method", "Entity"), properties={"papers": papers})) == 1


def test_values_that_json_does_not_know():
    assert plain(float("inf")) is None
    assert plain({1}) == "{1}"
    assert plain((True, 3, "x", None)) == [True, 3, "x", None]
