"""Neo4j: bring a database to the state of the graph.

What a loader wrote carries the property `kg_hash`; everything else in the database belongs to the
user and is left alone: nodes and relationships of any label or type, properties and labels added to
our nodes. A node that is gone from the graph stays as long as a relationship of the user's holds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import ConnectionPoolError, DriverError, IncompleteCommit, Neo4jError

from kg.errors import LoadError, TerminalLoadError, TransientLoadError
from kg.load import cypher
from kg.load.diff import Diff, diff_nodes, diff_relationships
from kg.load.result import Counts, LoadReport
from kg.model import KnowledgeGraph, Node, Relationship
from kg.schema import GraphSchema, graph_schema

__all__ = ["LoadReport", "load_neo4j"]

T = TypeVar("T")
OnProgress = Callable[[int, int], None]
Rows = Sequence[dict[str, Any]]

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
# a commit that was cut off can be repeated, as every statement of ours
_UNREACHED = (OSError, IncompleteCommit, ConnectionPoolError)
_PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before each further try
_CODES = {
    "Neo.ClientError.Security.Unauthorized": "wrong user or password: check both",
    "Neo.ClientError.Security.AuthenticationRateLimit": "too many wrong passwords: wait a while, then check it",
    "Neo.ClientError.Security.CredentialsExpired": "the password has expired: set a new one in the Browser",
    "Neo.ClientError.Security.Forbidden": "the user may not write here: use another, or grant it the right",
    "Neo.ClientError.Database.DatabaseNotFound": "no such database: SHOW DATABASES lists them",
    "Neo.ClientError.Schema.ConstraintValidationFailed": "nodes of your own have the ids of ours: use another database",
    "Neo.DatabaseError.Schema.ConstraintCreationFailed": (
        "nodes of your own share an id, and ids must be unique under our labels: use another database"
    ),
}


def load_neo4j(
    graph: KnowledgeGraph,
    uri: str,
    *,
    user: str,
    password: str,
    database: str = "neo4j",
    batch_size: int = 5000,
    on_progress: OnProgress | None = None,
) -> LoadReport:
    """Bring a Neo4j 5 database to the state of `graph`; what is the same already is not written.

    Each batch is one transaction, so a load that was cut off goes on when it is started again.
    A database holds one graph: loading another one replaces it.

    Args:
        graph: what the database shall hold.
        uri: bolt://HOST:7687 or neo4j://HOST:7687; with +s for TLS.
        batch_size: rows in one transaction.
        on_progress: called with (rows written or deleted, rows to do).

    Raises:
        TransientLoadError: the server cannot be reached or is busy, after some tries.
        TerminalLoadError: wrong password, no such database, not a Neo4j, nodes of the user's own with our ids.
        SchemaError: the graph does not keep to the schema.
    """
    place = _place(uri)
    started = time.monotonic()
    with neo4j.GraphDatabase.driver(
        f"{place}{_query_of(uri)}",
        auth=(user, password),
        connection_timeout=5,
        connection_acquisition_timeout=15,
        notifications_min_severity="OFF",
    ) as driver:
        database_ = _Database(driver, place, database)
        nodes, relationships = _Load(database_, graph, batch_size, on_progress).run()
    return LoadReport(nodes=nodes, relationships=relationships, seconds=time.monotonic() - started)


class _Database:
    """Runs statements, each in a transaction of its own, and makes our errors of the driver's."""

    def __init__(self, driver: neo4j.Driver, place: str, name: str) -> None:
        self.driver, self.name = driver, name
        self.where = f"{place}, database {name!r}"

    def run(self, statement: str, rows: Rows | None = None) -> tuple[list[dict[str, Any]], neo4j.SummaryCounters]:
        """Return the records and what the server counted. Every statement can be repeated, so it is tried again."""
        return _retry(lambda: self._try(statement, rows), self.where, _PAUSES)

    def _try(self, statement: str, rows: Rows | None) -> tuple[list[dict[str, Any]], neo4j.SummaryCounters]:
        parameters = {} if rows is None else {"rows": list(rows)}
        with self.driver.session(database=self.name) as session, session.begin_transaction() as transaction:
            result = transaction.run(statement, parameters)
            records = [record.data() for record in result]
            counters = result.consume().counters
            transaction.commit()
        return records, counters


