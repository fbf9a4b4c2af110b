"""Every Cypher statement that writes, made from the schema.

Values travel as parameters only. Labels, types and property keys come from the schema (never from
the data) and are escaped. The row parameter of a statement is named `rows`; nodes and
relationships are known by their `id` property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

import msgspec

from kg.errors import SchemaError
from kg.model import KnowledgeGraph, Node, Record, Relationship
from kg.schema import GraphSchema, PropertyType
from kg.text import text_hash

R = TypeVar("R", Node, Relationship)

HASH = "kg_hash"
"""The property that marks what a loader wrote, and tells by its value whether it changed."""


class Batch(Record, frozen=True, kw_only=True):
    """A statement with the rows for its `$rows` parameter."""

    statement: str
    rows: Sequence[dict[str, Any]]


def escape(name: str) -> str:
    """Quote a label, type or key so that Cypher reads it as one name.

    Example:
        >>> escape("A`) DETACH DELETE (n")
        '`A``) DETACH DELETE (n`'
    """
    return "`" + name.replace("`", "``") + "`"


def constraints(schema: GraphSchema) -> list[str]:
    """Return the statements that make ids unique (and so give each label its index) and index names.

    The full-text index `kg_entity_text` holds names and aliases of all entities. `Entity` comes last: Neo4j
    lists the labels of a node in the order in which a database first saw them, and so the specific one is first.

    Example:
        >>> from kg.schema import graph_schema
        >>> constraints(graph_schema())[0]
        'CREATE CONSTRAINT `kg_Paper_id` IF NOT EXISTS FOR (n:`Paper`) REQUIRE n.`id` IS UNIQUE'
    """
    unique = [
        f"CREATE CONSTRAINT {escape(f'kg_{label.name}_{key}')} IF NOT EXISTS"
        f" FOR (n:{escape(label.name)}) REQUIRE n.{escape(key)} IS UNIQUE"
        for label in sorted(schema.labels.values(), key=lambda label: label.abstract)
        for key, property_ in label.properties.items()
        if property_.unique
    ]
    indexes = [
        f"CREATE INDEX {escape(f'kg_{name}_name')} IF NOT EXISTS FOR (n:{escape(name)}) ON (n.`name`)"
        for name in ("Entity", *schema.entity_labels)
    ]
    text = "CREATE FULLTEXT INDEX `kg_entity_text` IF NOT EXISTS FOR (n:`Entity`) ON EACH [n.`name`, n.`aliases`]"
    return [*unique, *indexes, text]


def node_statement(schema: GraphSchema, label: str, *, create: bool = False) -> str:
    """Return the statement that writes nodes of `label` (rows: id, properties).

    Properties that the user added to a node stay; those of ours that are null in the row go.
    With `create` the statement expects an empty store, looks nothing up and returns nothing.

    Raises:
        SchemaError: the schema has no such label.

    Example:
        >>> from kg.schema import graph_schema
        >>> print(node_statement(graph_schema(), "Method").replace(" SET", "\\nSET"))
        UNWIND $rows AS row MERGE (n:`Method`:`Entity` {id: row.id})
        SET n += row.properties RETURN count(n) AS written
    """
    if label not in schema.node_labels:
        raise SchemaError(f"no nodes of label {label!r}: see the labels in schemas/graph.yaml")
    labels = "".join(f":{escape(name)}" for name in schema.labels[label].labels)
    if create:
        return f"UNWIND $rows AS row CREATE (n{labels}) SET n = row.properties"
    return f"UNWIND $rows AS row MERGE (n{labels} {{id: row.id}}) SET n += row.properties RETURN count(n) AS written"


def relationship_statement(schema: GraphSchema, type_: str, start: str, end: str, *, create: bool = False) -> str:
    """Return the statement that writes relationships between two labels (rows: id, source, target, properties).

    Raises:
        SchemaError: the schema does not allow the type between these labels.

    Example:
        >>> from kg.schema import graph_schema
        >>> print(relationship_statement(graph_schema(), "MAKES", "Paper", "Claim").replace(" M", "\\nM"))
        UNWIND $rows AS row
        MATCH (a:`Paper` {id: row.source})
        MATCH (b:`Claim` {id: row.target})
        MERGE (a)-[r:`MAKES` {id: row.id}]->(b) SET r += row.properties RETURN count(r) AS written
    """
    if not schema.allows(start, type_, end):
        raise SchemaError(f"no {type_!r} from {start!r} to {end!r}: see the ends in schemas/graph.yaml")
    ends = f"MATCH (a:{escape(start)} {{id: row.source}}) MATCH (b:{escape(end)} {{id: row.target}})"
    if create:
        return f"UNWIND $rows AS row {ends} CREATE (a)-[r:{escape(type_)}]->(b) SET r = row.properties"
    merge = f"MERGE (a)-[r:{escape(type_)} {{id: row.id}}]->(b) SET r += row.properties"
    return f"UNWIND $rows AS row {ends} {merge} RETURN count(r) AS written"


def list_nodes(schema: GraphSchema) -> str:
    """Return the statement that lists the nodes that a loader wrote."""
    match = f"MATCH (n:{_any(schema.node_labels)}) WHERE n.{HASH} IS NOT NULL"
    return f"{match} RETURN elementId(n) AS ref, n.id AS id, labels(n) AS labels, n.{HASH} AS hash"


def list_relationships(schema: GraphSchema) -> str:
    """Return the statement that lists the relationships that a loader wrote."""
    match = f"MATCH (a)-[r:{_any(schema.relationships)}]->(b) WHERE r.{HASH} IS NOT NULL"
    ends = "a.id AS source, b.id AS target"
    return f"{match} RETURN elementId(r) AS ref, r.id AS id, type(r) AS type, {ends}, r.{HASH} AS hash"


def list_foreign(schema: GraphSchema) -> str:
    """Return the statement that finds a node of the user's own with the id of a row: it must not be taken over."""
    match = f"MATCH (n:{_any(schema.labels)} {{id: row.id}})"
    return f"UNWIND $rows AS row {match} WHERE n.{HASH} IS NULL RETURN n.id AS id, labels(n) AS labels LIMIT 1"


