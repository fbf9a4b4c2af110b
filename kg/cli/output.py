"""What commands print: tables for people, JSON and CSV for programs, progress on a terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import click


def _threshold(_: click.Context, __: click.Parameter, value: str | None) -> float | Literal["best"] | None:
    """Take a confidence between 0 and 1, or "best"."""
    if value is None:
        return None
    if value == "best":
        return "best"
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 < number < 1:
        raise click.BadParameter(f"{value} is no confidence: give a number between 0 and 1, or best")
    return number


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
jobs_option = click.option("--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes that read.")
threshold_option = click.option(
    "--threshold",
    callback=_threshold,
    metavar="P|best",
    help="Keep what is right with at least chance P (0-1); best: the model's own thresholds  [default: best]",
)
directory = click.argument("directory", type=click.Path(file_okay=False), metavar="DIR")


def print_json(value: Any) -> None:
    """Print any record or builtin as JSON."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=1))


def print_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print CSV with a header; what is no text or number becomes JSON, null stays empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_whole(value) for value in row] for row in rows])


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table that fits the terminal; control characters in the data cannot reach it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_cell(value))) for value in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False).print(table)


def print_text(text: str) -> None:
    """Print lines that may hold what papers say."""
    click.echo("\n".join(map(printable, text.split("\n"))))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function(done, total) that draws a bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _cell(value: Any) -> str:
    """Return a value as people like to read it."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    return _whole(value)


def _whole(value: Any) -> str:
    """Return a value so that nothing of it is lost."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)


def printable(text: str) -> str:
    """Return text without characters that would steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
