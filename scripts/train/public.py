"""Public sets as further heads: their records → examples, each set with its own labels.

Guidelines differ from set to set, so what one set leaves unlabelled says nothing about another: the sets share the
encoder and the hidden layers of the heads, and each has output layers of its own. These are not exported.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from annotations import read_records
from data import Locator, number_sentences, pipeline

from kg.extract.features import KINDS, MAX_WIDTH, Ints, Node, Span
from kg.model import ENTITY_TYPES


class Labels(NamedTuple):
    """The labels of one set; `share` of its records are drawn for each epoch."""

    spans: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    share: float = 1.0


_SCIERC_RELATIONS = ("USED-FOR", "CONJUNCTION", "EVALUATE-FOR", "HYPONYM-OF", "PART-OF", "FEATURE-OF", "COMPARE")
PUBLIC: dict[str, Labels] = {
    "scierc": Labels(
        ("Method", "Task", "Metric", "Material", "OtherScientificTerm", "Generic"), _SCIERC_RELATIONS, share=0.5
    ),
    "scirex-abs": Labels(("Method", "Task", "Metric", "Material"), share=0.3),
    "tdmsci": Labels(("TASK", "DATASET", "METRIC"), share=0.3),
    "dataset-mentions": Labels(("Dataset",), share=0.1),
    "csabstruct": Labels(sentences=("background", "objective", "method", "result", "other"), share=0.15),
}
_KIND = {"Material": "Dataset", "DATASET": "Dataset", "TASK": "Task", "METRIC": "Metric"}


def kind_of(label: str) -> int:
    """Return the node kind that is nearest to a set's label."""
    kind = _KIND.get(label, label)
    return KINDS.index(kind if kind in ENTITY_TYPES else "Method")


@dataclass
class PublicExample:
    """One record of a public set. Spans are half-open word spans; labels are indices into the set's `Labels`."""

    id: str
    source: str
    words: list[str]
    sentence_of: Ints
    sentences: list[Span]
    nodes: list[Node]
    labels: list[int]
    relations: set[tuple[int, int, int]]
    sentence_labels: list[int]
    unfound: tuple[int, int]  # gold entities and relations that no example can hold; a score counts them as missed


def read_public(data: Path, source: str, split: str) -> list[PublicExample]:
    """Read `data/SOURCE/SPLIT.jsonl` or `.jsonl.gz`; records without words are left out."""
    path = data / source / f"{split}.jsonl"
    if not path.exists():
        path = path.with_suffix(".jsonl.gz")
    found = [_make_example(source, record) for record in read_records(path)]
    return [example for example in found if example.words]


def draw(examples: list[PublicExample], rng: random.Random, *, whole: bool = False) -> Iterator[PublicExample]:
    """Draw the share of each set for one epoch, or the whole sets."""
    for source, labels in PUBLIC.items():
        own = [example for example in examples if example.source == source]
        yield from rng.sample(own, len(own) if whole else round(labels.share * len(own)))


def _make_example(source: str, record: dict[str, Any]) -> PublicExample:
    labels = PUBLIC[source]
    doc = pipeline()(record["text"])
    locate = Locator(doc)
    spans = [locate.span(start, end) for start, end in record["sentences"]]
    kept = [n for n, span in enumerate(spans) if span]
    sentences = [span for span in spans if span]
    sentence_of = number_sentences(len(locate.place), sentences)
    index, nodes, own = _mentions(record, labels, locate)
    related = {
        (index[head], index[tail], labels.relations.index(label))
        for head, label, tail in record.get("relations", ())
        if labels.relations and head in index and tail in index
    }
    told = record.get("sentence_labels", ())
    sentence_labels = [labels.sentences.index(told[n]) for n in kept] if labels.sentences else []
    words = [doc[i].text for i in locate.place]
    gold = {tuple(mention) for mention in record["entities"]}
    unfound = (len(gold) - len(nodes), len({tuple(r) for r in record.get("relations", ())}) - len(related))
    return PublicExample(
        record["id"], source, words, sentence_of, sentences, nodes, own, related, sentence_labels, unfound
    )


def _mentions(record: dict[str, Any], labels: Labels, locate: Locator) -> tuple[dict[int, int], list[Node], list[int]]:
    """Return where each mention went, one node a distinct span, and the labels of the nodes."""
    index: dict[int, int] = {}
    nodes: list[Node] = []
    own: list[int] = []
    at: dict[Span, int] = {}
    for n, (start, end, label) in enumerate(record["entities"]):
        span = locate.span(start, end)
        if label not in labels.spans or span is None or span[1] - span[0] > MAX_WIDTH:
            continue
        if span not in at:
            at[span] = len(nodes)
            nodes.append(Node((span,), kind_of(label), (record["text"][start:end],)))
            own.append(labels.spans.index(label))
        index[n] = at[span]
    return index, nodes, own
