"""The page in a real browser, from file://, as a reader uses it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kg.model import KnowledgeGraph, Node, Relationship
from kg.view import write_html
from kg.view.data import page_data
from tests.view_graphs import HOSTILE, corpus_graph, hostile_graph

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

# How many pixels of the map are not of its ground's colour: what is drawn, without a look inside the page.
INK = """() => {
  const canvas = document.querySelector("#map canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return pixels.reduce((sum, pixel) => sum + (pixel !== 0), 0);
}"""
PICTURE = "() => document.querySelector('#map canvas').toDataURL()"
DRAWN = """addEventListener("DOMContentLoaded", () =>
  requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnAt = performance.now(); })));"""


def wait_until_drawn(page: Page) -> None:
    """Ask again and again: Playwright's own wait would evaluate text inside the page, which its policy forbids."""
    for _ in range(1500):
        if page.evaluate("window.drawnAt"):
            return
        page.wait_for_timeout(20)
    raise AssertionError("the page was not drawn within 30 s")


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return corpus_graph()


@pytest.fixture(scope="module")
def file(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_html(graph, tmp_path_factory.mktemp("view") / "graph.html", title="Sample of papers")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a page; at the end, it must have asked for nothing but its file, and complained about nothing."""
    troubles: list[str] = []
    contexts = []

    def visit(file: Path, item: str = "", **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        address = file.as_uri()
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request", lambda request: request.url.startswith(address) or troubles.append(f"request: {request.url}")
        )
        page.add_init_script(DRAWN)
        page.goto(f"{address}#{quote(item, safe='')}" if item else address)
        wait_until_drawn(page)
        return page

    yield visit
    for context in contexts:
        context.close()
    # the empty icon of the page is a data: address that the browser reports as a request
    assert [trouble for trouble in troubles if trouble != "request: data:,"] == []


def named(graph: KnowledgeGraph, label: str) -> list[Node]:
    """The nodes of a label, those in most papers first."""
    nodes = [node for node in graph.nodes if node.labels[0] == label]
    return sorted(nodes, key=lambda node: (-node.properties.get("papers", 1), node.id))


def heading(page: Page) -> Locator:
    return page.locator("#details h2")


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name)


def map_middle(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_loads_from_a_file_and_draws(
    visit: Open, file: Path, graph: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
):
    page = visit(file)
    with capsys.disabled():
        print(
            f"\n{len(graph.nodes)} nodes, {len(graph.relationships)} relationships: drawn after "
            f"{page.evaluate('window.drawnAt'):.0f} ms"
        )
    expect(page.locator("h1")).to_have_text("Sample of papers")
    expect(page.locator("#summary")).to_contain_text("62 papers")
    expect(page.locator("#summary")).not_to_contain_text("showing")
    expect(page).to_have_title("Sample of papers")
    assert page.evaluate(INK) > 5000


def test_legend_counts_every_type_and_opens_with_entities(visit: Open, file: Path, graph: KnowledgeGraph):
    page = visit(file)
    rows = page.locator("#types li")
    for label in ("Method", "Dataset", "Metric", "Task", "Paper", "Claim", "Result"):
        row = rows.filter(has_text=label)
        expect(row.locator(".number")).to_have_text(str(len(named(graph, label))))
        assert row.locator("input").is_checked() == (label not in ("Paper", "Claim", "Result"))


def test_toggling_types_changes_what_is_drawn(visit: Open, file: Path):
    page = visit(file)
    usual = page.evaluate(INK)
    box(page, "Paper").check()
    assert page.evaluate(INK) > usual
    for label in ("Paper", "Method", "Dataset", "Metric", "Task"):
        box(page, label).uncheck()
    assert page.evaluate(INK) == 0
    expect(page.locator("#notice")).to_contain_text("Nothing passes these filters")
    page.get_by_role("button", name="Reset filters").click()
    assert page.evaluate(INK) == usual
    expect(page.get_by_role("button", name="Reset filters")).to_be_hidden()


def test_only_leaves_one_type_and_gives_the_others_back(visit: Open, file: Path):
    page = visit(file)
    only = page.get_by_role("button", name="Only Dataset")
    only.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#types input:checked")).to_have_count(1)
    expect(only).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#types input:checked")).to_have_count(4)


def test_relationship_filters(visit: Open, file: Path, graph: KnowledgeGraph):
    page = visit(file)
    row = page.locator("#relationships li", has_text="evaluated on")
    expect(row.locator(".number")).to_have_text(str(sum(r.type == "EVALUATED_ON" for r in graph.relationships)))
    usual = page.evaluate(INK)
    row.locator("input").uncheck()
    assert page.evaluate(INK) < usual
    expect(page.locator("#relationships li", has_text="makes")).to_have_count(0)
    box(page, "Paper").check()
    box(page, "Claim").check()
    expect(page.locator("#relationships li", has_text="makes")).to_have_count(1)


@pytest.mark.parametrize("slider", ["entities", "relationships"])
def test_minimum_support(visit: Open, file: Path, slider: str):
    page = visit(file)
    usual = page.evaluate(INK)
    page.get_by_role("slider", name=f"Minimum support of {slider}").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider", name=f"Minimum support of {slider}")).to_have_attribute(
        "aria-valuetext", "at least 2 papers"
    )
    assert page.evaluate(INK) < usual


def test_unconnected_nodes_can_be_hidden(visit: Open, file: Path):
    page = visit(file)
    usual = page.evaluate(INK)
    page.get_by_label("Hide unconnected nodes").check()
    assert 0 < page.evaluate(INK) < usual


def test_search_by_keyboard_opens_a_node(visit: Open, file: Path, graph: KnowledgeGraph):
    page = visit(file)
    node = named(graph, "Dataset")[0]
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(node.properties["aliases"][1].upper())
    expect(page.get_by_role("option").first).to_contain_text(node.properties["name"])
    expect(page.locator("#status")).to_contain_text("match")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(node.properties["name"])
    expect(heading(page)).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.url.endswith(f"#{quote(node.id, safe='')}")


def test_arrow_keys_choose_among_the_hits(visit: Open, file: Path):
    page = visit(file)
    page.get_by_role("combobox").fill("retriev")
    second = page.get_by_role("option").nth(1)
    name = second.locator(".name").inner_text()
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", "hit-1")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(name)


def test_a_click_on_a_hit_opens_it(visit: Open, file: Path):
    page = visit(file)
    page.get_by_role("combobox").fill("retriev")
    third = page.get_by_role("option").nth(2)
    name = third.locator(".name").inner_text()
    third.click()
    expect(heading(page)).to_have_text(name)


def test_search_dims_and_can_hide_what_does_not_match(visit: Open, file: Path):
    page = visit(file)
    usual = page.evaluate(PICTURE)
    page.get_by_role("combobox").fill("retriev")
    assert page.evaluate(PICTURE) != usual
    dimmed = page.evaluate(INK)
    page.get_by_label("Hide what does not match").check()
    assert 0 < page.evaluate(INK) < dimmed
    page.get_by_role("combobox").fill("no such name")
    expect(page.get_by_text("No name or alias matches.")).to_be_visible()
    expect(page.locator("#notice")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_have_value("")
    expect(page.locator("#notice")).to_be_hidden()
    assert page.evaluate(PICTURE) == usual


def test_a_click_on_a_node_shows_its_details(visit: Open, file: Path, graph: KnowledgeGraph):
    node = named(graph, "Method")[0]
    page = visit(file, node.id)  # brings the node into the middle of the map
    page.keyboard.press("Escape")
    expect(heading(page)).to_have_text("Overview")
    page.mouse.move(*map_middle(page))
    expect(page.get_by_role("tooltip")).to_contain_text(f"{node.properties['papers']} papers")
    page.mouse.click(*map_middle(page))
    expect(heading(page)).to_have_text(node.properties["name"])
    details = page.locator("#details")
    expect(details.locator(".facts")).to_contain_text(f"{node.properties['papers']} papers")
    expect(details.locator(".aliases")).to_contain_text(node.properties["aliases"][1])
    papers = details.locator("section", has=page.get_by_role("heading", name="Papers"))
    expect(papers.locator("h3 .number")).to_have_text(str(node.properties["papers"]))
    expect(papers.locator("mark").first).to_have_text(node.properties["name"])


def test_neighbours_are_grouped_and_lead_on(visit: Open, file: Path, graph: KnowledgeGraph):
    node = named(graph, "Method")[0]
    entities = {n.id: n for n in graph.nodes if "Entity" in n.labels}
    trained = [r for r in graph.relationships if r.type == "TRAINED_ON" and r.start == node.id]
    page = visit(file, node.id)
    group = page.locator("#details section", has=page.get_by_role("heading", name="Trained on", exact=False)).first
    expect(group.locator("h3 .number")).to_have_text(str(len(trained)))
    if len(trained) > 8:
        expect(group.locator("li")).to_have_count(8)
        group.get_by_role("button", name=f"Show all {len(trained)}").click()
    expect(group.locator("li")).to_have_count(len(trained))
    assert {entities[r.end].properties["name"] for r in trained} == set(group.locator(".name").all_inner_texts())
    first = group.locator(".node").first
    name = first.inner_text()
    first.click()
    expect(heading(page)).to_have_text(name)
    page.go_back()
    expect(heading(page)).to_have_text(node.properties["name"])


def lonely_edge(graph: KnowledgeGraph) -> Relationship:
    """An edge between entities with no node and no other edge near its middle, where a click can only mean it."""
    data = page_data(graph, title="")
    entity = [data["labels"][node["label"]]["entity"] for node in data["nodes"]]
    points = [(node["x"], node["y"]) for node in data["nodes"]]
    drawn = [(e["start"], e["end"]) for e in data["edges"] if entity[e["start"]] and entity[e["end"]]]

    def room(start: int, end: int) -> float:
        middle = tuple((a + b) / 2 for a, b in zip(points[start], points[end], strict=True))
        others = [(points[a], points[b]) for a, b in drawn if (a, b) != (start, end)]
        nodes = min(math.dist(middle, point) for point, is_entity in zip(points, entity, strict=True) if is_entity)
        return min(nodes - 26, *(_distance(middle, *line) for line in others))

    best = max((pair for pair in drawn if drawn.count(pair) == 1), key=lambda pair: room(*pair))
    ids = [data["nodes"][i]["id"] for i in best]
    return next(r for r in graph.relationships if [r.start, r.end] == ids)


def _distance(point: tuple[float, ...], start: tuple[float, float], end: tuple[float, float]) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length)) if length else 0.0
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def test_a_click_on_an_edge_shows_its_evidence(visit: Open, file: Path, graph: KnowledgeGraph):
    edge = lonely_edge(graph)
    nodes = {node.id: node.properties for node in graph.nodes}
    page = visit(file, edge.id)  # brings the edge into the middle of the map
    page.keyboard.press("Escape")
    expect(heading(page)).to_have_text("Overview")
    page.mouse.move(*map_middle(page))
    expect(page.get_by_role("tooltip")).to_contain_text(edge.type.lower().replace("_", " "))
    page.mouse.click(*map_middle(page))
    details = page.locator("#details")
    expect(heading(page)).to_contain_text(edge.type.lower().replace("_", " "))
    assert details.locator(".triple .name").all_inner_texts() == [nodes[i]["name"] for i in (edge.start, edge.end)]
    expect(details.locator(".facts")).to_contain_text(f"confidence {edge.properties['confidence']:.2f}")
    expect(details.locator("blockquote")).to_have_text([one.sentence for one in edge.evidence])
    titles = details.locator("figcaption .paper")
    expect(titles).to_have_text([nodes[one.paper]["title"] for one in edge.evidence])
    assert {nodes[i]["name"] for i in (edge.start, edge.end)} <= set(details.locator("mark").all_inner_texts())


def test_all_evidence_of_a_well_supported_relationship_can_be_read(visit: Open, file: Path, graph: KnowledgeGraph):
    edge = max(graph.relationships, key=lambda r: len(r.evidence))
    page = visit(file, edge.id)
    quotes = page.locator("#details blockquote")
    if len(edge.evidence) > 6:
        page.get_by_role("button", name=f"Show all {len(edge.evidence)}").click()
    expect(quotes).to_have_text([one.sentence for one in edge.evidence])


def test_a_dataset_has_leaderboards(visit: Open, file: Path, graph: KnowledgeGraph):
    results = [r.end for r in graph.relationships if r.type == "ON" and r.start.startswith("result:")]
    dataset = max(set(results), key=lambda id_: (results.count(id_), id_))
    page = visit(file, dataset)
    table = page.locator("#details table").first
    values = [float(text.rstrip("%")) for text in table.locator(".value").all_inner_texts()]
    assert values == sorted(values, reverse=True) and len(values) > 1
    expect(table.locator("th").first).to_have_attribute("aria-sort", "descending")
    table.get_by_role("button", name="Value").click()
    assert [float(text.rstrip("%")) for text in table.locator(".value").all_inner_texts()] == sorted(values)
    table.locator(".value").first.click()
    expect(heading(page)).to_have_text(f"{min(values)}%")
    expect(page.locator("#details")).to_contain_text("Reported in")


def test_a_contradiction_shows_both_sentences(visit: Open, file: Path, graph: KnowledgeGraph):
    nodes = {node.id: node for node in graph.nodes}
    edge = next(r for r in graph.relationships if r.type == "CONTRADICTS")
    page = visit(file, edge.start)
    section = page.locator("#details section", has=page.get_by_role("heading", name="Contradicted by"))
    expect(section).to_contain_text(nodes[edge.end].properties["sentence"])
    page.keyboard.press("Escape")
    expect(page.locator("#details section", has_text="Contradicting claims").locator("li").first).to_be_visible()


def test_a_paper_shows_its_abstract_its_claims_and_a_safe_link(visit: Open, file: Path, graph: KnowledgeGraph):
    paper = named(graph, "Paper")[0]
    page = visit(file, paper.id)
    expect(heading(page)).to_have_text(paper.properties["title"])
    expect(page.locator(".prose")).to_have_text(paper.properties["abstract"])
    link = page.get_by_role("link")
    expect(link).to_have_attribute("href", f"https://doi.org/{paper.properties['doi']}")
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(page.locator("#details section", has_text="Claims").locator("blockquote").first).to_be_visible()


def test_escape_clears_and_unknown_addresses_do_nothing(visit: Open, file: Path, graph: KnowledgeGraph):
    page = visit(file, "no such id")
    expect(heading(page)).to_have_text("Overview")
    page.evaluate("location.hash = '%E0%A4%A'")
    expect(heading(page)).to_have_text("Overview")
    page.evaluate("id => { location.hash = encodeURIComponent(id); }", named(graph, "Task")[0].id)
    expect(heading(page)).to_have_text(named(graph, "Task")[0].properties["name"])
    page.get_by_role("button", name="Close").click()
    expect(heading(page)).to_have_text("Overview")


def test_the_map_can_be_moved_and_zoomed(visit: Open, file: Path):
    page = visit(file)
    pictures = [page.evaluate(PICTURE)]
    for name in ("Zoom in", "Zoom out", "Show the whole graph"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(100)
        pictures.append(page.evaluate(PICTURE))
    assert pictures[1] != pictures[0]
    assert pictures[3] == pictures[0]
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight", delay=200)
    assert page.evaluate(PICTURE) != pictures[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system(visit: Open, file: Path, scheme: str):
    page = visit(file, color_scheme=scheme)
    red = int(page.evaluate("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0])
    assert (red > 200) == (scheme == "light")
    page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    page.wait_for_timeout(50)
    other = int(page.evaluate("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0])
    assert (other > 200) == (scheme == "dark")


def test_a_narrow_window_keeps_everything_in_reach(visit: Open, file: Path, graph: KnowledgeGraph):
    page = visit(file, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filters", exact=True).click()
    expect(box(page, "Paper")).to_be_visible()
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_role("combobox").fill(named(graph, "Task")[0].properties["name"])
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(heading(page)).to_be_hidden()


def test_an_empty_graph_says_so(visit: Open, tmp_path: Path):
    page = visit(write_html(KnowledgeGraph(), tmp_path / "empty.html"))
    expect(page.locator("#notice")).to_contain_text("This graph is empty")
    expect(page.get_by_role("combobox")).to_be_hidden()


def test_a_part_of_a_graph_says_so(visit: Open, graph: KnowledgeGraph, tmp_path: Path):
    page = visit(write_html(graph, tmp_path / "part.html", max_nodes=100))
    expect(page.locator("#summary")).to_contain_text(f"showing 100 of {len(graph.nodes):,} nodes")


def test_papers_alone_are_shown(visit: Open, tmp_path: Path):
    papers = [Node(id=f"p{i}", labels=("Paper",), properties={"id": f"p{i}", "title": f"Paper {i}"}) for i in range(3)]
    page = visit(write_html(KnowledgeGraph(nodes=tuple(papers)), tmp_path / "papers.html"))
    expect(page.locator("#notice")).to_be_hidden()
    assert page.evaluate(INK) > 0


def test_hostile_text_stays_text(visit: Open, tmp_path: Path):
    graph = hostile_graph()
    page = visit(write_html(graph, tmp_path / "hostile.html", title=HOSTILE[0]))
    expect(page.locator("h1")).to_have_text(HOSTILE[0])
    for item in [*graph.nodes, *graph.relationships]:
        page.evaluate("id => { location.hash = encodeURIComponent(id); }", item.id.encode("utf-8", "replace").decode())
        expect(heading(page)).not_to_have_text("Overview")
        assert page.locator("#details :is(img, script, iframe, style, b)").count() == 0
        addresses = page.locator("#details a").evaluate_all("links => links.map(link => link.protocol + link.rel)")
        assert set(addresses) <= {"https:noopener noreferrer"}
    page.get_by_role("combobox").fill("<img")
    expect(page.get_by_role("option").first).to_contain_text("</script><img src=x onerror=alert(1)>")
