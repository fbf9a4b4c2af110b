"""The graph as files for other programs; the same graph gives the same bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import InputError
from kg.load.files import replacing
from kg.model import KnowledgeGraph
from kg.text import text_hash

if TYPE_CHECKING:
    import networkx

# what XML 1.0 cannot hold
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_networkx(graph: KnowledgeGraph) -> networkx.MultiDiGraph[str]:
    """Return the graph with ids as nodes and edge keys; `labels` and `type` stand beside the properties.

    Example:
        >>> from kg.model import Node
        >>> cats = Node(id="p", labels=("Paper",), properties={"title": "On Cats"})
        >>> to_networkx(KnowledgeGraph(nodes=(cats,))).nodes["p"]
        {'labels': ('Paper',), 'title': 'On Cats'}
    """
    import networkx

    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in graph.nodes:
        network.add_node(node.id, labels=node.labels, **node.properties)
    for edge in graph.relationships:
        network.add_edge(edge.start, edge.end, key=edge.id, type=edge.type, **edge.properties)
    return network


def write_graphml(graph: KnowledgeGraph, path: str | Path) -> None:
    """Write GraphML (for Gephi, Cytoscape, yEd). Lists become JSON text; characters that XML lacks become U+FFFD.

    Raises:
        OSError: the file cannot be written.
    """
    import networkx

    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in graph.nodes:
        network.add_node(graphml_id(node.id), **_attributes({"labels": list(node.labels), **node.properties}))
    for edge in graph.relationships:
        attributes = _attributes({"type": edge.type, **edge.properties})
        start, end, key = map(graphml_id, (edge.start, edge.end, edge.id))
        network.add_edge(start, end, key=key, **attributes)
    with replacing(path) as temporary, temporary.open("wb") as file:
        # the writer in pure Python: the other one is taken where lxml is installed, and gives other bytes
        networkx.readwrite.graphml.write_graphml_xml(network, file)


def write_json(graph: KnowledgeGraph, path: str | Path) -> None:
    """Write nodes and relationships with their complete evidence; `read_json` takes it back.

    Raises:
        OSError: the file cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(graph, order="deterministic"), indent=1)
    with replacing(path) as temporary:
        temporary.write_bytes(text + b"\n")


def read_json(path: str | Path) -> KnowledgeGraph:
    """Read what `write_json` wrote.

    Raises:
        InputError: the file is not there, or not of this form.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_json(KnowledgeGraph(), Path(folder, "graph.json"))
        ...     read_json(Path(folder, "graph.json"))
        KnowledgeGraph(nodes=(), relationships=())
    """
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=KnowledgeGraph)
    except OSError as error:
        raise InputError(
            path, f"cannot be read ({error.strerror}): name a file of 'kg export --format json'"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(path, f"no graph ({error}): name a file of 'kg export --format json'") from error


def _attributes(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in properties.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = msgspec.json.encode(value).decode()
    return _xml(value) if isinstance(value, str) else value


def graphml_id(id_: str) -> str:
    """Return an id for XML; one that had to be changed gets a hash, so that two never become one.

    Example:
        >>> graphml_id("p-00"), graphml_id("p\\x07") == graphml_id("p\\x08")
        ('p-00', False)
    """
    text = _xml(id_)
    return text if text == id_ else f"{text}#{text_hash(id_)}"


def _xml(text: str) -> str:
    # XML readers turn every line end into a line feed, in one place but not in another: do it here
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
