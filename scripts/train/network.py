"""The network: one small encoder, a span head, node heads and pair heads (torch; exported to ONNX for reading)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from annotations import ARGUMENTS
from data import NUMBER_CLASSES, SLOTS, WAVES
from public import PUBLIC, Labels
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from kg.extract.features import FEATURE_COUNT, KINDS, MAX_WIDTH
from kg.model import CLAIM_KINDS, ENTITY_TYPES, POLARITIES, RELATION_TYPES, ROLES

PAIR_HEADS = {"same": 1, "relation": len(RELATION_TYPES), "argument": len(ARGUMENTS), "slot": len(SLOTS)}
NODE_OUTPUTS = {
    "role": len(ROLES),
    "claim": 1,
    "kind": len(CLAIM_KINDS),
    "polarity": len(POLARITIES),
    "number": len(NUMBER_CLASSES),
}
HEADS = 4


def half_precision(device: str = "cpu") -> torch.autocast:
    """Return the context that computes in bfloat16 where the device does that quickly; else it changes nothing.

    A CPU without these instructions emulates them, twenty times slower than single precision.
    """
    quick = device != "cpu" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device, dtype=torch.bfloat16, enabled=quick)


class Encoder(nn.Module):
    """Word pieces → a first-piece and a last-piece state for each word."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.wave = nn.Embedding(WAVES, config.hidden_size)
        nn.init.normal_(self.wave.weight, std=0.02)

    def pieces(self, input_ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """[B,L] → [B,L,d]"""
        return self.bert(input_ids=input_ids, attention_mask=mask).last_hidden_state

    def forward(self, input_ids: Tensor, first: Tensor, last: Tensor, wave: Tensor) -> tuple[Tensor, Tensor]:
        """[1,L], [n], [n], [1] → two [n,d] (the form that is exported)"""
        states = self.pieces(input_ids)[0] + self.wave(wave)
        return states[first], states[last]


def _prefix_sums(rows: Tensor) -> Tensor:
    """[n,d] → [n+1,d]: sums of the first 0, 1, ... n rows; a mean over any run of rows is one difference away."""
    return torch.cat([rows.new_zeros(1, rows.shape[1]), rows]).cumsum(0)


class SpanHead(nn.Module):
    """Scores every span of up to MAX_WIDTH words: [n,d] twice → [n, MAX_WIDTH, 1 + types] (class 0: no mention)."""

    def __init__(self, size: int, hidden: int = 192, dropout: float = 0.1) -> None:
        super().__init__()
        self.start, self.end, self.inside = (nn.Linear(size, hidden) for _ in range(3))
        self.width = nn.Embedding(MAX_WIDTH, hidden)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, 1 + len(ENTITY_TYPES))

    def forward(self, first: Tensor, last: Tensor) -> Tensor:
        return self.out(self.hidden(first, last))

    def hidden(self, first: Tensor, last: Tensor) -> Tensor:
        """[n,d] twice → [n, MAX_WIDTH, hidden]"""
        count = first.shape[0]
        widths = torch.arange(MAX_WIDTH, device=first.device)
        ends = torch.clamp(torch.arange(count, device=first.device)[:, None] + widths[None], max=count - 1)
        sums = _prefix_sums(self.inside(first))  # of all words once: a mean of projections is the mean's projection
        inside = (sums[ends + 1] - sums[:count, None]) / (widths[None, :, None] + 1)
        hidden = self.start(first)[:, None] + self.end(last)[ends] + inside + self.width(widths)[None]
        return self.drop(torch.nn.functional.gelu(hidden))


