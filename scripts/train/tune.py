"""Calibrate a model and choose its thresholds on development gold: `python scripts/train/tune.py MODEL GOLD...`.

First the confidences become expected precisions (`calibrate.py`), then one threshold after the other takes the value
that gives the best figure. The encoder runs once a paper. What only filters by confidence (relations, claims, results)
is read once at low thresholds and filtered afterwards. Writes both into MODEL/meta.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from annotations import Record, read_records
from calibrate import calibrate

from kg.evaluate import Report, evaluate
from kg.extract import Extractor
from kg.extract.network import Network, States, load_network
from kg.model import RELATION_TYPES, Paper

START = {"mention": 0.3, "entity": 0.3, "same": 0.6, "argument": 0.4, "slot": 0.3, "baseline": 0.5, "introduces": 0.5}
LOW = {"relation": 0.05, "claim": 0.05, "value": 0.05}
# thresholds moved together, the values tried, the figure that decides
ENTITY_STEPS: tuple[tuple[tuple[str, ...], tuple[float, ...], str], ...] = (
    (("mention", "entity"), (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55), "entity"),
    (("same",), (0.3, 0.4, 0.5, 0.6, 0.7, 0.8), "entity"),
    (("entity",), (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6), "entity"),
    (("introduces",), (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6), "role: introduces"),
)
FILTERS = (("relation", "relation"), ("claim", "claim sentence"), ("value", "result value"))
GRID = [round(0.05 * n, 2) for n in range(1, 18)]
LATER = ["kg_relations", "kg_claims", "kg_results"]


class Tuner:
    """Runs the pipeline on gold papers with other thresholds."""

    def __init__(self, model: Path, gold: Sequence[Path]) -> None:
        model = model.resolve()  # a relative "small" would be the shipped model to the extractor
        self.network = load_network(model)
        self.thresholds, self.calibration = self.network.meta.thresholds, self.network.meta.calibration
        self.calibration.clear()
        self.thresholds.clear()
        self.thresholds.update(START | LOW)
        self.gold = [record for path in gold for record in read_records(path)]
        self.papers = [Paper(id=r["id"], title=r["title"], abstract=r["abstract"]) for r in self.gold]
        self.extractor = Extractor(str(model))
        _remember_states(self.network)

    def read(self) -> list[Record]:
        """Read all papers at the present thresholds."""
        return [{**msgspec.to_builtins(x), "id": x.paper} for x in self.extractor.extract(self.papers)]

    def entities(self) -> None:
        """Choose the thresholds of mentions and of in-paper resolution; the later components wait."""
        with self.extractor.nlp.select_pipes(disable=LATER):
            for names, values, figure in ENTITY_STEPS:
                self._choose(names, values, figure)

    def filters(self) -> None:
        """Choose what only filters, then each relation type's own threshold around the common one."""
        read = self.read()
        for name, figure in FILTERS:
            tried = {v: self.report(read, self.thresholds | {name: v}).row(figure).f1 for v in GRID}
            self._keep((name,), tried, figure)
        for type_ in RELATION_TYPES:
            near = [round(self.thresholds["relation"] + d, 2) for d in (-0.1, -0.05, 0.0, 0.05, 0.1, 0.15)]
            tried = {v: self.report(read, self.thresholds | {type_: v}).row("relation").f1 for v in near if v > 0}
            self._keep((type_,), tried, "relation")

    def slots(self) -> None:
        """Choose the threshold of result slots."""
        self._choose(("slot",), (0.1, 0.2, 0.3, 0.4, 0.5), "result value+metric")

    def report(self, read: Sequence[Record], thresholds: dict[str, float]) -> Report:
        """Compare what was read at low thresholds, filtered at others."""
        return evaluate(self.gold, [_filtered(record, thresholds) for record in read])

    def _choose(self, names: Sequence[str], values: Sequence[float], figure: str) -> None:
        """Read with each value of thresholds that move together; keep the best."""
        tried = {}
        for value in values:
            self.thresholds.update(dict.fromkeys(names, value))
            tried[value] = evaluate(self.gold, self.read()).row(figure).f1
        self._keep(names, tried, figure)

    def _keep(self, names: Sequence[str], tried: dict[float, float], figure: str) -> None:
        best = max(tried, key=lambda v: (tried[v], -v))
        self.thresholds.update(dict.fromkeys(names, best))
        shown = ", ".join(f"{v:g}: {100 * f:.1f}" for v, f in tried.items())
        print(f"{' '.join(names)} = {best:g}  ({figure} {shown})", flush=True)


def _filtered(record: Record, thresholds: dict[str, float]) -> Record:
    relations = [r for r in record["relations"] if r["confidence"] >= thresholds.get(r["type"], thresholds["relation"])]
    claims = [
        {**c, "results": [r for r in c["results"] if r["confidence"] >= thresholds["value"]]}
        for c in record["claims"]
        if c["confidence"] >= thresholds["claim"]
    ]
    return {**record, "relations": relations, "claims": claims}


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
    calibrate(tuner.calibration, tuner.read, tuner.gold)
    tuner.entities()
    tuner.filters()
    tuner.slots()
    print(evaluate(tuner.gold, tuner.read()))
    path = args.model / "meta.json"
    meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    meta["thresholds"] = tuner.thresholds
    meta["calibration"] = tuner.calibration
    path.write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
