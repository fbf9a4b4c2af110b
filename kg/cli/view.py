"""kg view"""

from __future__ import annotations

import click

from kg.cli.output import directory


@click.command("view")
@directory
@click.option("-o", "--out", metavar="FILE", help="Where to write the page (else graph.html in DIR).")
@click.option("--max-nodes", type=click.IntRange(1), help="Keep the nodes with the most papers only.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
def view_command(directory: str, out: str | None, max_nodes: int | None, open_: bool) -> None:
    """Write the graph as one HTML page that needs no network."""
    import kg

    path = kg.open(directory).to_html(out, max_nodes=max_nodes)
    click.echo(path)
    if open_:
        click.launch(str(path))
