"""The wheel as users get it: built, installed beside the checkout, and used from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, without network."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install it into a folder of its own; what it depends on comes from the environment of the tests."""
    site = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(site)]
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return site


def run(site: Path, cwd: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "kg/py.typed",
        "kg/sample/papers.txt",
        "kg/schemas/graph.yaml",
        "kg/schemas/queries/most-used.cypher",
        "kg/view/assets/page.html",
        "kg/names.tsv",
        "kg/extract/models/small/meta.json",
        "kg/extract/models/small/encoder.onnx",
    ):
        assert needed in names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"kg"}
    assert not [name for name in names if "__pycache__" in name or name.endswith("TWO_WRITERS.txt")]
    assert wheel.stat().st_size < 60_000_000


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    code = "import kg, kg.schema; print(kg.__file__, kg.schema.schemas_dir(), sep='\\n')"
    assert run(installed, tmp_path, "-c", code).split() == [
        str(installed / "kg" / "__init__.py"),
        str(installed / "kg" / "schemas"),
    ]


def test_its_spacy_factories_are_registered(installed: Path, tmp_path: Path) -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('kg_sentences'); print(nlp.pipe_names)"
    assert run(installed, tmp_path, "-c", code).strip() == "['kg_sentences']"


def test_demo_and_queries_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    kg = str(installed / "bin" / "kg")
    shown = run(installed, tmp_path, kg, "demo")
    for line in ("The ten most used methods", "MATCH (", "leaderboard", f"Open {tmp_path}/kg-demo/graph.html"):
        assert line in shown
    saved = json.loads(run(installed, tmp_path, kg, "queries", "--json"))
    rows = json.loads(run(installed, tmp_path, kg, "query", "kg-demo", "--saved", "most-used", "--json"))
    assert "most-used" in saved
    assert rows
    assert "http://" not in (tmp_path / "kg-demo" / "graph.html").read_text().replace("http://www.w3.org/", "")
