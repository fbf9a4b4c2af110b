"""The losses of one example, one for each head."""

from __future__ import annotations

import itertools

import torch
from data import Example
from network import NODE_OUTPUTS, Network
from public import PublicExample
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from kg.extract.features import KINDS, MAX_WIDTH, Ints, Node, Span, flatten, pair_inputs

_SPURIOUS = 6  # doubtful spans that join the entities in training: no relation, no claim may lead to them


def losses_of(
    network: Network,
    example: Example,
    forms: tuple[list[Node], list[int]],
    first: Tensor,
    last: Tensor,
    *,
    spurious: bool,
) -> dict[str, Tensor]:
    """Return the losses by head for word states [n,d] of one example."""
    scores = network.spans(first, last)
    zero = scores.sum() * 0
    entities = [*example.entities, *(_spurious(example, scores) if spurious and network.training else [])]
    sentences = [Node((span,), KINDS.index("sentence")) for span in example.sentences]
    nodes = [*entities, *sentences, *example.numbers]
    rooms = Rooms(network, nodes, example.sentence_of, first, last)
    known, shift = len(example.entities), len(entities)
    outputs = network.nodes.out(rooms.mixed).split(list(NODE_OUTPUTS.values()), dim=1)
    logits = dict(zip(NODE_OUTPUTS, outputs, strict=True))
    of_sentence = slice(shift, shift + len(sentences))
    claims = sorted(example.claims)
    rows = torch.tensor([shift + s for s in claims], dtype=torch.long)
    is_claim = torch.tensor([float(s in example.claims) for s in range(len(sentences))])
    numbers = torch.tensor(example.number_labels, dtype=torch.long)
    return {
        "span": _span_loss(_mentions(example), example.ignored, scores),
        "role": cross_entropy(logits["role"][:known], torch.tensor(example.roles)) if known else zero,
        "same": _same_loss(network, example, forms, first, last) if len(forms[0]) > 1 else zero,
        "relation": rooms.pair_loss(
            "relation",
            list(itertools.permutations(range(shift), 2)),
            example.relations,
            zero,
            scale=max(len(example.relations), 3),
        ),
        "claim": binary_cross_entropy_with_logits(logits["claim"][of_sentence, 0], is_claim),
        "kind": cross_entropy(logits["kind"][rows], torch.tensor([example.claims[s][0] for s in claims]))
        if claims
        else zero,
        "polarity": cross_entropy(logits["polarity"][rows], torch.tensor([example.claims[s][1] for s in claims]))
        if claims
        else zero,
        "argument": rooms.pair_loss(
            "argument",
            [(shift + s, e) for s in claims for e in range(shift)],
            {(shift + s, e, a) for s, e, a in example.arguments},
            zero,
            scale=max(len(example.arguments), 3),
        ),
        "number": cross_entropy(logits["number"][shift + len(sentences) :], numbers) if len(numbers) else zero,
        "slot": _slot_loss(rooms, example, shift, shift + len(sentences), zero),
    }


def public_losses(network: Network, example: PublicExample, first: Tensor, last: Tensor) -> dict[str, Tensor]:
    """Return the losses of one example of a public set: what the set has labels for."""
    head, found = network.public[example.source], {}
    if hasattr(head, "spans"):
        labels = {node.spans[0]: 1 + label for node, label in zip(example.nodes, example.labels, strict=True)}
        found["span"] = _span_loss(labels, set(), head.spans(network.spans.hidden(first, last)))
    if not (hasattr(head, "relations") or hasattr(head, "sentences")):
        return found
    sentences = [Node((span,), KINDS.index("sentence")) for span in example.sentences]
    rooms = Rooms(network, [*example.nodes, *sentences], example.sentence_of, first, last)
    if hasattr(head, "relations") and (pairs := pairs_within(example.nodes, example.sentence_of)):
        logits = head.relations(network.pairs["relation"].hidden(*rooms.pair_inputs(pairs)))
        found["relation"] = _pair_loss(logits, pairs, example.relations, scale=max(len(example.relations), 3))
    if hasattr(head, "sentences"):
        logits = head.sentences(rooms.mixed[len(example.nodes) :])
        found["claim"] = cross_entropy(logits, torch.tensor(example.sentence_labels))
    return found


