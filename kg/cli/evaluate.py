"""kg evaluate"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from kg.cli.output import json_option, print_json, print_text, threshold_option


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

    with _predictions(gold, pred, model, threshold) as path:
        report = evaluate_links(links, gold, path) if links else evaluate(gold, path, examples=examples)
    if as_json:
        print_json(report)
    else:
        print_text(str(report))


@contextmanager
def _predictions(
    gold: str, pred: str | None, model: str | None, threshold: float | Literal["best"] | None
) -> Iterator[str]:
    """Give a file of extractions: PRED itself, or one written from a workspace."""
    import kg

    if pred is not None and not Path(pred).is_dir():
        yield pred
        return
    with tempfile.TemporaryDirectory() as folder:
        workspace = (
            kg.open(pred)
            if pred
            else kg.build(gold, Path(folder, "workspace"), format="jsonl", model=model, threshold=threshold)
        )
        yield str(workspace.export("extractions", Path(folder, "extractions.jsonl")))
