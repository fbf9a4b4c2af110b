"""Real parts for the tests: a Neo4j server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "neo4j"


class Neo4jServer(NamedTuple):
    """How to reach a server; the tests delete everything in its database `neo4j`."""

    uri: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Neo4jServer({self.uri})"


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """A running Neo4j: that of KG_NEO4J_URI (and _USER, _PASSWORD), which must be empty, or one started here.

    Without either the tests are skipped, or fail where KG_REQUIRE_NEO4J=1.
    """
    if uri := os.environ.get("KG_NEO4J_URI"):
        user, password = os.environ.get("KG_NEO4J_USER", "neo4j"), os.environ.get("KG_NEO4J_PASSWORD", "")
        server = Neo4jServer(uri, user, password)
        _require_empty(server)
        yield server
        return
    require_server()
    # ports of our own: what runs on the usual ones may hold somebody's data
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    try:
        said = _script("start", *ports)
        shown = dict(line.split("=", 1) for line in said.splitlines())
        yield Neo4jServer(shown["uri"], shown["user"], shown["password"])
    finally:
        _script("stop", *ports)


def _require_empty(server: Neo4jServer) -> None:
    from neo4j import GraphDatabase

    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        records, _, _ = driver.execute_query("MATCH (n) RETURN count(n) AS nodes", database_="neo4j")
    if records[0]["nodes"]:
        pytest.exit(f"{server.uri} holds data, and the tests would delete it: set KG_NEO4J_URI to an empty server", 1)


def require_server() -> None:
    """Skip the test, or fail it where KG_REQUIRE_NEO4J=1, if scripts/neo4j cannot start a server here."""
    docker = shutil.which("docker") and subprocess.run(["docker", "info"], capture_output=True).returncode == 0
    if docker or (shutil.which("java") and shutil.which("mvn")):
        return
    reason = "no Neo4j: install Docker, or Java 17 and Maven (then scripts/neo4j starts one), or set KG_NEO4J_URI"
    if os.environ.get("KG_REQUIRE_NEO4J") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _script(*arguments: str) -> str:
    done = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"scripts/neo4j {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
