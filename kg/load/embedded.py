"""The embedded store: one file, queried in Neo4j's dialect of Cypher without a server.

The file is kglite's and can always be made again. It is written by the statements of
`kg.load.cypher`, like Neo4j: 100,000 nodes and 200,000 relationships take 7 seconds, so kglite's bulk
interface (which needs pandas) is not needed. What differs from Neo4j is told in docs/cypher.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kglite

from kg.errors import InputError, QueryError, TerminalLoadError
from kg.load.cypher import node_batches, relationship_batches
from kg.load.explain import explain, explain_write
from kg.load.files import replacing
from kg.load.result import QueryResult
from kg.load.statement import prepare
from kg.load.values import Values
from kg.model import KnowledgeGraph
from kg.schema import graph_schema

_BATCH_SIZE = 5000
_TIMEOUT_MS = 120_000
# kglite's optimizer gives wrong answers to some statements (tests/e2e/test_stores_agree.py has them); without it
# random statements get Neo4j's answers. It costs an index on WHERE; ids in a pattern, {id: $id}, are looked up anyway.
_OPTIONS: dict[str, Any] = {"disable_optimizer": True, "timeout_ms": _TIMEOUT_MS, "hide_structural_keys": True}


# results carry the warnings; a library does not print
kglite.set_query_warning_policy("silent")


def write_embedded(graph: KnowledgeGraph, path: str | Path) -> None:
    """Write `graph` to `path`, replacing what was there.

    Raises:
        SchemaError: the graph does not keep to the schema.
        TerminalLoadError: the file cannot be written.
    """
    schema = graph_schema()
    store = kglite.KnowledgeGraph()
    # else a property that no node has, such as `year`, would be an error in a pattern
    store.define_schema({"nodes": {name: {"optional": list(schema.labels[name].properties)} for name in schema.labels}})
    for batch in node_batches(schema, graph.nodes, _BATCH_SIZE, mark=False):
        store.cypher(batch.statement, params={"rows": batch.rows})
    for batch in relationship_batches(schema, graph, graph.relationships, _BATCH_SIZE, mark=False):
        store.cypher(batch.statement, params={"rows": batch.rows})
    _save(store, Path(path))


class EmbeddedGraph:
    """A graph file that is open for queries.

    Example:
        >>> import tempfile
        >>> from kg.model import Node
        >>> properties = {"id": "task:1", "name": "parsing", "papers": 1, "mentions": 2}
        >>> task = Node(id="task:1", labels=("Task", "Entity"), properties=properties)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_embedded(KnowledgeGraph(nodes=(task,)), Path(folder, "graph.kgl"))
        ...     graph = EmbeddedGraph.open(Path(folder, "graph.kgl"))
        >>> graph.query("MATCH (e:Entity) WHERE e.name = $name RETURN e.papers", {"name": "parsing"})
        QueryResult(columns=('e.papers',), rows=[(1,)])
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
            raise InputError(path, "no such graph file: run 'kg build' first")
        try:
            return cls(kglite.load(str(path)), Path(path))
        except (OSError, ValueError, kglite.KgError) as error:
            raise InputError(path, "not a graph file, or a damaged one: run 'kg build' again") from error

    def query(self, statement: str, parameters: dict[str, Any] | None = None, *, write: bool = False) -> QueryResult:
        """Run one Cypher statement; with `write` it may change the graph, and the file is saved.

        Nodes come back as {"id", "labels", "properties"}, relationships as {"id", "type", "start", "end",
        "properties"}, paths as {"nodes", "relationships"}, all ids being the graph's own.

        Raises:
            QueryError: the statement is wrong (the message shows where), or writes without `write`.
            TerminalLoadError: the changed file cannot be written.
        """
        text = prepare(statement)
        self._store.read_only(not write)
        with _query_errors(statement):
            view: Any = self._store.cypher(text, params=parameters or {}, **_OPTIONS)
        if write:
            _save(self._store, self._path)
        values = Values(self._ids)
        columns = tuple(view.columns)
        rows = [tuple(values.plain(row[column]) for column in columns) for row in view]
        return QueryResult(columns=columns, rows=rows, warnings=tuple(view.warnings))

    def _ids(self) -> dict[int, Any]:
        """Return the ids of all nodes by kglite's own numbers."""
        rows: Any = self._store.cypher("MATCH (n) RETURN elementId(n) AS number, n.id AS id")
        return {int(row["number"]): row["id"] for row in rows}


@contextmanager
def _query_errors(statement: str) -> Iterator[None]:
    try:
        yield
    except kglite.ReadOnlyError as error:
        raise explain_write(statement) from error
    except kglite.CypherTimeoutError as error:
        reason = f"no answer within {_TIMEOUT_MS // 1000} s: name labels, or limit the length of paths"
        raise QueryError(reason) from error
    except (kglite.KgError, TypeError, ValueError, OverflowError, RecursionError) as error:
        line, column = getattr(error, "line", None), getattr(error, "col", None)
        place = (line, column) if line and column else None
        raise explain(statement, str(error), place) from error


def _save(store: kglite.KnowledgeGraph, path: Path) -> None:
    try:
        with replacing(path) as temporary, warnings.catch_warnings():
            # the file is read into memory, so that it cannot be mapped does not matter
            warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
            store.save(str(temporary))
    except (OSError, kglite.FileError, kglite.FileIoError) as error:
        raise TerminalLoadError(f"{path}: cannot be written: choose a folder with room and write permission") from error
