"""What the exports promise beyond the contract: attributes, types, errors, light imports."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import networkx
import pytest

from kg.errors import InputError, SchemaError
from kg.load import read_json, to_networkx, write_csv, write_graphml, write_json
from kg.model import KnowledgeGraph, Node
from tests.builders import sample_graph


def test_networkx_has_all_properties() -> None:
    graph = sample_graph()
    network = to_networkx(graph)
    for node in graph.nodes:
        assert network.nodes[node.id] == {"labels": node.labels, **node.properties}
    for edge in graph.relationships:
        assert network.edges[edge.start, edge.end, edge.id] == {"type": edge.type, **edge.properties}
    assert (len(network), network.number_of_edges()) == (len(graph.nodes), len(graph.relationships))


def test_graphml_keeps_number_types(tmp_path: Path) -> None:
    write_graphml(sample_graph(), tmp_path / "g.graphml")
    nodes = dict(networkx.read_graphml(tmp_path / "g.graphml", force_multigraph=True).nodes(data=True))
    assert nodes["p-00"]["year"] == 2020
    assert {data["number"] for data in nodes.values() if "number" in data} == {91.5, 90.1, 92.0}


def test_graphml_never_makes_one_node_of_two(tmp_path: Path) -> None:
    ids = ("p\x07", "p\x08", "p\ufffd", "p\r\n", "p\n")
    nodes = tuple(Node(id=id_, labels=("Paper",), properties={"title": "t"}) for id_ in ids)
    write_graphml(KnowledgeGraph(nodes=nodes), tmp_path / "g.graphml")
    assert len(networkx.read_graphml(tmp_path / "g.graphml")) == len(ids)


def test_json_keeps_the_evidence(tmp_path: Path) -> None:
    write_json(sample_graph(), tmp_path / "g.json")
    assert read_json(tmp_path / "g.json") == sample_graph()
    assert any(edge.evidence for edge in read_json(tmp_path / "g.json").relationships)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"nodes": [{"id": 1}]}', b"\xff\xfe", b'{"nodes": ['])
def test_a_file_that_is_no_graph_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"g\.json: no graph .*kg export"):
        read_json(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        read_json(tmp_path / "none.json")


def test_csv_tells_empty_text_from_nothing(tmp_path: Path) -> None:
    nodes = tuple(
        Node(id=id_, labels=("Paper",), properties={"title": "", **more})
        for id_, more in (("a", {"venue": ""}), ("b", {"venue": None}))
    )
    write_csv(KnowledgeGraph(nodes=nodes), tmp_path)
    lines = (tmp_path / "nodes-Paper.csv").read_text(encoding="utf-8").splitlines()
    venue = lines[0].split(",").index('"venue:string"')
    assert [line.split(",")[venue] for line in lines[1:]] == ['""', ""]


def test_csv_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_csv(sample_graph(), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_csv_refuses_what_is_no_value(tmp_path: Path) -> None:
    node = Node(id="p", labels=("Paper",), properties={"title": {"a": 1}})
    with pytest.raises(SchemaError, match="no value of a property"):
        write_csv(KnowledgeGraph(nodes=(node,)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_csv_rows_are_as_wide_as_their_header(tmp_path: Path) -> None:
    write_csv(sample_graph(), tmp_path)
    for path in tmp_path.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert len({len(row) for row in csv.reader(file, strict=True)}) == 1, path.name


def test_import_loads_no_heavy_package() -> None:
    heavy = ["neo4j", "kglite", "networkx"]
    code = f"import kg.load, sys; kg.load.FORMATS; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
