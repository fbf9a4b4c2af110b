"""The losses of one example, one for each head."""

from __future__ import annotations

import itertools

import torch
from data import Example
from layout import EXCLUSIVE, Layout, Pair, Rooms, pair_target, span_target
from network import Network
from public import PublicExample
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from kg.extract.features import KINDS, MAX_WIDTH, Ints, Node

_DOUBTFUL = 6  # at most so many spans that the span head wrongly likes join the entities
# What a sum of losses is divided by, at least: few spans are mentions and few pairs are related, so it is the number
# of those that are. The other heads take the mean over their rows.
_LEAST = {"span": 3.0, "same": 3.0, "relation": 3.0, "argument": 3.0, "slot": 2.0}
_SHARE = {"relation": 1 / 3, "argument": 1 / 3, "slot": 1 / 3}


def losses_of(
    network: Network, example: Example, first: Tensor, last: Tensor, *, doubtful: bool = False
) -> dict[str, Tensor]:
    """Return the losses by head for word states [n,d]: against gold, or against what others say of the example."""
    spans = network.spans(first, last)
    if example.taught is not None:
        layout = Layout(example)
        targets = example.taught
    else:
        layout = Layout(example, _doubtful(example, spans) if doubtful else ())
        targets = layout.gold()
    logits = layout.logits(network, first, last, spans)
    return {name: _loss(name, logits[name], targets[name].to(logits[name])) for name in logits}


def _loss(name: str, logits: Tensor, target: Tensor) -> Tensor:
    if not target.numel():
        return logits.sum() * 0
    if name in EXCLUSIVE:
        loss = cross_entropy(logits, target, reduction="sum")
        labelled = target[:, 1:].sum() if name == "span" else target.sum()
    else:
        loss = binary_cross_entropy_with_logits(logits, target, reduction="sum")
        labelled = target.sum() if name in _LEAST else torch.tensor(float(target.numel()))
    return _SHARE.get(name, 1.0) * loss / labelled.clamp(min=_LEAST.get(name, 1.0))


def _doubtful(example: Example, scores: Tensor) -> list[Node]:
    """Return spans that the span head takes for mentions and gold does not."""
    gold = {span for node in example.entities for span in node.spans} | example.ignored
    chance, kind = torch.softmax(scores.detach(), dim=-1)[..., 1:].max(-1)
    found: list[Node] = []
    for index in chance.flatten().topk(min(40, chance.numel())).indices.tolist():
        start, width = divmod(index, MAX_WIDTH)
        span = (start, start + width + 1)
        if chance[start, width] < 0.25 or len(found) == _DOUBTFUL:
            break
        if span not in gold and span[1] <= len(example.words):
            found.append(Node((span,), int(kind[start, width]), (" ".join(example.words[slice(*span)]),)))
    return found


def public_losses(network: Network, example: PublicExample, first: Tensor, last: Tensor) -> dict[str, Tensor]:
    """Return the losses of one example of a public set: what the set has labels for."""
    head, found = network.public[example.source], {}
    if hasattr(head, "spans"):
        labels = {node.spans[0]: 1 + label for node, label in zip(example.nodes, example.labels, strict=True)}
        scores = head.spans(network.spans.hidden(first, last)).flatten(0, 1)
        found["span"] = _loss("span", scores, span_target(len(example.words), scores.shape[1], labels))
    if not (hasattr(head, "relations") or hasattr(head, "sentences")):
        return found
    sentences = [Node((span,), KINDS.index("sentence")) for span in example.sentences]
    rooms = Rooms(network, [*example.nodes, *sentences], example.sentence_of, first, last)
    if hasattr(head, "relations") and (pairs := pairs_within(example.nodes, example.sentence_of)):
        logits = head.relations(network.pairs["relation"].hidden(*rooms.pair_inputs(pairs)))
        found["relation"] = _loss("relation", logits, pair_target(pairs, logits.shape[1], example.relations))
    if hasattr(head, "sentences"):
        logits = head.sentences(rooms.mixed[len(example.nodes) :])
        found["claim"] = cross_entropy(logits, torch.tensor(example.sentence_labels))
    return found


def pairs_within(nodes: list[Node], sentence_of: Ints) -> list[Pair]:
    """Return the ordered pairs of nodes that stand in one sentence."""
    at = [int(sentence_of[node.spans[0][0]]) for node in nodes]
    return [(a, b) for a, b in itertools.permutations(range(len(nodes)), 2) if at[a] == at[b]]
