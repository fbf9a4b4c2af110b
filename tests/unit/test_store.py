"""The store: nothing is read twice, nothing is half written, nothing strange is opened."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import ConfigError, KgError
from kg.model import Extraction, Paper, Reject
from kg.store import FILE, Added, Store
from kg.text import text_hash


def paper(id_: str, text: str = "Cats purr.") -> Paper:
    return Paper(id=id_, title="On Cats", abstract=text)


def reading(of: Paper, model: str = "m1") -> Extraction:
    return Extraction(paper=of.id, text_hash=text_hash(of.text), model=model)


def read(store: Store, model: str = "m1") -> None:
    store.add_extractions(reading(p, model) for p in store.papers_of(store.missing(model)))


def test_papers_come_back_by_id(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        assert store.add_papers([paper("b"), paper("a", "Cats eat.")]) == Added(2, 0, 0)
        assert [p.id for p in store.papers()] == ["a", "b"]
        assert [p.id for p in store.papers_of(["b", "nobody", "a"])] == ["b", "a"]
        assert store.count() == 2
    with Store.open(tmp_path) as store:
        assert store.add_papers([paper("a", "Cats sleep."), paper("b")]) == Added(0, 1, 1)


def test_a_text_counts_once(tmp_path: Path) -> None:
    rejects: list[Reject] = []
    with Store.create(tmp_path) as store:
        store.add_papers([paper("a"), paper("z", "Other.")])
        assert store.add_papers([paper("b"), paper("c", "New.")], rejects.append) == Added(1, 0, 0)
        assert [p.id for p in store.papers()] == ["a", "c", "z"]
    assert [(r.path, r.reason) for r in rejects] == [("b", "the text of a, which was kept")]


def test_a_page_whose_papers_moved_up_is_taken(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([paper("p-0", "A."), paper("p-1", "B."), paper("p-2", "C.")])
        store.add_papers([paper("p-0", "B."), paper("p-1", "C.")])
        assert sorted(p.abstract for p in store.papers()) == ["B.", "C."]


def test_a_text_is_read_once_a_model(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([paper("a"), paper("c", "Other.")])
        assert store.missing("m1") == ["a", "c"]
        read(store)
        assert store.missing("m1") == []
        assert [x.paper for x in store.extractions("m1")] == ["a", "c"]
        assert store.missing("m2") == ["a", "c"]
        store.remove_papers(["a"])
        store.add_papers([paper("a2")])
        assert store.missing("m1") == ["a2"], "what nobody needed is gone"


def test_a_text_that_comes_back_is_not_read_again(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([paper("a")])
        read(store)
        store.add_papers([paper("a", "Second version.")])
        assert store.missing("m1") == ["a"]
        store.add_papers([paper("a")])
        assert store.missing("m1") == []


def test_removing_papers(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([paper("a"), paper("b", "Other.")])
        read(store)
        assert store.remove_papers(["a", "unknown"]) == 1
        assert [x.paper for x in store.extractions("m1")] == ["b"]


def test_an_error_while_reading_keeps_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield paper("a")
        raise ValueError("the file ends here")

    with Store.create(tmp_path) as store:
        with pytest.raises(ValueError, match="ends here"):
            store.add_papers(broken())  # type: ignore[arg-type]  # a generator that breaks
        assert list(store.papers()) == []


def test_settings(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        assert store.setting("model") is None
        store.set("model", "x")
        store.set("model", "y'; DROP TABLE papers; --")
        assert store.setting("model") == "y'; DROP TABLE papers; --"


def test_what_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a workspace"):
        Store.open(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="is a file: give a directory"):
        Store.create(tmp_path / "file")
    with pytest.raises(ConfigError, match="holds other files"):
        Store.create(tmp_path)
    (tmp_path / FILE).write_text("this is no database, it is a text of some length")
    with pytest.raises(ConfigError, match="not a workspace's store"):
        Store.open(tmp_path)


def test_another_program_s_database(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE papers (id TEXT)")
    connection.close()
    with pytest.raises(ConfigError, match="another program's database"):
        Store.open(tmp_path)


def test_a_nested_transaction_is_undone_with_the_outer_one(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        with pytest.raises(ValueError, match="stop"), store.transaction():
            store.add_papers([paper("a")])
            store.set("model", "x")
            raise ValueError("stop")
        assert store.count() == 0
        assert store.setting("model") is None


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers(paper(str(n), f"Text {n}. " * 99) for n in range(99))
    content = bytearray((tmp_path / FILE).read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 12288)
    (tmp_path / FILE).write_bytes(content)
    with Store.open(tmp_path) as store, pytest.raises(KgError, match="damaged: restore it, or build anew"):
        list(store.papers())


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="Not a directory: choose a place"):
        Store.create(tmp_path / "file" / "w")


def test_a_newer_workspace_is_refused(tmp_path: Path) -> None:
    with Store.create(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigError, match="format 99, this program knows 1: install a newer"):
        Store.open(tmp_path)


def test_a_full_disk_is_one_line_and_keeps_what_was_there(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([paper("a")])
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from kg.model import Paper\n"
        "from kg.errors import KgError\n"
        "from kg.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, {resource.RLIM_INFINITY}))\n"
        f"with Store.open(Path({str(tmp_path)!r})) as store:\n"
        "    try:\n"
        "        store.add_papers(Paper(id=str(n), title='t', abstract='long ' * 999) for n in range(999))\n"
        "    except KgError as error:\n"
        "        sys.exit(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "free the disk" in done.stderr
    with Store.open(tmp_path) as store:
        assert [p.id for p in store.papers()] == ["a"]


def test_a_locked_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.WAIT", 0.1)
    create, open_ = Store.create(tmp_path), Store.open(tmp_path)
    with create as store, open_ as other, store.transaction(), pytest.raises(KgError, match="locked"):
        other.add_papers([paper("a")])
