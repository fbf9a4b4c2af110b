"""Train the reader's network: `python scripts/train/train.py DATA OUT [options]`.

Writes a checkpoint after each epoch to OUT and goes on from the last one when it is started again.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from data import Example, form_nodes, read_examples
from losses import losses_of
from network import Network, encoder_config, load_encoder
from torch import Tensor

from kg.extract.pieces import Window, load_tokenizer, windows

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


def main() -> None:
    args = _arguments()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.set_num_threads(args.threads)
    tokenizer = load_tokenizer(args.tokenizer)
    examples = [e for path in args.train for e in read_examples(path)]
    if args.limit:
        examples = examples[: args.limit]
    held_back = [e for path in args.dev for e in read_examples(path)]
    pieces = {e.id: next(windows(tokenizer, e.words)) for e in (*examples, *held_back)}
    fits = [e for e in examples if pieces[e.id].end == len(e.words)]
    print(f"{len(fits)} examples; {len(examples) - len(fits)} longer than a window left out", flush=True)
    network = Network(encoder_config(args.layers, tokenizer.get_vocab_size()))
    load_encoder(network, args.encoder)
    network.encoder.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    held_back = [e for e in held_back if pieces[e.id].end == len(e.words)]
    Trainer(args, network, fits, held_back, pieces).run()


class Trainer:
    """Optimiser, schedule, moving average of the weights, checkpoints."""

    def __init__(
        self,
        args: argparse.Namespace,
        network: Network,
        examples: list[Example],
        held_back: list[Example],
        pieces: dict[str, Window],
    ) -> None:
        self.args, self.network, self.examples, self.held_back, self.pieces = args, network, examples, held_back, pieces
        heads = network.head_parameters()
        encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.bert") and p.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [{"params": encoder, "lr": args.encoder_rate}, {"params": heads, "lr": args.head_rate}], weight_decay=0.01
        )
        self.steps = args.epochs * -(-len(examples) // args.batch)
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

    def _batches(self) -> list[list[Example]]:
        """Batches of similar length in random order: little padding."""
        rng = random.Random(self.args.seed * 1000 + self.epoch)
        order = sorted(self.examples, key=lambda e: len(self.pieces[e.id].input_ids) + rng.uniform(-25, 25))
        size = self.args.batch
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        rng.shuffle(batches)
        return batches

    def _train_epoch(self) -> None:
        self.network.train()
        start, sums = time.time(), dict.fromkeys(WEIGHTS, 0.0)
        batches = self._batches()
        for n, batch in enumerate(batches, 1):
            losses = self._losses(batch)
            torch.stack([WEIGHTS[name] * value for name, value in losses.items()]).sum().backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.optimiser.zero_grad()
            self._update_average()
            for name, value in losses.items():
                sums[name] += float(value.detach())
            if n % 10 == 0:
                report = " ".join(f"{k} {v / n:.3f}" for k, v in sums.items())
                print(f"epoch {self.epoch} {n}/{len(batches)} {time.time() - start:.0f} s  {report}", flush=True)

    def _losses(self, batch: list[Example]) -> dict[str, Tensor]:
        length = max(len(self.pieces[e.id].input_ids) for e in batch)
        ids = torch.zeros(len(batch), length, dtype=torch.long)
        mask = torch.zeros(len(batch), length, dtype=torch.long)
        for row, example in enumerate(batch):
            own = self.pieces[example.id].input_ids
            ids[row, : len(own)] = torch.from_numpy(own)
            mask[row, : len(own)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.args.bf16):
            states = self.network.encoder.pieces(ids, mask)
        states = torch.nn.functional.dropout(states.float(), 0.1, self.network.training)
        found = [self._example_losses(example, states[row]) for row, example in enumerate(batch)]
        return {name: torch.stack([losses[name] for losses in found]).mean() for name in WEIGHTS}

    def _example_losses(self, example: Example, states: Tensor) -> dict[str, Tensor]:
        window = self.pieces[example.id]
        states = states + self.network.encoder.wave.weight[example.wave]
        first, last = states[torch.from_numpy(window.first)], states[torch.from_numpy(window.last)]
        return losses_of(self.network, example, form_nodes(example), first, last, spurious=self.epoch > 0)

    def _update_average(self) -> None:
        step = self.schedule.last_epoch
        decay = min(self.args.average, (1 + step) / (10 + step))
        for name, value in self.network.state_dict().items():
            if value.dtype.is_floating_point:
                self.average[name].lerp_(value, 1 - decay)

    @torch.no_grad()
    def _validate(self) -> None:
        kept = {n: v.clone() for n, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        self.network.eval()
        sums = dict.fromkeys(WEIGHTS, 0.0)
        for example in self.held_back:
            for name, value in self._losses([example]).items():
                sums[name] += float(value) / len(self.held_back)
        print(f"held back after {self.epoch}: " + " ".join(f"{k} {v:.3f}" for k, v in sums.items()), flush=True)
        self.network.load_state_dict(kept)

    def _save(self) -> None:
        self.args.out.mkdir(parents=True, exist_ok=True)
        state = {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        temporary = self.args.out / "checkpoint.tmp"
        torch.save(state, temporary)
        temporary.replace(self.args.out / "checkpoint.pt")
        torch.save({"layers": self.args.layers, "average": self.average}, self.args.out / f"epoch-{self.epoch}.pt")
        (self.args.out / "arguments.json").write_text(json.dumps(vars(self.args), default=str, indent=1))

    def _resume(self) -> None:
        path = self.args.out / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.average, self.epoch = state["average"], state["epoch"]
        print(f"resumed after epoch {self.epoch}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for checkpoints")
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="gold JSONL files to learn from")
    parser.add_argument("--dev", type=Path, nargs="+", default=[], help="gold JSONL files to watch")
    parser.add_argument("--encoder", type=Path, required=True, help="pre-trained weights (.safetensors or .onnx)")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--encoder-rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--average", type=float, default=0.995, help="decay of the moving average of the weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="use the first N examples only (a trial)")
    parser.add_argument("--bf16", action="store_true", help="encoder in bfloat16 (quicker where the CPU has it)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
