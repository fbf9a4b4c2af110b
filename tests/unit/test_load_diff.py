"""What a load has to write and to delete."""

from __future__ import annotations

from typing import Any

from kg.load.cypher import content_hash
from kg.load.diff import diff_nodes, diff_relationships
from kg.load.result import Counts, LoadReport
from kg.model import Node, Relationship
from tests.builders import sample_graph


def node_row(node: Node, **changes: Any) -> dict[str, Any]:
    return {"id": node.id, "labels": list(node.labels), "hash": content_hash(node), **changes}


def edge_row(edge: Relationship, **changes: Any) -> dict[str, Any]:
    row = {"id": edge.id, "type": edge.type, "source": edge.start, "target": edge.end, "hash": content_hash(edge)}
    return {**row, **changes}


def test_nothing_there_means_everything_is_written() -> None:
    graph = sample_graph()
    assert diff_nodes(graph.nodes, []).write == graph.nodes
    assert diff_relationships(graph.relationships, []).write == graph.relationships


def test_the_same_there_means_nothing_is_done() -> None:
    graph = sample_graph()
    nodes = diff_nodes(graph.nodes, [node_row(n) for n in reversed(graph.nodes)])
    assert (nodes.write, nodes.delete, nodes.unchanged) == ((), (), len(graph.nodes))
    edges = diff_relationships(graph.relationships, [edge_row(r) for r in graph.relationships])
    assert (edges.write, edges.delete, edges.unchanged) == ((), (), len(graph.relationships))


def test_what_differs_is_written_and_what_is_gone_deleted() -> None:
    first, second, *rest = sample_graph().nodes
    present = [node_row(first, hash="old"), node_row(second), *map(node_row, rest)]
    diff = diff_nodes([first, second], present)
    assert diff.write == (first,)
    assert [row["id"] for row in diff.delete] == [node.id for node in rest]
    assert diff.unchanged == 1


def test_a_node_of_another_label_is_another_node() -> None:
    node = Node(id="x", labels=("Task", "Entity"), properties={})
    row = node_row(node, labels=["Method", "Entity"])
    diff = diff_nodes([node], [row])
    assert (diff.write, diff.delete) == ((node,), (row,))


def test_a_label_added_by_the_user_changes_nothing() -> None:
    node = Node(id="x", labels=("Task", "Entity"), properties={})
    assert diff_nodes([node], [node_row(node, labels=["Mine", "Method", "Entity", "Task"])]).unchanged == 1


def test_a_relationship_with_other_ends_is_another_one() -> None:
    edge = sample_graph().relationships[0]
    for moved in ({"source": "other"}, {"target": "other"}, {"type": "OTHER"}):
        row = edge_row(edge, **moved)
        diff = diff_relationships([edge], [row])
        assert (diff.write, diff.delete) == ((edge,), (row,))


def test_what_is_there_twice_is_deleted_once() -> None:
    edge = sample_graph().relationships[0]
    first, second = edge_row(edge, ref="1"), edge_row(edge, ref="2")
    diff = diff_relationships([edge], [first, second])
    assert (diff.write, diff.delete, diff.unchanged) == ((), (second,), 1)


def test_a_report_says_what_was_kept() -> None:
    report = LoadReport(nodes=Counts(kept=2), relationships=Counts(), seconds=1.0)
    assert "2 kept for relationships of your own" in str(report)
