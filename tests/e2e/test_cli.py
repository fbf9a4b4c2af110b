"""The real commands in a process of their own, on real files."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = """Get our newsletter!

Mar 13

Sparse Gated Networks for Image Classification

Convolutional neural networks (CNNs) dominate image classification. We propose the Sparse Gated Network (SGN), which \
replaces pooling by gates. On ImageNet, SGN reaches a top-1 accuracy of 78.4%, compared with 76.1% for ResNet-50.

Gates Are Not Enough for Image Classification

We study gating in convolutional neural networks. On ImageNet, ResNet-50 outperforms the Sparse Gated Network when \
both are trained with the same data augmentation. Our results show that gating brings no gain in accuracy.
"""


def kg(*args: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *args]
    env = {**os.environ, **variables}
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, env=env)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "page.txt").write_text(PAGE)
    done = kg("build", str(folder / "page.txt"), "-o", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    assert "2 papers (2 new" in done.stdout
    return folder / "out"


def test_help_is_quick_and_names_all_commands() -> None:
    done = kg("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("build", "query", "load", "view", "export", "evaluate", "explain"))


def test_second_build_reads_nothing_and_changes_no_byte(workspace: Path) -> None:
    before = {name: (workspace / name).read_bytes() for name in ("graph.html", "rejects.jsonl")}
    first = kg("export", str(workspace), "--format", "json", "-o", str(workspace.parent / "a.json"))
    done = kg("build", str(workspace.parent / "page.txt"), "-o", str(workspace), "--json")
    report = json.loads(done.stdout)
    assert (report["new"], report["unchanged"], report["read"]) == (0, 2, 0)
    kg("export", str(workspace), "--format", "json", "-o", str(workspace.parent / "b.json"))
    assert first.returncode == 0
    assert (workspace.parent / "a.json").read_bytes() == (workspace.parent / "b.json").read_bytes()
    assert before == {name: (workspace / name).read_bytes() for name in before}


def test_query(workspace: Path) -> None:
    statement = "MATCH (p:Paper) WHERE p.title STARTS WITH $start RETURN p.id AS id, p.title AS title"
    table = kg("query", str(workspace), statement, "-p", "start=Gates")
    assert "page-01" in table.stdout
    rows = json.loads(kg("query", str(workspace), statement, "-p", "start=Gates", "--json").stdout)
    assert rows == [{"id": "page-01", "title": "Gates Are Not Enough for Image Classification"}]
    assert kg("query", str(workspace), statement, "-p", "start=Gates", "--csv").stdout.startswith("id,title\npage-01,")


def test_query_is_read_only_and_says_where_it_is_wrong(workspace: Path) -> None:
    refused = kg("query", str(workspace), "CREATE (:Paper {id: 'x'})")
    assert refused.returncode == 1
    assert "write" in refused.stderr
    wrong = kg("query", str(workspace), "MATCH (p:Paper RETURN p")
    assert wrong.returncode == 1
    assert "Traceback" not in wrong.stderr
    assert "1" in wrong.stderr


def test_saved_queries(workspace: Path) -> None:
    listed = json.loads(kg("queries", "--json").stdout)
    assert len(listed) >= 8
    for name in listed:
        assert kg("query", str(workspace), "--saved", name, "--json").returncode == 0, name


def test_exports(workspace: Path, tmp_path: Path) -> None:
    for name in ("graphml", "json"):
        done = kg("export", str(workspace), "--format", name, "-o", str(tmp_path / f"graph.{name}"))
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"graph.{name}").stat().st_size > 100
    assert kg("export", str(workspace), "--format", "csv", "-o", str(tmp_path / "csv")).returncode == 0
    kg("export", str(workspace), "--format", "extractions", "-o", str(tmp_path / "x.jsonl"))
    records = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    assert [record["id"] for record in records] == ["page-00", "page-01"]
    text = f"{records[0]['title']}\n{records[0]['abstract']}"
    for entity in records[0]["entities"]:
        assert entity["entity_id"]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in entity["mentions"])
    unknown = kg("export", str(workspace), "--format", "nothing", "-o", str(tmp_path / "n"))
    assert unknown.returncode == 1
    assert "there are extractions" in unknown.stderr


def test_evaluate_scores_gold_a_workspace_and_an_export_alike(workspace: Path, tmp_path: Path) -> None:
    kg("export", str(workspace), "--format", "extractions", "-o", str(tmp_path / "read.jsonl"))
    gold = [json.loads(line) for line in (tmp_path / "read.jsonl").read_text().splitlines()]
    for record in gold:
        record["entities"], record["relations"] = record["entities"][1:], []  # the first one read is wrong now
        record["claims"] = []
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(record) + "\n" for record in gold))
    again = [json.loads(kg("evaluate", str(tmp_path / "gold.jsonl"), "--json").stdout)]
    for read in (workspace, tmp_path / "read.jsonl"):
        again.append(json.loads(kg("evaluate", str(tmp_path / "gold.jsonl"), str(read), "--json").stdout))
    assert again[0]["rows"] == again[1]["rows"] == again[2]["rows"]
    entity = next(row for row in again[0]["rows"] if row["name"] == "entity")
    assert (entity["fp"], entity["fn"]) == (2, 0)
    judged = [{table["part"]: table["count"] for table in report["reliability"]} for report in again]
    assert judged[0] == judged[1]
    assert judged[0]["mention"] > judged[0]["entity"] == entity["tp"] + 2
    assert "reliability of mention confidences" in kg("evaluate", str(tmp_path / "gold.jsonl"), str(workspace)).stdout


def test_evaluate_scores_links(workspace: Path, tmp_path: Path) -> None:
    kg("export", str(workspace), "--format", "extractions", "-o", str(tmp_path / "read.jsonl"))
    members: dict[str, list[list[str]]] = {}
    for record in map(json.loads, (tmp_path / "read.jsonl").read_text().splitlines()):
        for entity in record["entities"]:
            members.setdefault(entity["entity_id"], []).append([record["id"], entity["id"]])
    assert any(len(found) > 1 for found in members.values())
    (tmp_path / "clusters.json").write_text(json.dumps([{"id": n, "members": m} for n, m in members.items()]))
    for read in (workspace, tmp_path / "read.jsonl"):
        done = kg(
            "evaluate", str(tmp_path / "read.jsonl"), str(read), "--links", str(tmp_path / "clusters.json"), "--json"
        )
        report = json.loads(done.stdout)
        assert report["f1"] == report["pairwise"]["f1"] == 1.0
        assert report["found"] == sum(map(len, members.values()))


def test_view_explain_merges_leaderboard_summary(workspace: Path, tmp_path: Path) -> None:
    assert kg("view", str(workspace), "-o", str(tmp_path / "v.html")).returncode == 0
    assert "<html" in (tmp_path / "v.html").read_text()
    assert kg("explain", str(workspace), "ImageNet").returncode == 0
    assert kg("explain", str(workspace), "no such thing at all").returncode == 1
    assert kg("merges", str(workspace), "--json").returncode == 0
    assert kg("leaderboard", str(workspace), "--least", "1").returncode == 0
    assert json.loads(kg("summary", str(workspace), "--json").stdout)["papers"] == 2


def test_remove_takes_what_the_paper_alone_supports(workspace: Path, tmp_path: Path) -> None:
    page = workspace.parent / "page.txt"
    kg("build", str(page), "-o", str(tmp_path / "w"))
    assert kg("remove", str(tmp_path / "w"), "page-01").returncode == 0
    ids = json.loads(kg("query", str(tmp_path / "w"), "MATCH (p:Paper) RETURN p.id AS id", "--json").stdout)
    assert ids == [{"id": "page-00"}]
    (tmp_path / "one.txt").write_text(PAGE.split("\n\nGates")[0])
    kg("build", str(tmp_path / "one.txt"), "-o", str(tmp_path / "one"), "--id-prefix", "page")
    for name in ("w", "one"):
        kg("export", str(tmp_path / name), "--format", "json", "-o", str(tmp_path / f"{name}.json"))
    assert (tmp_path / "w.json").read_bytes() == (tmp_path / "one.json").read_bytes()
    unknown = kg("remove", str(tmp_path / "w"), "nobody")
    assert unknown.returncode == 1
    assert "nobody" in unknown.stderr


def test_standard_input_and_gzip(tmp_path: Path) -> None:
    record = json.dumps({"id": "r1", "title": "On BERT", "abstract": "BERT reaches an accuracy of 86.7% on MultiNLI."})
    done = kg("build", "-", "-o", str(tmp_path / "a"), "--json", stdin=record)
    assert json.loads(done.stdout)["papers"] == 1
    (tmp_path / "r.jsonl.gz").write_bytes(gzip.compress(record.encode()))
    done = kg("build", str(tmp_path / "r.jsonl.gz"), "-o", str(tmp_path / "b"), "--json")
    assert json.loads(done.stdout)["papers"] == 1


def test_dictionary(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("blue giraffe\tMethod\tBlue Giraffe\n")
    (tmp_path / "p.jsonl").write_text(
        json.dumps({"title": "A study", "abstract": "We look at the blue giraffe daily."})
    )
    done = kg(
        "build", str(tmp_path / "p.jsonl"), "-o", str(tmp_path / "w"), "--dictionary", str(tmp_path / "names.tsv")
    )
    assert done.returncode == 0, done.stderr
    rows = kg("query", str(tmp_path / "w"), "MATCH (m:Method) RETURN m.name AS name", "--json").stdout
    assert {"name": "Blue Giraffe"} in json.loads(rows)


BAD = {
    "empty": (b"", "empty"),
    "binary": (bytes(range(256)) * 20, "binary"),
    "no papers": (b"hello\n\nworld\n", "no papers"),
    "wrong encoding": ("Über Katzen\n\nKatzen schnurren. Wir haben es gemessen.\n".encode("latin-1"), "utf-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name: str, tmp_path: Path) -> None:
    content, word = BAD[name]
    (tmp_path / "bad.txt").write_bytes(content)
    done = kg("build", str(tmp_path / "bad.txt"), "-o", str(tmp_path / "w"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "bad.txt" in done.stderr
    assert word in done.stderr.lower()
    assert not (tmp_path / "w").exists()


def test_bad_records_are_counted_and_kept(tmp_path: Path) -> None:
    good = {"id": "a", "title": "On BERT", "abstract": "BERT reaches an accuracy of 86.7% on MultiNLI."}
    lines = [json.dumps(r) for r in (good, {"id": "b", "title": "No abstract"}, good)]
    (tmp_path / "r.jsonl").write_text("\n".join([*lines, "{broken"]))
    out = str(tmp_path / "w")
    done = kg("build", str(tmp_path / "r.jsonl"), "-o", out, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["papers"] == 1
    assert sum(report["rejects"].values()) == 3
    rejects = [json.loads(line) for line in (tmp_path / "w" / "rejects.jsonl").read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == [2, 3, 4]
    assert kg("build", str(tmp_path / "r.jsonl"), "-o", out, "--max-rejects", "2").returncode == 3
    strict = kg("build", str(tmp_path / "r.jsonl"), "-o", str(tmp_path / "s"), "--strict")
    assert strict.returncode == 1
    assert "line 2" in strict.stderr


def test_wrong_usage_and_places(tmp_path: Path) -> None:
    assert kg("nothing").returncode == 2
    assert kg("build", "x").returncode == 2
    missing = kg("build", str(tmp_path / "none.txt"), "-o", str(tmp_path / "w"))
    assert missing.returncode == 1
    assert "none.txt" in missing.stderr
    no_workspace = kg("query", str(tmp_path), "RETURN 1")
    assert no_workspace.returncode == 1
    assert "not a workspace" in no_workspace.stderr
    server = kg("load", "neo4j", str(tmp_path), "--uri", "bolt://127.0.0.1:9", KG_NEO4J_PASSWORD="x")
    assert server.returncode == 1


def test_no_server_is_one_line(workspace: Path) -> None:
    done = kg("load", "neo4j", str(workspace), "--uri", "bolt://127.0.0.1:9", KG_NEO4J_PASSWORD="s3cret")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "127.0.0.1:9" in done.stderr
    assert "s3cret" not in done.stderr
