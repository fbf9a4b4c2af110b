"""How fast does reading go, against its own limit and a peer, in one run on one core?

`python scripts/benchmarks/extract.py [PAPERS] [--count N]`

Prints abstracts a second of: the bare encoder (the limit: ONNX session on ready word pieces), a spaCy pipeline
with a default-size CNN `ner` (the peer; untrained weights cost the same), and the whole reading pipeline,
with the ratios. The three take turns, batch by batch, so that they meet the same machine; the times are processor
seconds. Memory is the peak resident size of all three after each batch: it should be flat.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

from kg.extract import Extractor
from kg.extract.network import load_network, model_folder
from kg.extract.tokens import blank_pipeline
from kg.model import Paper
from kg.read import read_papers

BATCH = 32
SAMPLE = Path(__file__).resolve().parents[2] / "kg" / "sample" / "papers.txt"
Run = Callable[[Sequence[Paper]], float]  # reads papers → seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", nargs="?", default=str(SAMPLE))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--model", default=None)
    args = parser.parse_args()
    papers = _papers(args.papers, args.count)
    runs = {
        "bare encoder": _bare_encoder(args.model),
        "spaCy CNN ner": _peer(),
        "whole pipeline": _pipeline(args.model),
    }
    for run in runs.values():
        run(papers[:1])  # what is made once a process
    spent = dict.fromkeys(runs, 0.0)
    for at in range(0, len(papers), BATCH):  # by turns: a shared machine's speed comes and goes
        for name, run in runs.items():
            spent[name] += run(papers[at : at + BATCH])
        print(f"  {min(at + BATCH, len(papers))} abstracts read, peak memory {_peak_memory():.0f} MiB")
    print(f"{len(papers)} abstracts, {sum(len(p.text) for p in papers) / len(papers):.0f} characters each")
    for name, seconds in spent.items():
        ratio = spent["bare encoder"] / seconds
        print(f"{name:15} {len(papers) / seconds:7.1f} abstracts/s  {ratio:5.2f} of the bare encoder")


def _papers(source: str, count: int) -> list[Paper]:
    """Read the papers, again and again until there are enough."""
    found = list(read_papers(source, on_reject=lambda reject: None))
    return [found[n % len(found)] for n in range(count)]


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _bare_encoder(model: str | None) -> Run:
    network, nlp = load_network(model_folder(model)), blank_pipeline()

    def run(papers: Sequence[Paper]) -> float:
        ready = [network.encoder_inputs([t.text for t in nlp(p.text) if not t.is_space]) for p in papers]
        return _timed(lambda: [network.encode(window) for windows in ready for window in windows])

    return run


def _peer() -> Run:
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("ner", config={"model": {"tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}}})
    ner = nlp.get_pipe("ner")
    for label in ("Method", "Dataset", "Metric", "Task"):
        ner.add_label(label)  # type: ignore[attr-defined]  # a Callable to spaCy's types
    nlp.initialize()
    return lambda papers: _timed(lambda: [*nlp.pipe(p.text for p in papers)])


def _pipeline(model: str | None) -> Run:
    extractor = Extractor(model)
    return lambda papers: _timed(lambda: [*extractor.extract(papers)])


if __name__ == "__main__":
    main()
