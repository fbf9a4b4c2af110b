"""JSON Lines and JSON arrays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Paper, Reject
from kg.read import read_papers
from kg.read.jsonl import LONGEST_ELEMENT

CAT = {"title": "On Cats", "abstract": "Cats purr."}
DOG = {"title": "On Dogs", "abstract": "Dogs bark."}


def read(path: Path, text: str, **options: str) -> tuple[list[Paper], list[Reject]]:
    path.write_text(text, encoding="utf-8")
    rejects: list[Reject] = []
    return list(read_papers(path, on_reject=rejects.append, **options)), rejects


def test_ids_of_records_and_numbers_for_the_rest(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(record) for record in ({**CAT, "id": "cat"}, DOG, {**CAT, "id": 7, "title": "More"}))
    papers, rejects = read(tmp_path / "pets.jsonl", text)
    assert ([paper.id for paper in papers], rejects) == (["cat", "pets-00", "7"], [])
    papers, _ = read(tmp_path / "pets.jsonl", text, id_prefix="p")
    assert [paper.id for paper in papers] == ["cat", "p-00", "7"]


def test_fields_by_their_usual_names(tmp_path: Path) -> None:
    record = {
        "paperId": "x1",
        "Title": "On Cats",
        "SUMMARY": "Cats purr.",
        "publication_date": "2017-06-12",
        "Journal": "Cat Journal",
        "authors": [{"name": "Ada Lovelace"}, "Alan Turing", {"no": "name"}],
        "DOI": "https://doi.org/10.1/abc",
        "Link": "https://example.org",
        "extra": {"deep": [1]},
    }
    [paper], _ = read(tmp_path / "p.jsonl", json.dumps(record))
    assert paper == Paper(
        id="x1",
        title="On Cats",
        abstract="Cats purr.",
        year=2017,
        venue="Cat Journal",
        authors=("Ada Lovelace", "Alan Turing"),
        doi="10.1/abc",
        url="https://example.org",
    )


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2017, 2017), ("2017", 2017), (2017.0, 2017), ("June 2017", 2017), ("n.d.", None), (True, None), ([2017], None)],
)
def test_years(tmp_path: Path, year: object, expected: int | None) -> None:
    [paper], _ = read(tmp_path / "p.jsonl", json.dumps({**CAT, "year": year}))
    assert paper.year == expected


def test_bad_lines_are_rejected_with_line_and_reason(tmp_path: Path) -> None:
    lines = [
        json.dumps(CAT),
        "{oops}",
        "",
        '["a", "list"]',
        "null",
        '"text"',
        "3",
        '{"title": "No abstract here"}',
        '{"abstract": "No title here."}',
        '{"title": 3, "abstract": {"a": 1}}',
        '{"title": "  ", "abstract": "Blank title."}',
        "[" * 100_000,
        '{"title": "Huge number", "abstract": ' + "9" * 5000 + "}",
        json.dumps(DOG),
    ]
    papers, rejects = read(tmp_path / "p.jsonl", "\n".join(lines))
    assert [paper.title for paper in papers] == ["On Cats", "On Dogs"]
    assert [reject.line for reject in rejects] == [2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    reasons = [reject.reason for reject in rejects]
    assert reasons[0].startswith("invalid JSON (expecting property name enclosed in double quotes at column 2)")
    assert reasons[1] == "not a JSON object but an array: give one object a paper"
    assert [reason.split(" but ")[1].split(":")[0] for reason in reasons[2:5]] == ["null", "a string", "a number"]
    assert reasons[5:9] == ["no abstract", "no title", "no title", "no title"]
    assert "nested too deeply" in reasons[9] and "invalid JSON" in reasons[10]


def test_duplicates_keep_the_first(tmp_path: Path) -> None:
    records = [
        {**CAT, "id": "a"},
        {**DOG, "id": "a"},
        {"id": "b", "title": "On  CATS", "abstract": "cats purr"},
        {**DOG, "id": "c"},
    ]
    papers, rejects = read(tmp_path / "p.jsonl", "\n".join(map(json.dumps, records)))
    assert [(paper.id, paper.title) for paper in papers] == [("a", "On Cats"), ("c", "On Dogs")]
    assert [(reject.line, reject.reason, reject.record) for reject in rejects] == [
        (2, "the id a was there before; the first paper was kept", "On Dogs"),
        (3, "the same text as a, which was kept", "On CATS"),
    ]


def test_a_made_id_does_not_clash_with_a_given_one(tmp_path: Path) -> None:
    records = [{**CAT, "id": "p-00"}, DOG]
    papers, _ = read(tmp_path / "p.jsonl", "\n".join(map(json.dumps, records)))
    assert [paper.id for paper in papers] == ["p-00", "p-01"]


def test_texts_without_words_are_not_one_paper(tmp_path: Path) -> None:
    records = [{"title": "?!", "abstract": "→"}, {"title": "?!", "abstract": "←"}]
    papers, _ = read(tmp_path / "p.jsonl", "\n".join(map(json.dumps, records)))
    assert [paper.abstract for paper in papers] == ["→", "←"]


def test_control_characters_go_and_words_stay(tmp_path: Path) -> None:
    record = {
        "title": "On\x00 C\x7fats\ud800",
        "abstract": "Cats\x0bpurr\x85 the cat\x92s way.\r\nOn\ttwo\rlines. \u202e✓",
    }
    [paper], _ = read(tmp_path / "p.jsonl", json.dumps(record))
    assert paper.title == "On Cats"
    assert paper.abstract == "Cats purr… the cat’s way.\nOn\ttwo\nlines. \u202e✓"
    paper.text.encode()


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_arrays(tmp_path: Path, indent: int | None) -> None:
    papers, rejects = read(
        tmp_path / "p.json", "\n \n" + json.dumps([CAT, {"title": "x"}, 5, DOG], indent=indent) + "\n"
    )
    assert [paper.title for paper in papers] == ["On Cats", "On Dogs"]
    assert [reject.reason for reject in rejects] == [
        "no abstract",
        "not a JSON object but a number: give one object a paper",
    ]
    if indent is not None:
        assert [reject.line for reject in rejects] == [8, 11]


def test_an_array_longer_than_a_block_streams(tmp_path: Path) -> None:
    records = [{"title": f"On Cat {i}", "abstract": f"Cat {i} purrs. " + "It is soft. " * 200} for i in range(300)]
    papers, rejects = read(tmp_path / "p.json", json.dumps(records))
    assert [paper.title for paper in papers] == [record["title"] for record in records]
    assert rejects == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "no papers in it, read as jsonl"),
        (
            '[{"title": "a", "abstract": "b"}',
            "line 1: the JSON array breaks here (the end of the file where ',' belongs)",
        ),
        ('[{"title": "a"}\n{"title": "b"}]', "line 2: the JSON array breaks here ('{' where ',' belongs)"),
        ('[\n{"title": "a",\n oops}]', "line 3: the JSON array breaks here (expecting property name"),
        ('[{"title": "a', "the JSON array breaks here (unterminated string"),
        ("[" * 100_000, "the JSON array breaks here (nested too deeply)"),
        ("{oops", "p.json, line 1: invalid JSON (expecting"),
    ],
)
def test_broken_files_say_where_and_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "p.json", text)
    assert message in str(caught.value)


def test_an_element_without_end_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unterminated string"):
        read(tmp_path / "p.json", '[{"title": "' + "x" * (LONGEST_ELEMENT + (1 << 17)))
