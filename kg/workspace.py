"""A workspace: a directory with a store, the graph built from it, and what is written of both.

`build` and `open` are `kg.build` and `kg.open`; the command line calls the same functions.

    store.sqlite    papers and what was read in them (the truth)
    graph.kgl       the graph for Cypher          graph.html   the page
    report.json     counts                        rejects.jsonl  what the last build did not take, and why
    overrides.toml  your merges, splits, names and blocks
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import ConfigError, InputError
from kg.graph import build_graph, check_graph, to_networkx
from kg.link import Overrides, link
from kg.load.files import replacing
from kg.load.result import QueryResult
from kg.model import Extraction, KnowledgeGraph, Linking, Paper, Reject
from kg.read import read_all
from kg.report import Report, is_boilerplate, report_of
from kg.run.local import Progress, read_missing
from kg.settings import dictionaries_of, make_reader, remember
from kg.store import FILE, Store

if TYPE_CHECKING:
    import networkx

    from kg.load.neo4j import LoadReport

Inputs = str | Path | Sequence[str | Path]


def build(
    inputs: Inputs,
    out: str | Path | None = None,
    *,
    format: str | None = None,
    id_prefix: str | None = None,
    model: str | None = None,
    dictionaries: Sequence[str | Path] = (),
    jobs: int = 1,
    strict: bool = False,
    progress: Progress = lambda done, total: None,
) -> Workspace:
    """Add the papers of files, folders or standard input ("-") to a workspace and build its graph.

    A paper of the same id is replaced; what was read before is not read again. Without `out` the workspace
    lies in a temporary directory that goes with the object. Model and dictionaries are remembered.

    Args:
        format: one of `kg.read.FORMATS`; None looks at each file.
        id_prefix: how papers without an id are called (PREFIX-00, ...); None takes the file's name.
        model: a shipped model, the folder of an exported one, or a spaCy pipeline; None is the default.
        dictionaries: TSV files of your own names: surface form, type, canonical name, external id.
        jobs: processes that read.
        strict: the first record that cannot be taken is an error, and nothing is kept.

    Raises:
        InputError: a file cannot be read or holds no papers; with `strict`, any bad record.
        ConfigError: `out` holds something else, or there is no such model or format.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = Path(folder, "papers.txt")
        ...     _ = page.write_text("On BERT\\n\\nBERT reaches an accuracy of 86.7% on MultiNLI, a new best.\\n")
        ...     graph = build(page, Path(folder, "out"))
        ...     graph.query("MATCH (p:Paper) RETURN p.title").rows
        [('On BERT',)]
    """
    temporary = tempfile.TemporaryDirectory(prefix="kg-") if out is None else None
    directory = Path(temporary.name if temporary else out or "")
    sources = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    rejects: list[Reject] = []
    with _new_or_kept(directory), Store.create(directory) as store:
        remember(store, model, dictionaries)
        reader = make_reader(store)()
        papers = read_all(sources, format=format, id_prefix=id_prefix, on_reject=_rejecter(rejects, strict))
        added = store.add_papers(papers)
        store.set("version", reader.version)
    with Store.open(directory) as store:
        read = read_missing(store, reader, make_reader(store), jobs=jobs, progress=progress)
    workspace = Workspace(directory, temporary)
    workspace._rebuild(rejects, new=added.new, changed=added.changed, unchanged=added.unchanged, read=read)
    return workspace


def open(directory: str | Path) -> Workspace:
    """Open a workspace.

    Raises:
        ConfigError: the directory is no workspace, or one of a newer version.
    """
    with Store.open(Path(directory)):
        return Workspace(Path(directory))


class Workspace:
    """A built workspace: its graph, queries on it, and ways to write it out."""

    def __init__(self, directory: Path, temporary: object = None) -> None:
        self.directory = directory
        self._temporary = temporary  # removed with this object
        self._graph_rejects: list[Reject] = []

    def __repr__(self) -> str:
        return f"Workspace({str(self.directory)!r})"

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """All papers, by id."""
        with Store.open(self.directory) as store:
            return tuple(store.papers())

    @cached_property
    def extractions(self) -> tuple[Extraction, ...]:
        """What was read in each paper, by paper id."""
        with Store.open(self.directory) as store:
            return tuple(store.extractions(store.setting("version") or ""))

    @cached_property
    def linking(self) -> Linking:
        """The entities across papers, with the reasons of their merges."""
        with Store.open(self.directory) as store:
            dictionaries = dictionaries_of(store)
        overrides = Overrides.read(self.directory / "overrides.toml")
        return link(self.extractions, overrides=overrides, dictionaries=dictionaries)

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The graph, built from the store: the same papers give the same graph."""
        graph = build_graph(self.papers, self.extractions, self.linking, on_reject=self._graph_rejects.append)
        check_graph(graph)
        return graph

    @property
    def report(self) -> Report:
        """The counts of the last build."""
        path = self.directory / "report.json"
        if not path.is_file():
            raise ConfigError(f"{self.directory}: the build did not finish: run 'kg build' again")
        return msgspec.json.decode(path.read_bytes(), type=Report)

    def query(self, statement: str, parameters: dict[str, Any] | None = None, *, write: bool = False) -> QueryResult:
        """Run Cypher on the embedded graph; read-only unless `write`.

        Raises:
            QueryError: the statement cannot be run; the message shows where.
        """
        from kg.load import EmbeddedGraph

        path = self.directory / "graph.kgl"
        if not path.is_file():
            raise ConfigError(f"{self.directory}: no graph.kgl: run 'kg build' again")
        return EmbeddedGraph.open(path).query(statement, parameters, write=write)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Return the graph as a networkx.MultiDiGraph with all properties."""
        return to_networkx(self.graph)

    def to_html(self, path: str | Path | None = None, *, max_nodes: int | None = None) -> Path:
        """Write the page (`graph.html` in the workspace when no path is given)."""
        from kg.view import write_html

        title = f"Knowledge graph of {len(self.papers)} papers"
        return write_html(self.graph, path or self.directory / "graph.html", title=title, max_nodes=max_nodes)

    def export(self, format: str, path: str | Path) -> Path:
        """Write the graph, or the extractions, in one of `kg.load.FORMATS`."""
        from kg.load import FORMATS, write_extractions

        if format == "extractions":
            write_extractions(self.papers, self.extractions, self.linking, path)
        elif format in FORMATS:
            FORMATS[format](self.graph, path)
        else:
            raise ConfigError(f"no format {format!r}: there are extractions, {', '.join(sorted(FORMATS))}")
        return Path(path)

    def load_neo4j(self, uri: str, **options: Any) -> LoadReport:
        """Load the graph into Neo4j; see `kg.load.neo4j.load_neo4j` for the options."""
        from kg.load.neo4j import load_neo4j

        return load_neo4j(self.graph, uri, **options)

    def remove(self, papers: Iterable[str]) -> int:
        """Remove papers by id, with all that they alone support; return how many there were."""
        with Store.open(self.directory) as store:
            removed = store.remove_papers(papers)
        self.rebuild()
        return removed

    def rebuild(self) -> None:
        """Build the graph anew from the store, after `overrides.toml` was edited, say."""
        self._rebuild([], unchanged=len(self.papers))

    def _rebuild(self, rejects: list[Reject], **counts: int) -> None:
        for name in ("papers", "extractions", "linking", "graph"):
            self.__dict__.pop(name, None)
        self._graph_rejects.clear()
        from kg.load import write_embedded

        write_embedded(self.graph, self.directory / "graph.kgl")
        self.to_html()
        rejects = [*rejects, *self._graph_rejects]
        _write(self.directory / "rejects.jsonl", b"".join(msgspec.json.encode(r) + b"\n" for r in rejects))
        report = report_of(self.graph, self.linking, rejects, **counts)
        _write(self.directory / "report.json", msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        Overrides.write_template(self.directory / "overrides.toml")


@contextmanager
def _new_or_kept(directory: Path) -> Iterator[None]:
    """Where the first build fails on its input, no empty workspace is left; an older one stays."""
    is_new = not (directory / FILE).exists()
    try:
        yield
    except BaseException:
        if is_new and directory.is_dir():
            for name in (FILE, f"{FILE}-journal"):
                (directory / name).unlink(missing_ok=True)
            if not any(directory.iterdir()):
                directory.rmdir()
        raise


def _rejecter(rejects: list[Reject], strict: bool) -> Callable[[Reject], None]:
    def on_reject(reject: Reject) -> None:
        if strict and not is_boilerplate(reject):
            raise InputError(reject.path, reject.reason, line=reject.line)
        rejects.append(reject)

    return on_reject


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)
