"""Train the reader's network: `python scripts/train/train.py OUT --train GOLD... [options]`.

Writes a checkpoint after each epoch to OUT and goes on from the last one when it is started again. Public sets join
the first epochs as further heads (`--public DATA`); `--only scierc` trains and scores on one of them alone.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from data import read_examples
from network import Network
from public import PUBLIC, read_public
from teach import read_taught
from trainer import AnyExample, Trainer
from weights import encoder_config, load_average, load_encoder

from kg.extract.pieces import load_tokenizer, windows


def main() -> None:
    args = _arguments()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.set_num_threads(args.threads)
    if args.device != "cpu":
        torch.set_default_device(args.device)
    tokenizer = load_tokenizer(args.tokenizer)
    own = [e for path in args.train for e in read_examples(path)][: args.limit or None]
    held_back: list[AnyExample] = [e for path in args.dev for e in read_examples(path)]
    if args.only:
        held_back += read_public(args.public, args.only, args.split)
    public = [e for source in _sources(args) for e in read_public(args.public, source, "train")]
    taught = [e for path in args.taught for e in read_taught(path)]
    pieces = {e.id: next(windows(tokenizer, e.words)) for e in (*own, *held_back, *public, *taught)}
    fits = [e for e in own if pieces[e.id].end == len(e.words)]
    public = [e for e in public if pieces[e.id].end == len(e.words)]
    watched = [e for e in held_back if pieces[e.id].end == len(e.words)]
    left_out = len(own) - len(fits) + len(held_back) - len(watched)
    print(f"{len(fits)} examples, {len(watched)} held back; {left_out} longer than a window left out", flush=True)
    print(f"public: {dict(Counter(e.source for e in public))}; taught: {len(taught)}", flush=True)
    network = Network(encoder_config(args.layers, tokenizer.get_vocab_size()), public=_sources(args))
    load_encoder(network, args.encoder)
    if args.start:
        load_average(network, args.start)
    network.encoder.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    if args.frozen:
        network.encoder.bert.embeddings.requires_grad_(False)
        network.encoder.bert.encoder.layer[: args.frozen].requires_grad_(False)
    network.to(args.device)
    Trainer(args, network, fits, public, taught, watched, pieces).run()


def _sources(args: argparse.Namespace) -> list[str]:
    if args.only:
        return [args.only]
    return [source for source in PUBLIC if args.public and (args.public / source).is_dir()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for checkpoints")
    parser.add_argument("--train", type=Path, nargs="+", default=[], help="gold JSONL files to learn from")
    parser.add_argument("--dev", type=Path, nargs="+", default=[], help="gold JSONL files to watch")
    parser.add_argument("--share", type=int, default=1, help="an epoch takes every N-th of these, the next one others")
    parser.add_argument("--public", type=Path, help="folder of the public sets: SET/train.jsonl[.gz]")
    parser.add_argument("--public-epochs", type=int, default=4, help="how many first epochs they join")
    parser.add_argument("--taught", type=Path, nargs="*", default=[], help="what teach.py wrote")
    parser.add_argument("--parts", type=int, default=2, help="an epoch takes one such part of what is taught")
    parser.add_argument("--mask", type=float, default=0.0, help="share of the word pieces that are masked in training")
    parser.add_argument("--certain", action="store_true", help="no doubtful spans among the entities of gold")
    parser.add_argument("--only", choices=[s for s in PUBLIC if PUBLIC[s].relations], help="train on this set alone")
    parser.add_argument("--split", default="dev", help="what --only scores on")
    parser.add_argument("--encoder", type=Path, required=True, help="pre-trained weights (.safetensors or .onnx)")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights, heads included, training starts from")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--frozen", type=int, default=0, help="the embeddings and this many layers stay as they are")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--encoder-rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=6e-4)
    parser.add_argument("--average", type=float, default=0.995, help="decay of the moving average of the weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="use the first N examples only (a trial)")
    args = parser.parse_args()
    if args.only and not args.public:
        parser.error("--only needs --public FOLDER")
    if args.only and args.train:
        parser.error("--only trains on nothing else: leave --train out")
    if not args.only and not args.train:
        parser.error("--train FILE... is missing")
    return args


if __name__ == "__main__":
    main()
