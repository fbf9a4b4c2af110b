"""Words, sentences, abbreviations, numbers and dictionary: what needs no model."""

from __future__ import annotations

import pytest

from kg.extract.abbreviations import find_abbreviations
from kg.extract.dictionary import DictionaryEntry
from kg.extract.numbers import find_numbers, parse_number
from kg.extract.tokens import blank_pipeline, mark_sentences


def sentences(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in mark_sentences(blank_pipeline()(text)).sents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A title\nThe text.", ["A title", "The text."]),
        ("What is attention? It is a sum.", ["What is attention?", "It is a sum."]),
        ("We use trees, e.g. forests, i.e. many. Done.", ["We use trees, e.g. forests, i.e. many.", "Done."]),
        ("As Smith et al. showed, it works.", ["As Smith et al. showed, it works."]),
        ("It gains 3.5 points vs. 2.1 before.", ["It gains 3.5 points vs. 2.1 before."]),
        ("It gains 3.5% (v.s. 2.1% before).", ["It gains 3.5% (v.s. 2.1% before)."]),
        ("See Fig. 3 and Eq. 4. They agree.", ["See Fig. 3 and Eq. 4.", "They agree."]),
        ("It costs O(n) in dimension d. We show less.", ["It costs O(n) in dimension d.", "We show less."]),
        ("Cats, dogs, etc. They purr, bark, etc. at us.", ["Cats, dogs, etc.", "They purr, bark, etc. at us."]),
        ("It beats IPS and DR. Then Dr. Who came.", ["It beats IPS and DR.", "Then Dr. Who came."]),
        ("The blank is lost.We go on.", ["The blank is lost.", "We go on."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Objective: To see. Methods: We look.", ["Objective: To see.", "Methods: We look."]),
        ("", []),
        ("   \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [s for s in sentences(text) if s] == expected


def test_latex_residue_does_not_glue_words() -> None:
    words = [token.text for token in blank_pipeline()(r"\textit{weakly-supervised} models~(LLMs) need {care}")]
    assert {"weakly", "supervised", "models", "LLMs", "care"} <= set(words)


def test_markup_does_not_glue_words() -> None:
    words = [token.text for token in blank_pipeline()("our <b>ConCoRD</b> beats <i>BERT</i>, if n<5 and m>3")]
    assert {"ConCoRD", "BERT", "n<5"} <= set(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("long short-term memory (LSTM) wins", {"LSTM": "long short-term memory"}),
        ("we use BERT (2019) here", {}),
        ("the model (see below) works", {}),
        (
            "Click-through rate (CTR) and area under the curve (AUC).",
            {"CTR": "Click-through rate", "AUC": "area under the curve"},
        ),
        ("Word Error Rate (WER, lower is better)", {"WER": "Word Error Rate"}),
        ("by combining image (CNN, ResNet50) and text features", {}),
    ],
)
def test_abbreviations(text: str, expected: dict[str, str]) -> None:
    doc = find_abbreviations(mark_sentences(blank_pipeline()(text)))
    assert {a.short: a.long for a in doc._.kg_abbreviations} == expected


def test_abbreviation_is_not_looked_for_beyond_its_sentence() -> None:
    doc = find_abbreviations(mark_sentences(blank_pipeline()("We train neural nets. (NN) is a name.")))
    assert doc._.kg_abbreviations == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accuracy of 93.2% and 95 %", ["93.2%", "95 %"]),
        ("a 3.1x speed-up, 8.6×, 2-fold, 10 times", ["3.1x", "8.6×", "2-fold", "10 times"]),
        (r"of 12\% (95\%)", [r"12\%", r"95\%"]),
        ("from 35.20% to 30.90% on CIFAR-100", ["35.20%", "30.90%"]),
        ("gains of 6.2 to 7.5 points", ["6.2 to 7.5 points"]),
        ("GPT-4 and ResNet-50 with F1 on Top5", []),
        ("1,024 images", ["1,024"]),
        ("bound O(n log(n)) holds", ["O(n log(n))"]),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    found = find_numbers(text)
    assert [number.text for number in found] == expected
    assert all(text[n.start : n.end] == n.text for n in found)


def test_number_values() -> None:
    assert parse_number("-3.5 dB") == (-3.5, "dB")
    assert parse_number("8.6×") == (8.6, "x")
    assert parse_number(r"12\%") == (12.0, "%")
    assert parse_number("O(n)") == (None, None)


def test_dictionary_prefers_the_longest_form() -> None:
    nlp = blank_pipeline()
    component = nlp.add_pipe("kg_dictionary")
    component.add([DictionaryEntry("Foo", "Method"), DictionaryEntry("Foo Bench", "Dataset")])  # type: ignore[attr-defined]  # a Callable to spaCy's types
    doc = nlp("Foo Bench shows Foo.")
    assert [(span.text, span.label_) for span in doc.spans["kg_dictionary"]] == [
        ("Foo Bench", "Dataset"),
        ("Foo", "Method"),
    ]
