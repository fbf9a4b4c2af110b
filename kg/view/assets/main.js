// Opening and closing of nodes and edges, the address, the keys, and the start.

const tip = byId("tip");

// The address names the open item, so the browser's own back button goes through what was read.
function openItem(item) {
  if (location.hash === address(item)) onAddress();
  else location.hash = address(item);
}

const address = (item) => `#${encodeURIComponent(item.id)}`;

function itemInAddress() {
  try {
    return items.get(decodeURIComponent(location.hash.slice(1))) ?? null;
  } catch {
    return null; // a broken escape in a hand-written address
  }
}

// What was clicked on the map is in sight already: only what was opened elsewhere is brought there.
let clicked = null;

function onAddress() {
  const item = itemInAddress();
  showItem(item);
  if (item && item !== clicked) {
    showOnMap(item);
    byId("details").querySelector("h2").focus({ preventScroll: true });
  }
  clicked = null;
}

function showItem(item) {
  const panel = byId("details");
  focus.item = item;
  document.body.classList.toggle("item-open", item !== null);
  panel.replaceChildren(...(item ? [closeButton(), ...itemPanel(item)] : overviewPanel()).flat().filter(Boolean));
  panel.scrollTop = 0;
  if (item) announce(isEdge(item) ? sentenceOf(item) : `${item.label}: ${item.name}`);
  refresh();
}

function closeButton() {
  return button("×", close, { class: "close", "aria-label": "Close", title: "Close (Esc)" });
}

function close() {
  if (byId("details").contains(document.activeElement)) query.focus();
  if (location.hash) location.hash = "";
  else showItem(null);
}

function refresh() {
  refreshMap();
  byId("reset").hidden = filtersAreDefault();
  const notice = byId("notice");
  notice.hidden = view.nodes.size > 0;
  notice.textContent = nodes.length
    ? "Nothing passes these filters. Reset them to see the graph."
    : "This graph is empty: no papers were read, or nothing was found in them.";
}

function onKey(event) {
  const typing = event.target.matches("input[type=search]");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    query.focus();
  } else if (event.key === "Escape") {
    clearSearch();
    close();
  }
}

function showTip(event, text) {
  const { x, y } = event.pointer.DOM;
  tip.textContent = text;
  tip.hidden = false;
  const room = container.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(x + 14, room))}px`;
  tip.style.top = `${y + 14}px`;
}

function hideTip() {
  tip.hidden = true;
  hover(null);
}

function nodeTip(node) {
  return `${shortName(node.name)} — ${node.label}${node.entity ? `, ${count(node.support, "paper")}` : ""}`;
}

function edgeTip(edge) {
  const [start, end] = [edge.start, edge.end].map((node) => shortName(node.name));
  return `${start} ${phrase(edge.type)} ${end}, ${count(edge.support, "paper")}`;
}

function onHover(event, item, text) {
  hover(item);
  showTip(event, text);
}

function onClick(event) {
  clicked = itemOf(event);
  if (clicked) openItem(clicked);
  else close();
}

network.on("hoverNode", (event) => onHover(event, nodes[event.node], nodeTip(nodes[event.node])));
network.on("hoverEdge", (event) => onHover(event, edges[event.edge], edgeTip(edges[event.edge])));
network.on("blurNode", hideTip);
network.on("blurEdge", hideTip);
network.on("dragStart", hideTip);
network.on("zoom", hideTip);
network.on("click", onClick);
byId("zoom-in").addEventListener("click", () => zoomMap(1.4));
byId("zoom-out").addEventListener("click", () => zoomMap(1 / 1.4));
byId("zoom-fit").addEventListener("click", fitMap);
document.addEventListener("keydown", onKey);
addEventListener("hashchange", onAddress);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  theme = readTheme();
  refreshMap();
});

// What takes the keyboard is vis-network's own element: the arrow keys move the map, plus and minus zoom it.
const mapLabel = "Map of the graph. Arrow keys move it, plus and minus zoom. To open a node, search for it.";
setAttribute(container.firstChild, "role", "application");
setAttribute(container.firstChild, "aria-label", mapLabel);
document.body.classList.toggle("empty", !nodes.length);
byId("title").textContent = data.title;
byId("summary").textContent = summary();
drawControls();
fitMap();
onAddress();
