"""The commands' options, with a stand-in reader; the real ones run in tests/e2e/test_cli.py."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli import main
from tests.readers import WordReader

Run = Callable[..., tuple[int, str, str]]
A = {"id": "a", "title": "Alpha beats Beta", "abstract": "We run Alpha on Set1."}
B = {"id": "b", "title": "Beta beats Gamma", "abstract": "We run Beta on Set1."}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; return the exit code and what it printed."""
    monkeypatch.setattr("kg.settings._reader", lambda *args: WordReader())

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kg", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            main()
        code = end.value.code
        out, err = capfd.readouterr()
        return (code or 0, out, err) if isinstance(code, int | None) else (1, out, err + code)

    return run


@pytest.fixture
def built(tmp_path: Path, run: Run) -> Path:
    """A workspace of two papers."""
    (tmp_path / "p.jsonl").write_text(json.dumps(A) + "\n" + json.dumps(B))
    assert run("build", tmp_path / "p.jsonl", "-o", tmp_path / "w")[0] == 0
    return tmp_path / "w"


def test_parameters_are_json_or_text(built: Path, run: Run) -> None:
    statement = "RETURN $a AS a, $b AS b, $c AS c, $d AS d"
    given = ("-p", "a=5", "-p", "b=five = 5", "-p", 'c="5"', "-p", 'd=["x"]')
    code, out, _ = run("query", built, statement, *given, "--json")
    assert code == 0
    assert json.loads(out) == [{"a": 5, "b": "five = 5", "c": "5", "d": ["x"]}]


def test_a_query_comes_from_one_place(built: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.cypher").write_text("MATCH (p:Paper) RETURN count(p) AS n")
    assert run("query", built, "--file", tmp_path / "q.cypher", "--csv")[1] == "n\n2\n"
    assert run("query", built)[0] == 2
    assert run("query", built, "RETURN 1", "--saved", "most-used")[0] == 2
    code, _, err = run("query", built, "--saved", "nothing")
    assert code == 2
    assert "most-used" in err
    code, _, err = run("query", built, "RETURN $x", "-p", "x")
    assert code == 2
    assert "NAME=VALUE" in err
    code, _, err = run("query", built, "--file", tmp_path / "none.cypher")
    assert (code, err) == (1, f"kg: {tmp_path}/none.cypher: No such file or directory\n")


def test_a_query_may_write_only_where_told(built: Path, run: Run) -> None:
    create = "CREATE (:Task {id: 't', name: 'mine', papers: 0, mentions: 0})"
    count = "MATCH (t:Task) RETURN count(t) AS n"
    assert run("query", built, create)[0] == 1
    assert run("query", built, count, "--csv")[1] == "n\n0\n"
    assert run("query", built, create, "--write")[0] == 0
    assert run("query", built, count, "--csv")[1] == "n\n1\n"


def test_merges_are_accepted_and_rejected(built: Path, run: Run) -> None:
    code, out, _ = run("merges", built, "--accept", "Alpha", "Gamma")
    assert code == 0
    assert "kg rebuild" in out
    assert run("rebuild", built)[0] == 0
    code, out, _ = run("explain", built, "gamma", "--json")
    assert {alias["form"] for alias in json.loads(out)[0]["entity"]["aliases"]} == {"Alpha", "Gamma"}
    assert [merge["reason"] for merge in json.loads(run("merges", built, "--json")[1])] == ["user"]
    assert run("merges", built, "--reject", "Alpha", "Gamma")[0] == 0
    code, out, err = run("rebuild", built)
    assert "not applied in overrides.toml: same: 'Alpha' and 'Gamma', but different" in out + err


def test_candidates_are_listed(tmp_path: Path, run: Run) -> None:
    lines = [A | {"abstract": "We run Alphas on Set1."}, B | {"title": "Beta", "abstract": "We run Alphabet."}]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert run("build", tmp_path / "p.jsonl", "-o", tmp_path / "w")[0] == 0
    code, out, _ = run("merges", tmp_path / "w", "--candidates", "--json")
    assert (code, json.loads(out)) == (0, [])
    assert "looks like" in run("merges", tmp_path / "w", "--candidates")[1]


def test_rejects_above_the_limit_exit_with_3(tmp_path: Path, run: Run) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps(A) + '\n{"title": "none"}\n')
    code, _, err = run("build", tmp_path / "p.jsonl", "-o", tmp_path / "w", "--max-rejects", 0)
    assert code == 3
    assert "1 records rejected, 0 allowed" in err
    assert run("build", tmp_path / "p.jsonl", "-o", tmp_path / "w", "--max-rejects", 1)[0] == 0


def test_demo_gives_own_files_their_own_workspace(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.v2.jsonl").write_text(json.dumps(A) + "\n" + json.dumps(B))
    code, out, _ = run("demo", "p.v2.jsonl")
    assert code == 0
    assert "2 papers" in out
    assert f"Open {tmp_path}/kg-p/graph.html" in out
    code, out, _ = run("demo")
    assert code == 0
    assert f"Open {tmp_path}/kg-demo/graph.html" in out
    assert "The ten most used methods" in out


def test_the_password_is_never_asked_for_on_the_command_line_only(
    built: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_NEO4J_PASSWORD", raising=False)
    code, _, err = run("load", "neo4j", built)
    assert code == 2
    assert "KG_NEO4J_PASSWORD" in err
    given: list[str] = []
    monkeypatch.setattr("kg.workspace.Workspace.load_neo4j", lambda self, uri, **o: given.append(o["password"]))
    (tmp_path / "password").write_text(" with spaces \r\n")
    assert run("load", "neo4j", built, "--password-file", tmp_path / "password")[0] == 0
    monkeypatch.setenv("KG_NEO4J_PASSWORD", "from the environment")
    assert run("load", "neo4j", built)[0] == 0
    assert given == [" with spaces ", "from the environment"]


def test_errors_are_one_line_and_debug_shows_all(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    name = tmp_path / "bad\x1b[2Jname"
    code, _, err = run("query", name, "RETURN 1")
    assert code == 1
    assert err.startswith("kg: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err
    monkeypatch.setenv("KG_DEBUG", "1")
    monkeypatch.setattr("sys.argv", ["kg", "query", str(name), "RETURN 1"])
    with pytest.raises(Exception, match="not a workspace"):
        main()


def test_ctrl_c_is_one_line(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.workspace.build", stop)
    code, _, err = run("build", "x", "-o", tmp_path / "w")
    assert code == 1
    assert err.strip() == "interrupted: what was read is kept, run the command again to go on"


def test_a_reader_that_has_gone_is_no_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    kept = os.dup(1)
    try:
        monkeypatch.setattr("kg.load.saved_queries", gone)
        assert run("queries") == (1, "", "")
    finally:
        os.dup2(kept, 1)
        os.close(kept)
