"""Loading into a real Neo4j: by difference, leaving alone what is the user's, with errors that help."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import neo4j
import pytest

from kg.errors import KgError, SchemaError, TerminalLoadError, TransientLoadError
from kg.load import neo4j as loader
from kg.load.neo4j import LoadReport, load_neo4j
from kg.load.result import Counts
from kg.model import KnowledgeGraph, Node, Relationship
from kg.schema import graph_schema
from tests.builders import HOSTILE, hostile_graph, sample_graph, without_paper
from tests.conftest import Neo4jServer

pytestmark = pytest.mark.neo4j


class Database:
    """The emptied database, asked past the loader."""

    def __init__(self, server: Neo4jServer, driver: neo4j.Driver) -> None:
        self.server, self.driver = server, driver

    def run(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        return [r.data() for r in self.driver.execute_query(statement, parameters, database_="neo4j").records]

    def load(self, graph: KnowledgeGraph, **options: Any) -> LoadReport:
        return load_neo4j(graph, self.server.uri, user=self.server.user, password=self.server.password, **options)

    def empty(self) -> None:
        self.run("MATCH (n) DETACH DELETE n")

    def drop_constraints(self) -> None:
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT `{row['name']}`")

    def last_transaction(self) -> frozenset[str]:
        """What the server calls its last write: it stays the same as long as nothing is written."""
        with self.driver.session(database="neo4j") as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks().raw_values

    def graph(self) -> KnowledgeGraph:
        """Read back what is in the database, without evidence and hashes."""
        nodes = self.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS p ORDER BY n.id")
        edges = self.run(
            "MATCH (a)-[r]->(b) RETURN type(r) AS t, a.id AS a, b.id AS b, properties(r) AS p ORDER BY p.id"
        )
        return KnowledgeGraph(
            nodes=tuple(Node(id=n["p"]["id"], labels=tuple(n["labels"]), properties=_own(n["p"])) for n in nodes),
            relationships=tuple(
                Relationship(id=e["p"]["id"], type=e["t"], start=e["a"], end=e["b"], properties=_own(e["p"]))
                for e in edges
            ),
        )


def _own(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if key != "kg_hash"}


def assert_equal(found: KnowledgeGraph, wanted: KnowledgeGraph) -> None:
    """Nothing is lost but the evidence behind the sentences."""

    def by_id(graph: KnowledgeGraph) -> dict[str, Any]:
        nodes = {n.id: (frozenset(n.labels), n.properties) for n in graph.nodes}
        return nodes | {r.id: (r.type, r.start, r.end, {"id": r.id, **r.properties}) for r in graph.relationships}

    assert by_id(found) == by_id(wanted)


def changed(report: LoadReport) -> tuple[int, int, int, int, int, int]:
    n, r = report.nodes, report.relationships
    return n.created, n.updated, n.deleted, r.created, r.updated, r.deleted


@pytest.fixture
def database(neo4j_server: Neo4jServer) -> Iterator[Database]:
    auth = (neo4j_server.user, neo4j_server.password)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=auth, notifications_min_severity="OFF") as driver:
        database = Database(neo4j_server, driver)
        database.empty()
        yield database
        database.empty()


@pytest.mark.parametrize("make", [sample_graph, hostile_graph, KnowledgeGraph])
@pytest.mark.parametrize("batch_size", [7, 5000])
def test_the_same_graph_comes_out(database: Database, make: Any, batch_size: int) -> None:
    graph = make()
    report = database.load(graph, batch_size=batch_size)
    assert changed(report) == (len(graph.nodes), 0, 0, len(graph.relationships), 0, 0)
    assert_equal(database.graph(), graph)


def test_constraints_and_indexes_of_the_schema_are_there(database: Database) -> None:
    database.load(KnowledgeGraph())
    unique = database.run("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type")
    assert {row["labelsOrTypes"][0] for row in unique} == set(graph_schema().labels)
    assert {(row["properties"][0], row["type"]) for row in unique} == {("id", "UNIQUENESS")}
    database.run("CALL db.awaitIndexes(60)")
    database.load(sample_graph())
    found = database.run(
        "CALL db.index.fulltext.queryNodes('kg_entity_text', 'self-attention') YIELD node RETURN node.name"
    )
    assert found[0] == {"node.name": "attention"}


def test_a_second_load_writes_nothing(database: Database) -> None:
    database.load(sample_graph())
    before = database.run("MATCH (n) RETURN n.id AS id, elementId(n) AS e ORDER BY id")
    last = database.last_transaction()
    report = database.load(sample_graph())
    assert changed(report) == (0, 0, 0, 0, 0, 0)
    assert (report.nodes.unchanged, report.relationships.unchanged) == (
        len(sample_graph().nodes),
        len(sample_graph().relationships),
    )
    assert database.last_transaction() == last
    assert database.run("MATCH (n) RETURN n.id AS id, elementId(n) AS e ORDER BY id") == before


@pytest.mark.parametrize("paper", ["p-00", "p-01", "p-02", "p-03"])
def test_a_removed_paper_takes_what_it_alone_supports(database: Database, paper: str) -> None:
    whole, rest = sample_graph(), without_paper(sample_graph(), paper)
    assert len(rest.nodes) < len(whole.nodes)
    database.load(whole)
    report = database.load(rest)
    assert report.nodes.deleted == len(whole.nodes) - len(rest.nodes)
    assert report.relationships.deleted == len(whole.relationships) - len(rest.relationships)
    assert report.nodes.created == report.relationships.created == 0
    assert_equal(database.graph(), rest)
    database.load(whole)
    assert_equal(database.graph(), whole)


def test_only_what_changed_is_written(database: Database) -> None:
    graph = sample_graph()
    database.load(graph)
    paper = next(n for n in graph.nodes if n.id == "p-02")
    other = msgspec.structs.replace(paper, properties={"id": "p-02", "title": "Oak, Again", "abstract": "Oak tags."})
    edge = next(r for r in graph.relationships if r.type == "OUTPERFORMS")
    weaker = msgspec.structs.replace(edge, properties={**edge.properties, "confidence": 0.5})
    edited = KnowledgeGraph(
        nodes=tuple(other if n.id == "p-02" else n for n in graph.nodes),
        relationships=tuple(weaker if r.id == edge.id else r for r in graph.relationships),
    )
    report = database.load(edited)
    assert changed(report) == (0, 1, 0, 0, 1, 0)
    # `doi` and `url` went with the change
    assert_equal(database.graph(), edited)


def test_what_was_deleted_by_hand_comes_back(database: Database) -> None:
    database.load(sample_graph())
    database.run("MATCH (m:Method {name: 'Birch'}) DETACH DELETE m")
    assert database.load(sample_graph()).nodes.created == 1
    assert_equal(database.graph(), sample_graph())


def test_what_is_there_twice_is_deleted_once(database: Database) -> None:
    database.load(sample_graph())
    database.run("MATCH (a)-[r:OUTPERFORMS]->(b) CREATE (a)-[s:OUTPERFORMS]->(b) SET s = properties(r)")
    assert changed(database.load(sample_graph())) == (0, 0, 0, 0, 0, 1)
    assert_equal(database.graph(), sample_graph())


def test_the_users_own_is_left_alone(database: Database) -> None:
    database.run("CREATE (:Paper {id: 'mine', title: 'My Paper'})-[:CITES {page: 3}]->(:Note {text: 'hi'})")
    database.run("CREATE (:Paper {title: 'no id'}), (:Entity), (:Method {id: 12})")
    database.load(sample_graph())
    database.run("MATCH (m:Method {name: 'Birch'}), (n:Note) SET m.rating = 5, m:Favourite CREATE (n)-[:ABOUT]->(m)")
    database.run("MATCH (p:Paper {id: 'p-00'}), (m:Method {name: 'Oak'}) CREATE (p)-[:USES {note: 'mine'}]->(m)")
    mine = (
        "MATCH (p:Paper {id: 'mine'})-[c:CITES {page: 3}]->(n:Note {text: 'hi'})-[:ABOUT]->(m:Favourite {rating: 5})"
        " RETURN m.name AS name"
    )
    for graph in (sample_graph(), without_paper(sample_graph(), "p-03"), sample_graph()):
        database.load(graph)
        assert database.run(mine) == [{"name": "Birch"}]
        assert len(database.run("MATCH (:Paper {id: 'p-00'})-[r:USES {note: 'mine'}]->() RETURN r")) == 1
    assert len(database.run("MATCH (n) WHERE n.kg_hash IS NULL RETURN n")) == 5


def test_a_label_of_ours_that_the_user_adds_does_no_harm(database: Database) -> None:
    database.load(sample_graph())
    database.run("MATCH (m:Method {name: 'Oak'}) SET m:Task")
    assert changed(database.load(sample_graph())) == (0, 0, 0, 0, 0, 0)


def test_a_node_that_changes_its_label_is_made_anew(database: Database) -> None:
    graph = sample_graph()
    oak = next(n for n in graph.nodes if n.properties.get("name") == "Oak")
    task = msgspec.structs.replace(oak, labels=("Task", "Entity"))
    database.load(KnowledgeGraph(nodes=(oak,)))
    assert changed(database.load(KnowledgeGraph(nodes=(task,)))) == (1, 0, 1, 0, 0, 0)
    assert_equal(database.graph(), KnowledgeGraph(nodes=(task,)))


def test_a_node_that_the_user_links_to_is_kept_until_the_link_goes(database: Database) -> None:
    database.load(sample_graph())
    database.run("MATCH (m:Method {name: 'Oak'}) CREATE (:Note)-[:LIKES]->(m)")
    for _ in range(2):
        report = database.load(KnowledgeGraph())
        assert report.nodes.kept == 1
    assert database.run("MATCH (:Note)-[:LIKES]->(m) RETURN m.name AS name") == [{"name": "Oak"}]
    database.run("MATCH ()-[l:LIKES]->() DELETE l")
    assert database.load(KnowledgeGraph()).nodes == Counts(deleted=1)


@pytest.mark.parametrize("create", ["(:Paper {id: 'p-00'})", "(:Entity {id: $oak})", "(:Method:Mine {id: $oak})"])
def test_a_node_of_the_users_with_our_id_is_not_taken_over(database: Database, create: str) -> None:
    oak = next(n.id for n in sample_graph().nodes if n.properties.get("name") == "Oak")
    database.run(f"CREATE {create}", oak=oak)
    with pytest.raises(TerminalLoadError, match="was not loaded by kg") as error:
        database.load(sample_graph())
    assert "\n" not in str(error.value)
    assert database.run("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 1}]


def test_ids_of_the_users_that_are_not_unique_are_reported(database: Database) -> None:
    database.drop_constraints()
    database.run("CREATE (:Paper {id: 'x'}), (:Paper {id: 'x'})")
    with pytest.raises(TerminalLoadError, match="share an id"):
        database.load(sample_graph())


def test_a_load_that_was_cut_off_goes_on(database: Database) -> None:
    def cut(done: int, total: int) -> None:
        if done > 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.load(sample_graph(), batch_size=1, on_progress=cut)
    report = database.load(sample_graph())
    assert report.nodes.unchanged + report.relationships.unchanged == 31
    assert_equal(database.graph(), sample_graph())


def test_progress_runs_from_nothing_to_all(database: Database) -> None:
    calls: list[tuple[int, int]] = []
    database.load(sample_graph(), batch_size=10, on_progress=lambda done, total: calls.append((done, total)))
    total = len(sample_graph().nodes) + len(sample_graph().relationships)
    assert calls[0] == (0, total) and calls[-1] == (total, total)
    assert calls == sorted(calls)


def test_a_graph_that_breaks_the_schema_writes_no_data(database: Database) -> None:
    bad = Node(id="x", labels=("Paper",), properties={"title": "T", "evil`key": 1})
    with pytest.raises(SchemaError, match="evil`key"):
        database.load(KnowledgeGraph(nodes=(bad,)))
    dangling = Relationship(id="r", type="USES", start="p-00", end="gone", properties={})
    graph = msgspec.structs.replace(sample_graph(), relationships=(dangling,))
    with pytest.raises(SchemaError, match="gone"):
        database.load(graph)
    assert database.run("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]


PASSWORD = "s3cret-Pass/word"


def failure(uri: str, database: str = "neo4j", user: str = "neo4j") -> KgError:
    with pytest.raises(KgError) as error:
        load_neo4j(sample_graph(), uri, user=user, password=PASSWORD, database=database)
    said = f"{error.value}{error.value!r}{error.value.__cause__!r}"
    assert PASSWORD not in said
    assert "\n" not in str(error.value) and len(str(error.value)) < 300
    return error.value


def test_a_wrong_password_is_said_in_a_line(neo4j_server: Neo4jServer) -> None:
    error = failure(neo4j_server.uri)
    assert isinstance(error, TerminalLoadError)
    assert "password" in str(error)


def test_an_unknown_database_is_said_in_a_line(database: Database) -> None:
    with pytest.raises(TerminalLoadError, match="'nosuch': no such database: SHOW DATABASES"):
        database.load(sample_graph(), database="nosuch")


def test_the_system_database_is_refused(database: Database) -> None:
    with pytest.raises(TerminalLoadError, match="database 'system'"):
        database.load(sample_graph(), database="system")


@pytest.mark.parametrize(
    "uri",
    ["http://127.0.0.1:7474", "nonsense", "bolt://", "bolt://127.0.0.1:port", "", "bolt://u:s3cret-Pass%2Fword@h"],
)
def test_an_address_of_another_kind_is_refused(uri: str) -> None:
    error = failure(uri)
    assert isinstance(error, TerminalLoadError)
    assert "bolt://HOST:7687" in str(error) and "s3cret" not in str(error)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_PAUSES", (0.01, 0.01))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_down_is_transient(scheme: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    error = failure(f"{scheme}://127.0.0.1:{port}")
    assert isinstance(error, TransientLoadError)
    assert "start it" in str(error)


@contextmanager
def _answering(answer: bytes) -> Iterator[int]:
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(64)
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH\r\n"])
def test_another_program_on_the_port_is_terminal(answer: bytes) -> None:
    with _answering(answer) as port:
        error = failure(f"bolt://127.0.0.1:{port}")
    assert isinstance(error, TerminalLoadError)
    assert "HTTP" in str(error) or "not a Neo4j" in str(error)


def test_a_server_that_comes_late_is_waited_for(neo4j_server: Neo4jServer, database: Database) -> None:
    """The first connections are cut, as by a server that starts; then they reach the real one."""
    host, port = neo4j_server.uri.removeprefix("bolt://").split(":")
    with _late_proxy((host, int(port)), refused=2) as late:
        report = load_neo4j(
            sample_graph(), f"bolt://127.0.0.1:{late}", user=neo4j_server.user, password=neo4j_server.password
        )
    assert report.nodes.created == len(sample_graph().nodes)


@contextmanager
def _late_proxy(target: tuple[str, int], refused: int) -> Iterator[int]:
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        left = refused
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            if left:
                left -= 1
                connection.close()
                continue
            other = socket.create_connection(target)
            for one, two in ((connection, other), (other, connection)):
                threading.Thread(target=_pump, args=(one, two), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with source:
        while data := source.recv(65536):
            sink.sendall(data)
    sink.close()


def test_hostile_text_is_only_ever_text(database: Database) -> None:
    database.load(hostile_graph())
    for text in HOSTILE:
        rows = database.run("MATCH (p:Paper {id: $id})-[:INTRODUCES]->(m:Method) RETURN m.name AS name", id=text)
        assert rows == [{"name": text}]
    labels = {row["label"] for row in database.run("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")}
    assert labels == {"Paper", "Method", "Entity", "Claim", "Result"}
