"""Tables: columns by their usual names, rows that do not fit, delimiters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Paper, Reject
from kg.read import read_papers


def read(path: Path, text: str, **options: str) -> tuple[list[Paper], list[Reject]]:
    path.write_text(text, encoding="utf-8", newline="")
    rejects: list[Reject] = []
    return list(read_papers(path, on_reject=rejects.append, **options)), rejects


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_and_columns(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ("ID", "Publication Year", "TITLE", "Authors", "Summary", "Source Title", "Doi", "URL"),
        (
            "w1",
            "2017",
            "On Cats",
            '"Curie, Marie; Meitner, Lise"',
            "Cats purr.",
            "Cat Journal",
            "10.1/x",
            "https://a.b",
        ),
    ]
    [paper], _ = read(tmp_path / "p.txt", "\r\n".join(delimiter.join(row) for row in rows))
    assert paper == Paper(
        id="w1",
        title="On Cats",
        abstract="Cats purr.",
        year=2017,
        venue="Cat Journal",
        authors=("Curie, Marie", "Meitner, Lise"),
        doi="10.1/x",
        url="https://a.b",
    )


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada", ("Lovelace, Ada",)),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace|Alan Turing|", ("Ada Lovelace", "Alan Turing")),
        ("", ()),
    ],
)
def test_authors(tmp_path: Path, authors: str, expected: tuple[str, ...]) -> None:
    [paper], _ = read(tmp_path / "p.csv", f'title,abstract,authors\nOn Cats,Cats purr.,"{authors}"\n')
    assert paper.authors == expected


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    text = (
        "title,abstract\n"
        "On Cats,Cats purr.\n"
        "\n"
        "On Dogs,Dogs bark, and they run.\n"
        'On "Owls",Owls hoot.\n'
        '"On" Mice,Mice squeak.\n'
        "On Bees\n"
        ",Ants walk.\n"
        '"On\nSnakes","Snakes\nhiss."\n'
        "On Fish,Fish swim.,,\n"
    )
    papers, rejects = read(tmp_path / "p.csv", text)
    assert [paper.title for paper in papers] == ["On Cats", 'On "Owls"', "On\nSnakes", "On Fish"]
    assert [(reject.line, reject.reason.split(":")[0]) for reject in rejects] == [
        (4, "3 cells where the header has 2"),
        (6, "this is not a row of CSV (',' expected after '\"')"),
        (7, "no abstract"),
        (8, "no title"),
    ]


def test_a_quote_that_is_never_closed_does_not_eat_the_file(tmp_path: Path) -> None:
    lines = [f"On Owl {i},Owl {i} hoots {'on and ' * 40}on." for i in range(1000)]
    papers, rejects = read(tmp_path / "p.csv", "\n".join(["title,abstract", 'On Cats,"Cats purr.', *lines]))
    # the open cell ends at the longest cell there may be; rows go on behind it, and the reject says what was lost
    [reject] = rejects
    lost = re.match(
        r"lines 2 to (\d+) are not a row of CSV \(field larger than field limit \(131072\)\)", reject.reason
    )
    assert lost and reject.line == 2
    assert [paper.title for paper in papers] == [f"On Owl {i}" for i in range(int(lost[1]) - 2, 1000)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,year\nOn Cats,2020\n", "line 1: no columns 'title' and 'abstract' in the first row ('name', 'year')"),
        ("title,year\nOn Cats,2020\n", "line 1: no columns 'title' and 'abstract'"),
        ('"title"x,abstract\n', "line 1: no header: this is not a row of CSV"),
        ("title,abstract\n", "no papers in it, read as csv"),
    ],
)
def test_bad_tables_say_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "p.csv", text)
    assert message in str(caught.value)


def test_header_behind_blank_lines_and_byte_order_mark(tmp_path: Path) -> None:
    papers, _ = read(tmp_path / "p.csv", "\ufeff\n\ntitle,abstract\nOn Cats,Cats purr.\n")
    assert [paper.id for paper in papers] == ["p-00"]
