"""kg demo"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import print_table, print_text, progress_bar
from kg.cli.summary import print_report

if TYPE_CHECKING:
    from kg.workspace import Workspace

QUERY = (
    "MATCH (m:Method)-[e:EVALUATED_ON]->(d:Dataset) "
    "RETURN d.name AS dataset, count(m) AS methods, sum(e.support) AS papers ORDER BY methods DESC, dataset LIMIT 5"
)


@click.command("demo")
@click.argument("files", nargs=-1)
@click.option("-o", "--out", metavar="DIR", help="Workspace  [default: kg-demo, or kg- and the name of the first file]")
def demo_command(files: tuple[str, ...], out: str | None) -> None:
    """Build the graph of the sample papers (or of FILES) and show what it answers."""
    from kg.schema import package_dir
    from kg.workspace import build

    # the sample and one's own papers do not belong into one graph
    out = out or (f"kg-{Path(files[0]).name.split('.')[0]}" if files else "kg-demo")
    with progress_bar("reading papers") as progress:
        workspace = build(files or [package_dir() / "sample" / "papers.txt"], out, progress=progress)
    print_report(workspace)
    show_answers(workspace)


def show_answers(workspace: Workspace) -> None:
    """Print the most used methods, the answer of a query, and a leaderboard."""
    click.echo("\nThe ten most used methods")
    methods = workspace.summary().most_used.get("Method", ())
    print_table(("method", "papers"), [(usage.name, usage.papers) for usage in methods])
    click.echo(f"\n{QUERY}")
    result = workspace.query(QUERY)
    print_table(result.columns, result.rows)
    boards = workspace.leaderboards()
    print_text(f"\nThe longest of {len(boards)} leaderboards\n{boards[0]}" if boards else "\nNo leaderboard yet")
    click.echo(f"\nOpen {workspace.directory.resolve() / 'graph.html'} in a browser.")
