"""Train the heads further on the states of an exported encoder: `python scripts/train/heads.py MODEL CHECKPOINT OUT`.

The encoder stays as it is, so an epoch takes a minute; and the heads learn on the very states, int8
rounding included, that reading will give them. Export OUT as any other checkpoint afterwards.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
from data import Example, read_examples
from losses import losses_of
from network import PAIR_HEADS, Network
from torch import Tensor
from trainer import WEIGHTS
from weights import load_checkpoint, save

from kg.extract.network import Network as Exported
from kg.extract.pieces import load_tokenizer

States = dict[str, tuple[Tensor, Tensor]]


def main() -> None:
    args = _arguments()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    vocabulary = load_tokenizer(args.model / "tokenizer.json").get_vocab_size()
    network = load_checkpoint(args.checkpoint, vocabulary)
    exported = Exported(args.model)
    examples = [e for path in args.train for e in read_examples(path)]
    held_back = [e for path in args.dev for e in read_examples(path)]
    states = {e.id: _states(exported, e) for e in (*examples, *held_back)}
    print(f"states of {len(states)} abstracts", flush=True)
    average = _train(network, examples, held_back, states, args)
    save({"layers": network.encoder.bert.config.num_hidden_layers, "average": average}, args.out)


def _states(exported: Exported, example: Example) -> tuple[Tensor, Tensor]:
    parts = []
    for inputs in exported.encoder_inputs(example.words):
        inputs["wave"][0] = example.wave
        parts.append(exported.encode(inputs))
    first, last = (torch.cat([torch.from_numpy(p[n]) for p in parts]).to(torch.bfloat16) for n in range(2))
    return first, last


def _train(
    network: Network, examples: list[Example], held_back: list[Example], states: States, args: argparse.Namespace
) -> dict[str, Tensor]:
    trained = f"pairs.{args.only}." if args.only else ("spans.", "nodes.", "pairs.")
    heads = {n: p for n, p in network.named_parameters() if n.startswith(trained)}
    optimiser = torch.optim.AdamW(heads.values(), lr=args.rate, weight_decay=0.05)
    steps = args.epochs * -(-len(examples) // args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(s / 50, 1.0) * max(0.02, 1 - s / steps))
    average = {n: p.detach().clone() for n, p in network.state_dict().items()}
    rng = random.Random(args.seed)
    for epoch in range(args.epochs):
        start = time.time()
        network.train()
        rng.shuffle(examples)
        for at in range(0, len(examples), args.batch):
            for example in (batch := examples[at : at + args.batch]):
                losses = _losses(network, example, states, doubtful=not args.certain)
                asked = [args.only] if args.only else losses
                sum_of = torch.stack([WEIGHTS[name] * losses[name] for name in asked]).sum()
                (sum_of / len(batch)).backward()
            torch.nn.utils.clip_grad_norm_(heads.values(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            for name, parameter in heads.items():
                average[name].lerp_(parameter.detach(), 1 - args.average)
        report = _validate(network, average, held_back, states)
        print(f"epoch {epoch + 1} {time.time() - start:.0f} s  held back: {report}", flush=True)
    return average


def _losses(network: Network, example: Example, states: States, *, doubtful: bool = False) -> dict[str, Tensor]:
    first, last = (torch.nn.functional.dropout(s.float(), 0.15, network.training) for s in states[example.id])
    return losses_of(network, example, first, last, doubtful=doubtful)


@torch.no_grad()
def _validate(network: Network, average: dict[str, Tensor], held_back: list[Example], states: States) -> str:
    kept = {n: v.clone() for n, v in network.state_dict().items()}
    network.load_state_dict(average)
    network.eval()
    sums = dict.fromkeys(WEIGHTS, 0.0)
    for example in held_back:
        for name, value in _losses(network, example, states).items():
            sums[name] += float(value) / len(held_back)
    network.load_state_dict(kept)
    return " ".join(f"{k} {v:.3f}" for k, v in sums.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="exported model whose encoder gives the states")
    parser.add_argument("checkpoint", type=Path, help="where the heads start")
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", type=Path, nargs="+", required=True)
    parser.add_argument("--dev", type=Path, nargs="+", default=[])
    parser.add_argument("--only", choices=PAIR_HEADS, help="train this pair head alone, on node states as they are")
    parser.add_argument("--certain", action="store_true", help="no doubtful spans among the entities of gold")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--average", type=float, default=0.995)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
