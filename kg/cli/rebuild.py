"""kg rebuild"""

from __future__ import annotations

import click

from kg.cli.output import directory, jobs_option, json_option, print_json, progress_bar
from kg.cli.summary import print_report


@click.command("rebuild")
@directory
@jobs_option
@json_option
def rebuild_command(directory: str, jobs: int, as_json: bool) -> None:
    """Build the graph anew from what was read, after overrides.toml was edited; finish a build that was cut off."""
    import kg

    workspace = kg.open(directory, unfinished=True)
    with progress_bar("reading papers") as progress:
        workspace.rebuild(jobs=jobs, progress=progress)
    if as_json:
        print_json(workspace.report)
    else:
        print_report(workspace)
