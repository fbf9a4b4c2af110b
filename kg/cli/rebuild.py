"""kg rebuild"""

from __future__ import annotations

import click

from kg.cli.output import directory
from kg.cli.summary import print_report


@click.command("rebuild")
@directory
def rebuild_command(directory: str) -> None:
    """Build the graph anew from what was read, after overrides.toml was edited."""
    import kg

    workspace = kg.open(directory)
    workspace.rebuild()
    print_report(workspace)
