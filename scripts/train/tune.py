"""Choose a model's thresholds at best F1 on development gold: `python scripts/train/tune.py MODEL GOLD...`.

One threshold after the other; the encoder runs once a paper, the rest of the pipeline once a candidate value.
Writes the thresholds into MODEL/meta.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from kg.evaluate import Report, evaluate
from kg.extract import Extractor
from kg.extract.network import Network, States, load_network
from kg.model import RELATION_TYPES, Paper

START = {
    "mention": 0.4,
    "entity": 0.4,
    "same": 0.5,
    "relation": 0.35,
    "claim": 0.5,
    "argument": 0.4,
    "value": 0.4,
    "slot": 0.3,
    "baseline": 0.5,
}
# thresholds moved together, the values tried, the figure that decides
STEPS: tuple[tuple[tuple[str, ...], tuple[float, ...], str], ...] = (
    (("mention", "entity"), (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6), "entity"),
    (("same",), (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), "entity"),
    (("relation",), (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5), "relation"),
    (("claim",), (0.3, 0.4, 0.5, 0.6, 0.7), "claim sentence"),
    (("value",), (0.2, 0.3, 0.4, 0.5, 0.6), "result value"),
    (("slot",), (0.1, 0.2, 0.3, 0.4, 0.5), "result value+metric"),
)


class Tuner:
    """Runs the pipeline on gold papers with other thresholds."""

    def __init__(self, model: Path, gold: Sequence[Path]) -> None:
        self.network = load_network(model)
        self.thresholds = self.network.meta.thresholds
        self.thresholds.clear()
        self.thresholds.update(START)
        self.gold = [json.loads(line) for path in gold for line in path.read_text(encoding="utf-8").splitlines()]
        self.papers = [Paper(id=r["id"], title=r["title"], abstract=r["abstract"]) for r in self.gold]
        self.extractor = Extractor(str(model))
        _remember_states(self.network)

    def report(self) -> Report:
        """Read all papers and compare."""
        found = self.extractor.extract(self.papers)
        predicted = [{**msgspec.to_builtins(x), "id": x.paper} for x in found]
        return evaluate(self.gold, predicted)

    def step(self, names: Sequence[str], values: Sequence[float], figure: str) -> None:
        """Keep the value with the best figure."""
        tried: dict[float, float] = {}
        for value in values:
            self.thresholds.update(dict.fromkeys(names, value))
            tried[value] = self.report().row(figure).f1
        best = max(tried, key=lambda v: (tried[v], -v))
        self.thresholds.update(dict.fromkeys(names, best))
        shown = ", ".join(f"{v:g}: {100 * f:.1f}" for v, f in tried.items())
        print(f"{' '.join(names)} = {best:g}  ({figure} {shown})", flush=True)

    def types(self) -> None:
        """Move each relation type's own threshold around the common one."""
        for type_ in RELATION_TYPES:
            base = self.thresholds["relation"]
            self.step([type_], [round(base + d, 2) for d in (-0.1, -0.05, 0.0, 0.05, 0.1)], "relation")


def _remember_states(network: Network) -> None:
    encode, known = network.states, dict[tuple[str, ...], States]()

    def states(words: Sequence[str]) -> States:
        key = tuple(words)
        if key not in known:
            known[key] = encode(words)
        return known[key]

    network.states = states  # type: ignore[method-assign]  # the same function, with a memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    args = parser.parse_args()
    tuner = Tuner(args.model, args.gold)
    for names, values, figure in STEPS:
        tuner.step(names, values, figure)
    tuner.types()
    print(tuner.report())
    path = args.model / "meta.json"
    meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    meta["thresholds"] = tuner.thresholds
    path.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
