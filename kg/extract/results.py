"""The results component: which numbers of a claim are measured outcomes, of what, on what, compared with what."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.encoder import Reading, reading_of
from kg.extract.entities import Nodes
from kg.extract.network import Floats, softmax
from kg.extract.numbers import parse_number
from kg.model import Claim, Direction, Result

_UP = re.compile(
    r"\b(?:improv|increas|gain|boost|rais|rise|higher|better|outperform|exceed|surpass|enhanc|up to|faster|speed)\w*",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:reduc|decreas|lower|drop|fewer|less|declin|smaller|cut|degrad|worse|fall|shrink|minimi[sz])\w*",
    re.IGNORECASE,
)
_SLOT_TYPES = {"metric": ("Metric",), "dataset": ("Dataset",), "method": ("Method", "Dataset")}


@Language.factory(
    "kg_results",
    default_config={"threshold": None},
    assigns=["doc._.kg_claims"],
    requires=["doc._.kg_claims", "doc._.kg_nodes"],
)
class Results:
    """Add results to `doc._.kg_claims`."""

    def __init__(self, nlp: Language, name: str, threshold: float | None) -> None:
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        found: Nodes | None = doc._.kg_nodes
        if found is None or not found.numbers or not doc._.kg_claims:
            return doc
        reading = reading_of(doc)
        classes = softmax(found.states.logits["number"][found.first_number :])
        chance = reading.network.meta.calibrated("result", classes[:, 1])
        threshold = reading.network.meta.threshold("value", self.threshold)
        claims = []
        for claim in doc._.kg_claims:
            inside = [n for n, x in enumerate(found.numbers) if claim.start <= x.start and x.end <= claim.end]
            values = [n for n in inside if chance[n] >= threshold]
            results = _results(reading, found, claim, values, inside, chance)
            claims.append(msgspec.structs.replace(claim, results=results))
        doc._.kg_claims = tuple(claims)
        return doc


def _results(
    reading: Reading, found: Nodes, claim: Claim, values: Sequence[int], inside: Sequence[int], confidence: Floats
) -> tuple[Result, ...]:
    """Fill the slots of each value: the likeliest entity of the slot's type, the likeliest number as baseline.

    What is the baseline of a surer value is no value of its own: "87.9%, close to the 88.6% of ViT".
    """
    others = [*range(len(found.entities)), *(found.first_number + n for n in inside)]
    pairs = [(found.first_number + v, o) for v in values for o in others if o != found.first_number + v]
    chance: Floats = np.zeros((0, len(reading.network.meta.slots)), dtype=np.float32)
    if pairs:  # none, where a lone number stands in a paper without entities
        chance, _ = reading.network.pairs("slot", found.states, found.nodes, reading.sentence_of, pairs)
    slots = {name: n for n, name in enumerate(reading.network.meta.slots)}
    rows_of = {
        v: [(o, chance[r]) for r, (left, o) in enumerate(pairs) if left == found.first_number + v] for v in values
    }
    baselines = {v: _baseline(reading, found, rows, slots["baseline"]) for v, rows in rows_of.items()}
    surest = {b: max(confidence[v] for v in values if baselines[v] == b) for b in baselines.values() if b is not None}
    results = []
    for value, rows in rows_of.items():
        if confidence[value] < surest.get(value, 0.0):
            continue
        chosen = {name: _best(reading, found, rows, name, slots[name]) for name in _SLOT_TYPES}
        text = found.numbers[value].text
        number, unit = parse_number(text)
        results.append(
            Result(
                value=text,
                number=number,
                unit=unit,
                **{name: found.entities[e].id for name, e in chosen.items() if e is not None},
                baseline=None if (baseline := baselines[value]) is None else found.numbers[baseline].text,
                direction=_direction(reading.whole, claim, found.numbers[value].start),
                confidence=round(float(confidence[value]), 4),
            )
        )
    return tuple(results)


def _best(reading: Reading, found: Nodes, rows: Sequence[tuple[int, Floats]], name: str, column: int) -> int | None:
    threshold = reading.network.meta.threshold("slot")
    fits = [
        (float(chance[column]), -other)
        for other, chance in rows
        if other < len(found.entities) and found.entities[other].type in _SLOT_TYPES[name]
    ]
    best = max(fits, default=(0.0, 0))
    return -best[1] if best[0] >= threshold else None


def _baseline(reading: Reading, found: Nodes, rows: Sequence[tuple[int, Floats]], column: int) -> int | None:
    threshold = reading.network.meta.threshold("baseline")
    fits = [(float(c[column]), -other) for other, c in rows if other >= found.first_number]
    best = max(fits, default=(0.0, 0))
    return -best[1] - found.first_number if best[0] >= threshold else None


def _direction(text: str, claim: Claim, at: int) -> Direction | None:
    """Return whether the words nearest before (else after) the value say that it went up or down."""
    before, after = text[claim.start : at], text[at : claim.end]
    for part, pick in ((before, -1), (after, 0)):
        ups, downs = ([m.start() for m in cue.finditer(part)] for cue in (_UP, _DOWN))
        cues = sorted([*((u, "higher") for u in ups), *((d, "lower") for d in downs)])
        if cues:
            return "higher" if cues[pick][1] == "higher" else "lower"
    return None
