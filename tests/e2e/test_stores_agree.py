"""The embedded store gives the rows that a real Neo4j gives; where it does not, docs/cypher.md says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import kglite
import neo4j
import pytest
from neo4j.exceptions import Neo4jError
from neo4j.graph import Node, Relationship
from neo4j.graph import Path as GraphPath

from kg.errors import QueryError
from kg.load import EmbeddedGraph, load_neo4j, write_embedded
from kg.model import KnowledgeGraph
from tests.builders import hostile_graph, sample_graph
from tests.conftest import Neo4jServer
from tests.statements import random_graph, random_statement

pytestmark = pytest.mark.neo4j

DOCS = Path(__file__).parents[2] / "docs" / "cypher.md"
DATA = Path(__file__).parents[1] / "data" / "statements.cypher"
PARAMETERS = {
    "name": "Birch",
    "names": ["Birch", "Oak"],
    "limit": 3,
    "none": None,
    "list": [1, 2, None],
    "map": {"a": 1},
}
STATEMENTS = [line for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("//")]
# the optimizer of kglite answers these wrongly
OPTIMIZED_WRONGLY = (
    "MATCH (a:Method)-[*2]-(b) RETURN count(*) AS c",
    "MATCH (p:Paper {id: 'p-02'}) WHERE p.year < 2030 RETURN p.doi AS doi ORDER BY doi LIMIT 2",
)


class Stores(NamedTuple):
    """The same graph in both."""

    embedded: EmbeddedGraph
    server: neo4j.Driver

    def answers(self, statement: str, **parameters: Any) -> tuple[Any, Any]:
        """Return the rows of both, or the error; sorted where the statement does not order them."""
        try:
            mine: Any = _comparable(statement, self.embedded.query(statement, parameters).rows)
        except QueryError as error:
            mine = error
        try:
            records = self.server.execute_query(statement, parameters, database_="neo4j").records
            theirs: Any = _comparable(statement, [list(record.values()) for record in records])
        except Neo4jError as error:
            theirs = error
        return mine, theirs


Open = Callable[[KnowledgeGraph], Stores]


@pytest.fixture(scope="module")
def open_stores(neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    uri, user, password = neo4j_server
    with neo4j.GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity="OFF") as driver:

        def open_(graph: KnowledgeGraph) -> Stores:
            path = tmp_path_factory.mktemp("store") / "graph.kgl"
            write_embedded(graph, path)
            load_neo4j(graph, uri, user=user, password=password)
            return Stores(EmbeddedGraph.open(path), driver)

        driver.execute_query("MATCH (n) DETACH DELETE n", database_="neo4j")
        yield open_
        driver.execute_query("MATCH (n) DETACH DELETE n", database_="neo4j")


@pytest.fixture(scope="module")
def sample(open_stores: Open) -> Stores:
    return open_stores(sample_graph())


@pytest.fixture
def open_others(open_stores: Open, sample: Stores) -> Iterator[Open]:
    """Opens stores with another graph; afterwards the sample is back."""
    yield open_stores
    open_stores(sample_graph())


def _comparable(statement: str, rows: list[Any]) -> list[Any]:
    plain = [[_plain(value) for value in row] for row in rows]
    # lists that are collected have no order of their own
    return plain if "ORDER BY" in statement else sorted(plain, key=lambda row: json.dumps(row, default=str))


def _plain(value: Any) -> Any:
    if isinstance(value, Node):
        return _plain({"id": value["id"], "labels": list(value.labels), "properties": dict(value)})
    if isinstance(value, Relationship):
        start, end = value.nodes
        ends = {"start": start and start.get("id"), "end": end and end.get("id")}
        return _plain({"id": value["id"], "type": value.type, **ends, "properties": dict(value)})
    if isinstance(value, GraphPath):
        return _plain({"nodes": list(value.nodes), "relationships": list(value.relationships)})
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        plain = {key: _plain(item) for key, item in value.items() if key != "kg_hash"}
        return {**plain, "labels": sorted(plain["labels"])} if "labels" in plain else plain
    # 1 and 1.0 are not the same answer; sums of decimals may differ in their last digits
    return (type(value).__name__, round(value, 9) if isinstance(value, float) else value)


@pytest.mark.parametrize("statement", [*STATEMENTS, *OPTIMIZED_WRONGLY])
def test_both_give_the_same_rows(sample: Stores, statement: str) -> None:
    mine, theirs = sample.answers(statement, **PARAMETERS)
    assert mine == theirs
    assert isinstance(mine, list)


@pytest.mark.parametrize("statement", OPTIMIZED_WRONGLY)
def test_the_optimizer_still_has_to_be_off(statement: str, tmp_path: Path) -> None:
    write_embedded(sample_graph(), tmp_path / "graph.kgl")
    store = kglite.load(str(tmp_path / "graph.kgl"))
    right = store.cypher(statement, disable_optimizer=True).to_list()
    assert store.cypher(statement).to_list() != right


def test_hostile_text_comes_out_alike(open_others: Open) -> None:
    stores = open_others(hostile_graph())
    for statement in (
        "MATCH (p:Paper)-[r:INTRODUCES]->(m:Method) RETURN p.id, m.name, m.aliases, r.sentences",
        "MATCH (m:Method) WHERE m.name CONTAINS ';' OR m.name STARTS WITH ' ' RETURN m.name",
        "MATCH (m:Method) RETURN size(m.name) AS size, toUpper(m.name) AS upper, split(m.name, ' ') AS words",
    ):
        mine, theirs = stores.answers(statement)
        assert mine == theirs and len(mine) > 1


@pytest.mark.parametrize("seed", range(4))
def test_random_statements_give_the_same_rows(open_others: Open, seed: int) -> None:
    random = Random(seed)
    graph = random_graph(random)
    stores = open_others(graph)
    some = 0
    for _ in range(60):
        statement = random_statement(random)
        mine, theirs = stores.answers(statement, id=random.choice(graph.nodes).id)
        assert mine == theirs, statement
        some += bool(mine)
    assert some > 10


def _documented() -> list[Any]:
    """Return the pairs of statements of docs/cypher.md: one that differs, one that does not."""
    blocks = re.findall(
        r"```cypher\n// differs[^\n]*\n(.*?)// portable\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S
    )
    return [pytest.param(*block, id=block[0].strip()) for block in blocks]


@pytest.mark.parametrize(("differs", "portable"), _documented())
def test_the_page_is_right_about_what_differs(sample: Stores, differs: str, portable: str) -> None:
    mine, theirs = sample.answers(differs)
    assert mine != theirs
    assert not isinstance(theirs, Exception)
    mine, theirs = sample.answers(portable)
    assert mine == theirs and isinstance(mine, list)


def test_the_page_has_its_examples() -> None:
    assert len(_documented()) >= 12
