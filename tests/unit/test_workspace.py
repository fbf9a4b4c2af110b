"""A workspace: what builds add, skip, replace and remove; what a cut-off or refused build leaves."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import ConfigError, InputError, KgError
from kg.load.files import replacing
from kg.model import Extraction
from kg.workspace import Workspace
from tests.readers import CountingReader

Records = list[dict[str, Any]]
A = {"id": "a", "title": "Alpha beats Beta", "abstract": "We run Alpha on Set1."}
B = {"id": "b", "title": "Beta beats Gamma", "abstract": "We run Beta on Set1."}
C = {"id": "c", "title": "Gamma beats Alpha", "abstract": "We run Gamma on Set2."}


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Read with the stand-in; return the file that lists which papers it read."""
    path = tmp_path / "log"
    monkeypatch.setattr("kg.settings._reader", lambda *args: CountingReader(path))
    return path


@pytest.fixture
def papers(tmp_path: Path) -> Callable[..., Path]:
    """Write records to a file."""

    def write(*records: dict[str, Any], name: str = "papers.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    return write


def exported(workspace: Workspace) -> bytes:
    return workspace.export("json", workspace.directory.parent / "export.json").read_bytes()


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_a_build_writes_the_six_files(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B), tmp_path / "w")
    names = {"store.sqlite", "graph.kgl", "graph.html", "report.json", "rejects.jsonl", "overrides.toml"}
    assert set(files(workspace.directory)) == names
    report = workspace.report
    assert (report.papers, report.new, report.read, report.rejected) == (2, 2, 2, 0)
    assert report.nodes == {"Dataset": 1, "Method": 4, "Paper": 2}
    assert sum(report.relationships.values()) == len(workspace.graph.relationships)


def test_a_second_build_reads_nothing_and_changes_nothing(
    tmp_path: Path, papers: Callable[..., Path], log: Path
) -> None:
    first = kg.build(papers(A, B), tmp_path / "w")
    before, export = files(first.directory), exported(first)
    second = kg.build(papers(A, B), tmp_path / "w")
    assert (second.report.new, second.report.unchanged, second.report.read) == (0, 2, 0)
    assert log.read_text().split() == ["a", "b"]
    assert exported(second) == export
    after = files(second.directory)
    for name in ("graph.html", "rejects.jsonl", "overrides.toml"):
        assert after[name] == before[name], name


def test_the_order_and_the_number_of_builds_do_not_matter(tmp_path: Path, papers: Callable[..., Path]) -> None:
    at_once = kg.build(papers(A, B, C), tmp_path / "one")
    kg.build(papers(C), tmp_path / "two")
    kg.build(papers(B), tmp_path / "two")
    in_steps = kg.build(papers(A), tmp_path / "two")
    assert exported(at_once) == exported(in_steps)


def test_a_changed_paper_takes_the_place_of_the_old_one(tmp_path: Path, papers: Callable[..., Path]) -> None:
    kg.build(papers(A, B), tmp_path / "w")
    changed = kg.build(papers({**A, "abstract": "We run Delta."}), tmp_path / "w")
    assert (changed.report.changed, changed.report.read) == (1, 1)
    afresh = kg.build(papers({**A, "abstract": "We run Delta."}, B), tmp_path / "afresh")
    assert exported(changed) == exported(afresh)


def test_remove_leaves_what_would_be_without_the_paper(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B, C), tmp_path / "w")
    assert workspace.remove(["c", "nobody"]) == 1
    assert exported(workspace) == exported(kg.build(papers(A, B), tmp_path / "afresh"))
    assert exported(kg.open(tmp_path / "w")) == exported(workspace)
    before = files(tmp_path / "w")
    assert workspace.remove(["nobody"]) == 0
    assert files(tmp_path / "w") == before


