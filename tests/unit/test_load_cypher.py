"""Statements come from the schema alone; what the data says travels in parameters."""

from __future__ import annotations

import json
import re

import pytest

from kg.errors import SchemaError
from kg.load import cypher
from kg.model import KnowledgeGraph, Node, Relationship
from kg.schema import graph_schema
from tests.builders import HOSTILE, hostile_graph, sample_graph

SCHEMA = graph_schema()


@pytest.mark.parametrize("mark", [True, False])
def test_statements_hold_nothing_of_the_data(mark: bool) -> None:
    def statements(graph: KnowledgeGraph) -> set[str]:
        nodes = cypher.node_batches(SCHEMA, graph.nodes, 3, mark=mark)
        edges = cypher.relationship_batches(SCHEMA, graph, graph.relationships, 3, mark=mark)
        return {batch.statement for batch in (*nodes, *edges)}

    hostile = statements(hostile_graph())
    assert hostile <= statements(sample_graph())
    assert not [text for text in HOSTILE for statement in hostile if text in statement and len(text) > 5]


@pytest.mark.parametrize("label", ["Entity", "Nope", "Paper`) DETACH DELETE (n", "", "paper"])
def test_only_labels_of_nodes_are_taken(label: str) -> None:
    with pytest.raises(SchemaError, match=re.escape(repr(label))):
        cypher.node_statement(SCHEMA, label)
    node = Node(id="x", labels=(label,), properties={})
    with pytest.raises(SchemaError):
        list(cypher.node_batches(SCHEMA, [node], 10, mark=True))


@pytest.mark.parametrize("type_", ["NOPE", "MAKES`]->() DETACH DELETE a //", "makes"])
def test_only_types_and_ends_of_the_schema_are_taken(type_: str) -> None:
    with pytest.raises(SchemaError, match="see the ends"):
        cypher.relationship_statement(SCHEMA, type_, "Paper", "Claim")
    with pytest.raises(SchemaError, match="see the ends"):
        cypher.relationship_statement(SCHEMA, "MAKES", "Claim", "Paper")


def test_a_property_that_the_schema_does_not_name_is_an_error() -> None:
    node = Node(id="x", labels=("Paper",), properties={"title": "T", "nope": 1})
    with pytest.raises(SchemaError, match=r"'x' has the property 'nope'"):
        list(cypher.node_batches(SCHEMA, [node], 10, mark=False))


def test_a_relationship_to_no_node_is_an_error() -> None:
    edge = Relationship(id="r", type="MAKES", start="p-00", end="gone", properties={})
    with pytest.raises(SchemaError, match="'gone', which is no node"):
        list(cypher.relationship_batches(SCHEMA, sample_graph(), [edge], 10, mark=False))


def test_null_and_empty_lists_are_left_out_when_creating() -> None:
    node = Node(id="x", labels=("Paper",), properties={"title": "", "year": None, "authors": [], "venue": "V"})
    (batch,) = cypher.node_batches(SCHEMA, [node], 10, mark=False)
    assert batch.rows == [{"id": "x", "properties": {"id": "x", "title": "", "venue": "V"}}]


def test_an_upsert_names_every_property_so_that_what_is_gone_goes() -> None:
    node = Node(id="x", labels=("Paper",), properties={"title": "T"})
    (batch,) = cypher.node_batches(SCHEMA, [node], 10, mark=True)
    properties = batch.rows[0]["properties"]
    assert properties.keys() == {*SCHEMA.labels["Paper"].properties, "kg_hash"}
    assert properties["venue"] is None
    assert properties["kg_hash"] == cypher.content_hash(node)


def test_batches_have_at_most_the_size_asked_for_and_all_rows() -> None:
    graph = sample_graph()
    edges = list(cypher.relationship_batches(SCHEMA, graph, graph.relationships, 2, mark=True))
    assert {len(batch.rows) for batch in edges} == {1, 2}
    assert sorted(row["id"] for batch in edges for row in batch.rows) == [r.id for r in graph.relationships]


def test_the_hash_tells_every_change() -> None:
    node = Node(id="x", labels=("Task", "Entity"), properties={"name": "QA", "papers": 1})
    others = [
        Node(id="x", labels=("Method", "Entity"), properties={"name": "QA", "papers": 1}),
        Node(id="x", labels=("Task", "Entity"), properties={"name": "QA", "papers": 2}),
        Node(id="x", labels=("Task", "Entity"), properties={"name": "QA", "papers": "1"}),
        Node(id="x", labels=("Task", "Entity"), properties={"name": "QA"}),
    ]
    assert len({cypher.content_hash(record) for record in (node, *others)}) == 5
    edge = Relationship(id="r", type="MAKES", start="a", end="b", properties={})
    turned = Relationship(id="r", type="MAKES", start="b", end="a", properties={})
    assert cypher.content_hash(edge) != cypher.content_hash(turned)


def test_unknown_values_do_not_change_the_hash() -> None:
    node = Node(id="x", labels=("Paper",), properties={"title": "T"})
    same = Node(id="x", labels=("Paper",), properties={"year": None, "title": "T", "authors": []})
    assert cypher.content_hash(node) == cypher.content_hash(same)


def test_every_label_gets_a_unique_id_and_entity_comes_last() -> None:
    unique = [s for s in cypher.constraints(SCHEMA) if "IS UNIQUE" in s]
    assert len(unique) == len(SCHEMA.labels)
    assert "`Entity`" in unique[-1]
    assert all("IF NOT EXISTS" in statement for statement in cypher.constraints(SCHEMA))


def test_rows_can_be_sent_as_they_are() -> None:
    for batch in cypher.node_batches(SCHEMA, hostile_graph().nodes, 100, mark=True):
        assert json.loads(json.dumps(batch.rows)) == batch.rows
