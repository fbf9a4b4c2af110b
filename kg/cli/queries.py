"""kg queries"""

from __future__ import annotations

import click

from kg.cli.output import json_option, print_json, print_table


@click.command("queries")
@click.argument("name", required=False)
@json_option
def queries_command(name: str | None, as_json: bool) -> None:
    """List the saved queries, or print one."""
    from kg.load import saved_queries

    queries = saved_queries()
    if name is not None:
        if name not in queries:
            raise click.UsageError(f"no saved query {name!r}: there are {', '.join(sorted(queries))}")
        click.echo(queries[name].text)
    elif as_json:
        print_json(queries)
    else:
        rows = [(n, q.title, ", ".join(f"{k}={v!r}" for k, v in q.parameters.items())) for n, q in queries.items()]
        print_table(("name", "what it answers", "parameters"), rows)