def delete_nodes() -> str:
    """Return the statement that deletes nodes (rows: ref, id), unless a relationship of the user's holds them."""
    match = "MATCH (n) WHERE elementId(n) = row.ref AND n.id = row.id"
    return f"UNWIND $rows AS row {match} AND n.{HASH} IS NOT NULL AND NOT EXISTS {{ (n)--() }} DELETE n"


def delete_relationships() -> str:
    """Return the statement that deletes relationships (rows: ref, id)."""
    match = "MATCH ()-[r]->() WHERE elementId(r) = row.ref AND r.id = row.id"
    return f"UNWIND $rows AS row {match} AND r.{HASH} IS NOT NULL DELETE r"


def node_batches(schema: GraphSchema, nodes: Iterable[Node], size: int, *, mark: bool) -> Iterator[Batch]:
    """Yield statements with at most `size` rows that write `nodes`; `mark` upserts with the hash, else creates."""
    for label, group in _grouped(nodes, lambda node: node.labels[0]):
        statement = node_statement(schema, label, create=not mark)
        keys = schema.labels[label].properties
        rows = [_row(node, keys, mark) for node in group]
        yield from batches(statement, rows, size)


def relationship_batches(
    schema: GraphSchema, graph: KnowledgeGraph, relationships: Iterable[Relationship], size: int, *, mark: bool
) -> Iterator[Batch]:
    """Yield statements with at most `size` rows that write `relationships` between nodes of `graph`."""
    label = {node.id: node.labels[0] for node in graph.nodes}

    def ends(r: Relationship) -> tuple[str, str, str]:
        for end in (r.start, r.end):
            if end not in label:
                raise SchemaError(f"relationship {r.id!r} leads to {end!r}, which is no node of the graph")
        return r.type, label[r.start], label[r.end]

    for (type_, start, end), group in _grouped(relationships, ends):
        statement = relationship_statement(schema, type_, start, end, create=not mark)
        keys = schema.relationships[type_].properties
        rows = [_row(r, keys, mark) | {"source": r.start, "target": r.end} for r in group]
        yield from batches(statement, rows, size)


def content_hash(record: Node | Relationship) -> str:
    """Return a hash of what a loader writes of `record`: equal hashes need no write.

    Example:
        >>> a = Node(id="t:1", labels=("Task", "Entity"), properties={"name": "QA", "papers": 1})
        >>> b = Node(id="t:1", labels=("Task", "Entity"), properties={"papers": 1, "name": "QA"})
        >>> content_hash(a) == content_hash(b)
        True
    """
    kind = record.labels if isinstance(record, Node) else (record.type, record.start, record.end)
    return text_hash(msgspec.json.encode((kind, _known(record)), order="deterministic").decode())


def _row(record: Node | Relationship, keys: dict[str, PropertyType], mark: bool) -> dict[str, Any]:
    """Return id and properties to set: for an upsert with nulls, so that a property that is gone goes."""
    properties = _known(record) | {"id": record.id}
    for key in sorted(properties.keys() - keys.keys() - {"id"}):
        raise SchemaError(f"{record.id!r} has the property {key!r}, which schemas/graph.yaml does not name")
    if mark:
        properties = dict.fromkeys(keys) | properties | {HASH: content_hash(record)}
    return {"id": record.id, "properties": properties}


def _known(record: Node | Relationship) -> dict[str, Any]:
    """Leave out null and, as no reader need tell them apart, the empty list."""
    return {key: value for key, value in record.properties.items() if value is not None and value != []}


def _any(names: Iterable[str]) -> str:
    return "|".join(escape(name) for name in names)


def batches(statement: str, rows: Sequence[dict[str, Any]], size: int) -> Iterator[Batch]:
    """Yield the statement with at most `size` rows at a time."""
    for first in range(0, len(rows), size):
        yield Batch(statement=statement, rows=rows[first : first + size])


def _grouped(records: Iterable[R], key: Callable[[R], Any]) -> Iterator[tuple[Any, list[R]]]:
    for name, group in groupby(sorted(records, key=key), key):
        yield name, list(group)
