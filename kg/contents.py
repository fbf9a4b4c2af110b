"""What lies in a workspace's directory: read from it, and made of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import msgspec

from kg.graph import build_graph, check_graph
from kg.link import Overrides, link
from kg.model import Extraction, KnowledgeGraph, Linking, Paper, Reject
from kg.report import Report
from kg.settings import dictionaries_of, version_of
from kg.store import Store

GRAPH = "graph.kgl"
OVERRIDES = "overrides.toml"
PAGE = "graph.html"
REJECTS = "rejects.jsonl"
REPORT = "report.json"
PAGE_NODES = 3000  # more than that no eye takes in, and the page would open slowly


class Contents:
    """The records of a workspace, each read or made when it is first asked for, and then kept."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.graph_rejects: list[Reject] = []

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """All papers, by id."""
        with Store.open(self.directory) as store:
            return tuple(store.papers())

    @cached_property
    def extractions(self) -> tuple[Extraction, ...]:
        """What was read in each paper, by paper id."""
        with Store.open(self.directory) as store:
            return tuple(store.extractions(version_of(store)))

    @cached_property
    def linking(self) -> Linking:
        """The entities across papers, with the reasons of their merges."""
        with Store.open(self.directory) as store:
            dictionaries = dictionaries_of(store)
        return link(self.extractions, overrides=Overrides.read(self.directory / OVERRIDES), dictionaries=dictionaries)

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The graph, built from the store: the same papers give the same graph."""
        self.graph_rejects.clear()
        graph = build_graph(self.papers, self.extractions, self.linking, on_reject=self.graph_rejects.append)
        check_graph(graph)
        return graph

    @property
    def report(self) -> Report:
        """The counts of the last build."""
        return msgspec.json.decode((self.directory / REPORT).read_bytes(), type=Report)

    @property
    def rejects(self) -> list[Reject]:
        """What the last build did not take, with the reasons."""
        path = self.directory / REJECTS
        return msgspec.json.Decoder(Reject).decode_lines(path.read_bytes()) if path.is_file() else []

    def to_html(self, path: str | Path | None = None, *, max_nodes: int | None = PAGE_NODES) -> Path:
        """Write the page (`graph.html` in the workspace when no path is given)."""
        from kg.view import write_html

        title = f"Knowledge graph of {len(self.papers)} papers"
        return write_html(self.graph, path or self.directory / PAGE, title=title, max_nodes=max_nodes)

    def forget(self) -> None:
        """Read and make all anew when it is next asked for."""
        for name, member in [*vars(Contents).items(), *vars(type(self)).items()]:
            if isinstance(member, cached_property):
                vars(self).pop(name, None)
