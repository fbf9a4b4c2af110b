"""kg build"""

from __future__ import annotations

from typing import Literal

import click

from kg.cli.output import jobs_option, json_option, print_json, progress_bar, threshold_option
from kg.cli.summary import print_report


@click.command("build")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("-o", "--out", required=True, metavar="DIR", help="Workspace: made, or added to.")
@click.option(
    "--format", "format_", metavar="NAME", help="Format of the files (page, jsonl, csv ...); else each is looked at."
)
@click.option(
    "--id-prefix", metavar="NAME", help="Papers without an id are NAME-00, NAME-01 ... (else the file's name)."
)
@click.option("--model", metavar="NAME|PATH", help="A shipped model, an exported model's folder, or a spaCy pipeline.")
@click.option(
    "--dictionary", "dictionaries", multiple=True, metavar="FILE", help="TSV of own names: form, type, name, id."
)
@threshold_option
@jobs_option
@click.option("--strict", is_flag=True, help="The first bad record is an error; nothing is kept.")
@click.option("--max-rejects", type=click.IntRange(0), metavar="N", help="Exit with 3 when more records are rejected.")
@json_option
def build_command(
    files: tuple[str, ...],
    out: str,
    format_: str | None,
    id_prefix: str | None,
    model: str | None,
    dictionaries: tuple[str, ...],
    threshold: float | Literal["best"] | None,
    jobs: int,
    strict: bool,
    max_rejects: int | None,
    as_json: bool,
) -> None:
    """Add the papers of FILES to a workspace and build its graph.

    FILES are pages of titles and abstracts, JSONL, CSV, folders of them, gzipped or not, or - for standard input.
    """
    from kg.workspace import build

    with progress_bar("reading papers") as progress:
        workspace = build(
            files,
            out,
            format=format_,
            id_prefix=id_prefix,
            model=model,
            dictionaries=dictionaries,
            threshold=threshold,
            jobs=jobs,
            strict=strict,
            progress=progress,
        )
    report = workspace.report
    if as_json:
        print_json(report)
    else:
        print_report(workspace)
    if max_rejects is not None and report.rejected > max_rejects:
        click.echo(f"kg: {report.rejected} records rejected, {max_rejects} allowed: see {out}/rejects.jsonl", err=True)
        click.get_current_context().exit(3)
