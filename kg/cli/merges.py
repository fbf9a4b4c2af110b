"""kg merges"""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import directory, json_option, print_json, print_table, print_text


@click.command("merges")
@directory
@click.option("--accept", nargs=2, metavar="FORM FORM", help="Say in overrides.toml that two names are one.")
@click.option("--reject", nargs=2, metavar="FORM FORM", help="Say in overrides.toml that two names are not one.")
@click.option("--candidates", is_flag=True, help="List what looks like one name and was not merged.")
@json_option
def merges_command(
    directory: str, accept: tuple[str, str] | None, reject: tuple[str, str] | None, candidates: bool, as_json: bool
) -> None:
    """List the merges of names with their reasons, or correct one ('kg rebuild DIR' applies it)."""
    import kg
    from kg import link

    workspace = kg.open(directory)
    overrides = Path(directory, "overrides.toml")
    if accept:
        link.accept(overrides, *accept)
    if reject:
        link.reject(overrides, *reject)
    if accept or reject:
        click.echo(f"written to {overrides}: run 'kg rebuild {directory}'")
    elif candidates:
        found = link.candidates(workspace.linking, link.Overrides.read(overrides))
        if as_json:
            print_json(found)
        else:
            print_table(
                ("name", "papers", "looks like", "papers", "type", "reason", "score"),
                [(c.left, c.papers[0], c.right, c.papers[1], c.type, c.reason, c.score) for c in found],
            )
    elif as_json:
        print_json(workspace.linking.merges)
    else:
        rows = [(m.right, m.left, m.type, m.reason, m.detail, m.score) for m in workspace.linking.merges]
        print_table(("form", "joins", "type", "reason", "detail", "score"), rows)
        for told in workspace.linking.ambiguities:
            print_text(f"ambiguous: {told}")
        for told in workspace.linking.conflicts:
            print_text(f"not applied in overrides.toml: {told}")
