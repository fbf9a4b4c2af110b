// The map: vis-network draws nodes and edges at the positions that were computed beforehand.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

// Entities are discs; each other label has a shape of its own, so that colour is not the only sign.
const shapes = Object.fromEntries(
  Object.keys(labels).filter((label) => !labels[label].entity)
    .map((label, i) => [label, ["square", "diamond", "triangle"][i % 3]]),
);

const container = byId("map");
let theme = readTheme();
let view = visible();
let hovered = null;

// The looks that vis-network was given; it gets a node or edge when that is shown for the first time.
const nodeLooks = new Map();
const edgeLooks = new Map();
const drawnNodes = new vis.DataSet(changed(nodes, nodeLooks, (node) => nodeLook(node, lit()), fixedNode));
const drawnEdges = new vis.DataSet(changed(edges, edgeLooks, (edge) => edgeLook(edge, lit()), fixedEdge));
const network = new vis.Network(container, { nodes: drawnNodes, edges: drawnEdges }, {
  physics: false,
  layout: { improvedLayout: false },
  interaction: {
    hover: true,
    hoverConnectedEdges: false,
    selectConnectedEdges: false,
    tooltipDelay: 1e9, // our own tip says more
    keyboard: { enabled: true, bindToWindow: false },
    hideEdgesOnDrag: edges.length > 8000,
    hideEdgesOnZoom: edges.length > 8000,
  },
  nodes: { chosen: false, borderWidth: 1 },
  edges: {
    chosen: false,
    smooth: false,
    selectionWidth: 0,
    hoverWidth: 0,
    arrowStrikethrough: false,
    arrows: { to: { scaleFactor: 0.35 } },
  },
});

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: colour("ground"),
    text: colour("text"),
    edge: colour("edge"),
    strong: colour("edge-strong"),
    lift: parseFloat(colour("lift")) / 100,
  };
}

// The schema's colours are made for a light ground: on a dark one they are mixed with white, as the style does.
function onGround(colour) {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgb(${channels.map((value) => Math.round(value + (255 - value) * theme.lift)).join(", ")})`;
}

function fixedNode(node) {
  return { id: node.index, x: node.x, y: node.y, size: node.size, shape: shapes[node.label] ?? "dot" };
}

function fixedEdge(edge) {
  const bend = bends.get(edge);
  return {
    id: edge.index,
    from: edge.start.index,
    to: edge.end.index,
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false,
  };
}

// What is in the light: the open item with its neighbours, else what matches the search, else everything (null).
function lit() {
  if (focus.item) return neighbourhood(focus.item);
  return focus.matches && { nodes: focus.matches, edges: new Set() };
}

// A look has a key: only what got another key is given to vis-network again.
function nodeLook(node, light) {
  const hidden = !view.nodes.has(node);
  const dimmed = light !== null && !light.nodes.has(node);
  const key = hidden ? "hidden" : `${dimmed} ${theme.background}`;
  const color = { background: onGround(node.colour), border: theme.background };
  const style = { hidden, opacity: dimmed ? 0.15 : 1, color };
  return { key, style };
}

function edgeLook(edge, light) {
  const hidden = !view.edges.has(edge);
  const strong = light !== null && light.edges.has(edge);
  const dimmed = light !== null && !strong;
  const key = hidden ? "hidden" : `${strong} ${dimmed} ${theme.edge}`;
  const color = { color: strong ? theme.strong : theme.edge, opacity: dimmed ? 0.2 : 1, inherit: false };
  const width = Math.min(4, 0.7 + 0.5 * (edge.support - 1)) + (strong ? 0.6 : 0);
  return { key, style: { hidden, color, width, arrows: { to: { enabled: strong && !isSymmetric(edge) } } } };
}

function refreshMap() {
  view = visible();
  const light = lit();
  drawnNodes.update(changed(nodes, nodeLooks, (node) => nodeLook(node, light), fixedNode));
  drawnEdges.update(changed(edges, edgeLooks, (edge) => edgeLook(edge, light), fixedEdge));
  drawSoon();
}

// Drawing takes some milliseconds: once a frame is enough, however much has changed.
let frame = null;

function drawSoon() {
  frame ??= requestAnimationFrame(() => {
    frame = null;
    network.redraw();
  });
}

function changed(all, looks, lookOf, fixed) {
  const updates = [];
  for (const item of all) {
    const look = lookOf(item);
    if (look.key === (looks.get(item) ?? "hidden")) continue;
    updates.push(looks.has(item) ? { id: item.index, ...look.style } : { ...fixed(item), ...look.style });
    looks.set(item, look.key);
  }
  return updates;
}

function drawOver(context) {
  const scale = network.getScale();
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const place = { scale, x: origin.x, y: origin.y };
  const ratio = context.canvas.width / context.canvas.clientWidth;
  const light = lit();
  const strong = new Set(light ? [...light.nodes].filter((node) => view.nodes.has(node)) : []);
  if (hovered && !isEdge(hovered)) strong.add(hovered);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const item of [focus.item, hovered]) if (item && !isEdge(item)) drawRing(context, item, place);
  drawNames(context, place, view.nodes, strong, theme);
  context.restore();
}

function drawRing(context, node, place) {
  context.beginPath();
  context.arc(place.x + node.x * place.scale, place.y + node.y * place.scale, node.size * place.scale + 3.5, 0, 7);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.5;
  context.stroke();
}

function fitMap() {
  network.fit({ nodes: [...view.nodes].map((node) => node.index), animation: false, maxZoomLevel: 1.6 });
}

function zoomMap(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: animation(150) });
}

function showOnMap(item) {
  const free = freeMap();
  const ends = isEdge(item) ? [item.start, item.end] : [item, item];
  const apart = Math.hypot(ends[0].x - ends[1].x, ends[0].y - ends[1].y);
  const most = (0.6 * Math.min(free.width, free.height)) / (apart || 1);
  network.moveTo({
    position: { x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2 },
    scale: Math.min(Math.max(network.getScale(), 0.9), most),
    offset: { x: (free.width - container.clientWidth) / 2, y: (free.height - container.clientHeight) / 2 },
    animation: animation(350),
  });
}

// The part of the map that the panel leaves free: in narrow windows it lies over the right or the lower side.
function freeMap() {
  const map = container.getBoundingClientRect();
  const panel = byId("details").getBoundingClientRect();
  const isBelow = panel.width >= map.width;
  return {
    width: panel.width && !isBelow ? Math.min(map.right, panel.left) - map.left : map.width,
    height: panel.width && isBelow ? Math.min(map.bottom, panel.top) - map.top : map.height,
  };
}

const animation = (duration) => (calm ? false : { duration, easingFunction: "easeInOutQuad" });

// The node or edge that an event of vis-network speaks of; a node lies over the edges that end in it.
function itemOf(event) {
  if (event.nodes.length) return nodes[event.nodes[0]];
  return event.edges.length ? edges[event.edges[0]] : null;
}

function hover(item) {
  hovered = item;
  container.classList.toggle("pointing", item !== null);
  drawSoon();
}

function remember(event) {
  for (const id of event.nodes) Object.assign(nodes[id], network.getPosition(id));
}

network.on("afterDrawing", drawOver);
network.on("dragging", remember);
network.on("dragEnd", remember);
