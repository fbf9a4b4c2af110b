"""The README is true: its commands run, in its order, on real parts."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Neo4jServer

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MORE = {"title": "A Note on Gated Networks", "abstract": "We evaluate BERT on SQuAD, where it reaches 90.1% F1."}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[list[str]]:
    lines = (line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines())
    words = [shlex.split(line, comments=True) for line in lines]
    return [line for line in words if line and line[0] == program]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copy(ROOT / "kg" / "sample" / "papers.txt", folder / "papers.txt")
    (folder / "more.jsonl").write_text(json.dumps(MORE) + "\n")
    return folder


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_commands(folder: Path) -> None:
    found = [command for command in commands("kg") if command[1] != "load"]
    assert len(found) >= 10
    for _, *arguments in found:
        assert run(folder, "-m", "kg", *arguments), shlex.join(arguments)


def test_python(folder: Path) -> None:
    assert blocks("python")
    for block in blocks("python"):
        run(folder, "-c", block)


@pytest.mark.neo4j
def test_load(folder: Path, neo4j_server: Neo4jServer) -> None:
    run(folder, "-m", "kg", "build", "more.jsonl", "-o", "my-graph")
    (folder / "password.txt").write_text(neo4j_server.password)
    loads = [command for command in commands("kg") if command[1] == "load"]
    assert loads
    for _, *arguments in loads:
        here = [neo4j_server.uri if word.startswith("bolt://") else word for word in arguments]
        run(folder, "-m", "kg", *here)


def test_scripts_are_there_and_can_be_run() -> None:
    scripts = {word for block in blocks("sh") for word in re.findall(r"^scripts/[\w./-]+", block, re.MULTILINE)}
    assert {"scripts/demo", "scripts/test"} <= scripts
    for script in scripts:
        assert os.access(ROOT / script, os.X_OK), script
        first = (ROOT / script).read_text(encoding="utf-8").splitlines()[0]
        check = ["bash", "-n", script] if "bash" in first else [sys.executable, script, "--help"]
        assert subprocess.run(check, cwd=ROOT, check=False, capture_output=True).returncode == 0, script


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_cypher_example(folder: Path) -> None:
    [statement], [answer] = blocks("cypher"), blocks("json")
    run(folder, "-m", "kg", "demo", "-o", "sample")
    assert json.loads(run(folder, "-m", "kg", "query", "sample", statement, "--json")) == json.loads(answer)
