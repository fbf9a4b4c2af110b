"""The saved queries: their headers, and what they answer on the embedded store."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ConfigError
from kg.load import EmbeddedGraph, saved_queries, write_embedded
from kg.load.queries import read_query
from tests.builders import sample_graph

ANSWERS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "leaderboard": ({"metric": "f1", "dataset": "woodbank"}, ["Oak", "Birch", "Birch"]),
    "methods-for-task": ({"task": "Parsing"}, ["Birch"]),
    "evidence": ({"first": "WoodBank", "second": "birch"}, ["Birch"]),
    "agreeing-claims": ({}, ["p-00"]),
    "contradicting-claims": ({}, ["p-00", "p-01"]),
    "papers-sharing-datasets": ({"limit": 2}, ["p-00", "p-00"]),
    "most-used": ({"label": "Dataset"}, ["WoodBank"]),
    "outperforms": ({"method": "oak"}, ["Birch"]),
    "co-occurring-methods": ({}, ["Oak"]),
    "results-of-paper": ({"paper": "p-02"}, ["Oak"]),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedGraph:
    path = tmp_path_factory.mktemp("store") / "graph.kgl"
    write_embedded(sample_graph(), path)
    return EmbeddedGraph.open(path)


def test_every_saved_query_has_an_answer_here() -> None:
    assert saved_queries().keys() == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_answer(store: EmbeddedGraph, name: str) -> None:
    given, first_column = ANSWERS[name]
    query = saved_queries()[name]
    assert given.keys() <= query.parameters.keys()
    assert [row[0] for row in store.query(query.text, {**query.parameters, **given}).rows] == first_column


@pytest.mark.parametrize("name", ANSWERS)
def test_the_header_names_the_parameters(name: str) -> None:
    query = saved_queries()[name]
    statement = "\n".join(line for line in query.text.splitlines() if not line.startswith("//"))
    assert set(re.findall(r"\$(\w+)", statement)) == set(query.parameters)
    assert query.title
    assert query.description.endswith(".")


def test_results_without_a_number_come_last(tmp_path: Path) -> None:
    graph = sample_graph()
    nodes = [node for node in graph.nodes if node.labels[0] == "Result" and node.properties["paper"] == "p-02"]
    nodes[0].properties.pop("number")
    write_embedded(graph, tmp_path / "graph.kgl")
    board = saved_queries()["leaderboard"].text
    rows = EmbeddedGraph.open(tmp_path / "graph.kgl").query(board, {"metric": "F1", "dataset": "WoodBank"}).rows
    assert [row[2] for row in rows] == [91.5, 90.1, None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("MATCH (n) RETURN n", "begin the file with"),
        ("// title only\nRETURN 1", "begin the file with"),
        ("// t\n// d\n// $x = five\nRETURN $x", r"\$name = JSON value"),
    ],
)
def test_a_wrong_header_says_how(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "q.cypher"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        read_query(path)
