"""One suite over every reader: what is written in a format comes back from it.

To add a reader, add the function that writes its sample to `SAMPLES`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Paper, Reject
from kg.read import FORMATS, read_all, read_papers, sniff

PAPERS = (
    (
        "Purring at Scale",
        "We record 4,000 cats. Purring lasts 11 minutes on average (95% CI: 9-13), 2.5 more than in [3].",
    ),
    (
        "Do Über-Cats Träumen? Ein Überblick",
        "Wir zeigen, dass Katzen träumen. Naïve baselines can’t: α = 0.05, ≥ 3 → “yes”.",
    ),
    (
        "猫は夢を見るか",
        "猫は夢を見る。我々は四百匹の猫を二年間にわたって観察し、その睡眠を記録した。結果は明らかである。",
    ),
    (
        'On "Quotes", Commas; Tabs and \\Backslashes\\',
        'It is "quoted", it is, and it\'s so: a;b|c, {"title": "not me"}, \\n is no line.',
    ),
    (
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)> is shown as text. We never run it, and this is why.",
    ),
    (
        "'; DROP TABLE papers; -- and Other Names",
        "Robert'); DETACH DELETE n; // is a name like any other. We keep it as it is.",
    ),
    (
        "../../etc/passwd as a Title",
        "The path ../../x is no file of ours. $(rm -rf ~) and `id` are not run by anything.",
    ),
    ("=cmd|' /C calc'!A0", "Cells that begin with = or @ are text. We do not compute anything with them."),
    ("Is It Short?", "It is. We checked."),
)
WITH_LINES = "We begin here.\n\nThen, a new paragraph: it has\ttabs,  two spaces and\nlines. It ends here."


def as_page(papers: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(f"{title}\n\n{abstract}" for title, abstract in papers) + "\n"


def as_jsonl(papers: Sequence[tuple[str, str]]) -> str:
    return "".join(json.dumps({"title": title, "abstract": abstract}) + "\n" for title, abstract in papers)


def as_csv(papers: Sequence[tuple[str, str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("title", "abstract"), *papers])
    return text.getvalue()


def write_text(name: str, render: Callable[[Sequence[tuple[str, str]]], str]) -> Callable[..., Path]:
    def write(folder: Path, papers: Sequence[tuple[str, str]] = PAPERS) -> Path:
        path = folder / name
        path.write_text(render(papers), encoding="utf-8", newline="")
        return path

    return write


def write_folder(folder: Path, papers: Sequence[tuple[str, str]] = PAPERS) -> Path:
    (folder / "sample").mkdir()
    for number, paper in enumerate(papers):
        (folder / "sample" / f"{number}.jsonl").write_text(as_jsonl([paper]), encoding="utf-8")
    return folder / "sample"


# format -> (writes papers below a folder and returns the path, whether line breaks in an abstract come back)
SAMPLES: dict[str, tuple[Callable[..., Path], bool]] = {
    "csv": (write_text("sample.csv", as_csv), True),
    "folder": (write_folder, True),
    "jsonl": (write_text("sample.jsonl", as_jsonl), True),
    "page": (write_text("sample.txt", as_page), False),
}
each_format = pytest.mark.parametrize("name", FORMATS)


def read(path: Path, **options: str) -> tuple[list[Paper], list[Reject]]:
    rejects: list[Reject] = []
    return list(read_papers(path, on_reject=rejects.append, **options)), rejects


def pairs(papers: Sequence[Paper]) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in papers]


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(FORMATS)


@each_format
def test_papers_come_back(tmp_path: Path, name: str) -> None:
    papers, rejects = read(SAMPLES[name][0](tmp_path))
    assert pairs(papers) == list(PAPERS)
    assert rejects == []


@each_format
def test_line_breaks(tmp_path: Path, name: str) -> None:
    write, keeps_lines = SAMPLES[name]
    [paper], _ = read(write(tmp_path, [("On Lines", WITH_LINES)]))
    assert paper.abstract == (WITH_LINES if keeps_lines else " ".join(WITH_LINES.split()))


@each_format
def test_the_format_is_sniffed_and_may_be_forced(tmp_path: Path, name: str) -> None:
    path = SAMPLES[name][0](tmp_path)
    assert sniff(path) == name
    assert pairs(read(path, format=name)[0]) == list(PAPERS)
    if path.is_file():
        bare = path.rename(path.with_suffix(""))
        assert sniff(bare) == name


@each_format
def test_ids_are_numbered_with_the_prefix(tmp_path: Path, name: str) -> None:
    papers, _ = read(SAMPLES[name][0](tmp_path), id_prefix="seed")
    assert [paper.id for paper in papers] == [f"seed-{number:02d}" for number in range(len(PAPERS))]
    assert len({paper.id for paper in read(tmp_path)[0]}) == len(PAPERS)


@each_format
def test_reading_twice_gives_the_same(tmp_path: Path, name: str) -> None:
    path = SAMPLES[name][0](tmp_path)
    assert read(path) == read(path)


@each_format
def test_duplicates_are_rejected_with_the_paper_that_was_kept(tmp_path: Path, name: str) -> None:
    papers, rejects = read(SAMPLES[name][0](tmp_path, [*PAPERS[:3], PAPERS[0]]))
    assert pairs(papers) == list(PAPERS[:3])
    [reject] = rejects
    assert reject.reason == f"the same text as {papers[0].id}, which was kept"
    assert reject.stage == "read" and reject.line is not None


@each_format
def test_gzip_and_other_line_ends(tmp_path: Path, name: str) -> None:
    path = SAMPLES[name][0](tmp_path)
    for file in [path] if path.is_file() else sorted(path.iterdir()):
        text = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(text))
        file.unlink()
    papers, rejects = read(path if path.is_dir() else path.with_name(f"{path.name}.gz"))
    assert (pairs(papers), rejects) == (list(PAPERS), [])


@each_format
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\x89PNG\r\n\x1a\n\0", "Ünïcode\n".encode("latin-1"), b"---\n"])
def test_files_without_papers_are_errors_that_say_what_to_do(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(tmp_path if name == "folder" else path, format=name)
    assert str(tmp_path) in str(caught.value)
    assert any(advice in str(caught.value) for advice in ("give", "convert", "name them"))


@each_format
def test_a_missing_path_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no such file or directory"):
        read(tmp_path / "nothing", format=name)


def test_every_format_together(tmp_path: Path) -> None:
    paths = []
    for number, (write, _) in enumerate(SAMPLES.values()):
        (tmp_path / str(number)).mkdir()
        paths.append(write(tmp_path / str(number)))
    rejects: list[Reject] = []
    papers = list(read_all(paths, on_reject=rejects.append))
    assert pairs(papers) == list(PAPERS)
    assert len(rejects) == (len(SAMPLES) - 1) * len(PAPERS)
