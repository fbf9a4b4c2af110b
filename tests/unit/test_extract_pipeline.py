"""The pipeline with the shipped model: what it says of a text is in the text, and odd texts do no harm."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ConfigError
from kg.extract import DictionaryEntry, Extractor, load_pipeline
from kg.extract.entities import Entities
from kg.extract.network import load_network, model_folder
from kg.extract.nlp import extraction_of
from kg.extract.results import Results
from kg.link import link
from kg.model import ENTITY_TYPES, RELATION_TYPES, Extraction, Paper
from kg.names import shipped, type_of_proper_name
from kg.schema import graph_schema

PAPER = Paper(
    id="p",
    title="Sparse Gated Networks for Image Classification",
    abstract=(
        "Convolutional neural networks (CNNs) dominate image classification. We propose the Sparse Gated Network "
        "(SGN), which replaces pooling by learned gates. On ImageNet, SGN reaches a top-1 accuracy of 78.4%, "
        "compared with 76.1% for ResNet-50. SGN also outperforms CNNs on CIFAR-10. However, it fails on small datasets."
    ),
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def extraction(extractor: Extractor) -> Extraction:
    return next(iter(extractor.extract([PAPER])))


def check(paper: Paper, extraction: Extraction) -> None:
    """Everything an extraction says is in the text, and its ids are its own."""
    text = paper.text
    ids = {entity.id for entity in extraction.entities}
    assert len(ids) == len(extraction.entities)
    for entity in extraction.entities:
        assert entity.type in ENTITY_TYPES
        assert entity.name.strip()
        assert not any(m.text[0] in "\\{}" or m.text[-1] in "{},;:" for m in entity.mentions)
        assert all(text[m.start : m.end] == m.text for m in entity.mentions)
        assert 0 <= entity.confidence <= 1
    spans = sorted((m.start, m.end) for e in extraction.entities for m in e.mentions)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "mentions do not overlap"
    types = {entity.id: entity.type for entity in extraction.entities}
    for relation in extraction.relations:
        assert relation.type in RELATION_TYPES
        assert graph_schema().allows(types[relation.head], relation.type, types[relation.tail])
        assert text[relation.start : relation.end] == relation.evidence
    for claim in extraction.claims:
        assert text[claim.start : claim.end] == claim.sentence
        assert {*claim.subject, *claim.object, *claim.task, *claim.dataset, *claim.metric} <= ids
        for result in claim.results:
            assert result.value in claim.sentence
            assert result.baseline is None or result.baseline in claim.sentence
            assert {result.metric, result.dataset, result.method} - {None} <= ids
    assert all(0 <= start <= end <= len(text) for start, end in extraction.sentences)


def test_what_it_says_is_in_the_text(extraction: Extraction) -> None:
    check(PAPER, extraction)


def test_it_reads_an_ordinary_abstract(extraction: Extraction) -> None:
    by_name = {m.text: e for e in extraction.entities for m in e.mentions}
    assert by_name["ImageNet"].type == "Dataset"
    assert by_name["CIFAR-10"].type == "Dataset"
    assert by_name["image classification"].type == "Task"
    assert by_name["SGN"].role == "introduces"
    assert by_name["CNNs"] == by_name["Convolutional neural networks"], "a short form and its long form are one"
    values = {result.value: result for claim in extraction.claims for result in claim.results}
    assert "78.4%" in values
    assert values["78.4%"].number == 78.4
    assert any("outperforms" in claim.sentence for claim in extraction.claims)


def test_it_reads_a_baseline_behind_its_value(extraction: Extraction) -> None:
    by_name = {m.text: e for e in extraction.entities for m in e.mentions}
    assert by_name["ResNet-50"].type == "Method"


def test_the_graph_has_a_misread_type_right(extraction: Extraction) -> None:
    entities = [msgspec.structs.replace(e, type="Dataset") if e.name == "ResNet-50" else e for e in extraction.entities]
    linked = link([msgspec.structs.replace(extraction, entities=tuple(entities))])
    types = {entity.name: entity.type for entity in linked.entities}
    assert types["ResNet-50"] == "Method"


def test_well_known_names_are_found_and_have_their_type(extractor: Extractor) -> None:
    listed = [e for e in shipped().entries if type_of_proper_name(e.form) == e.type and " " not in e.form][::12]
    papers = [
        Paper(id=str(n), title="A study", abstract=f"Unlike others, we look at the {e.form}-like case in detail.")
        for n, e in enumerate(listed)
    ]
    found = 0
    for entry, read in zip(listed, extractor.extract(papers), strict=True):
        types = {m.text: entity.type for entity in read.entities for m in entity.mentions}
        assert types.get(entry.form, entry.type) == entry.type, entry.form
        found += entry.form in types
    assert found > len(listed) / 2


def test_it_repeats_itself(extractor: Extractor, extraction: Extraction) -> None:
    other = Paper(id="q", title="On Cats", abstract="Cats purr.")
    again = list(extractor.extract([other, PAPER]))
    assert again[1] == extraction, "what else is read must not matter"


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        " ",
        "\n\n",
        "a",
        "...",
        "Δ" * 3000,
        "word " * 3000,
        "accuracy 99.9% " * 200,
        r"We show \textbf{$O(n^{1.5}d)$} and $Oleft(n\right)$ with 95\% of \cite{x} at https://example.org/a?b=<script>",
        "Ce papier présente une méthode pour la traduction automatique. 本文提出了一种新的方法。",
        "<b>Objective:</b> To see. <i>Methods:</i> We use BERT &amp; GPT-2. e.g. et al. i.e. 3.5%",
        "A\u2028B\u00a0C\u200bD\ufeff zero\x00width",
        "-" * 500,
    ],
)
def test_odd_texts_do_no_harm(extractor: Extractor, abstract: str) -> None:
    paper = Paper(id="odd", title="Title", abstract=abstract)
    check(paper, next(iter(extractor.extract([paper]))))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.one_of(st.sampled_from("ab AB12.%()-,\n$\\"), st.characters(codec="utf-8")), max_size=300))
def test_any_text_is_read(extractor: Extractor, abstract: str) -> None:
    paper = Paper(id="any", title="BERT", abstract=abstract)
    check(paper, next(iter(extractor.extract([paper]))))


def test_new_words_are_forgotten_once_enough_are_known(
    extractor: Extractor, extraction: Extraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = len(extractor.nlp.vocab.strings)
    monkeypatch.setattr("kg.extract.nlp.VOCABULARY", 0)
    list(extractor.extract([Paper(id="p", title="Blorp Snarf", abstract="We grump with florpal quibbles.")]))
    assert len(extractor.nlp.vocab.strings) == known
    monkeypatch.undo()
    list(extractor.extract([Paper(id="p", title="Blorp Snarf", abstract="We grump with florpal quibbles.")]))
    assert len(extractor.nlp.vocab.strings) > known
    assert list(extractor.extract([PAPER])) == [extraction]


def test_after_an_error_it_reads_on(extractor: Extractor, extraction: Extraction) -> None:
    broken = Paper(id="q", title="Blorp", abstract="x" * (extractor.nlp.max_length + 1))
    with pytest.raises(ValueError, match="max"):
        list(extractor.extract([PAPER, broken]))
    assert list(extractor.extract([PAPER])) == [extraction]


def test_dictionary_entries_are_certain(extractor: Extractor) -> None:
    paper = Paper(id="d", title="A study", abstract="We look at the blue giraffe every day.")
    found = next(iter(Extractor(dictionary=[DictionaryEntry("blue giraffe", "Method")]).extract([paper])))
    entity = next(e for e in found.entities if e.name == "blue giraffe")
    assert (entity.type, entity.confidence) == ("Method", 1.0)
    assert found.model != extractor.version, "a dictionary makes another version"


def test_a_threshold_keeps_what_is_sure(extractor: Extractor, extraction: Extraction) -> None:
    strict = Extractor(threshold=0.7)
    found = next(iter(strict.extract([PAPER])))
    check(PAPER, found)
    parts = [*found.entities, *found.relations, *found.claims, *(r for c in found.claims for r in c.results)]
    assert parts and all(part.confidence >= 0.7 for part in parts)
    assert len(found.entities) < len(extraction.entities) or len(found.relations) < len(extraction.relations)
    assert found.model == f"{extractor.version}@0.7", "another threshold is another version"


@pytest.mark.parametrize("threshold", [0, 1, -0.5, 7])
def test_a_threshold_that_is_no_confidence(threshold: float) -> None:
    with pytest.raises(ConfigError, match="between 0 and 1"):
        load_pipeline(threshold=threshold)


def test_calibration_keeps_the_order_and_what_is_certain() -> None:
    meta = msgspec.structs.replace(load_network(model_folder(None)).meta, calibration={"claim": (0.5, -1.0)})
    chance = np.array([0.0, 0.2, 0.6, 0.99, 1.0])
    calibrated = meta.calibrated("claim", chance)
    assert (np.diff(calibrated) > 0).all() and calibrated[-1] == 1.0
    assert calibrated[2] == pytest.approx(1 / (1 + np.exp(1 - 0.5 * np.log(0.6 / 0.4))))
    assert meta.calibrated("part without a curve", chance) == pytest.approx(chance, abs=1e-5)


def test_a_baseline_is_no_value_of_its_own(extractor: Extractor) -> None:
    abstract = (
        "We present MLP-Mixer, an architecture of perceptrons alone. After pre-training on JFT-300M, Mixer-H/14 "
        "reaches 87.94% top-1 accuracy on ImageNet, close to the 88.55% of ViT-H/14, with a faster inference."
    )
    found = next(iter(extractor.extract([Paper(id="k", title="MLP-Mixer: an architecture", abstract=abstract)])))
    assert [(r.value, r.baseline) for c in found.claims for r in c.results] == [("87.94%", "88.55%")]


def test_a_lone_number_is_a_result(extractor: Extractor) -> None:
    found = Results(extractor.nlp, "kg_results", threshold=1e-9)
    doc = extractor.nlp("On it\nWe show that it is better by 12.5%.")
    claim = extraction_of(doc, "p", "v").claims[0]
    doc._.kg_entities, doc._.kg_claims = (), (claim,)
    doc._.kg_nodes = Entities(extractor.nlp, "kg_entities", threshold=1.0)(doc)._.kg_nodes
    [result] = found(doc)._.kg_claims[0].results
    assert (result.value, result.metric, result.method) == ("12.5%", None, None)


def test_what_the_text_keeps_apart_stays_two(extractor: Extractor) -> None:
    abstract = (
        "We study Intent Detection (ID) and Generalized Intent Detection (GID). "
        "On SemEval-2018 and SemEval-2019 our GID model, built on GPT-2 and GPT-3, beats ID models by 3%."
    )
    found = next(iter(extractor.extract([Paper(id="k", title="Intent Detection", abstract=abstract)])))
    homes = [{m.text for m in entity.mentions} for entity in found.entities]
    for one, other in (("ID", "GID"), ("SemEval-2018", "SemEval-2019"), ("GPT-2", "GPT-3")):
        assert not any({one, other} <= home for home in homes)
    assert any("GPT-2" in home for home in homes) and any("GPT-3" in home for home in homes)


def test_opposites_stay_two(extractor: Extractor) -> None:
    abstract = (
        "Offline reinforcement learning learns from logs. We move from offline learning to online learning and gain "
        "5% return in online reinforcement learning."
    )
    found = next(
        iter(extractor.extract([Paper(id="k", title="Offline and online reinforcement learning", abstract=abstract)]))
    )
    homes = [{m.text.lower().split()[0] for m in entity.mentions} for entity in found.entities]
    assert {"offline"} in homes and {"online"} in homes and {"offline", "online"} not in homes


def test_a_definition_that_comes_twice_keeps_its_forms_together(extractor: Extractor) -> None:
    abstract = (
        "Long Short-Term Memory (LSTM) is a recurrent network. We train long short-term memory networks (LSTMs) for "
        "speech recognition, where LSTM beats a convnet by 3%."
    )
    found = next(iter(extractor.extract([Paper(id="k", title="On memory", abstract=abstract)])))
    [home] = [e for e in found.entities if any(m.text == "LSTM" for m in e.mentions)]
    assert "long short" in home.name.lower()


def test_another_model_of_the_same_name_is_another_version(extractor: Extractor, tmp_path: Path) -> None:
    shutil.copytree(model_folder(None), tmp_path / "mine")
    meta = tmp_path / "mine" / "meta.json"
    meta.write_text(meta.read_text() + "\n")
    mine = Extractor(str(tmp_path / "mine"))
    assert mine.version != extractor.version
    assert mine.version.split("-")[:2] == extractor.version.split("-")[:2]


def test_own_pipeline_keeps_its_entities(tmp_path: object) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "Task", "pattern": "cat herding"}])  # type: ignore[attr-defined]  # a Callable to spaCy's types
    nlp.to_disk(f"{tmp_path}/own")
    paper = Paper(id="o", title="A study", abstract="We look at cat herding every day.")
    own = Extractor(f"{tmp_path}/own")
    assert own.version != Extractor().version, "another pipeline is another version"
    found = next(iter(own.extract([paper])))
    assert ("cat herding", "Task") in {(e.name, e.type) for e in found.entities}


def test_unknown_model() -> None:
    with pytest.raises(ConfigError, match="no model 'no-such-model': shipped are small"):
        Extractor("no-such-model")


def test_components_say_what_they_need() -> None:
    assert load_pipeline().analyze_pipes()["problems"] == {name: [] for name in load_pipeline().pipe_names}


def test_reading_loads_no_torch() -> None:
    code = (
        "import sys, kg.extract as x; x.Extractor(); sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
