"""Optimiser, schedule, batches, moving average of the weights, checkpoints."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence

import torch
from data import Example
from losses import losses_of, public_losses
from network import Network, half_precision
from public import PublicExample, draw
from score import Score
from torch import Tensor
from weights import save

from kg.extract.pieces import Window

AnyExample = Example | PublicExample
PUBLIC_WEIGHT = 0.3
MASK = 103  # [MASK] in the vocabulary that MiniLM, bge and e5 share with BERT
WEIGHTS = {
    "span": 1.0,
    "role": 0.5,
    "same": 0.5,
    "relation": 1.0,
    "claim": 0.7,
    "kind": 0.4,
    "polarity": 0.2,
    "argument": 0.5,
    "number": 0.4,
    "slot": 0.4,
}


class Trainer:
    """Optimiser, schedule, moving average of the weights, checkpoints."""

    def __init__(
        self,
        args: argparse.Namespace,
        network: Network,
        examples: list[Example],
        public: list[PublicExample],
        taught: list[Example],
        held_back: list[AnyExample],
        pieces: dict[str, Window],
    ) -> None:
        self.args, self.network, self.examples, self.held_back, self.pieces = args, network, examples, held_back, pieces
        self.public, self.taught = public, taught
        heads = network.head_parameters()
        encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.bert") and p.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [{"params": encoder, "lr": args.encoder_rate}, {"params": heads, "lr": args.head_rate}], weight_decay=0.01
        )
        self.steps = sum(len(self._batches(epoch)) for epoch in range(args.epochs))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._rate)
        self.average = {n: p.detach().clone() for n, p in network.state_dict().items()}
        self.epoch = 0

    def _rate(self, step: int) -> float:
        warm = 0.08 * self.steps
        return min(step / warm, 1.0) * max(0.02, 1 - max(0.0, step - warm) / (self.steps - warm))

    def run(self) -> None:
        self._resume()
        while self.epoch < self.args.epochs:
            self._train_epoch()
            self.epoch += 1
            self._save()
            self._validate()

    def _batches(self, epoch: int) -> list[list[AnyExample]]:
        """Batches of similar length, each of one kind, in random order: little padding."""
        rng = random.Random(self.args.seed * 1000 + epoch)
        first = (epoch + self.args.seed) % self.args.share
        batches = self._by_length(self.examples[first :: self.args.share], self.args.batch, rng)
        batches += self._by_length(self.taught[epoch % self.args.parts :: self.args.parts], self.args.batch, rng)
        if self.args.only or epoch < self.args.public_epochs:
            drawn = list(draw(self.public, rng, whole=bool(self.args.only)))
            whole = [e for e in drawn if len(e.sentences) > 1]
            single = [e for e in drawn if len(e.sentences) <= 1]
            batches += self._by_length(whole, self.args.batch, rng)
            batches += self._by_length(single, 4 * self.args.batch, rng)  # single sentences: short
        rng.shuffle(batches)
        return batches

    def _by_length(self, examples: Sequence[AnyExample], size: int, rng: random.Random) -> list[list[AnyExample]]:
        order = sorted(examples, key=lambda e: len(self.pieces[e.id].input_ids) + rng.uniform(-25, 25))
        return [order[i : i + size] for i in range(0, len(order), size)]

    def _train_epoch(self) -> None:
        self.network.train()
        start, sums, seen = time.time(), dict.fromkeys((*WEIGHTS, "public", "taught"), 0.0), Counter[str]()
        batches = self._batches(self.epoch)
        for n, batch in enumerate(batches, 1):
            losses = self._losses(batch)
            total = torch.stack([WEIGHTS[name] * value for name, value in losses.items()]).sum()
            total.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.optimiser.zero_grad()
            self._update_average()
            for name, value in _reported(batch[0], losses, total).items():
                sums[name] += float(value.detach())
                seen[name] += 1
            if n % 10 == 0:
                report = " ".join(f"{k} {v / seen[k]:.3f}" for k, v in sums.items() if seen[k])
                print(f"epoch {self.epoch} {n}/{len(batches)} {time.time() - start:.0f} s  {report}", flush=True)

    def _losses(self, batch: list[AnyExample]) -> dict[str, Tensor]:
        """Return the mean loss of each head over the examples that have it."""
        states = self._states(batch)
        found: dict[str, list[Tensor]] = {}
        for row, example in enumerate(batch):
            for name, value in self._example_losses(example, states[row]).items():
                found.setdefault(name, []).append(value)
        return {name: torch.stack(values).mean() for name, values in found.items()}

    def _states(self, batch: list[AnyExample]) -> Tensor:
        length = max(len(self.pieces[e.id].input_ids) for e in batch)
        ids = torch.zeros(len(batch), length, dtype=torch.long)
        mask = torch.zeros(len(batch), length, dtype=torch.long)
        for row, example in enumerate(batch):
            own = self.pieces[example.id].input_ids
            ids[row, : len(own)] = torch.as_tensor(own)
            mask[row, : len(own)] = 1
        if self.network.training and self.args.mask:
            ids[torch.rand(ids.shape) < self.args.mask] = MASK  # noise: what is said of a name must hold without it
        with half_precision(self.args.device):
            states = self.network.encoder.pieces(ids, mask)
        return torch.nn.functional.dropout(states.float(), 0.1, self.network.training)

    def _example_losses(self, example: Example | PublicExample, states: Tensor) -> dict[str, Tensor]:
        window = self.pieces[example.id]
        if isinstance(example, Example):
            states = states + self.network.encoder.wave.weight[example.wave]
        first, last = states[torch.as_tensor(window.first)], states[torch.as_tensor(window.last)]
        if isinstance(example, PublicExample):
            return {k: PUBLIC_WEIGHT * v for k, v in public_losses(self.network, example, first, last).items()}
        learnt = self.epoch > 0 or self.args.start is not None  # else the span head's doubts mean nothing yet
        doubtful = self.network.training and learnt and not self.args.certain
        return losses_of(self.network, example, first, last, doubtful=doubtful)

    def _update_average(self) -> None:
        step = self.schedule.last_epoch
        decay = min(self.args.average, (1 + step) / (10 + step))
        for name, value in self.network.state_dict().items():
            if value.dtype.is_floating_point:
                self.average[name].lerp_(value, 1 - decay)

    @torch.no_grad()
    def _validate(self) -> None:
        """Print the losses of the averaged weights on what is held back, or the scores on the only set."""
        kept = {n: v.clone() for n, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        self.network.eval()
        if self.args.only:
            public = [e for e in self.held_back if isinstance(e, PublicExample)]
            report = str(Score.of(self.network, public, self._word_states))
        else:
            sums = Counter[str]()
            for example in self.held_back:
                sums.update({k: float(v) / len(self.held_back) for k, v in self._losses([example]).items()})
            report = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
        print(f"held back after {self.epoch}: {report}", flush=True)
        self.network.load_state_dict(kept)

    def _word_states(self, example: AnyExample) -> tuple[Tensor, Tensor]:
        window, states = self.pieces[example.id], self._states([example])[0]
        return states[torch.as_tensor(window.first)], states[torch.as_tensor(window.last)]

    def _save(self) -> None:
        self.args.out.mkdir(parents=True, exist_ok=True)
        state = {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        save({"layers": self.args.layers, "average": self.average}, self.args.out / f"epoch-{self.epoch}.pt")
        save(state, self.args.out / "checkpoint.pt")  # last: what is resumed has all its files
        (self.args.out / "arguments.json").write_text(json.dumps(vars(self.args), default=str, indent=1))

    def _resume(self) -> None:
        path = self.args.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True, map_location=self.args.device)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.average, self.epoch = state["average"], state["epoch"]
        print(f"resumed after epoch {self.epoch}", flush=True)


def _reported(example: AnyExample, losses: dict[str, Tensor], total: Tensor) -> dict[str, Tensor]:
    """Return what the progress line shows of a batch: losses by head, or the sum for public and taught ones."""
    if isinstance(example, PublicExample):
        return {"public": total}
    return losses if example.taught is None else {"taught": total}