class _Load:
    """One load: constraints, then the difference."""

    def __init__(
        self, database: _Database, graph: KnowledgeGraph, batch_size: int, on_progress: OnProgress | None
    ) -> None:
        self.database, self.graph, self.batch_size = database, graph, batch_size
        self.schema = graph_schema()
        self.on_progress = on_progress or (lambda done, total: None)
        self.done = self.total = 0

    def run(self) -> tuple[Counts, Counts]:
        """Return what changed among nodes and relationships."""
        for statement in cypher.constraints(self.schema):
            self.database.run(statement)
        nodes = diff_nodes(self.graph.nodes, self._list(cypher.list_nodes))
        relationships = diff_relationships(self.graph.relationships, self._list(cypher.list_relationships))
        self._refuse_foreign([{"id": node.id} for node in nodes.write])
        size = self.batch_size
        # all at once, so that a graph that breaks the schema does so before anything is written
        node_batches = list(cypher.node_batches(self.schema, nodes.write, size, mark=True))
        edge_batches = list(cypher.relationship_batches(self.schema, self.graph, relationships.write, size, mark=True))
        self.total = sum(len(d.write) + len(d.delete) for d in (nodes, relationships))
        self.on_progress(0, self.total)
        # in this order: a node can only be deleted without its relationships, and written before them
        gone_relationships = self._delete(cypher.delete_relationships(), relationships.delete)
        gone_nodes = self._delete(cypher.delete_nodes(), nodes.delete)
        new_nodes = self._write(node_batches)
        new_relationships = self._write(edge_batches)
        return (
            _counts(nodes, created=new_nodes, deleted=gone_nodes),
            _counts(relationships, created=new_relationships, deleted=gone_relationships),
        )

    def _list(self, statement: Callable[[GraphSchema], str]) -> list[dict[str, Any]]:
        return self.database.run(statement(self.schema))[0]

    def _refuse_foreign(self, rows: Rows) -> None:
        """Fail before anything is written if a node of the user's has one of our ids."""
        for batch in cypher.batches(cypher.list_foreign(self.schema), rows, self.batch_size):
            for row in self.database.run(batch.statement, batch.rows)[0]:
                raise TerminalLoadError(
                    f"{self.database.where}: the node ({':'.join(row['labels'])}) with the id {row['id']!r}"
                    " was not loaded by kg: rename or remove it, or use another database"
                )

    def _write(self, batches: Iterable[cypher.Batch]) -> int:
        created = 0
        for batch in batches:
            records, counters = self.database.run(batch.statement, batch.rows)
            if records[0]["written"] != len(batch.rows):
                raise TransientLoadError(
                    f"{self.database.where}: another program changed the database meanwhile: load again"
                )
            created += counters.nodes_created + counters.relationships_created
            self._advance(len(batch.rows))
        return created

    def _delete(self, statement: str, rows: Rows) -> int:
        deleted = 0
        for batch in cypher.batches(statement, [{"ref": r["ref"], "id": r["id"]} for r in rows], self.batch_size):
            counters = self.database.run(batch.statement, batch.rows)[1]
            deleted += counters.nodes_deleted + counters.relationships_deleted
            self._advance(len(batch.rows))
        return deleted

    def _advance(self, rows: int) -> None:
        self.done += rows
        self.on_progress(self.done, self.total)


def _counts(diff: Diff[Node] | Diff[Relationship], *, created: int, deleted: int) -> Counts:
    return Counts(
        created=created,
        updated=len(diff.write) - created,
        deleted=deleted,
        unchanged=diff.unchanged,
        kept=len(diff.delete) - deleted,
    )


def _retry(action: Callable[[], T], where: str, pauses: Sequence[float]) -> T:
    try:
        return action()
    except (Neo4jError, DriverError, OSError) as error:
        failure = _failure(error, where)
        if not pauses or isinstance(failure, TerminalLoadError):
            # the driver's own text goes no further: it runs over lines
            raise failure from None
    time.sleep(pauses[0])
    return _retry(action, where, pauses[1:])


def _failure(error: Exception, where: str) -> LoadError:
    """Say in one line what went wrong and what to do."""
    if isinstance(error, Neo4jError):
        said = _CODES.get(error.code or "") or _one_line(error.message or error.code or "unknown error")
        return (TransientLoadError if error.is_retryable() else TerminalLoadError)(f"{where}: {said}")
    text = str(error)
    if "looks like HTTP" in text:
        return TerminalLoadError(f"{where}: this port speaks HTTP: give the Bolt port (7687 where nothing was changed)")
    if "SSL" in text or "certificate" in text:
        return TerminalLoadError(
            f"{where}: no trusted TLS there: use bolt:// or neo4j://, or +ssc for an own certificate"
        )
    if isinstance(error, _UNREACHED) or (isinstance(error, DriverError) and error.is_retryable()):
        return TransientLoadError(f"{where}: no server answers: start it ('scripts/neo4j start'), or check the address")
    return TerminalLoadError(f"{where}: not a Neo4j server that this program can talk to (Neo4j 5 or newer)")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _place(uri: str) -> str:
    """Return scheme, host and port: what may be shown. A user and password in the address are refused."""
    try:
        parts = urlsplit(uri)
        port = parts.port or 7687
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in _SCHEMES or not parts.hostname or "@" in parts.netloc:
        raise TerminalLoadError("the address of the server must be like bolt://HOST:7687, with user and password apart")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def _query_of(uri: str) -> str:
    """Return the routing context of a neo4j:// address ("?region=eu")."""
    query = urlsplit(uri).query
    return f"?{query}" if query else ""
