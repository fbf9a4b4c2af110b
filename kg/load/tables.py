"""CSV tables with the headers of `neo4j-admin database import`: one file a label, one a relationship type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kg.errors import SchemaError
from kg.load.files import replacing
from kg.model import KnowledgeGraph, Node
from kg.schema import PropertyType, graph_schema

ARRAY_DELIMITER = "\x1f"
"""Parts the items of a list: no text that people write has it, while ';' is common."""

_TYPES = {"integer": "long", "float": "double", "boolean": "boolean", "string": "string"}


def write_csv(graph: KnowledgeGraph, folder: str | Path) -> None:
    """Write `nodes-LABEL.csv` and `relationships-TYPE.csv` for every label and type of the schema.

    All files are written, so that none of an earlier export is left among them; other files stay. Import with::

        neo4j-admin database import full neo4j --multiline-fields=true --array-delimiter=U+001F \\
            --nodes=nodes-Paper.csv ... --relationships=relationships-USES.csv ...

    Raises:
        OSError: the folder cannot be written.
        SchemaError: a property has a value of another kind than the schema knows.
    """
    tables = {f"nodes-{label}.csv": _node_table(graph, label) for label in graph_schema().node_labels}
    tables |= {f"relationships-{t}.csv": _relationship_table(graph, t) for t in graph_schema().relationships}
    Path(folder).mkdir(parents=True, exist_ok=True)
    # no file takes its place before all are written
    with ExitStack() as stack:
        for name, rows in tables.items():
            temporary = stack.enter_context(replacing(Path(folder, name)))
            with temporary.open("w", encoding="utf-8", newline="") as file:
                file.writelines(",".join(map(_field, row)) + "\n" for row in rows)


def _node_table(graph: KnowledgeGraph, label: str) -> Iterator[list[Any]]:
    schema = graph_schema().labels[label]
    properties = {key: type_ for key, type_ in schema.properties.items() if key != "id"}
    yield ["id:ID", *_header(properties), ":LABEL"]
    for node in _of(label, graph.nodes):
        yield [node.id, *(node.properties.get(key) for key in properties), schema.labels]


def _relationship_table(graph: KnowledgeGraph, type_: str) -> Iterator[list[Any]]:
    properties = graph_schema().relationships[type_].properties
    yield [":START_ID", ":END_ID", ":TYPE", "id:string", *_header(properties)]
    for edge in graph.relationships:
        if edge.type == type_:
            yield [edge.start, edge.end, type_, edge.id, *(edge.properties.get(key) for key in properties)]


def _of(label: str, nodes: Iterable[Node]) -> Iterator[Node]:
    return (node for node in nodes if node.labels[0] == label)


def _header(properties: dict[str, PropertyType]) -> list[str]:
    return [f"{key}:{_type(property_.type)}" for key, property_ in properties.items()]


def _type(name: str) -> str:
    return _TYPES[name.removesuffix("[]")] + ("[]" if name.endswith("[]") else "")


def _field(value: Any) -> str:
    """Quote all text, so that empty text differs from nothing; `csv` cannot do this before Python 3.12.

    Example:
        >>> [_field(value) for value in (None, "", 'say "hi"', 1.5, True, ("a", "b"))]
        ['', '""', '"say ""hi""\"', '1.5', 'true', '"a\\x1fb"']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        value = ARRAY_DELIMITER.join(str(item).replace(ARRAY_DELIMITER, " ") for item in value)
    if not isinstance(value, str):
        raise SchemaError(f"{value!r} is no value of a property: give text, numbers, booleans or lists of them")
    return '"' + value.replace('"', '""') + '"'
