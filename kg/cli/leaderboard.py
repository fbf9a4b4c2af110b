"""kg leaderboard"""

from __future__ import annotations

import click

from kg.cli.output import directory, json_option, print_json, print_text


@click.command("leaderboard")
@directory
@click.option("--dataset", metavar="NAME")
@click.option("--metric", metavar="NAME")
@click.option("--least", default=2, show_default=True, type=click.IntRange(1), help="Fewest entries of a leaderboard.")
@json_option
def leaderboard_command(directory: str, dataset: str | None, metric: str | None, least: int, as_json: bool) -> None:
    """Rank methods by what papers report on a dataset under a metric."""
    import kg

    found = kg.open(directory).leaderboards(dataset=dataset, metric=metric, least=least)
    if as_json:
        print_json(found)
    else:
        print_text("\n\n".join(map(str, found)) or "no leaderboard: no dataset and metric with that many results")
