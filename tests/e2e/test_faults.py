"""Faults of the machine: a full disk, a killed build, a server that refuses. One line, and the next run goes on."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Neo4jServer

RECORDS = [
    {
        "id": f"p{n:03}",
        "title": f"Sparse Gated Network {n} for Image Classification",
        "abstract": f"We propose a Gated Network. On ImageNet, it reaches a top-1 accuracy of {70 + n % 20}.{n}%.",
    }
    for n in range(120)
]


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "kg", *map(str, args)]


def kg(*args: object, limit: int | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    def no_larger_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write fails with an error, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit or resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return subprocess.run(
        command(*args),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
        preexec_fn=no_larger_files,
    )


def papers(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS[:count]))
    return path


def exported(directory: Path) -> bytes:
    out = directory.with_suffix(".json")
    assert kg("export", directory, "--format", "json", "-o", out).returncode == 0
    return out.read_bytes()


# the sizes let the store, the graph or the page fail, whichever is written when the room ends
@pytest.mark.parametrize("limit", [4_000, 60_000, 600_000])
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    done = kg("build", papers(tmp_path / "p.jsonl", 40), "-o", tmp_path / "w", limit=limit)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("kg: ")
    assert "room" in done.stderr or "free the disk" in done.stderr or "can be written" in done.stderr
    left = {path.name for path in (tmp_path / "w").iterdir()} if (tmp_path / "w").exists() else set()
    assert not [name for name in left if name.startswith(".")], "no half-written file"
    if left:
        refused = kg("query", tmp_path / "w", "MATCH (p:Paper) RETURN count(p)")
        assert refused.returncode == 1
        assert "kg rebuild" in refused.stderr
    again = kg("build", tmp_path / "p.jsonl", "-o", tmp_path / "w", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["papers"] == 40


def test_a_full_disk_costs_an_older_workspace_nothing(tmp_path: Path) -> None:
    assert kg("build", papers(tmp_path / "one.jsonl", 2), "-o", tmp_path / "w").returncode == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "w").iterdir()}
    done = kg("build", papers(tmp_path / "p.jsonl", 120), "-o", tmp_path / "w", limit=16_000)
    assert done.returncode == 1
    assert {path.name: path.read_bytes() for path in (tmp_path / "w").iterdir()} == before


def test_a_killed_build_goes_on_where_it_stopped(tmp_path: Path) -> None:
    page = papers(tmp_path / "p.jsonl", 120)
    running = subprocess.Popen(command("build", page, "-o", tmp_path / "w"), stdout=subprocess.DEVNULL)
    while running.poll() is None and not _read(tmp_path / "w"):
        time.sleep(0.02)
    running.kill()
    assert running.wait() == -signal.SIGKILL, "it was killed while it read"
    read = _read(tmp_path / "w")
    assert 0 < read < 120
    refused = kg("summary", tmp_path / "w")
    assert refused.returncode == 1
    assert "did not finish" in refused.stderr
    report = json.loads(kg("rebuild", tmp_path / "w", "--json").stdout)
    assert (report["papers"], report["read"]) == (120, 120 - read)
    assert kg("build", page, "-o", tmp_path / "afresh", "--jobs", 2).returncode == 0
    assert exported(tmp_path / "w") == exported(tmp_path / "afresh")


def _read(directory: Path) -> int:
    """How many papers a running build has kept, asked past the package."""
    import sqlite3
    from contextlib import closing

    if not (directory / "store.sqlite").exists():
        return 0
    with closing(sqlite3.connect(directory / "store.sqlite", timeout=30)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM extractions").fetchone()[0])
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0


def test_a_reader_of_our_output_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    shell = f"{' '.join(command('queries', '--json'))} | head -c 1"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[", "") or (done.stdout, done.stderr) == ("{", "")


@pytest.mark.neo4j
def test_a_server_is_loaded_by_difference_and_refuses_in_one_line(tmp_path: Path, neo4j_server: Neo4jServer) -> None:
    assert kg("build", papers(tmp_path / "p.jsonl", 3), "-o", tmp_path / "w").returncode == 0
    (tmp_path / "password").write_text(neo4j_server.password + "\n")
    load = ("load", "neo4j", tmp_path / "w", "--uri", neo4j_server.uri, "--user", neo4j_server.user)
    first = kg(*load, "--password-file", tmp_path / "password", "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["nodes"]["created"] > 3
    second = json.loads(kg(*load, "--json", KG_NEO4J_PASSWORD=neo4j_server.password).stdout)
    for part in ("nodes", "relationships"):
        assert (second[part]["created"], second[part]["updated"], second[part]["deleted"]) == (0, 0, 0)
    kg("remove", tmp_path / "w", "p000", "p001", "p002")
    emptied = json.loads(kg(*load, "--json", KG_NEO4J_PASSWORD=neo4j_server.password).stdout)
    assert emptied["nodes"]["deleted"] == json.loads(first.stdout)["nodes"]["created"]
    wrong = kg(*load, KG_NEO4J_PASSWORD="wr0ng")
    assert wrong.returncode == 1
    assert wrong.stderr.count("\n") == 1, wrong.stderr
    assert "check both" in wrong.stderr
    assert "wr0ng" not in wrong.stderr
    nowhere = kg(*load, "--database", "nowhere", KG_NEO4J_PASSWORD=neo4j_server.password)
    assert nowhere.returncode == 1
    assert "nowhere" in nowhere.stderr
