"""Offsets and sentence bounds hold for any text."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.mentions import occurrences
from kg.extract.numbers import find_numbers, parse_number
from kg.extract.tokens import blank_pipeline, mark_sentences
from kg.text import normalise, singular

NLP = blank_pipeline()
TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("abcXYZ 0123456789.,?!()-%×\\$\n{}~_^")),
        st.characters(codec="utf-8", exclude_categories=("Cs",)),
    ),
    max_size=200,
)


@given(TEXT)
def test_words_lose_no_character(text: str) -> None:
    assert NLP(text).text == text


@given(TEXT)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    doc = mark_sentences(NLP(text))
    assert "".join(s.text_with_ws for s in doc.sents) == text


@given(TEXT)
def test_numbers_are_where_they_say(text: str) -> None:
    found = find_numbers(text)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for number in found:
        parse_number(number.text)


@given(st.text(alphabet="ab_ é²-.", max_size=40), st.text(alphabet="ab_ é²-.", min_size=1, max_size=3))
def test_occurrences_are_whole_words(text: str, form: str) -> None:
    expected = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
    assert list(occurrences(text, form)) == expected


@given(TEXT)
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet="abcdefgsiuy", max_size=12))
def test_singular_is_idempotent_on_what_normalise_makes(word: str) -> None:
    once = normalise(word)
    assert singular(once) == once or normalise(singular(once)) == normalise(once)
