"""kg remove"""

from __future__ import annotations

import click

from kg.cli.output import directory
from kg.errors import ConfigError


@click.command("remove")
@directory
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
def remove_command(directory: str, papers: tuple[str, ...]) -> None:
    """Remove papers by id, with everything that they alone support."""
    import kg

    removed = kg.open(directory).remove(papers)
    if not removed:
        raise ConfigError(f"{directory}: no paper has the id {papers[0]!r}: 'MATCH (p:Paper) RETURN p.id' lists them")
    click.echo(f"{removed} papers removed")
