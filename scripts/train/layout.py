"""What the heads are asked about one example, what they answer, and what gold would have them answer.

A *target* has the shape of its head's logits and holds probabilities: 0 and 1 from gold, or another network's. In a
head of exclusive classes a row of zeros says nothing and costs nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from data import NUMBER_CLASSES, Example, form_nodes
from network import NODE_OUTPUTS, PAIR_HEADS, Network
from torch import Tensor

from kg.extract.features import KINDS, MAX_WIDTH, Ints, Node, Span, flatten, pair_inputs
from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, ROLES

Pair = tuple[int, int]
Targets = dict[str, Tensor]
EXCLUSIVE = ("span", "role", "kind", "polarity", "number")  # heads of exclusive classes; all others say yes or no


class Rooms:
    """Node states of one example, shared by the pair heads."""

    def __init__(self, network: Network, nodes: list[Node], sentence_of: Ints, first: Tensor, last: Tensor) -> None:
        self.network, self.nodes, self.sentence_of = network, nodes, sentence_of
        spans, owner = flatten(nodes)
        kind = torch.tensor([node.kind for node in nodes])
        title = torch.tensor([int(any(sentence_of[s] == 0 for s, _ in node.spans)) for node in nodes])
        *self.states, self.mixed = network.nodes.hidden_states(
            first, last, torch.as_tensor(spans), torch.as_tensor(owner), kind, title
        )

    def pair_inputs(
        self, pairs: Sequence[Pair], *, compare_forms: bool = False, first: int | None = None
    ) -> list[Tensor]:
        """Return the inputs of a pair head, of the `first` nodes only if that is said."""
        nodes = self.nodes[:first]
        of_span, of_node, attention, values = self.states
        states = (of_span[: sum(len(node.spans) for node in nodes)], of_node[:first], attention[:first], values)
        inputs = pair_inputs(nodes, self.sentence_of, pairs, compare_forms=compare_forms)
        return [*states, *(torch.as_tensor(x) for x in inputs)]

    def score(
        self, head: str, pairs: Sequence[Pair], *, compare_forms: bool = False, first: int | None = None
    ) -> Tensor:
        """Return the logits of a pair head [P, outputs]."""
        if not pairs:
            return self.mixed.new_zeros(0, PAIR_HEADS[head])
        inputs = self.pair_inputs(pairs, compare_forms=compare_forms, first=first)
        logits: Tensor = self.network.pairs[head](*inputs)
        return logits


@dataclass
class Layout:
    """The nodes and pairs of one example: its entities, then `doubtful` spans, then sentences, then numbers.

    Nothing in gold leads to a doubtful span; reading will meet them too.
    """

    example: Example
    doubtful: Sequence[Node] = ()

    def __post_init__(self) -> None:
        example = self.example
        self.forms, self.owners = form_nodes(example)
        entities = len(example.entities) + len(self.doubtful)
        sentences = [Node((span,), KINDS.index("sentence")) for span in example.sentences]
        self.nodes = [*example.entities, *self.doubtful, *sentences, *example.numbers]
        self.sentences = slice(entities, entities + len(sentences))
        self.numbers = slice(self.sentences.stop, len(self.nodes))
        values = [self.numbers.start + n for n, label in enumerate(example.number_labels) if label == 1]
        figures = [self.numbers.start + n for n, label in enumerate(example.number_labels) if label]
        claims = [self.sentences.start + s for s in sorted(example.claims)]
        self.pairs: dict[str, list[Pair]] = {
            "same": list(itertools.combinations(range(len(self.forms)), 2)),
            "relation": list(itertools.permutations(range(entities), 2)),
            "argument": list(itertools.product(claims, range(entities))),
            "slot": [(v, other) for v in values for other in (*range(entities), *figures) if other != v],
        }

    def logits(self, network: Network, first: Tensor, last: Tensor, spans: Tensor) -> Targets:
        """Return the logits of all heads for word states [n,d]; those of the span head are known already."""
        example = self.example
        rooms = Rooms(network, self.nodes, example.sentence_of, first, last)
        forms = Rooms(network, self.forms, example.sentence_of, first, last) if self.pairs["same"] else rooms
        outputs = network.nodes.out(rooms.mixed).split(list(NODE_OUTPUTS.values()), dim=1)
        found = dict(zip(NODE_OUTPUTS, outputs, strict=True))
        return {
            "span": spans.reshape(-1, spans.shape[-1]),
            "role": found["role"][: self.sentences.start],
            "claim": found["claim"][self.sentences],
            "kind": found["kind"][self.sentences],
            "polarity": found["polarity"][self.sentences],
            "number": found["number"][self.numbers],
            "same": forms.score("same", self.pairs["same"], compare_forms=True),
            "relation": rooms.score("relation", self.pairs["relation"], first=self.sentences.start),
            **{head: rooms.score(head, self.pairs[head]) for head in ("argument", "slot")},
        }

    def gold(self) -> Targets:
        """Return what the annotators would have the heads say."""
        example, (s, n) = self.example, (self.sentences.start, self.numbers.start)
        count, entities = len(example.sentences), range(len(example.entities))
        claims = example.claims.items()
        mentions = {span: 1 + node.kind for node in example.entities for span in node.spans}
        slots = {(n + v, n + e if label == 3 else e, label) for v, e, label in example.slots}
        return {
            "span": span_target(len(example.words), 1 + len(ENTITY_TYPES), mentions, example.ignored),
            "role": _ones(s, len(ROLES), zip(entities, example.roles, strict=True)),
            "claim": _ones(count, 1, ((row, 0) for row in example.claims)),
            "kind": _ones(count, len(CLAIM_KINDS), ((row, kind) for row, (kind, _) in claims)),
            "polarity": _ones(count, len(POLARITIES), ((row, polarity) for row, (_, polarity) in claims)),
            "number": _ones(len(example.numbers), len(NUMBER_CLASSES), enumerate(example.number_labels)),
            "same": torch.tensor([[float(self.owners[a] == self.owners[b])] for a, b in self.pairs["same"]]),
            "relation": self._pairs("relation", example.relations),
            "argument": self._pairs("argument", {(s + c, e, label) for c, e, label in example.arguments}),
            "slot": self._pairs("slot", slots),
        }

    def _pairs(self, head: str, labels: Iterable[tuple[int, int, int]]) -> Tensor:
        return pair_target(self.pairs[head], PAIR_HEADS[head], labels)


def span_target(count: int, classes: int, labels: Mapping[Span, int], ignored: Iterable[Span] = ()) -> Tensor:
    """Return the classes of all spans of `count` words [count * MAX_WIDTH, classes]; class 0 is no mention."""
    target = torch.zeros(count, MAX_WIDTH, classes)
    target[..., 0] = inside(count)
    for start, end in (*ignored, *labels):
        target[start, end - start - 1] = 0
    for (start, end), label in labels.items():
        target[start, end - start - 1, label] = 1
    return target.flatten(0, 1)


def pair_target(pairs: Sequence[Pair], outputs: int, labels: Iterable[tuple[int, int, int]]) -> Tensor:
    """Return the labels (left, right, label) of pairs [P, outputs]; those of other pairs are left out."""
    rows = {pair: row for row, pair in enumerate(pairs)}
    known = ((rows[left, right], label) for left, right, label in labels if (left, right) in rows)
    return _ones(len(rows), outputs, known)


def inside(count: int) -> Tensor:
    """Tell which spans [count, MAX_WIDTH] end before the text does."""
    return torch.arange(count)[:, None] + torch.arange(MAX_WIDTH) < count


def _ones(rows: int, columns: int, places: Iterable[Pair]) -> Tensor:
    target = torch.zeros(rows, columns)
    for row, column in places:
        target[row, column] = 1
    return target
