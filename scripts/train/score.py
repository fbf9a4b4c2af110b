"""Score a network on a public set alone, by the measures that are published for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from layout import Rooms
from losses import pairs_within
from network import Network
from public import PUBLIC, PublicExample, kind_of
from torch import Tensor

from kg.extract.features import KINDS, Node, Span

_SYMMETRIC = frozenset({"CONJUNCTION", "COMPARE"})


@dataclass
class Score:
    """Counts of entities (span, label), relations (spans, label) and relation+ (entity labels too); prints F1."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, network: Network, examples: Sequence[PublicExample], states: Callable[..., tuple[Tensor, Tensor]]
    ) -> Score:
        """Predict all examples from their word states and compare."""
        score = cls()
        for example in examples:
            nodes, labels, relations = _predict(network, example, *states(example))
            score._add(example.source, nodes, labels, relations, example)
        return score

    def _add(
        self,
        source: str,
        nodes: list[Node],
        labels: list[int],
        relations: set[tuple[int, int, int]],
        gold: PublicExample,
    ) -> None:
        ours = _facts(source, nodes, labels, relations)
        theirs = _facts(source, gold.nodes, gold.labels, gold.relations)
        unfound = dict(zip(("entity", "relation", "relation+"), (*gold.unfound, gold.unfound[1]), strict=True))
        for name in theirs:
            count = self.counts.setdefault(name, Counter())
            count.update(right=len(ours[name] & theirs[name]), predicted=len(ours[name]))
            count["gold"] += len(theirs[name]) + unfound[name]

    def __str__(self) -> str:
        return "  ".join(f"{name} {_f1(**count):.1f} (gold {count['gold']})" for name, count in self.counts.items())


def _f1(right: int = 0, predicted: int = 0, gold: int = 0) -> float:
    return 200 * right / max(predicted + gold, 1)


def _facts(
    source: str, nodes: list[Node], labels: list[int], relations: set[tuple[int, int, int]]
) -> dict[str, set[tuple[object, ...]]]:
    names = PUBLIC[source].relations
    spans = [node.spans[0] for node in nodes]
    plain: set[tuple[object, ...]] = set()
    strict: set[tuple[object, ...]] = set()
    for head, tail, label in relations:
        ends = [(spans[head], labels[head]), (spans[tail], labels[tail])]
        if names[label] in _SYMMETRIC:
            ends.sort()
        plain.add((label, ends[0][0], ends[1][0]))
        strict.add((label, *ends))
    return {"entity": {*zip(spans, labels, strict=True)}, "relation": plain, "relation+": strict}


def _predict(
    network: Network, example: PublicExample, first: Tensor, last: Tensor
) -> tuple[list[Node], list[int], set[tuple[int, int, int]]]:
    head = network.public[example.source]
    best = head.spans(network.spans.hidden(first, last)).argmax(-1)
    nodes, labels = [], []
    for start, width in best.nonzero().tolist():
        span: Span = (start, start + width + 1)
        if span[1] <= len(example.words):
            label = int(best[start, width]) - 1
            nodes.append(Node((span,), kind_of(PUBLIC[example.source].spans[label])))
            labels.append(label)
    pairs = pairs_within(nodes, example.sentence_of)
    if not pairs:
        return nodes, labels, set()
    sentences = [Node((span,), KINDS.index("sentence")) for span in example.sentences]
    rooms = Rooms(network, [*nodes, *sentences], example.sentence_of, first, last)
    likely = torch.sigmoid(head.relations(network.pairs["relation"].hidden(*rooms.pair_inputs(pairs)))) > 0.5
    return nodes, labels, {(*pairs[row], label) for row, label in likely.nonzero().tolist()}
