"""Names as the linker compares them."""

from __future__ import annotations

import pytest

from kg.link.forms import abbreviates, is_actor, is_short, key_of, narrows, turned, without_head, words_of
from kg.text import numbers_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Large-Language Models", "large language model"),
        ("multi-modal", "multimodal"),
        ("MATH500", "MATH-500"),
        ("GPT-4o", "GPT4o"),
        ("time\u2011series", "time series"),
        ("behaviour modelling", "behavior modeling"),
        ("generalised", "generalized"),
        ("dialogue system", "dialog systems"),
        ("Fréchet distance", "Frechet distance"),
        ("naïve Bayes", "naive bayes"),
        ("β-VAE", "beta-VAE"),
        ("\uff34\uff52ansformer", "Transformer"),
        ("data set", "dataset"),
        ("the attention", "attention"),
    ],
)
def test_spellings_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-3", "GPT-3.5"),
        ("LLaMA 1 3", "LLaMA 13"),
        ("ImageNet-A", "ImageNet"),
        ("hepatitis A", "hepatitis"),
        ("C++", "C"),
        ("recall@1", "recall@10"),
        ("\u2014", "\u2013"),
        ("pre-training", "retraining"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_what_has_no_words_keeps_its_form() -> None:
    assert words_of(" \u2014 ") == "\u2014"


@pytest.mark.parametrize(
    ("words", "type_", "bare"),
    [
        ("bert model", "Method", "bert"),
        ("attention mechanism", "Method", "attention"),
        ("reasoning model", "Method", "reasoning"),
        ("memory network", "Method", None),
        ("error rate", "Metric", None),
        ("glue benchmark", "Dataset", "glue"),
        ("glue benchmark", "Task", None),
        ("model", "Method", None),
    ],
)
def test_head_nouns(words: str, type_: str, bare: str | None) -> None:
    assert without_head(words, type_) == bare  # type: ignore[arg-type]  # the table's types


@pytest.mark.parametrize(
    ("words", "expected"),
    [("reasoning model", True), ("segmentation algorithm", True), ("pruning technique", False), ("bert model", False)],
)
def test_actors(words: str, expected: bool) -> None:
    assert is_actor(words) is expected


def test_turned_needs_two_sides() -> None:
    assert turned("detection of object") == "object detection"
    assert turned("of object") is None


def test_narrower_names_hold_all_words_and_more() -> None:
    assert narrows("sparse attention", "attention")
    assert not narrows("attention", "attention")


def test_numbers_keep_their_order() -> None:
    assert numbers_of("mistral 8x7b 2.0") == ("8", "7", "2.0")


@pytest.mark.parametrize("form", ["CNNs", "mAP", "LSTM", "F1", "kNN"])
def test_short_forms(form: str) -> None:
    assert is_short(form) == (form != "F1")  # one capital alone does not make an abbreviation


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("GBN", "gated blue net", True),
        ("GBNs", "Gated Blue Nets", True),
        ("GBN", "grated blue", False),
        ("BERT", "BERT-based model", False),
        ("LM", "language", False),
        ("--", "x y", False),
    ],
)
def test_abbreviations(short: str, long: str, fits: bool) -> None:
    assert abbreviates(short, long) == fits
