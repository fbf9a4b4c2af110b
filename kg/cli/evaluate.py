"""kg evaluate"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from kg.cli.output import json_option, print_json, print_text, threshold_option

if TYPE_CHECKING:
    from kg.workspace import Workspace


@click.command("evaluate")
@click.argument("gold", type=click.Path(dir_okay=False))
@click.argument("pred", type=click.Path(), required=False, metavar="[PRED|DIR]")
@click.option("--links", type=click.Path(dir_okay=False), metavar="CLUSTERS", help="Score entity resolution instead.")
@click.option("--errors", "examples", default=0, type=click.IntRange(0), metavar="N", help="Show N mistakes a kind.")
@click.option("--model", metavar="NAME|PATH", help="Model that reads GOLD's papers when PRED is not given.")
@threshold_option
@json_option
def evaluate_command(
    gold: str,
    pred: str | None,
    links: str | None,
    examples: int,
    model: str | None,
    threshold: float | Literal["best"] | None,
    as_json: bool,
) -> None:
    """Score predictions against annotated papers.

    PRED is a file of extractions or a workspace; without it the papers of GOLD are read now.
    """
    from kg.evaluate import evaluate, evaluate_links

    if pred is not None and (model, threshold) != (None, None):
        raise click.UsageError("--model and --threshold say how GOLD's papers are read: leave PRED out, or them")

    read = pred if pred is not None and not Path(pred).is_dir() else _predictions(gold, pred, model, threshold)
    report = evaluate_links(links, gold, read) if links else evaluate(gold, read, examples=examples)
    if as_json:
        print_json(report)
    else:
        print_text(str(report))


def _predictions(
    gold: str, pred: str | None, model: str | None, threshold: float | Literal["best"] | None
) -> list[dict[str, Any]]:
    """Return what was read in a workspace's papers, or in GOLD's: an export, and how sure each mention is."""
    import kg

    if pred is not None:
        return _records(kg.open(pred))
    with tempfile.TemporaryDirectory() as folder:
        return _records(kg.build(gold, Path(folder, "workspace"), format="jsonl", model=model, threshold=threshold))


def _records(workspace: Workspace) -> list[dict[str, Any]]:
    import msgspec

    linked = workspace.linking.entity_ids()
    records: list[dict[str, Any]] = [msgspec.to_builtins(extraction) for extraction in workspace.extractions]
    for record in records:
        record["id"] = record["paper"]
        for entity in record["entities"]:
            entity["entity_id"] = linked.get((record["id"], entity["id"]))
    return records
