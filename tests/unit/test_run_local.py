"""Reading in one process and in several: the same result, nothing lost, nobody waits for ever."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest

from kg.errors import ConfigError, KgError
from kg.model import Paper, Reject
from kg.run.local import BATCH, read_missing
from kg.store import Store
from tests.readers import CountingReader, WordReader

PAPERS = [Paper(id=f"p{n:03}", title=f"On Net{n % 7}", abstract=f"Text {n}.") for n in range(3 * BATCH + 5)]


def run(store: Store, *, jobs: int = 1, reader: type[WordReader] = WordReader) -> tuple[int, list[Reject]]:
    rejects: list[Reject] = []
    done = read_missing(store, reader(), reader, jobs=jobs, progress=lambda done, total: None, on_reject=rejects.append)
    return done, rejects


def test_processes_give_what_one_process_gives(tmp_path: Path) -> None:
    found = []
    for jobs in (1, 2):
        with Store.create(tmp_path / str(jobs)) as store:
            store.add_papers(PAPERS)
            assert run(store, jobs=jobs) == (len(PAPERS), [])
            assert run(store, jobs=jobs) == (0, [])
            found.append(list(store.extractions("words-1")))
    assert found[0] == found[1]
    assert len(found[0]) == len(PAPERS)


def test_progress_counts_papers(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Store.create(tmp_path) as store:
        store.add_papers(PAPERS)
        read_missing(
            store,
            WordReader(),
            WordReader,
            jobs=1,
            progress=lambda done, total: seen.append((done, total)),
            on_reject=lambda reject: None,
        )
    total = len(PAPERS)
    assert seen == [(0, total), (32, total), (64, total), (96, total), (101, total)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_paper_that_breaks_the_reader_costs_the_others_nothing(tmp_path: Path, jobs: int) -> None:
    bad = Paper(id="bad", title="On Cats", abstract="This one breaks it.")
    with Store.create(tmp_path) as store:
        store.add_papers([*PAPERS, bad])
        done, rejects = run(store, jobs=jobs)
        assert done == len(PAPERS)
        assert [(r.path, r.stage) for r in rejects] == [("bad", "extract")]
        assert rejects[0].reason == "the reader failed: ValueError: no reading of this text"
        assert store.missing("words-1") == ["bad"], "the next run tries it again"


def test_a_reader_that_reads_nothing_is_an_error(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add_papers([Paper(id="bad", title="t", abstract="breaks")])
        with pytest.raises(KgError, match=r"no paper could be read; bad: .*: is the model sound\?"):
            run(store)


def test_an_error_of_ours_is_no_matter_of_one_paper(tmp_path: Path) -> None:
    class Broken(WordReader):
        def extract(self, papers: object) -> object:  # type: ignore[override]  # it gives nothing
            raise ConfigError("the model lacks a part")

    with Store.create(tmp_path) as store:
        store.add_papers(PAPERS)
        with pytest.raises(ConfigError, match="lacks a part"):
            run(store, reader=Broken)


def test_a_process_that_dies_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deadly = Paper(id="p999", title="On Cats", abstract="It dies.")
    with Store.create(tmp_path / "w") as store:
        store.add_papers([*PAPERS, deadly])
        with pytest.raises(KgError, match=r"process died .*what was read is kept; try fewer jobs"):
            read_missing(
                store,
                WordReader(),
                partial(CountingReader, log),
                jobs=2,
                progress=lambda done, total: None,
                on_reject=lambda reject: None,
            )
        store.remove_papers(["p999"])
        missing = store.missing("words-1")
        assert run(store, jobs=1) == (len(missing), [])
        assert store.missing("words-1") == []


PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from kg.model import Paper
from kg.run.local import read_missing
from kg.store import Store
from tests.readers import WordReader

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
    with Store.create(Path(sys.argv[1])) as store:
        store.add_papers(Paper(id=f"p{n:03}", title=f"On Net{n}", abstract=f"A slow text {n}.") for n in range(400))
        def progress(done, total):
            if done >= 64:
                os.kill(os.getpid() if sys.argv[2] == "KILL" else 0, getattr(signal, f"SIG{sys.argv[2]}"))
        try:
            read_missing(store, WordReader(), WordReader, jobs=2, progress=progress, on_reject=print)
        except KeyboardInterrupt:
            sys.exit(7)
"""


@pytest.mark.parametrize(("signal", "code"), [("INT", 7), ("KILL", -9)])
def test_a_run_that_is_cut_off_keeps_what_was_read_and_leaves_no_process(
    tmp_path: Path, signal: str, code: int
) -> None:
    (tmp_path / "program.py").write_text(textwrap.dedent(PROGRAM))
    command = [sys.executable, str(tmp_path / "program.py"), str(tmp_path / "w"), signal]
    # the output is at its end only when the last process that holds it has gone: that is the test of the workers
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"},
    )
    assert done.returncode == code
    if signal == "INT":
        assert done.stderr == ""
    with Store.open(tmp_path / "w") as store:
        assert 64 <= 400 - len(store.missing("words-1")) < 400
