"""scripts/neo4j: starts and stops a real server, says how to reach it, and lets nobody else see the password."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from tests.conftest import SCRIPT, free_port, require_server

Ports = tuple[str, ...]


def script(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, **environment},
    )


@pytest.fixture
def ports() -> Iterator[Ports]:
    ports = ("--bolt-port", str(free_port()), "--http-port", str(free_port()))
    yield ports
    script("stop", *ports)


def test_the_usage_names_the_commands() -> None:
    said = script("--help").stdout
    for word in ("start", "stop", "status", "--bolt-port", "KG_NEO4J_PASSWORD", "Java 17", "Docker"):
        assert word in said


def test_a_command_is_needed() -> None:
    assert script().returncode == 2


def test_nothing_runs_at_first(ports: Ports) -> None:
    status, stop = script("status", *ports), script("stop", *ports)
    assert (status.returncode, status.stdout) == (1, "not running\n")
    assert (stop.returncode, stop.stdout) == (0, "was not running\n")


@pytest.mark.parametrize("option", ["--bolt-port", "--http-port"])
def test_a_port_that_is_taken_is_said(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        other = {"--bolt-port": "--http-port", "--http-port": "--bolt-port"}[option]
        done = script("start", option, str(taken.getsockname()[1]), other, str(free_port()))
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr and "Traceback" not in done.stderr


def test_without_java_and_docker_it_says_what_to_install(ports: Ports, tmp_path: Path) -> None:
    done = script("start", *ports, PATH=str(tmp_path), JAVA_HOME="")
    assert done.returncode == 1
    assert "install Docker, or Java 17" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.neo4j
def test_a_server_from_start_to_stop(ports: Ports) -> None:
    require_server()
    password = 'pass "word\\ $x'
    started = script("start", *ports, KG_NEO4J_PASSWORD=password)
    assert started.returncode == 0, started.stderr
    shown = dict(line.split("=", 1) for line in started.stdout.splitlines())
    assert shown["uri"] == f"bolt://127.0.0.1:{ports[1]}"
    assert (shown["user"], shown["password"]) == ("neo4j", password)
    with neo4j.GraphDatabase.driver(shown["uri"], auth=(shown["user"], password)) as driver:
        driver.execute_query("CREATE (:Paper {id: 'p'})")
        edition = driver.execute_query("CALL dbms.components() YIELD versions, edition").records[0]
    assert edition["edition"] == "community" and edition["versions"][0].startswith("5.")
    assert password not in subprocess.run(["ps", "-eww", "-o", "args="], capture_output=True, text=True).stdout

    again = script("start", *ports)
    assert (again.returncode, again.stdout) == (0, started.stdout)
    assert script("status", *ports).stdout == started.stdout

    assert script("stop", *ports).stdout == "stopped\n"
    assert script("status", *ports).returncode == 1
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(ports[1]))) != 0