def test_a_text_of_another_id_is_rejected(tmp_path: Path, papers: Callable[..., Path]) -> None:
    kg.build(papers(A, B), tmp_path / "w")
    again = kg.build(papers({**A, "id": "z"}, C), tmp_path / "w")
    assert again.report.papers == 3
    assert again.report.rejects == {"the text of ...": 1}
    with pytest.raises(InputError, match="z: the text of a, which was kept"):
        kg.build(papers({**A, "id": "z"}), tmp_path / "w", strict=True)


def test_queries_take_parameters_either_way(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B), tmp_path / "w")
    statement = "MATCH (p:Paper {id: $id}) RETURN p.title AS title"
    assert workspace.query(statement, id="b").records() == [{"title": "Beta beats Gamma"}]
    assert workspace.query(statement, {"id": "b"}).records() == [{"title": "Beta beats Gamma"}]


def test_queries_see_a_rebuilt_graph(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B), tmp_path / "w")
    count = "MATCH (p:Paper) RETURN count(p)"
    assert workspace.query(count).rows == [(2,)]
    workspace.remove(["a"])
    assert workspace.query(count).rows == [(1,)]


def test_what_the_methods_give(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B), tmp_path / "w")
    assert workspace.to_networkx().number_of_nodes() == len(workspace.graph.nodes)
    assert workspace.to_html(tmp_path / "page.html").read_text().startswith("<!doctype html>")
    assert workspace.summary().most_used["Method"][0].name == "Beta"
    assert workspace.leaderboards() == []
    assert [e.entity.name for e in workspace.explain("beta")] == ["Beta"]
    assert repr(workspace) == f"Workspace({str(tmp_path / 'w')!r})"
    with pytest.raises(ConfigError, match="no format 'xml': there are extractions, csv"):
        workspace.export("xml", tmp_path / "x")
    (tmp_path / "file").touch()
    with pytest.raises(KgError, match=r"file.*: .*: free the disk or choose another place"):
        workspace.export("json", tmp_path / "file" / "x")


def test_without_out_the_workspace_goes_with_the_object(papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A))
    directory = workspace.directory
    assert workspace.query("MATCH (p:Paper) RETURN p.id").rows == [("a",)]
    del workspace
    gc.collect()
    assert not directory.exists()


def test_overrides_are_written_once_and_read_at_every_build(tmp_path: Path, papers: Callable[..., Path]) -> None:
    workspace = kg.build(papers(A, B), tmp_path / "w")
    overrides = tmp_path / "w" / "overrides.toml"
    overrides.write_text('same = [["Alpha", "Gamma"]]\n')
    workspace.rebuild()
    assert len(workspace.explain("Alpha")[0].entity.aliases) == 2
    kg.build(papers(A, B), tmp_path / "w")
    assert overrides.read_text() == 'same = [["Alpha", "Gamma"]]\n'


def test_a_mistake_in_the_overrides_is_told_before_the_work(
    tmp_path: Path, papers: Callable[..., Path], log: Path
) -> None:
    kg.build(papers(A), tmp_path / "w")
    (tmp_path / "w" / "overrides.toml").write_text("same = [")
    before = files(tmp_path / "w")
    with pytest.raises(ConfigError, match=r"overrides\.toml"):
        kg.build(papers(B), tmp_path / "w")
    assert files(tmp_path / "w") == before
    assert log.read_text().split() == ["a"]


