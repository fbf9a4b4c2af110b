"""The sample corpus: its papers are found, all of them and nothing else."""

from __future__ import annotations

from importlib.resources import as_file, files

from kg.model import Paper, Reject
from kg.read import read_papers


def sample() -> tuple[list[Paper], list[Reject]]:
    rejects: list[Reject] = []
    with as_file(files("kg") / "sample" / "papers.txt") as path:
        return list(read_papers(path, on_reject=rejects.append)), rejects


def test_every_paper_is_found() -> None:
    papers, _ = sample()
    assert len(papers) == 80
    assert len({paper.title for paper in papers}) == 80
    assert (papers[0].id, papers[0].title) == ("papers-00", "Attention Is All You Need")
    assert (papers[-1].id, papers[-1].title) == ("papers-79", "Deep Interest Network for Click-Through Rate Prediction")


def test_abstracts_are_whole_and_hold_no_boilerplate() -> None:
    papers, rejects = sample()
    assert all(100 <= len(paper.abstract.split()) <= 200 and paper.abstract.endswith(".") for paper in papers)
    skipped = {str(reject.record) for reject in rejects}
    assert {"Subscribe", "byKG and the reading circle", "Jun 12", "View all"} <= skipped
    assert not [line for line in skipped if any(line in paper.text.split("\n") for paper in papers)]
    assert max(len(line.split()) for line in skipped) < 15
