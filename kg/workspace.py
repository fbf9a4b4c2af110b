"""A workspace: a directory with a store, the graph built from it, and what is written of both.

`build` and `open` are `kg.build` and `kg.open`; the command line calls the same functions.

    store.sqlite    papers and what was read in them (the truth)
    graph.kgl       the graph for Cypher          graph.html   the page
    report.json     counts                        rejects.jsonl  what the last build did not take, and why
    overrides.toml  your merges, splits, names and blocks
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg.building import explained, finish, take_papers
from kg.contents import GRAPH, Contents
from kg.errors import ConfigError
from kg.graph import leaderboards, summarise
from kg.link import explain
from kg.load.result import QueryResult
from kg.read import read_all
from kg.run.local import Progress
from kg.settings import Choices, is_unfinished, mark_unfinished, version_of
from kg.store import Added, Store

if TYPE_CHECKING:
    import networkx

    from kg.graph import Leaderboard, Summary
    from kg.link import Explanation
    from kg.load import EmbeddedGraph
    from kg.load.neo4j import LoadReport

Inputs = str | Path | Sequence[str | Path]


def _silent(done: int, total: int) -> None:
    """Show no progress."""


def build(
    inputs: Inputs,
    out: str | Path | None = None,
    *,
    format: str | None = None,
    id_prefix: str | None = None,
    model: str | None = None,
    dictionaries: Sequence[str | Path] = (),
    threshold: float | Literal["best"] | None = None,
    jobs: int = 1,
    strict: bool = False,
    progress: Progress = _silent,
) -> Workspace:
    """Add the papers of files, folders or standard input ("-") to a workspace and build its graph.

    A paper of the same id is replaced; what was read before is not read again. Without `out` the workspace
    lies in a temporary directory that goes with the object. Model, dictionaries and threshold are remembered.

    Args:
        format: one of `kg.read.FORMATS`; None looks at each file.
        id_prefix: how papers without an id are called (PREFIX-00, ...); None takes the file's name.
        model: a shipped model, the folder of an exported one, or a spaCy pipeline; None is the default.
        dictionaries: TSV files of your own names: surface form, type, canonical name, external id.
        threshold: the least confidence (0-1, the expected precision) of what is kept; "best" takes the model's own
            thresholds again, which are those of best F1.
        jobs: processes that read.
        strict: the first record that cannot be taken is an error, and nothing of this input is kept.

    Raises:
        InputError: a file cannot be read or holds no papers; with `strict`, any bad record.
        ConfigError: `out` holds something else, or there is no such model or format.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = Path(folder, "papers.txt")
        ...     _ = page.write_text("On BERT\\n\\nBERT reaches an accuracy of 86.7% on MultiNLI, a new best.\\n")
        ...     graph = build(page, Path(folder, "out"))
        ...     graph.query("MATCH (p:Paper {id: $id}) RETURN p.title", id="papers-00").rows
        [('On BERT',)]
    """
    workspace = Workspace(tempfile.mkdtemp(prefix="kg-") if out is None else out, temporary=out is None)
    sources = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    added, reader = take_papers(
        workspace.directory,
        lambda on_reject: read_all(sources, format=format, id_prefix=id_prefix, on_reject=on_reject),
        Choices(model, dictionaries, threshold),
        strict=strict,
    )
    finish(workspace, added, reader, jobs=jobs, progress=progress, strict=strict)
    return workspace


def open(directory: str | Path, *, unfinished: bool = False) -> Workspace:
    """Open a workspace; with `unfinished` also one whose last build was cut off, to `rebuild` it.

    Raises:
        ConfigError: the directory is no workspace, one of a newer version, or one whose last build was cut off.
    """
    workspace = Workspace(directory)
    with Store.open(workspace.directory) as store:
        if is_unfinished(store) and not unfinished:
            raise ConfigError(f"{directory}: the last build did not finish: run 'kg rebuild {directory}'")
    return workspace


class Workspace(Contents):
    """A built workspace: its graph, queries on it, and ways to write it out.

    What it has read of the directory it keeps: open it again to see what another program built.
    """

    def __init__(self, directory: str | Path, *, temporary: bool = False) -> None:
        super().__init__(Path(directory))
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)

    def __repr__(self) -> str:
        return f"Workspace({str(self.directory)!r})"

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, write: bool = False, **named: Any
    ) -> QueryResult:
        """Run Cypher on the embedded graph; read-only unless `write`. Parameters may be given either way.

        Raises:
            QueryError: the statement cannot be run; the message shows where.
        """
        return self._embedded.query(statement, {**(parameters or {}), **named}, write=write)

    def summary(self, top: int = 10) -> Summary:
        """Count the graph, and list its most used entities."""
        return summarise(self.graph, top)

    def leaderboards(
        self, *, dataset: str | None = None, metric: str | None = None, least: int = 2
    ) -> list[Leaderboard]:
        """Rank methods by reported results; see `kg.graph.leaderboards`."""
        return leaderboards(self.graph, dataset=dataset, metric=metric, least=least)

    def explain(self, name: str) -> list[Explanation]:
        """Tell why the entities of this name, alias or id are one."""
        return explain(self.linking, name)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Return the graph as a networkx.MultiDiGraph with all properties."""
        from kg.load import to_networkx

        return to_networkx(self.graph)

    def export(self, format: str, path: str | Path) -> Path:
        """Write the graph in one of `kg.load.FORMATS`, or what was read in each paper ("extractions").

        Raises:
            ConfigError: there is no such format.
            KgError: the place cannot be written.
        """
        from kg.load import FORMATS, write_extractions

        if format != "extractions" and format not in FORMATS:
            raise ConfigError(f"no format {format!r}: there are extractions, {', '.join(sorted(FORMATS))}")
        with explained(Path(path)):
            if format == "extractions":
                write_extractions(self.papers, self.extractions, self.linking, path)
            else:
                FORMATS[format](self.graph, path)
        return Path(path)

    def load_neo4j(self, uri: str, **options: Any) -> LoadReport:
        """Load the graph into Neo4j; see `kg.load.neo4j.load_neo4j` for the options."""
        from kg.load.neo4j import load_neo4j

        return load_neo4j(self.graph, uri, **options)

    def remove(self, papers: Iterable[str]) -> int:
        """Remove papers by id, with all that they alone support; return how many there were."""
        with Store.open(self.directory) as store, store.transaction():
            removed = store.remove_papers(papers)
            if removed:
                mark_unfinished(store, version_of(store))
        if removed:
            self.rebuild()
        return removed

    def rebuild(self, *, jobs: int = 1, progress: Progress = _silent) -> None:
        """Build the graph anew: after `overrides.toml` was edited, or where a build was cut off."""
        with Store.open(self.directory) as store:
            there = Added(unchanged=store.count())
        finish(self, there, None, jobs=jobs, progress=progress, strict=False)

    @cached_property
    def _embedded(self) -> EmbeddedGraph:
        from kg.load import EmbeddedGraph

        return EmbeddedGraph.open(self.directory / GRAPH)
