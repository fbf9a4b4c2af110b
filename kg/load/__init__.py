"""The loaders: one module a target. Each loads its library on first use only.

Example:
    >>> sorted(FORMATS)
    ['csv', 'graphml', 'json', 'kgl']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.model import KnowledgeGraph

if TYPE_CHECKING:
    from kg.load.embedded import EmbeddedGraph, write_embedded
    from kg.load.export import read_json, to_networkx, write_graphml, write_json
    from kg.load.extractions import write_extractions
    from kg.load.neo4j import load_neo4j
    from kg.load.queries import SavedQuery, saved_queries
    from kg.load.result import QueryResult
    from kg.load.tables import write_csv

Writer = Callable[[KnowledgeGraph, str | Path], None]

__all__ = [
    "FORMATS",
    "EmbeddedGraph",
    "QueryResult",
    "SavedQuery",
    "Writer",
    "load_neo4j",
    "read_json",
    "saved_queries",
    "to_networkx",
    "write_csv",
    "write_embedded",
    "write_extractions",
    "write_graphml",
    "write_json",
]
_HOME = {
    "EmbeddedGraph": "embedded",
    "QueryResult": "result",
    "SavedQuery": "queries",
    "load_neo4j": "neo4j",
    "read_json": "export",
    "saved_queries": "queries",
    "to_networkx": "export",
    "write_csv": "tables",
    "write_embedded": "embedded",
    "write_extractions": "extractions",
    "write_graphml": "export",
    "write_json": "export",
}


_WRITERS = {"csv": "write_csv", "graphml": "write_graphml", "json": "write_json", "kgl": "write_embedded"}


class _Formats(Mapping[str, Writer]):
    """The writers by format name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Writer:
        return cast(Writer, __getattr__(_WRITERS[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(_WRITERS)

    def __len__(self) -> int:
        return len(_WRITERS)


FORMATS: Mapping[str, Writer] = _Formats()


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg.load' has no attribute {name!r}")
    return getattr(import_module(f"kg.load.{_HOME[name]}"), name)
