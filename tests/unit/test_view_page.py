"""The page as one file: deterministic, closed to the outside, and inert whatever papers say."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.errors import TerminalLoadError
from kg.model import KnowledgeGraph
from kg.view import render_html, write_html
from kg.view.page import embed, vis_network
from tests.view_graphs import HOSTILE, corpus_graph, hostile_graph

NAMESPACE = "http://www.w3.org"  # part of a name in the library's code: nothing is fetched from there
DOI = "https://doi.org"  # the address that a reader may open at a paper's DOI


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str | None, str]] = []
        self.styles: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs).get("type"), ""))

    def handle_data(self, data):
        if self.lasttag == "script" and data.strip():
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        if self.lasttag == "style" and data.strip():
            self.styles.append(data)


@pytest.fixture(scope="module")
def graph():
    return corpus_graph(papers=12)


@pytest.fixture(scope="module")
def text(graph):
    return render_html(graph, title="Sample")


def test_the_same_graph_gives_the_same_bytes(graph, text):
    assert render_html(graph, title="Sample") == text


def test_another_process_gives_the_same_bytes(tmp_path, text):
    code = (
        "import sys; from pathlib import Path; from kg.view import write_html; "
        "from tests.view_graphs import corpus_graph; write_html(corpus_graph(papers=12), sys.argv[1], title='Sample')"
    )
    target = tmp_path / "page.html"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", code, str(target)], check=True, env=environment, cwd=root)
    assert target.read_text(encoding="utf-8") == text


def test_nothing_in_the_page_points_outside(text):
    page = Page(text)
    attributes = [(tag, name) for tag, attrs in page.elements for name in attrs if name in ("src", "href", "srcset")]
    assert attributes == [("link", "href")]
    assert ("link", {"rel": "icon", "href": "data:,"}) in page.elements
    assert "@import" not in "".join(page.styles) and "url(" not in "".join(page.styles)


def test_no_address_of_another_host_is_left(text):
    assert set(re.findall(r"https?://[\w-]+\.[\w.-]+", text.replace(_data(text), ""))) == {NAMESPACE, DOI}
    assert "sourceMappingURL" not in text


def test_links_of_papers_stand_only_in_the_data(graph):
    text = render_html(hostile_graph())
    assert "https://example.org/" in _data(text)
    assert "example.org" not in text.replace(_data(text), "")


def _data(text: str) -> str:
    return next(script for type_, script in Page(text).scripts if type_ == "application/json")


def test_the_policy_allows_exactly_the_scripts_and_the_style_of_the_page(text):
    page = Page(text)
    policy = next(attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv"))
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    hashes = [_hash(script) for type_, script in page.scripts if type_ != "application/json"]
    assert rules == {
        "default-src": ["'none'"],
        "script-src": hashes,
        "style-src": [_hash(page.styles[0])],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_hostile_text_makes_no_element():
    harmless, hostile = Page(render_html(KnowledgeGraph())), Page(render_html(hostile_graph(), title=HOSTILE[0]))
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in harmless.elements]


def test_hostile_text_arrives_unchanged():
    data = json.loads(_data(render_html(hostile_graph(), title=HOSTILE[0])))
    sentences = {text.encode("utf-8", "replace").decode() for text in HOSTILE}
    assert data["title"] == HOSTILE[0]
    assert sentences <= set(data["sentences"])


def test_the_title_is_escaped():
    assert "<title>&lt;/title&gt;&amp;</title>" in render_html(KnowledgeGraph(), title="</title>&")


@pytest.mark.parametrize("value", [*HOSTILE, "\u2028\u2029", "naïve 東京 😀"])
def test_embedded_json_is_inert_and_complete(value):
    text = embed({"value": value})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"value": value}


def test_no_script_uses_markup_from_strings(text):
    ours = Page(text).scripts[-1][1]
    for risk in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert risk not in ours


def test_the_library_is_the_one_that_pyvis_carries():
    assert vis_network().lstrip().startswith("/**\n * vis-network\n")
    assert "Apache 2.0 License" in vis_network()
    assert "</script" not in vis_network() and "<!--" not in vis_network()


def test_importing_the_view_does_not_import_pyvis():
    code = "import sys, kg.view; kg.view.render_html; sys.exit('pyvis' in sys.modules or 'IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0


def test_write_html_replaces_the_file_and_leaves_nothing_beside_it(tmp_path, graph):
    target = tmp_path / "graph.html"
    target.write_text("old")
    assert write_html(graph, str(target), title="Sample") == target
    assert target.read_text(encoding="utf-8") == render_html(graph, title="Sample")
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    target = tmp_path / "missing" / "graph.html"
    with pytest.raises(TerminalLoadError, match=r"missing.*graph\.html.*choose a folder"):
        write_html(KnowledgeGraph(), target)


def test_a_failed_write_keeps_what_was_there(tmp_path):
    target = tmp_path / "graph.html"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(TerminalLoadError):
        write_html(KnowledgeGraph(), target)
    assert list(tmp_path.iterdir()) == [target] and (target / "old").exists()
