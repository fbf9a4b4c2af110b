"""The command line: `kg COMMAND`. One file a command; each is a function of the API with the same options.

Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 finished with more rejects than `--max-rejects` allows.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from kg import __version__
from kg.errors import KgError

# command -> module; a module is loaded when its command is needed
COMMANDS = {
    "build": "build",
    "demo": "demo",
    "rebuild": "rebuild",
    "remove": "remove",
    "summary": "summary",
    "query": "query",
    "queries": "queries",
    "leaderboard": "leaderboard",
    "view": "view",
    "export": "export",
    "load": "load",
    "merges": "merges",
    "explain": "explain",
    "evaluate": "evaluate",
}


class Commands(click.Group):
    """The commands, loaded one by one and checked for errors in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command's module; the command has the module's name."""
        if name not in COMMANDS:
            return None
        module = import_module(f"kg.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name}_command")
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """Scientific knowledge graphs from paper abstracts: offline, on a CPU, every edge with its sentence."""


def main() -> None:
    """Run the command line; an error of ours is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter shows another, and no traceback
            stream.reconfigure(errors="replace")
    try:
        sys.exit(cli(standalone_mode=False))
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        sys.exit("interrupted: what was read is kept, run the command again to go on")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has gone: say nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KgError as error:
        _fail(error, str(error))
    except OSError as error:
        _fail(error, f"{error.filename or 'error'}: {error.strerror or error}")


def _fail(error: Exception, message: str) -> None:
    if os.environ.get("KG_DEBUG"):
        raise error
    # a query error shows its place on lines of its own; other control characters may come from a hostile file
    click.echo("kg: " + "".join(char if char.isprintable() or char == "\n" else " " for char in message), err=True)
    sys.exit(1)