def test_a_refused_first_build_leaves_nothing(tmp_path: Path, papers: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="line 2"):
        kg.build(papers(A, {"title": "no abstract"}), tmp_path / "w", strict=True)
    assert not (tmp_path / "w").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        kg.build(papers({"title": "no abstract"}), tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_refused_later_build_changes_nothing(tmp_path: Path, papers: Callable[..., Path]) -> None:
    kg.build(papers(A), tmp_path / "w", model="first")
    before = files(tmp_path / "w")
    with pytest.raises(InputError):
        kg.build(papers(B, {"title": "no abstract"}), tmp_path / "w", model="second", strict=True)
    with pytest.raises(InputError):
        kg.build([papers(B), tmp_path / "none.jsonl"], tmp_path / "w")
    assert files(tmp_path / "w") == before


def test_rejects_are_kept_and_counted(tmp_path: Path, papers: Callable[..., Path]) -> None:
    breaks = {"id": "x", "title": "Xi", "abstract": "This breaks it."}
    workspace = kg.build(papers(A, {"title": "no abstract"}, B, breaks), tmp_path / "w")
    assert [(r.stage, r.line) for r in workspace.rejects] == [("read", 2), ("extract", None)]
    assert workspace.report.rejected == 2
    assert workspace.report.papers == 3, "a paper that was not read is in the graph all the same"
    workspace.remove(["b"])
    assert workspace.report.rejected == 2, "building anew forgets no reject"
    workspace.remove(["x"])
    assert [r.stage for r in workspace.rejects] == ["read"]


def test_boilerplate_is_counted_apart(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Mar 13\n\nOn Alpha\n\nWe study Alpha with great care. It works well in all our tests.\n")
    report = kg.build(page, tmp_path / "w").report
    assert (report.papers, report.boilerplate, report.rejected, report.rejects) == (1, 1, 0, {})


def test_a_build_that_was_cut_off_is_told_and_finished(
    tmp_path: Path, papers: Callable[..., Path], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build(papers(A), tmp_path / "w")

    def stop(self: CountingReader, papers: object) -> Iterator[Extraction]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(CountingReader, "extract", stop)
        with pytest.raises(KeyboardInterrupt):
            kg.build(papers(B, {"title": "no abstract"}, C), tmp_path / "w")
    with pytest.raises(ConfigError, match="did not finish: run 'kg rebuild"):
        kg.open(tmp_path / "w")
    workspace = kg.open(tmp_path / "w", unfinished=True)
    workspace.rebuild()
    assert log.read_text().split() == ["a", "b", "c"]
    assert workspace.report.rejects == {"no abstract": 1}, "what the cut-off build rejected is not forgotten"
    assert exported(kg.open(tmp_path / "w")) == exported(kg.build(papers(A, B, C), tmp_path / "afresh"))


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, papers: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build(papers(A), tmp_path / "w")
    before = files(tmp_path / "w")

    def full(path: Path) -> object:
        if path.name == "report.json":
            raise OSError(28, "No space left on device", str(path))
        return replacing(path)

    with monkeypatch.context() as patch:
        patch.setattr("kg.building.replacing", full)
        with pytest.raises(KgError, match=r"report\.json: No space left on device: free the disk"):
            kg.build(papers(A, B), tmp_path / "w")
    assert files(tmp_path / "w")["report.json"] == before["report.json"]
    assert not [name for name in files(tmp_path / "w") if name.startswith(".")]
    with pytest.raises(ConfigError, match="did not finish"):
        kg.open(tmp_path / "w")
    kg.open(tmp_path / "w", unfinished=True).rebuild()
    assert kg.open(tmp_path / "w").report.papers == 2


def test_model_dictionaries_and_threshold_are_remembered(
    tmp_path: Path, papers: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, log: Path
) -> None:
    asked: list[tuple[Any, ...]] = []

    def reader(model: str | None, entries: list[tuple[str, str]], threshold: float | None) -> CountingReader:
        asked.append((model, entries, threshold))
        return CountingReader(log)

    monkeypatch.setattr("kg.settings._reader", reader)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "names.tsv").write_text("alpha\tMethod\tAlpha\n")
    kg.build(papers(A), "w", model="mine", dictionaries=["names.tsv"], threshold=0.8)
    (tmp_path / "names.tsv").unlink()
    kg.build(papers(B), "w")
    kg.build(papers(B), "w", threshold="best")
    mine = (str(tmp_path / "mine"), [("alpha", "Method")])
    assert asked == [(*mine, 0.8), (*mine, 0.8), (*mine, None)]


def test_what_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a workspace"):
        kg.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()
