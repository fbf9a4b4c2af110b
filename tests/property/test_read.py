"""Whatever papers there are, they come back from every format; no text makes a reader crash."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.model import Reject
from kg.read import read_papers
from kg.read._papers import clean
from kg.read._paragraphs import Paragraph
from kg.read._sequence import labels
from kg.text import normalise

# what a paper may hold after reading: no control characters, no space at the ends
sound = st.text(min_size=1, max_size=80).map(clean).filter(bool)
records = st.lists(st.tuples(sound, sound), min_size=1, max_size=6, unique_by=lambda p: (key(p[0]), key(p[1])))

nouns = st.sampled_from(["cat", "dog", "owl", "network", "graph", "token", "kernel", "attention", "purring"])
numbers = st.integers(min_value=2, max_value=999)
titles = st.builds(
    "On the {1} of {0} {2}s: A {0}-Based Study{3}".format, numbers, nouns, nouns, st.sampled_from(["", "?"])
)
sentences = st.one_of(
    st.builds("We show that the {} is a {} with {} layers.".format, nouns, nouns, numbers),
    st.builds(
        "It is {} percent better than the {} (p < 0.05), and this holds for each {}.".format, numbers, nouns, nouns
    ),
    st.builds("Why does the {} need a {}?".format, nouns, nouns),
)
abstracts = st.lists(sentences, min_size=3, max_size=9).map(" ".join)
pages = st.lists(st.tuples(titles, abstracts), min_size=1, max_size=8, unique_by=lambda p: normalise(p[0]))
menus = st.lists(
    st.sampled_from(["Mar 13", "35 upvotes", "View all", "byAK and friends", "Subscribe", "---"]), max_size=3
)


def key(text: str) -> str:
    return normalise(text) or text


def read(name: str, text: str) -> tuple[list[tuple[str, str]], list[Reject]]:
    rejects: list[Reject] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8", newline="")
        papers = list(read_papers(path, on_reject=rejects.append))
    return [(paper.title, paper.abstract) for paper in papers], rejects


@given(records, st.sampled_from([None, 1]), st.booleans())
def test_json_arrays_round_trip(papers: Sequence[tuple[str, str]], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps([{"title": t, "abstract": a} for t, a in papers], indent=indent, ensure_ascii=ascii_only)
    assert read("p.json", text) == (list(papers), [])


@given(records, st.booleans())
def test_json_lines_round_trip(papers: Sequence[tuple[str, str]], ascii_only: bool) -> None:
    lines = [json.dumps({"title": t, "abstract": a}, ensure_ascii=ascii_only) for t, a in papers]
    assert read("p.jsonl", "\n".join(lines)) == (list(papers), [])


@given(records, st.sampled_from(",\t;|"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_tables_round_trip(papers: Sequence[tuple[str, str]], delimiter: str, end: str, quote_all: bool) -> None:
    text = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([("Title", "Abstract"), *papers])
    assert read("p.csv", text.getvalue()) == (list(papers), [])


@given(pages, st.data())
def test_pages_round_trip_whatever_stands_between(papers: Sequence[tuple[str, str]], data: st.DataObject) -> None:
    parts, boilerplate = [], 0
    for title, abstract in papers:
        before, between = data.draw(menus), data.draw(menus)
        parts += [*before, title, *between, abstract]
        boilerplate += len(before) + len(between)
    end = data.draw(st.sampled_from(["\n\n", "\r\n\r\n", "\n \n\n"]))
    found, rejects = read("p.txt", end.join(parts))
    assert found == list(papers)
    assert len(rejects) == boilerplate


@given(pages, st.integers(min_value=40, max_value=120))
def test_hard_wrapped_pages_round_trip(papers: Sequence[tuple[str, str]], width: int) -> None:
    found, _ = read("p.txt", "\n\n".join(f"{title}\n\n{wrap(abstract, width)}" for title, abstract in papers))
    assert found == list(papers)


def wrap(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["p.txt", "p.jsonl", "p.csv", "p"])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example(text='[{"title": 1}, ')
@example(text='title,abstract\n"a')
@example(text="by \n\nArXiv: \n\n· ·")
def test_any_text_gives_papers_or_an_input_error(name: str, text: str) -> None:
    try:
        papers, _ = read(name, text)
    except InputError as error:
        assert len(str(error)) > 20
    else:
        assert papers


@given(st.binary())
def test_any_bytes_give_papers_or_an_input_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p")
        path.write_bytes(content)
        try:
            papers = list(read_papers(path, on_reject=lambda reject: None))
        except InputError as error:
            assert str(path) in str(error)
        else:
            assert papers


@given(st.text())
def test_clean_is_stable_and_encodable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()


@given(st.lists(st.builds(Paragraph, st.just(1), st.just("x"), st.floats(-20, 20), st.booleans()), max_size=30))
def test_every_title_has_a_body_and_every_body_a_title(segment: list[Paragraph]) -> None:
    found = labels(segment)
    assert len(found) == len(segment)
    kept = [label for label in found if label != "skip"]
    assert "title title" not in " ".join(kept)
    assert not kept or (kept[0] == "title" and kept[-1] == "body")
