"""How a workspace is built: papers in, what is missing read, everything else made from the store.

A build may be cut off anywhere: papers come in whole or not at all, each batch that was read is kept,
files are replaced whole, and a mark says until the end that they are older than the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kg.contents import GRAPH, OVERRIDES, REJECTS, REPORT, Contents
from kg.errors import InputError, KgError
from kg.link import Overrides
from kg.load.files import replacing
from kg.model import Paper, Reject
from kg.report import is_boilerplate, report_of
from kg.run.local import Progress, Reader, read_missing
from kg.settings import Choices, make_reader, mark_finished, mark_unfinished, remember, version_of
from kg.store import FILE, Added, OnReject, Store

ReadPapers = Callable[[OnReject], Iterable[Paper]]


def take_papers(directory: Path, papers: ReadPapers, choices: Choices, *, strict: bool) -> tuple[Added, Reader]:
    """Put papers into the store of a directory, all or none; return their counts and what will read them."""
    rejects: list[Reject] = []
    on_reject = rejecter(rejects, strict=strict)
    Overrides.read(directory / OVERRIDES)  # a mistake there is told before the work, not after it
    with _none_or_whole(directory), Store.create(directory) as store, store.transaction():
        remember(store, choices)
        reader = make_reader(store)()
        added = store.add_papers(papers(on_reject), on_reject)
        mark_unfinished(store, reader.version)
    _write_rejects(directory, rejects)
    return added, reader


def finish(
    contents: Contents, added: Added, reader: Reader | None, *, jobs: int, progress: Progress, strict: bool
) -> None:
    """Read what was not read yet, then write all that is made from the store.

    Without a `reader` one is made if there is something to read.
    """
    rejects = [reject for reject in contents.rejects if reject.stage == "read"]
    on_reject = rejecter(rejects, strict=strict)
    read = 0
    with Store.open(contents.directory) as store:
        if reader or store.missing(version_of(store)):
            reader, make = reader or make_reader(store)(), make_reader(store)
            mark_unfinished(store, reader.version)
            read = read_missing(store, reader, make, jobs=jobs, progress=progress, on_reject=on_reject)
        contents.forget()
        _write(contents, rejects, added, read)
        mark_finished(store)


def rejecter(rejects: list[Reject], *, strict: bool) -> OnReject:
    """Return what collects rejects, or makes the first one that is no boilerplate an error."""

    def on_reject(reject: Reject) -> None:
        if strict and not is_boilerplate(reject):
            raise InputError(reject.path, reject.reason, line=reject.line)
        rejects.append(reject)

    return on_reject


def _write(contents: Contents, rejects: list[Reject], added: Added, read: int) -> None:
    from kg.load import write_embedded

    with explained(contents.directory):
        Overrides.write_template(contents.directory / OVERRIDES)
        write_embedded(contents.graph, contents.directory / GRAPH)
        contents.to_html()
    rejects = [*rejects, *contents.graph_rejects]
    _write_rejects(contents.directory, rejects)
    report = report_of(contents.graph, contents.linking, rejects, read=read, **added._asdict())
    _write_file(contents.directory / REPORT, msgspec.json.format(msgspec.json.encode(report)) + b"\n")


def _write_rejects(directory: Path, rejects: Iterable[Reject]) -> None:
    _write_file(directory / REJECTS, msgspec.json.Encoder().encode_lines(rejects))


def _write_file(path: Path, content: bytes) -> None:
    with explained(path), replacing(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say what to do where a file cannot be written."""
    try:
        yield
    except OSError as error:
        advice = "free the disk or choose another place, then run the command again"
        raise KgError(f"{error.filename or path}: {error.strerror or error}: {advice}") from error


@contextmanager
def _none_or_whole(directory: Path) -> Iterator[None]:
    """Where a first build fails on its input, no empty workspace is left; an older one stays."""
    no_directory, no_store = not directory.exists(), not (directory / FILE).exists()
    try:
        yield
    except BaseException:
        if no_store and directory.is_dir():
            for name in (FILE, f"{FILE}-journal"):
                (directory / name).unlink(missing_ok=True)
            if no_directory:
                directory.rmdir()
        raise
