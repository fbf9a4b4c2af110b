"""kg export"""

from __future__ import annotations

import click

from kg.cli.output import directory


@click.command("export")
@directory
@click.option("--format", "format_", required=True, metavar="NAME", help="extractions, graphml, csv, json ...")
@click.option("-o", "--out", required=True, metavar="PATH", help="File, or folder for csv.")
def export_command(directory: str, format_: str, out: str) -> None:
    """Write the graph, or what was read in each paper, to a file."""
    import kg

    click.echo(kg.open(directory).export(format_, out))
