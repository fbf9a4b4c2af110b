// The panel while nothing is open: where a reader may start.

function overviewPanel() {
  return [
    el("header", {}, el("h2", { tabindex: "-1" }, "Overview")),
    nodes.length ? el("p", { class: "quiet" }, "Click a node or a line on the map to read its evidence.") : null,
    ...entityLabels.map((label) => section(`Most named: ${label}`, nodesOf(label).length, topList(label))),
    contradictions(),
  ];
}

function topList(label) {
  const top = nodesOf(label).sort(bySupport).slice(0, 5);
  return el("ul", { class: "list" }, top.map((node) =>
    el("li", { class: "neighbour" }, nodeButton(node), el("span", { class: "quiet" }, count(node.support, "paper"))),
  ));
}

function contradictions() {
  const found = edges.filter((edge) => edge.type === "CONTRADICTS");
  return listSection("Contradicting claims", found, contradiction, { limit: 4 });
}

function contradiction(edge) {
  const parts = [edge.start.name, el("span", { class: "contradicts" }, "contradicts"), edge.end.name];
  const lines = parts.map((part) => el("span", { class: "line" }, part));
  return el("li", {}, button(lines, () => openItem(edge), { class: "pair" }));
}
