"""The saved queries give the same rows on the embedded store and on a real Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from kg.load import EmbeddedGraph, load_neo4j, saved_queries, write_embedded
from kg.model import KnowledgeGraph
from tests.builders import HOSTILE, hostile_graph, sample_graph
from tests.conftest import Neo4jServer

pytestmark = pytest.mark.neo4j

PARAMETERS: dict[str, dict[str, Any]] = {
    "leaderboard": {"metric": "f1", "dataset": "woodbank"},
    "methods-for-task": {"task": "parsing"},
    "evidence": {"first": "Birch", "second": "WoodBank"},
}


def both_graphs() -> KnowledgeGraph:
    """The sample with a result that has no number, and the hostile texts, whose results lack dataset and metric."""
    sample, hostile = sample_graph(), hostile_graph()
    next(n for n in sample.nodes if n.labels[0] == "Result" and n.properties["paper"] == "p-02").properties.pop(
        "number"
    )
    nodes = sorted((*sample.nodes, *hostile.nodes), key=lambda node: node.id)
    edges = sorted((*sample.relationships, *hostile.relationships), key=lambda edge: edge.id)
    return KnowledgeGraph(nodes=tuple(nodes), relationships=tuple(edges))


@pytest.fixture(scope="module")
def stores(
    neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[EmbeddedGraph, neo4j.Driver]]:
    path: Path = tmp_path_factory.mktemp("store") / "graph.kgl"
    write_embedded(both_graphs(), path)
    uri, user, password = neo4j_server
    with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_="neo4j")
        load_neo4j(both_graphs(), uri, user=user, password=password)
        yield EmbeddedGraph.open(path), driver
        driver.execute_query("MATCH (n) DETACH DELETE n", database_="neo4j")


def answers(stores: tuple[EmbeddedGraph, neo4j.Driver], name: str, **parameters: Any) -> tuple[list[Any], list[Any]]:
    """Return columns and rows of both stores."""
    query = saved_queries()[name]
    given = {**query.parameters, **parameters}
    embedded = stores[0].query(query.text, given)
    records, _, columns = stores[1].execute_query(query.text, given, database_="neo4j")
    return [embedded.columns, *embedded.rows], [tuple(columns), *(tuple(record.values()) for record in records)]


@pytest.mark.parametrize("name", saved_queries())
def test_both_stores_give_the_same_rows(stores: tuple[EmbeddedGraph, neo4j.Driver], name: str) -> None:
    embedded, server = answers(stores, name, **PARAMETERS.get(name, {}))
    assert embedded == server
    assert len(embedded) > 1


def test_results_without_a_number_come_last_on_both(stores: tuple[EmbeddedGraph, neo4j.Driver]) -> None:
    for rows in answers(stores, "leaderboard", **PARAMETERS["leaderboard"]):
        assert [row[2] for row in rows[1:]] == [91.5, 90.1, None]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_parameters_are_only_values(stores: tuple[EmbeddedGraph, neo4j.Driver], text: str) -> None:
    embedded, server = answers(stores, "results-of-paper", paper=text)
    assert embedded == server
    assert [row[3] for row in embedded[1:]] == [text]