def pairs_within(nodes: list[Node], sentence_of: Ints) -> list[tuple[int, int]]:
    """Return the ordered pairs of nodes that stand in one sentence."""
    at = [int(sentence_of[node.spans[0][0]]) for node in nodes]
    return [(a, b) for a, b in itertools.permutations(range(len(nodes)), 2) if at[a] == at[b]]


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

    def pair_inputs(self, pairs: list[tuple[int, int]], *, compare_forms: bool = False) -> list[Tensor]:
        inputs = pair_inputs(self.nodes, self.sentence_of, pairs, compare_forms=compare_forms)
        return [*self.states, *(torch.as_tensor(x) for x in inputs)]

    def pair_loss(
        self, head: str, pairs: list[tuple[int, int]], gold: set[tuple[int, int, int]], zero: Tensor, *, scale: float
    ) -> Tensor:
        if not pairs:
            return zero
        return _pair_loss(self.network.pairs[head](*self.pair_inputs(pairs)), pairs, gold, scale=scale)


def _pair_loss(
    logits: Tensor, pairs: list[tuple[int, int]], gold: set[tuple[int, int, int]], *, scale: float
) -> Tensor:
    """Binary cross entropy over all pairs and labels, over the number of gold labels: few pairs are related."""
    target = torch.zeros_like(logits)
    place = {pair: row for row, pair in enumerate(pairs)}
    for left, right, label in gold:
        if (left, right) in place:
            target[place[left, right], label] = 1.0
    return binary_cross_entropy_with_logits(logits, target, reduction="sum") / scale / 3


def _mentions(example: Example) -> dict[Span, int]:
    return {span: 1 + node.kind for node in example.entities for span in node.spans}


def _span_loss(labels: dict[Span, int], ignored: set[Span], scores: Tensor) -> Tensor:
    """Cross entropy over all spans of scores [n, MAX_WIDTH, classes], over the number of labelled ones."""
    count = scores.shape[0]
    target = torch.zeros(count, MAX_WIDTH, dtype=torch.long)
    for width in range(1, MAX_WIDTH):
        target[max(count - width, 0) :, width] = -100
    for start, end in ignored:
        target[start, end - start - 1] = -100
    for (start, end), label in labels.items():
        target[start, end - start - 1] = label
    total = cross_entropy(scores.reshape(-1, scores.shape[-1]), target.reshape(-1), reduction="sum", ignore_index=-100)
    return total / max(len(labels), 3)


def _spurious(example: Example, scores: Tensor) -> list[Node]:
    """Return spans that the span head takes for mentions and gold does not."""
    gold = {span for node in example.entities for span in node.spans} | example.ignored
    chance, kind = torch.softmax(scores.detach(), dim=-1)[..., 1:].max(-1)
    found: list[Node] = []
    for index in chance.flatten().topk(min(40, chance.numel())).indices.tolist():
        start, width = divmod(index, MAX_WIDTH)
        span = (start, start + width + 1)
        if chance[start, width] < 0.25 or len(found) == _SPURIOUS:
            break
        if span not in gold and span[1] <= len(example.words):
            found.append(Node((span,), int(kind[start, width]), (" ".join(example.words[slice(*span)]),)))
    return found


def _same_loss(
    network: Network, example: Example, forms: tuple[list[Node], list[int]], first: Tensor, last: Tensor
) -> Tensor:
    nodes, owners = forms
    pairs = list(itertools.combinations(range(len(nodes)), 2))
    rooms = Rooms(network, nodes, example.sentence_of, first, last)
    logits = network.pairs["same"](*rooms.pair_inputs(pairs, compare_forms=True))
    target = torch.tensor([[float(owners[a] == owners[b])] for a, b in pairs])
    return binary_cross_entropy_with_logits(logits, target, reduction="sum") / max(float(target.sum()), 3.0)


def _slot_loss(rooms: Rooms, example: Example, entities: int, shift: int, zero: Tensor) -> Tensor:
    values = [n for n, label in enumerate(example.number_labels) if label == 1]
    others = [n for n, label in enumerate(example.number_labels) if label]
    pairs = [(shift + v, e) for v in values for e in range(entities)]
    pairs += [(shift + v, shift + n) for v in values for n in others if n != v]
    gold = {(shift + v, shift + e if label == 3 else e, label) for v, e, label in example.slots}
    return rooms.pair_loss("slot", pairs, gold, zero, scale=max(len(example.slots), 2))
