"""Let trained networks label papers that nobody annotated: `python scripts/train/teach.py OUT --papers FILE...`.

The exported model reads each paper at a low threshold, so that doubtful entities and claims are asked about too; then
every teacher gives its probabilities for all heads, and their mean is what `train.py --taught OUT` learns from.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import torch
from annotations import Record, read_records
from data import Example, make_example
from layout import EXCLUSIVE, Layout, Targets, inside
from network import Network, half_precision
from torch import Tensor
from weights import load_checkpoint

from kg.extract import Extractor
from kg.extract.pieces import Window, load_tokenizer, windows
from kg.model import Paper


def main() -> None:
    args = _arguments()
    torch.set_num_threads(args.threads)
    tokenizer = load_tokenizer(args.model / "tokenizer.json")
    teachers = [load_checkpoint(path, tokenizer.get_vocab_size()).eval() for path in args.teachers]
    records, left_out = list(islice(_papers(args), args.skip, args.skip + args.limit)), 0
    taught: list[tuple[Record, Targets]] = []
    for number, record in enumerate(_read(args, records), 1):
        if number % 100 == 0:
            print(f"{number}/{len(records)} papers", flush=True)
        example = make_example(record)
        window = next(windows(tokenizer, example.words))
        if not example.entities or window.end < len(example.words):
            left_out += 1
            continue
        taught.append((record, teach(teachers, example, window)))
    torch.save(taught, args.out)
    print(f"{len(taught)} papers taught, {left_out} without entities or longer than a window left out", flush=True)


@torch.no_grad()
def teach(teachers: Sequence[Network], example: Example, window: Window) -> Targets:
    """Return the mean probabilities of the teachers, by head; a claim's kind counts as much as it is a claim."""
    layout = Layout(example)
    answers = [_answers(network, layout, window) for network in teachers]
    said = {name: torch.stack([answer[name] for answer in answers]).mean(0) for name in answers[0]}
    said["span"] = said["span"] * inside(len(example.words)).reshape(-1, 1)
    said["kind"], said["polarity"] = said["kind"] * said["claim"], said["polarity"] * said["claim"]
    return {name: target.half() for name, target in said.items()}


def _answers(network: Network, layout: Layout, window: Window) -> Targets:
    ids, first, last = map(torch.as_tensor, (window.input_ids[None], window.first, window.last))
    with half_precision():
        first, last = network.encoder(ids, first, last, torch.tensor([layout.example.wave]))
    logits = layout.logits(network, first, last, network.spans(first, last))
    return {name: _probabilities(name, values) for name, values in logits.items()}


def _probabilities(name: str, logits: Tensor) -> Tensor:
    return torch.softmax(logits, dim=-1) if name in EXCLUSIVE else torch.sigmoid(logits)


def read_taught(path: Path) -> Iterator[Example]:
    """Read what `teach.py` wrote."""
    for record, targets in torch.load(path, weights_only=True):
        example = make_example(record)
        example.taught = targets
        yield example


def _papers(args: argparse.Namespace) -> Iterator[Record]:
    """Yield the papers of the files that are in none of the files to leave out, by title."""
    known = {_title(record) for path in args.without for record in read_records(path)}
    for path in args.papers:
        yield from (record for record in read_records(path) if _title(record) not in known)


def _title(record: Record) -> str:
    return " ".join(record["title"].casefold().split())


def _read(args: argparse.Namespace, records: Sequence[Record]) -> Iterator[Record]:
    papers = [Paper(id=r["id"], title=r["title"], abstract=r["abstract"]) for r in records]
    extractor = Extractor(str(args.model.resolve()), threshold=args.threshold)
    for paper, found in zip(papers, extractor.extract(papers), strict=True):
        record = {**msgspec.to_builtins(found), "id": paper.id, "title": paper.title, "abstract": paper.abstract}
        for entity in record["entities"]:
            entity["mentions"] = sorted({mention["text"] for mention in entity["mentions"]})
        yield record


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--papers", type=Path, nargs="+", required=True, help="JSONL[.gz] with id, title, abstract")
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="JSONL of papers to leave out (held back)")
    parser.add_argument("--model", type=Path, required=True, help="exported model that reads")
    parser.add_argument("--teachers", type=Path, nargs="+", required=True, help="checkpoints whose mean is learnt")
    parser.add_argument("--threshold", type=float, default=0.25, help="least confidence of what is asked about")
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--limit", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
