"""The embedded store: what goes in comes out, reading is only reading, errors show where."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import kglite
import pytest

from kg.errors import InputError, KgError, QueryError, SchemaError, TerminalLoadError
from kg.load import EmbeddedGraph, write_embedded
from kg.model import KnowledgeGraph, Node
from kg.schema import graph_schema
from tests.builders import HOSTILE, hostile_graph, sample_graph


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedGraph:
    path = tmp_path_factory.mktemp("sample") / "graph.kgl"
    write_embedded(sample_graph(), path)
    return EmbeddedGraph.open(path)


def rows(graph: EmbeddedGraph, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    return graph.query(statement, parameters).rows


@pytest.mark.parametrize("make", [sample_graph, hostile_graph, KnowledgeGraph])
def test_every_property_comes_back(make: Any, tmp_path: Path) -> None:
    write_embedded(make(), tmp_path / "graph.kgl")
    graph = EmbeddedGraph.open(tmp_path / "graph.kgl")
    nodes = {n["id"]: n for (n,) in rows(graph, "MATCH (n) RETURN n")}
    assert nodes == {n.id: {"id": n.id, "labels": list(n.labels), "properties": n.properties} for n in make().nodes}
    edges = {r["id"]: r for (r,) in rows(graph, "MATCH ()-[r]->() RETURN r")}
    assert edges == {
        r.id: {"id": r.id, "type": r.type, "start": r.start, "end": r.end, "properties": {"id": r.id, **r.properties}}
        for r in make().relationships
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_found_by_parameter_and_keeps_its_type(text: str, tmp_path: Path) -> None:
    write_embedded(hostile_graph(), tmp_path / "graph.kgl")
    graph = EmbeddedGraph.open(tmp_path / "graph.kgl")
    found = rows(graph, "MATCH (p:Paper {id: $id})-[:INTRODUCES]->(m) RETURN p.id, m.name, m.aliases[0]", id=text)
    assert found == [(text, text, text)]


def test_both_labels_match(sample: EmbeddedGraph) -> None:
    entities = rows(sample, "MATCH (e:Entity) RETURN e.id ORDER BY e.id")
    assert len(entities) == 11
    methods = rows(sample, "MATCH (m:Method) RETURN m.id ORDER BY m.id")
    assert methods == rows(sample, "MATCH (m:Method:Entity) RETURN m.id ORDER BY m.id") and len(methods) == 3
    assert rows(sample, "MATCH (m:Method) RETURN DISTINCT labels(m)") == [(["Method", "Entity"],)]


@pytest.mark.parametrize("label", graph_schema().labels)
def test_a_property_of_the_schema_that_no_node_has_is_just_absent(label: str, sample: EmbeddedGraph) -> None:
    for key in graph_schema().labels[label].properties:
        assert rows(sample, f"MATCH (n:{label} {{`{key}`: $value}}) RETURN n", value="no such value") == []


def test_a_property_that_is_a_slip_is_an_error(sample: EmbeddedGraph) -> None:
    with pytest.raises(QueryError, match="Unknown property 'naem' on Method") as error:
        rows(sample, "MATCH (m:Method {naem: 1}) RETURN m")
    assert str(error.value).split("\n")[2].index("^") == 2 + len("MATCH (m:Method {")


def test_a_label_that_no_node_has_is_a_warning(sample: EmbeddedGraph, capfd: pytest.CaptureFixture[str]) -> None:
    result = sample.query("MATCH (n:Metod) RETURN n")
    assert result.rows == [] and "Metod" in result.warnings[0]
    assert capfd.readouterr() == ("", "")


def test_paths_and_nested_values_have_the_graphs_ids(sample: EmbeddedGraph) -> None:
    statement = "MATCH p = (a:Method {name: 'Birch'})-[r:OUTPERFORMS]->(b) RETURN p, [a, {r: r}] AS l, a.id, b.id"
    ((path, nested, start, end),) = rows(sample, statement)
    assert [n["id"] for n in path["nodes"]] == [start, end]
    assert (path["relationships"][0]["start"], nested[0]["id"], nested[1]["r"]["end"]) == (start, start, end)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Paper {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) SET n.x = 1",
        "MATCH (n) REMOVE n.title",
        "MERGE (:Paper {id: 'x'})",
        "MATCH (a:Paper), (b:Method) CREATE (a)-[:USES]->(b)",
        "CREATE INDEX FOR (n:Method) ON (n.name)",
        "MATCH (n) FOREACH (x IN [1] | SET n.x = x)",
        "CALL db.cdc.enable()",
        "/* read */ MERGE (:X)",
    ],
)
def test_writing_needs_leave(statement: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write_embedded(sample_graph(), path)
    before = path.read_bytes()
    graph = EmbeddedGraph.open(path)
    with pytest.raises(QueryError, match="allow it with write=True, or --write"):
        graph.query(statement)
    assert path.read_bytes() == before
    assert rows(graph, "MATCH (n) RETURN count(n)") == [(len(sample_graph().nodes),)]


def test_a_write_with_leave_is_saved_and_leave_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write_embedded(sample_graph(), path)
    graph = EmbeddedGraph.open(path)
    graph.query("MATCH (p:Paper {id: $id}) SET p.mine = 'read'", {"id": "p-00"}, write=True)
    again = EmbeddedGraph.open(path)
    assert rows(again, "MATCH (p:Paper) WHERE p.mine = 'read' RETURN p.id") == [("p-00",)]
    for opened in (graph, again):
        with pytest.raises(QueryError, match="writes"):
            opened.query("MATCH (p:Paper) SET p.mine = null")
    assert [file.name for file in tmp_path.iterdir()] == ["graph.kgl"]


def test_a_write_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write_embedded(sample_graph(), path)
    before = path.read_bytes()
    graph = EmbeddedGraph.open(path)
    with pytest.raises(QueryError):
        graph.query("MATCH (p:Paper) SET p.mine = 1 / 0", write=True)
    assert path.read_bytes() == before
    assert rows(graph, "MATCH (p:Paper) RETURN count(p.mine)") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (n:Method) RETRUN n",
        "MATCH (n:Method RETURN n",
        "MATCH (n)\nWHERE n.name =\nRETURN n",
        "MATCH (n) RETURN m",
        "RETURN foo(1)",
        "RETURN $missing",
        "RETURN 'open",
        "MATCH (n {x: 'é漢🧪'}) WHERE n ! 1 RETURN n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL no.such() YIELD x RETURN x",
    ],
)
def test_an_error_shows_where(statement: str, sample: EmbeddedGraph) -> None:
    with pytest.raises(QueryError) as error:
        sample.query(statement)
    said, shown, caret = str(error.value).split("\n")
    assert said.startswith("line ") and ", column " in said
    assert shown.strip() in statement
    assert caret.strip() == "^" and caret.index("^") <= len(shown)


@pytest.mark.parametrize("value", [object(), 2**70, {1: 2}, "\ud800"])
def test_a_parameter_that_no_store_can_hold_is_an_error(value: Any, sample: EmbeddedGraph) -> None:
    with pytest.raises(QueryError):
        sample.query("RETURN $x", {"x": value})


@pytest.mark.parametrize("content", [b"", b"not a graph", b"\x00" * 1000, None])
def test_a_file_that_is_no_graph_is_an_input_error(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="kg build") as error:
        EmbeddedGraph.open(path)
    assert "\n" not in str(error.value)


def test_a_damaged_file_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write_embedded(sample_graph(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        EmbeddedGraph.open(path)


def test_a_folder_that_cannot_be_written_is_a_load_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TerminalLoadError, match="cannot be written"):
        write_embedded(sample_graph(), tmp_path / "file" / "graph.kgl")


def test_a_graph_that_breaks_the_schema_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    write_embedded(sample_graph(), path)
    before = path.read_bytes()
    with pytest.raises(SchemaError):
        write_embedded(KnowledgeGraph(nodes=(Node(id="x", labels=("Nope",), properties={}),)), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["graph.kgl"]


def test_a_large_graph_is_saved_without_a_warning(tmp_path: Path) -> None:
    """kglite warns from 65,536 nodes on that such a file cannot be mapped; we read it into memory."""
    count = 70_000
    nodes = tuple(
        Node(id=f"t{i:06}", labels=("Task", "Entity"), properties={"name": f"task {i}", "papers": 1, "aliases": ["a"]})
        for i in range(count)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_embedded(KnowledgeGraph(nodes=nodes), tmp_path / "graph.kgl")
    graph = EmbeddedGraph.open(tmp_path / "graph.kgl")
    assert rows(graph, "MATCH (e:Entity) RETURN count(e)") == [(count,)]
    assert rows(graph, "MATCH (e:Task {id: $id}) RETURN e.name", id="t069999") == [("task 69999",)]


def test_kglites_errors_never_get_out(sample: EmbeddedGraph) -> None:
    for statement in ("RETURN 1 / 0", "RETURN date('x')", "RETURN 9223372036854775807 + 1", "", "// nothing"):
        with pytest.raises(KgError) as error:
            sample.query(statement)
        assert not isinstance(error.value, kglite.KgError)
