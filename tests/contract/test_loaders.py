"""Every writer of the graph keeps the same promises: whole, repeatable, all of the graph, whatever the text."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest

from kg.errors import KgError
from kg.load import FORMATS, EmbeddedGraph, read_json
from kg.load.export import graphml_id
from kg.load.tables import ARRAY_DELIMITER
from kg.model import KnowledgeGraph
from kg.schema import graph_schema
from tests.builders import HOSTILE, hostile_graph, sample_graph

GRAPHS: dict[str, Callable[[], KnowledgeGraph]] = {
    "empty": KnowledgeGraph,
    "sample": sample_graph,
    "hostile": hostile_graph,
}
Content = tuple[dict[str, tuple[str, ...]], set[tuple[str, str, str, str]]]


def read_back(name: str, path: Path) -> Content:
    """Return {node id: labels} and {(relationship id, type, start, end)} as another program reads them."""
    return {"csv": from_csv, "graphml": from_graphml, "json": from_json, "kgl": from_kgl}[name](path)


def from_csv(path: Path) -> Content:
    nodes = {
        row["id:ID"]: tuple(row[":LABEL"].split(ARRAY_DELIMITER))
        for file in path.glob("nodes-*.csv")
        for row in csv_rows(file)
    }
    edges = {
        (row["id:string"], row[":TYPE"], row[":START_ID"], row[":END_ID"])
        for file in path.glob("relationships-*.csv")
        for row in csv_rows(file)
    }
    return nodes, edges


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def from_graphml(path: Path) -> Content:
    network = networkx.read_graphml(path, force_multigraph=True)
    nodes = {id_: tuple(json.loads(data["labels"])) for id_, data in network.nodes(data=True)}
    edges: Any = networkx.MultiDiGraph(network).edges(keys=True, data=True)
    return nodes, {(key, data["type"], a, b) for a, b, key, data in edges}


def from_json(path: Path) -> Content:
    return content(read_json(path))


def from_kgl(path: Path) -> Content:
    store = EmbeddedGraph.open(path)
    nodes = store.query("MATCH (n) RETURN n.id, labels(n)").rows
    edges = store.query("MATCH (a)-[r]->(b) RETURN r.id, type(r), a.id, b.id").rows
    return {id_: tuple(labels) for id_, labels in nodes}, set(edges)


def content(graph: KnowledgeGraph) -> Content:
    nodes = {node.id: node.labels for node in graph.nodes}
    return nodes, {(r.id, r.type, r.start, r.end) for r in graph.relationships}


def xml_text(value: str) -> str:
    """What becomes of a text in XML: control characters are replaced, line ends are line feeds."""
    return value.replace("\x07", "\ufffd").replace("\x1f", "\ufffd").replace("\r\n", "\n")


def files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    return {path.name: path.read_bytes()}


@pytest.fixture(params=sorted(GRAPHS))
def graph(request: pytest.FixtureRequest) -> KnowledgeGraph:
    return GRAPHS[request.param]()


@pytest.fixture(params=sorted(FORMATS))
def format_(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_sample_has_every_label_and_type() -> None:
    graph = sample_graph()
    assert {node.labels[0] for node in graph.nodes} == set(graph_schema().node_labels)
    assert {edge.type for edge in graph.relationships} == set(graph_schema().relationships)


def test_all_of_the_graph_is_there(graph: KnowledgeGraph, format_: str, tmp_path: Path) -> None:
    FORMATS[format_](graph, tmp_path / "graph")
    nodes, edges = content(graph)
    if format_ == "graphml":
        nodes = {graphml_id(id_): labels for id_, labels in nodes.items()}
        edges = {(graphml_id(id_), type_, graphml_id(a), graphml_id(b)) for id_, type_, a, b in edges}
    assert read_back(format_, tmp_path / "graph") == (nodes, edges)


def test_the_same_graph_gives_the_same_bytes(graph: KnowledgeGraph, format_: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        FORMATS[format_](graph, tmp_path / name / "graph")
    assert files(tmp_path / "one" / "graph") == files(tmp_path / "two" / "graph")


def test_a_second_write_replaces_the_first(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    FORMATS[format_](sample_graph(), path)
    FORMATS[format_](KnowledgeGraph(), path)
    assert read_back(format_, path) == ({}, set())
    assert [file.name for file in tmp_path.iterdir()] == ["graph"]


def test_a_failed_write_leaves_what_was_there(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    FORMATS[format_](sample_graph(), path)
    before = files(path)
    with pytest.raises((KgError, TypeError, networkx.NetworkXError)):
        FORMATS[format_](broken_graph(), path)
    assert files(path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["graph"]


def broken_graph() -> KnowledgeGraph:
    """A graph that no writer can write to its end: a node has a value that is no value."""
    graph = sample_graph()
    nodes = [*graph.nodes]
    last = nodes[-1]
    properties: dict[str, Any] = {key: object() for key in last.properties}
    nodes[-1] = type(last)(id=last.id, labels=last.labels, properties=properties)
    return KnowledgeGraph(nodes=tuple(nodes), relationships=graph.relationships)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    graph = hostile_graph()
    for name, write in FORMATS.items():
        write(graph, tmp_path / name)
    query = "MATCH (p:Paper)-[:INTRODUCES]->(m:Method) WHERE p.id = $text RETURN p.title, p.authors, m.name, m.aliases"
    found = EmbeddedGraph.open(tmp_path / "kgl").query(query, {"text": text}).rows
    assert found == [(text, [text, "Ada"], text, [text, f"{text}{text}"])]
    assert read_json(tmp_path / "json") == graph
    rows = {row["id:ID"]: row for row in csv_rows(tmp_path / "csv" / "nodes-Paper.csv")}
    assert rows[text]["title:string"] == text
    assert rows[text]["authors:string[]"].split(ARRAY_DELIMITER) == [text.replace(ARRAY_DELIMITER, " "), "Ada"]
    network = networkx.read_graphml(tmp_path / "graphml", force_multigraph=True)
    assert network.nodes[graphml_id(text)]["title"] == xml_text(text)
    assert json.loads(network.nodes[graphml_id(text)]["authors"]) == [text, "Ada"]
