"""kg query"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kg.cli.output import directory, json_option, print_csv, print_json, print_table, printable


@click.command("query")
@directory
@click.argument("statement", required=False, metavar="CYPHER")
@click.option("--saved", metavar="NAME", help="Run a saved query ('kg queries' lists them).")
@click.option("--file", "file", type=click.Path(dir_okay=False), help="Read the statement from a file.")
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter; JSON or text.")
@click.option("--write", is_flag=True, help="Allow statements that change graph.kgl (the next build writes it anew).")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def query_command(
    directory: str,
    statement: str | None,
    saved: str | None,
    file: str | None,
    parameters: tuple[str, ...],
    write: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Run Cypher on the embedded graph of a workspace."""
    import kg

    text, values = _statement(statement, saved, file)
    values.update(_parameter(item) for item in parameters)
    result = kg.open(directory).query(text, values, write=write)
    for warning in result.warnings:
        click.echo(f"kg: {printable(warning)}", err=True)
    if as_json:
        print_json(result.records())
    elif as_csv:
        print_csv(result.columns, result.rows)
    else:
        print_table(result.columns, result.rows)


def _statement(statement: str | None, saved: str | None, file: str | None) -> tuple[str, dict[str, Any]]:
    """Return the text to run and the defaults of its parameters; exactly one source must be given."""
    if sum(source is not None for source in (statement, saved, file)) != 1:
        raise click.UsageError("give one of: a statement, --saved NAME, --file FILE")
    if file is not None:
        return Path(file).read_text(encoding="utf-8"), {}
    if statement is not None:
        return statement, {}
    from kg.load import saved_queries

    queries = saved_queries()
    if saved not in queries:
        raise click.UsageError(f"no saved query {saved!r}: there are {', '.join(sorted(queries))}")
    return queries[saved].text, dict(queries[saved].parameters)


def _parameter(item: str) -> tuple[str, Any]:
    name, equals, value = item.partition("=")
    if not equals or not name:
        raise click.UsageError(f"-p {item}: write it as NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
