"""How fast does reading go, against its own limit and a peer, in one run on one core?

`python scripts/benchmarks/extract.py [PAPERS] [--count N]`

Prints abstracts a second of: the bare encoder (the limit: ONNX session on ready word pieces), a spaCy pipeline
with a default-size CNN `ner` (the peer; untrained weights cost the same), and the whole reading pipeline,
with the ratios. Memory is the peak resident size after each tenth of the run: it should be flat.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy

from kg.extract import Extractor
from kg.extract.network import load_network, model_folder
from kg.extract.tokens import blank_pipeline
from kg.model import Paper
from kg.read import read_papers

SAMPLE = Path(__file__).resolve().parents[2] / "kg" / "sample" / "papers.txt"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", nargs="?", default=str(SAMPLE))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default=None)
    args = parser.parse_args()
    papers = _papers(args.papers, args.count)
    runs = {
        "bare encoder": _bare_encoder(papers, args.model),
        "spaCy CNN ner": _peer(papers),
        "whole pipeline": _pipeline(papers, args.model),
    }
    rates = dict.fromkeys(runs, 0.0)
    for _ in range(args.rounds):  # by turns, the best of each: a shared machine's speed comes and goes
        rates = {name: max(rates[name], _rate(run, len(papers))) for name, run in runs.items()}
    print(f"{len(papers)} abstracts, {sum(len(p.text) for p in papers) / len(papers):.0f} characters each")
    for name, rate in rates.items():
        print(f"{name:15} {rate:7.1f} abstracts/s  {rate / rates['bare encoder']:5.2f} of the bare encoder")


def _papers(source: str, count: int) -> list[Paper]:
    """Read the papers, again and again until there are enough."""
    found = list(read_papers(source, on_reject=lambda reject: None))
    return [found[n % len(found)] for n in range(count)]


def _rate(run: Callable[[], None], count: int) -> float:
    start = time.process_time()
    run()
    return count / (time.process_time() - start)


def _bare_encoder(papers: Iterable[Paper], model: str | None) -> Callable[[], None]:
    network, nlp = load_network(model_folder(model)), blank_pipeline()
    batches = [network.encoder_inputs([t.text for t in nlp(p.text) if not t.is_space]) for p in papers]

    def run() -> None:
        for inputs in batches:
            for window in inputs:
                network.encode(window)

    return run


def _peer(papers: list[Paper]) -> Callable[[], None]:
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("ner", config={"model": {"tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}}})
    ner = nlp.get_pipe("ner")
    for label in ("Method", "Dataset", "Metric", "Task"):
        ner.add_label(label)  # type: ignore[attr-defined]  # a Callable to spaCy's types
    nlp.initialize()

    def run() -> None:
        for _ in nlp.pipe((p.text for p in papers), batch_size=32):
            pass

    return run


def _pipeline(papers: list[Paper], model: str | None) -> Callable[[], None]:
    extractor = Extractor(model)
    next(iter(extractor.extract(papers[:1])))

    def run() -> None:
        for n, _ in enumerate(extractor.extract(papers), 1):
            if n % max(len(papers) // 10, 1) == 0:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(f"  {n} abstracts read, peak memory {peak:.0f} MiB")

    return run


if __name__ == "__main__":
    main()
