"""kg explain"""

from __future__ import annotations

import click

from kg.cli.output import directory, json_option, print_json, print_text
from kg.errors import ConfigError


@click.command("explain")
@directory
@click.argument("name")
@json_option
def explain_command(directory: str, name: str, as_json: bool) -> None:
    """Show why the entity called NAME (or its alias, or its id) is one."""
    import kg

    found = kg.open(directory).explain(name)
    if not found:
        raise ConfigError(f"{directory}: no entity is called {name!r}: search in the page, or see 'kg query --help'")
    if as_json:
        print_json(found)
    else:
        print_text("\n\n".join(map(str, found)))