class NodeHead(nn.Module):
    """Represents spans and nodes, and classifies nodes.

    states [n,d] twice, spans [S,2], owner [S] (node of each span), kind [N] → span states [S,h], node states
    [N,h], attention of each node over the words [N,H,n], values [n,h] and the logits of NODE_OUTPUTS, joined [N,·].
    """

    def __init__(self, size: int, hidden: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.start, self.end, self.inside = (nn.Linear(size, hidden) for _ in range(3))
        self.kind = nn.Embedding(len(KINDS), hidden)
        self.title = nn.Embedding(2, hidden)
        self.key, self.value, self.query = nn.Linear(size, hidden), nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.drop = nn.Dropout(dropout)
        self.mix = nn.Linear(2 * hidden, hidden)
        self.out = nn.Linear(hidden, sum(NODE_OUTPUTS.values()))
        self.hidden = hidden

    def forward(
        self, first: Tensor, last: Tensor, spans: Tensor, owner: Tensor, kind: Tensor, in_title: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        *states, mixed = self.hidden_states(first, last, spans, owner, kind, in_title)
        of_span, of_node, attention, values = states
        return of_span, of_node, attention, values, self.out(mixed)

    def hidden_states(
        self, first: Tensor, last: Tensor, spans: Tensor, owner: Tensor, kind: Tensor, in_title: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return what `forward` does, with what the output layer sees [N,h] in place of the logits."""
        sums = _prefix_sums(first)
        start, end = spans[:, 0], spans[:, 1]
        mean = (sums[end] - sums[start]) / (end - start)[:, None]
        of_span = self.start(first[start]) + self.end(last[end - 1]) + self.inside(mean)
        of_span = torch.relu(of_span + self.kind(kind[owner]))
        member = torch.nn.functional.one_hot(owner, kind.shape[0]).to(first.dtype)
        of_node = (member.T @ of_span) / member.sum(0)[:, None] + self.title(in_title)
        attention = self._attention(of_node, first)
        values = self.value(first)
        context = attention.mean(1) @ values
        mixed = torch.relu(self.mix(self.drop(torch.cat([of_node, context], dim=1))))
        return of_span, of_node, attention, values, mixed

    def _attention(self, of_node: Tensor, states: Tensor) -> Tensor:
        split = self.hidden // HEADS
        query = self.query(of_node).reshape(-1, HEADS, split)
        key = self.key(states).reshape(-1, HEADS, split)
        return torch.softmax(torch.einsum("qhs,nhs->qhn", query, key) / split**0.5, dim=-1)


class PairHead(nn.Module):
    """Scores pairs of nodes: both nodes, their closest spans, the words between, the words both attend to.

    → logits [P, outputs]
    """

    def __init__(self, outputs: int, hidden: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.left, self.right, self.left_span, self.right_span, self.context = (
            nn.Linear(hidden, hidden) for _ in range(5)
        )
        self.between = nn.Linear(hidden, hidden)
        self.product = nn.Linear(hidden, hidden)
        self.feature = nn.Embedding(FEATURE_COUNT, hidden)
        nn.init.normal_(self.feature.weight, std=0.1)
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(hidden, outputs)

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.out(self.hidden(*inputs))

    def hidden(
        self,
        of_span: Tensor,
        of_node: Tensor,
        attention: Tensor,
        values: Tensor,
        nodes: Tensor,
        spans: Tensor,
        between: Tensor,
        features: Tensor,
    ) -> Tensor:
        """Node and span states, pairs and their features → [P, hidden]"""
        left, right = nodes[:, 0], nodes[:, 1]
        shared = (attention[left] * attention[right]).mean(1)
        shared = shared / (shared.sum(1, keepdim=True) + 1e-9)
        sums = _prefix_sums(values)
        length = (between[:, 1] - between[:, 0]).clamp(min=1)[:, None]
        middle = (sums[between[:, 1]] - sums[between[:, 0]]) / length
        a, b = of_span[spans[:, 0]], of_span[spans[:, 1]]
        hidden = (
            self.left(of_node)[left]
            + self.right(of_node)[right]
            + self.left_span(of_span)[spans[:, 0]]
            + self.right_span(of_span)[spans[:, 1]]
            + self.context(shared @ values)
            + self.between(middle)
            + self.product(a * b)
            + self.feature(features).sum(1)
        )
        return self.drop(torch.nn.functional.gelu(hidden))


class GridLayer(nn.Module):
    """Attention along the rows, then along the columns of a grid of pairs [N,N,d] (after Ho et al., 2019)."""

    def __init__(self, size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in range(3))
        self.split = nn.ModuleList(nn.Linear(size, 3 * size) for _ in range(2))
        self.merge = nn.ModuleList(nn.Linear(size, size) for _ in range(2))
        self.up, self.down = nn.Linear(size, 2 * size), nn.Linear(2 * size, size)
        self.drop = nn.Dropout(dropout)

    def forward(self, grid: Tensor) -> Tensor:
        grid = grid + self._attend(grid, 0)
        grid = grid + self._attend(grid.transpose(0, 1), 1).transpose(0, 1)
        return grid + self.drop(self.down(torch.nn.functional.gelu(self.up(self.norms[2](grid)))))

    def _attend(self, grid: Tensor, step: int) -> Tensor:
        rows, columns, size = grid.shape
        parts = self.split[step](self.norms[step](grid)).reshape(rows, columns, 3, HEADS, size // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each [rows, heads, columns, size of a head]
        weights = torch.softmax(query @ key.transpose(2, 3) / (size // HEADS) ** 0.5, dim=-1)
        return self.drop(self.merge[step]((weights @ value).transpose(1, 2).reshape(rows, columns, size)))


class RelationHead(PairHead):
    """A pair head that sees all pairs at once: who is used for what depends on who else is.

    The pairs of N nodes fill a grid of heads and tails, the nodes themselves its diagonal; nodes in no pair must not
    be among the states.
    """

    def __init__(self, outputs: int, hidden: int = 256, size: int = 128, layers: int = 2) -> None:
        super().__init__(outputs, hidden)
        self.size = size
        self.of_pair, self.of_itself = nn.Linear(hidden, size), nn.Linear(hidden, size)
        self.grid = nn.Sequential(*(GridLayer(size) for _ in range(layers)), nn.LayerNorm(size))
        self.more = nn.Linear(size, outputs)
        nn.init.zeros_(self.more.weight)
        nn.init.zeros_(self.more.bias)

    def forward(self, *inputs: Tensor) -> Tensor:
        of_node, nodes = inputs[1], inputs[4]
        hidden, count = self.hidden(*inputs), of_node.shape[0]
        cells = nodes[:, 0] * count + nodes[:, 1]
        diagonal = torch.arange(count, device=nodes.device) * (count + 1)
        grid = torch.zeros(count * count, self.size, device=nodes.device).index_put(
            (torch.cat([cells, diagonal]),), torch.cat([self.of_pair(hidden), self.of_itself(of_node)])
        )
        grid = self.grid(grid.reshape(count, count, self.size)).reshape(count * count, self.size)
        return self.out(hidden) + self.more(grid[cells])


class PublicHead(nn.Module):
    """The output layers of one public set, over the hidden layers of the heads that all sets share."""

    def __init__(self, labels: Labels, span_hidden: int, hidden: int) -> None:
        super().__init__()
        if labels.spans:
            self.spans = nn.Linear(span_hidden, 1 + len(labels.spans))
            nn.init.zeros_(self.spans.weight)
            with torch.no_grad():
                self.spans.bias[0] = 5.0  # most spans are no mention: without it the first steps shake the encoder
        if labels.relations:
            self.relations = nn.Linear(hidden, len(labels.relations))
            nn.init.constant_(self.relations.bias, -3.0)
        if labels.sentences:
            self.sentences = nn.Linear(hidden, len(labels.sentences))


class Network(nn.Module):
    """The encoder and all heads; `public` names the sets that have output layers of their own."""

    def __init__(self, config: BertConfig, hidden: int = 256, public: Sequence[str] = ()) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.spans = SpanHead(config.hidden_size)
        self.nodes = NodeHead(config.hidden_size, hidden)
        self.pairs = nn.ModuleDict(
            {name: (RelationHead if name == "relation" else PairHead)(n, hidden) for name, n in PAIR_HEADS.items()}
        )
        self.public = nn.ModuleDict({n: PublicHead(PUBLIC[n], self.spans.out.in_features, hidden) for n in public})

    def head_parameters(self) -> list[nn.Parameter]:
        """Return all parameters but the encoder's: they learn faster."""
        return [p for name, p in self.named_parameters() if not name.startswith("encoder.bert")]
