"""kg summary"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.output import directory, json_option, print_json, print_text

if TYPE_CHECKING:
    from kg.workspace import Workspace


@click.command("summary")
@directory
@json_option
def summary_command(directory: str, as_json: bool) -> None:
    """Print what a workspace holds."""
    import kg

    workspace = kg.open(directory)
    if as_json:
        print_json(workspace.report)
    else:
        print_report(workspace)


def print_report(workspace: Workspace) -> None:
    """Print the counts of a workspace's last build and where its files are."""
    from kg.schema import graph_schema

    report = workspace.report
    entities = {label: report.nodes.get(label, 0) for label in graph_schema().entity_labels}
    lines = [
        f"{report.papers} papers ({report.new} new, {report.changed} changed, {report.unchanged} as before), "
        f"{report.read} read now",
        f"{sum(entities.values())} entities: {_listed(entities)}",
        f"{sum(report.relationships.values())} relationships: {_listed(report.relationships)}",
        f"{report.nodes.get('Claim', 0)} claims with {report.nodes.get('Result', 0)} results; {report.merges} merges",
        f"{report.rejected} rejects, {report.boilerplate} paragraphs that are no papers"
        + (f" ({workspace.directory / 'rejects.jsonl'})" if report.rejected else ""),
        *(f"  {count} x {reason}" for reason, count in report.rejects.items()),
        f"{sum(report.left_out.values())} statements left out of the graph",
        *(f"  {count} x {reason}" for reason, count in report.left_out.items()),
        *(f"not applied in overrides.toml: {conflict}" for conflict in report.conflicts),
        f"page: {workspace.directory / 'graph.html'}",
    ]
    print_text("\n".join(lines))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda c: -c[1]) if count)
