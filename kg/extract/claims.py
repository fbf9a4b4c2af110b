"""The claims component: sentences that assert an outcome, their kind, polarity and what they are about."""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.encoder import Reading, reading_of
from kg.extract.entities import Nodes
from kg.extract.network import sigmoid
from kg.model import CLAIM_KINDS, POLARITIES, Claim, ClaimKind, Polarity

Doc.set_extension("kg_claims", default=(), force=True)

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|fails?|failed|unable|none|hardly|lacks?)\b|n't\b", re.IGNORECASE
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|can be|suggests?|suggesting|appears?|seems?|likely|possibly|potentially|perhaps"
    r"|indicat(?:es?|ing)|tends?|approximately|roughly|generally|often|in some cases|hypothesi[sz]e)\b",
    re.IGNORECASE,
)


@Language.factory(
    "kg_claims",
    default_config={"threshold": None},
    assigns=["doc._.kg_claims"],
    requires=["doc._.kg_nodes"],
)
class Claims:
    """Set `doc._.kg_claims`, without results (`kg_results` adds them)."""

    def __init__(self, nlp: Language, name: str, threshold: float | None) -> None:
        self.threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        found: Nodes | None = doc._.kg_nodes
        if found is None:
            return doc
        reading = reading_of(doc)
        threshold = reading.network.meta.threshold("claim", self.threshold)
        rows = slice(found.first_sentence, found.first_number)
        logits = {name: found.states.logits[name][rows] for name in ("claim", "kind", "polarity")}
        chance = reading.network.meta.calibrated("claim", sigmoid(logits["claim"][:, 0]))
        chosen = [int(n) for n in np.flatnonzero(chance >= threshold) if n > 0]  # sentence 0 is the title
        arguments = _arguments(reading, found, chosen)
        kinds, polarities = logits["kind"].argmax(axis=1), logits["polarity"].argmax(axis=1)
        doc._.kg_claims = tuple(
            _claim(
                reading.sentence(n),
                CLAIM_KINDS[kinds[n]],
                POLARITIES[polarities[n]],
                round(float(chance[n]), 4),
                {name: tuple(ids) for name, ids in arguments[n].items()},
            )
            for n in chosen
        )
        return doc


def _claim(
    sentence: tuple[str, int, int],
    kind: ClaimKind,
    polarity: Polarity,
    confidence: float,
    arguments: dict[str, tuple[str, ...]],
) -> Claim:
    text, start, end = sentence
    return Claim(
        sentence=text,
        start=start,
        end=end,
        kind=kind,
        polarity=polarity,
        negated=bool(_NEGATION.search(text)),
        hedged=bool(_HEDGE.search(text)),
        subject=arguments.get("subject", ()),
        object=arguments.get("object", ()),
        task=arguments.get("task", ()),
        dataset=arguments.get("dataset", ()),
        metric=arguments.get("metric", ()),
        confidence=confidence,
    )


def _arguments(reading: Reading, found: Nodes, sentences: list[int]) -> dict[int, dict[str, list[str]]]:
    """Return entity ids by sentence and argument (subject, object, task, dataset, metric)."""
    result: dict[int, dict[str, list[str]]] = {n: defaultdict(list) for n in sentences}
    pairs = [(found.first_sentence + n, e) for n in sentences for e in range(len(found.entities))]
    if not pairs:
        return result
    chance, _ = reading.network.pairs("argument", found.states, found.nodes, reading.sentence_of, pairs)
    threshold = reading.network.meta.threshold("argument")
    for row, column in np.argwhere(chance >= threshold).tolist():
        sentence, entity = pairs[row]
        name = reading.network.meta.arguments[column]
        if name in ("subject", "object") or found.entities[entity].type.lower() == name:
            result[sentence - found.first_sentence][name].append(found.entities[entity].id)
    return result
