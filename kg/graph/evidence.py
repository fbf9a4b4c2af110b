"""Evidence: the sentence a mention stands in, and how the sentences of many papers become one relationship."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import prod

from kg.graph.documents import OnReject
from kg.model import Evidence, Extraction, Node, Paper, Reject, Relationship
from kg.schema import GraphSchema
from kg.text import make_id

Ends = tuple[str, str, str]


class Sentences:
    """The sentences of a paper.

    Without sentence bounds in the extraction the title is one sentence and the abstract another.

    Example:
        >>> paper = Paper(id="p", title="On Cats", abstract="Cats purr. They sleep.")
        >>> read = Extraction(paper="p", text_hash="", model="", sentences=((0, 7), (8, 18), (19, 30)))
        >>> Sentences(paper, read).around(8, 12, 0.9).sentence
        'Cats purr.'
    """

    def __init__(self, paper: Paper, extraction: Extraction) -> None:
        self.paper = paper
        whole = (0, len(paper.title)), (len(paper.title) + 1, len(paper.text))
        bounds = sorted(span for span in extraction.sentences or whole if 0 <= span[0] < span[1] <= len(paper.text))
        self.starts = [start for start, _ in bounds]
        self.ends = [end for _, end in bounds]

    def around(self, start: int, end: int, confidence: float) -> Evidence:
        """Return the sentence that holds the span; all from first to last where it runs over an end."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = min(bisect_left(self.ends, end), len(self.ends) - 1)
        left = min([start, *self.starts[first : first + 1]])
        right = max([end, *self.ends[last : last + 1]])
        return Evidence(
            paper=self.paper.id, sentence=self.paper.text[left:right], start=left, end=right, confidence=confidence
        )


def combine(evidence: Iterable[Evidence]) -> float:
    """Return the confidence of a relationship, rounded to four digits.

    Sentences of one paper repeat each other, so a paper counts with its best one; papers are
    independent witnesses, so the relationship is wrong only if all of them are (noisy-or).

    Example:
        >>> witness = lambda paper, c: Evidence(paper=paper, sentence="", start=0, end=1, confidence=c)
        >>> combine([witness("p", 0.5), witness("p", 0.4)]), combine([witness("p", 0.5), witness("q", 0.5)])
        (0.5, 0.75)
    """
    best: dict[str, float] = {}
    for item in evidence:
        best[item.paper] = max(item.confidence, best.get(item.paper, 0.0))
    # Multiplied in order of size: floating-point products must not depend on the order of papers
    return round(1.0 - prod(sorted(1.0 - confidence for confidence in best.values())), 4)


def best_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sort evidence, surest first, then by place; a sentence that comes twice is kept with its higher confidence."""
    unique: dict[tuple[str, int, int], Evidence] = {}
    for item in evidence:
        place = item.paper, item.start, item.end
        if place not in unique or unique[place].confidence < item.confidence:
            unique[place] = item
    return tuple(sorted(unique.values(), key=lambda e: (-e.confidence, e.paper, e.start, e.end)))


def relationship(
    type_: str, start: str, end: str, evidence: Iterable[Evidence], cap: int, confidence: float | None = None
) -> Relationship:
    """Make a relationship from its evidence; `cap` limits the sentences among its properties."""
    ordered = best_first(evidence)
    papers = sorted({item.paper for item in ordered})
    return Relationship(
        id=make_id(type_.lower(), start, end),
        type=type_,
        start=start,
        end=end,
        properties={
            "confidence": combine(ordered) if confidence is None else confidence,
            "support": len(papers),
            "papers": papers,
            "sentences": [item.sentence for item in ordered[:cap]],
        },
        evidence=ordered,
    )


class Edges:
    """Collects evidence by relationship; what the schema does not allow is rejected."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, Node], on_reject: OnReject) -> None:
        self.schema = schema
        self.nodes = nodes
        self.on_reject = on_reject
        self.collected: dict[Ends, list[Evidence]] = defaultdict(list)

    def add(self, type_: str, start: str, end: str, evidence: Evidence) -> None:
        """Add a piece of evidence. A symmetric type has the smaller id first."""
        if start == end:
            # Linking has made one entity of both ends
            self._reject("both ends are one entity after linking", type_, start, end, evidence)
        elif not self.schema.allows(self._label(start), type_, self._label(end)):
            self._reject("the schema does not allow the relationship", type_, start, end, evidence)
        else:
            if self.schema.relationships[type_].symmetric:
                start, end = min(start, end), max(start, end)
            self.collected[type_, start, end].append(evidence)

    def relationships(self) -> Iterator[Relationship]:
        """Yield the relationships of the evidence collected."""
        for (type_, start, end), evidence in self.collected.items():
            yield relationship(type_, start, end, evidence, self.schema.sentences_cap)

    def _label(self, id_: str) -> str:
        return self.nodes[id_].labels[0]

    def _reject(self, reason: str, type_: str, start: str, end: str, evidence: Evidence) -> None:
        ends = (f"{self._label(id_)} {self.nodes[id_].properties.get('name', id_)!r}" for id_ in (start, end))
        record = f" {type_} ".join(ends)
        self.on_reject(Reject(path=evidence.paper, reason=reason, stage="graph", record=record))
