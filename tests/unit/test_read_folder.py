"""Folders and several inputs: order, ids, duplicates across files, files that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Reject
from kg.read import read_all, read_papers


def no_reject(reject: Reject) -> None:
    pytest.fail(f"{reject.path}, line {reject.line}: {reject.reason}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "papers"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text("On Cats\n\nWe show that cats purr. It is so.\n")
    (root / "a.jsonl").write_text('{"title": "On Dogs", "abstract": "Dogs bark."}\noops\n')
    (root / "sub" / "b.txt").write_text("On Owls\n\nWe show that owls hoot. It is so.\n")
    (root / "sub" / "c.csv").write_text(
        "title,abstract\nOn Cats,We show that cats purr. It is so.\nOn Ants,Ants walk.\n"
    )
    (root / "notes.md").write_text("Remember the milk\n\nWe are out of it. Buy two.\n")
    (root / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (root / "empty.txt").write_text("")
    (root / ".hidden.txt").write_text("On Foxes\n\nWe show that foxes hide. It is so.\n")
    return root


def test_all_readable_files_in_sorted_order(folder: Path) -> None:
    rejects: list[Reject] = []
    papers = list(read_papers(folder, on_reject=rejects.append))
    assert [(paper.id, paper.title) for paper in papers] == [
        ("a-00", "On Dogs"),
        ("b-00", "On Cats"),
        ("b-01", "On Owls"),
        ("c-00", "On Ants"),
    ]
    assert [(Path(reject.path).name, reject.line, reject.reason.split(":")[0]) for reject in rejects] == [
        ("a.jsonl", 2, "invalid JSON (expecting value at column 1)"),
        ("empty.txt", None, "the file is empty"),
        ("image.txt", None, "this is an image, not text"),
        ("notes.md", None, "of no known format"),
        ("c.csv", 2, "the same text as b-00, which was kept"),
    ]


def test_one_prefix_counts_through_all_files(folder: Path) -> None:
    papers = read_papers(folder, id_prefix="x", on_reject=lambda reject: None)
    assert [paper.id for paper in papers] == ["x-00", "x-01", "x-02", "x-03"]


def test_a_forced_format_holds_for_every_file(folder: Path) -> None:
    papers = read_papers(folder, format="jsonl", on_reject=lambda reject: None)
    assert [paper.title for paper in papers] == ["On Dogs"]
    papers = read_papers(folder, format="page", on_reject=lambda reject: None)
    assert "Remember the milk" in [paper.title for paper in papers]
    papers = read_papers(folder, format="folder", on_reject=lambda reject: None)
    assert [paper.title for paper in papers] == ["On Dogs", "On Cats", "On Owls", "On Ants"]


def test_a_folder_without_papers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no papers in it, read as folder: give"):
        list(read_papers(tmp_path, on_reject=no_reject))


def test_several_inputs_share_ids_and_duplicates(tmp_path: Path) -> None:
    for name, animal in (("one", "Cats"), ("two", "Dogs")):
        (tmp_path / name).mkdir()
        records = [
            {"title": f"On {animal}", "abstract": "They are soft."},
            {"title": "On All", "abstract": "All are soft."},
        ]
        (tmp_path / name / "p.jsonl").write_text("\n".join(map(json.dumps, records)))
    rejects: list[Reject] = []
    papers = list(read_all([tmp_path / "one" / "p.jsonl", tmp_path / "two" / "p.jsonl"], on_reject=rejects.append))
    assert [(paper.id, paper.title) for paper in papers] == [
        ("p-00", "On Cats"),
        ("p-01", "On All"),
        ("p-02", "On Dogs"),
    ]
    assert [reject.reason for reject in rejects] == ["the same text as p-01, which was kept"]


def test_papers_come_while_the_input_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    with path.open("w") as file:
        for i in range(20_000):
            file.write(json.dumps({"title": f"On Cat {i}", "abstract": f"Cat {i} purrs."}) + "\n")
        file.write("[broken\n")
    rejects: list[Reject] = []
    papers = read_papers(path, on_reject=rejects.append)
    assert next(papers).id == "p-00"
    assert rejects == []
    assert isinstance(papers, Generator)
    papers.close()  # a file left open would be a warning, and warnings are errors
