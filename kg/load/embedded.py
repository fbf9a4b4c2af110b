"""The embedded store: one file, queried in Neo4j's dialect of Cypher without a server.

The file is kglite's and can always be made again; what differs from Neo4j is told in docs/cypher.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kglite

from kg.errors import InputError, LoadError, QueryError
from kg.load.cypher import node_batches, relationship_batches
from kg.load.files import replacing
from kg.load.result import QueryResult
from kg.model import KnowledgeGraph
from kg.schema import graph_schema

_BATCH_SIZE = 5000
_TIMEOUT_MS = 120_000
_LITERAL = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`(?:``|[^`])*`|//[^\n]*", re.DOTALL)
_NAMED = re.compile(r"(?:variable|[Pp]arameter:?|function:|literal:) '?(\$?\w+)")
_NODE_KEYS = {"id", "labels", "properties"}
_RELATIONSHIP_KEYS = {"id", "start", "end", "type", "properties"}

# what kglite has to say about a query goes into QueryResult.notes, not to standard error
kglite.set_query_warning_policy("silent")


def write_embedded(graph: KnowledgeGraph, path: str | Path) -> None:
    """Write `graph` to `path`, replacing what was there.

    Raises:
        SchemaError: a label or relationship is not in the schema.
        LoadError: the file cannot be written.
    """
    store = kglite.KnowledgeGraph()
    schema = graph_schema()
    for batch in node_batches(schema, graph.nodes, _BATCH_SIZE, mark=False):
        store.cypher(batch.statement, params={"rows": batch.rows})
    for batch in relationship_batches(schema, graph, graph.relationships, _BATCH_SIZE, mark=False):
        store.cypher(batch.statement, params={"rows": batch.rows})
    _save(store, Path(path))


class EmbeddedGraph:
    """A graph file that is open for queries.

    Example:
        >>> import tempfile
        >>> from kg.model import KnowledgeGraph, Node
        >>> task = Node(id="task:1", labels=("Task", "Entity"), properties={"name": "parsing", "papers": 3})
        >>> path = Path(tempfile.mkdtemp()) / "graph.kgl"
        >>> write_embedded(KnowledgeGraph(nodes=(task,)), path)
        >>> EmbeddedGraph.open(path).query("MATCH (e:Entity {name: $name}) RETURN e.papers", {"name": "parsing"}).rows
        [(3,)]
    """

    def __init__(self, store: kglite.KnowledgeGraph, path: Path) -> None:
        self._store = store
        self._path = path

    @classmethod
    def open(cls, path: str | Path) -> EmbeddedGraph:
        """Open a file that `write_embedded` wrote.

        Raises:
            InputError: there is no such file, or it is not a graph.
        """
        if not Path(path).is_file():
            raise InputError(path, "no such graph file: build the graph first")
        try:
            store = kglite.load(str(path))
        except (OSError, ValueError, kglite.KgError) as error:
            raise InputError(path, f"not a graph file ({error}): build the graph again") from error
        return cls(store, Path(path))

    def query(self, statement: str, parameters: dict[str, Any] | None = None, *, write: bool = False) -> QueryResult:
        """Run one Cypher statement; with `write` it may change the graph, which then is saved.

        Nodes come back as {"id", "labels", "properties"}, relationships as {"id", "type", "properties"}
        with the graph's own ids, paths as {"nodes", "relationships"}.

        Raises:
            QueryError: the statement is wrong (the message shows where), or writes without `write`.
            LoadError: the changed graph cannot be saved.
        """
        _refuse(statement)
        self._store.read_only(not write)
        try:
            # the virtual keys "title" and "type" of kglite are not ours
            view: Any = self._store.cypher(
                statement, params=parameters or {}, timeout_ms=_TIMEOUT_MS, hide_structural_keys=True
            )
        except kglite.ReadOnlyError as error:
            raise QueryError(
                "this statement changes the graph, which is open for reading only:"
                " allow it with write=True (on the command line: --write)"
            ) from error
        except (kglite.KgError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise QueryError(_explain(statement, error)) from error
        if write and any((self._store.last_mutation_stats or {}).values()):
            _save(self._store, self._path)
        rows = [tuple(_plain(row[column]) for column in view.columns) for row in view]
        return QueryResult(columns=tuple(view.columns), rows=rows, notes=tuple(view.warnings))


def _refuse(statement: str) -> None:
    """Refuse what kglite would run but should not: other files, several statements, another form of output."""
    code = _LITERAL.sub(lambda literal: " " * len(literal[0]), statement)
    if found := re.search(r"\bLOAD\s+CSV\b", code, re.IGNORECASE):
        raise QueryError(_show(statement, found.start(), "LOAD CSV reads other files and is not allowed here"))
    if found := re.search(r";\s*(?=\S)", code):
        raise QueryError(_show(statement, found.end(), "one statement at a time: run this one by itself"))
    if found := re.search(r"\bFORMAT\s+CSV\b", code, re.IGNORECASE):
        raise QueryError(_show(statement, found.start(), "leave FORMAT CSV out: the result is a table already"))


def _explain(statement: str, error: Exception) -> str:
    """Say what is wrong and where: kglite's own picture if it drew one, else the name that it complains of."""
    message = str(error)
    named = _NAMED.search(message)
    if "\n" in message or not named:
        return message
    found = list(re.finditer(rf"(?<![\w$]){re.escape(named[1])}(?!\w)", statement))
    return _show(statement, found[-1].start(), message) if found else message


def _show(statement: str, position: int, message: str) -> str:
    """Put a caret under `position` of the statement.

    Example:
        >>> print(_show("MATCH (n)\\nRETRN n", 10, "unknown word"))
        unknown word (line 2, column 1)
           RETRN n
           ^
    """
    before = statement[:position].split("\n")
    line = statement.split("\n")[len(before) - 1]
    where = f"line {len(before)}, column {len(before[-1]) + 1}"
    return f"{message} ({where})\n   {line}\n   {' ' * len(before[-1])}^"


def _plain(value: Any) -> Any:
    """Turn kglite's nodes, relationships and paths into the form that `query` promises."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == _NODE_KEYS:
        return _plain_node(value)
    if value.keys() == _RELATIONSHIP_KEYS:
        return {"id": value["properties"].get("id"), "type": value["type"], "properties": value["properties"]}
    return {key: _plain(item) for key, item in value.items()}


def _plain_node(value: dict[str, Any]) -> dict[str, Any]:
    label = graph_schema().labels.get(value["labels"][0]) if value["labels"] else None
    virtual = {"title", "type"} - (label.properties.keys() if label else set())
    properties = {key: item for key, item in value["properties"].items() if key not in virtual}
    return {"id": properties.get("id"), "labels": value["labels"], "properties": properties}


def _save(store: kglite.KnowledgeGraph, path: Path) -> None:
    try:
        with replacing(path) as temporary:
            store.save(str(temporary))
    except (OSError, kglite.KgError) as error:
        raise LoadError(f"{path}: {error}: choose a folder that can be written and has room") from error
