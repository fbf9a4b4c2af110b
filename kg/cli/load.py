"""kg load"""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import directory, json_option, print_json, progress_bar


@click.group("load")
def load_command() -> None:
    """Load the graph into a database server."""


@load_command.command("neo4j")
@directory
@click.option("--uri", envvar="KG_NEO4J_URI", default="bolt://localhost:7687", show_default=True)
@click.option("--user", envvar="KG_NEO4J_USER", default="neo4j", show_default=True)
@click.option(
    "--password", envvar="KG_NEO4J_PASSWORD", help="Better: the variable KG_NEO4J_PASSWORD, or --password-file."
)
@click.option("--password-file", type=click.Path(dir_okay=False, exists=True))
@click.option("--database", default="neo4j", show_default=True)
@click.option("--batch-size", default=5000, show_default=True, type=click.IntRange(1))
@json_option
def neo4j_command(
    directory: str,
    uri: str,
    user: str,
    password: str | None,
    password_file: str | None,
    database: str,
    batch_size: int,
    as_json: bool,
) -> None:
    """Bring a Neo4j database to the state of the graph: what is new is added, what is gone is deleted."""
    import kg

    if password_file is not None:
        password = Path(password_file).read_text(encoding="utf-8").rstrip("\r\n")
    if password is None:
        raise click.UsageError("no password: set KG_NEO4J_PASSWORD, or give --password-file FILE")
    workspace = kg.open(directory)
    with progress_bar("loading") as progress:
        report = workspace.load_neo4j(
            uri, user=user, password=password, database=database, batch_size=batch_size, on_progress=progress
        )
    if as_json:
        print_json(report)
    else:
        click.echo(report)
