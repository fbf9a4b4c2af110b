"""Put the page together: template, style, scripts, vis-network and the data in one file.

The file refers to nothing outside itself, and its Content-Security-Policy forbids the browser to
fetch anything: only the scripts and the style that are in it may run, each known by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.errors import TerminalLoadError
from kg.model import KnowledgeGraph
from kg.view.data import page_data

# One module in the page: what a file uses while it loads must stand in a file before it.
SCRIPTS = (
    "dom.js",
    "graph.js",
    "filters.js",
    "evidence.js",
    "labels.js",
    "map.js",
    "results.js",
    "details.js",
    "overview.js",
    "search.js",
    "controls.js",
    "main.js",
)
_LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)")  # of w3.org there are names of XML namespaces only


def render_html(graph: KnowledgeGraph, *, title: str = "Knowledge graph", max_nodes: int | None = None) -> str:
    """Return the page as text; the same graph gives the same text.

    Args:
        graph: what to show.
        title: heading of the page.
        max_nodes: show only so many nodes, those that most papers support; the page says so.

    Raises:
        ConfigError: `max_nodes` is below 1.
        TerminalLoadError: pyvis, which carries the drawing library, is not installed.

    Example:
        >>> "<title>A &lt;b&gt;</title>" in render_html(KnowledgeGraph(), title="A <b>")
        True
    """
    style = _asset("page.css")
    script = "\n".join(_asset(name) for name in SCRIPTS)
    slots = {
        "title": html.escape(title),
        "policy": _policy(scripts=(vis_network(), script), style=style),
        "style": style,
        "data": embed(page_data(graph, title=title, max_nodes=max_nodes)),
        "library": vis_network(),
        "script": script,
    }
    # one pass: what looks like a slot inside the data is left alone
    page = _SLOT.sub(lambda match: slots[match[1]], _asset("page.html"))
    return page.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair cannot be written


def write_html(
    graph: KnowledgeGraph, path: str | Path, *, title: str = "Knowledge graph", max_nodes: int | None = None
) -> Path:
    """Write the page (UTF-8) and return its path; a failure leaves what was there before.

    Raises:
        ConfigError: `max_nodes` is below 1.
        TerminalLoadError: the file cannot be written, or pyvis is not installed.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_html(KnowledgeGraph(), Path(folder) / "graph.html").name
        'graph.html'
    """
    target = Path(path)
    page = render_html(graph, title=title, max_nodes=max_nodes)
    try:
        _replace(target, page.encode("utf-8"))
    except OSError as error:
        raise TerminalLoadError(f"{target}: {error.strerror}: choose a folder that can be written") from error
    return target


def embed(data: Any) -> str:
    """Return JSON that is safe inside a script element.

    Nothing in it can end the element, and the line separators that JavaScript knows are escaped too.

    Example:
        >>> embed({"name": "</script>"})
        '{"name":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


@cache
def vis_network() -> str:
    """Return the vis-network library that pyvis carries; hosts that its notices name are no addresses any more.

    pyvis itself is not imported: its own page loads from other hosts, and we only need the file.
    """
    spec = find_spec("pyvis")
    folders = (spec.submodule_search_locations if spec else None) or []
    files = [file for folder in folders if (file := Path(folder, _LIBRARY)).is_file()]
    if not files:
        raise TerminalLoadError(f"pyvis with its {_LIBRARY} is not installed: pip install 'pyvis==0.3.2'")
    text = files[0].read_text(encoding="utf-8")
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return _ADDRESS.sub("", text)


def _policy(scripts: tuple[str, ...], style: str) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return resources.files("kg.view").joinpath("assets", name).read_text(encoding="utf-8")


def _replace(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
