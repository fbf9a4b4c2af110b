// Names on the map. vis-network would draw all of them over each other; here they are set one by one,
// the most important first, and only where there is room. They keep their size when the map is zoomed.

const NAME_LENGTH = 34;
const READABLE = 5; // radius in pixels on the screen from which a node may carry its name
const landmarks = new Set(nodes.filter((node) => node.entity).sort(bySupport).slice(0, 12)); // these always may

const shortName = (name) => (name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1).trimEnd()}…` : name);

// `view`: {scale, x, y} places node n at (x + n.x * scale, y + n.y * scale).
function drawNames(context, view, shown, strong, theme) {
  const size = { width: context.canvas.clientWidth, height: context.canvas.clientHeight };
  const discs = namesInOrder(shown, strong, view.scale).map((node) => disc(node, view));
  const named = discs.filter((one) => isOnScreen(one, size));
  const taken = []; // by the names set so far
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const one of named) {
    const name = nameOf(context, one.node);
    const box = freePlace(one, name, taken, named, size);
    if (!box) continue;
    taken.push(box);
    drawName(context, name, box, theme, strong.size > 0 && !strong.has(one.node));
  }
}

// A name should not cover another node that asks for one; that of a landmark may, if that node is smaller.
function freePlace(one, name, taken, named, size) {
  const all = places(one, name);
  const open = all.filter((place) => isWithin(place, size) && !taken.some((box) => overlap(place, box)));
  const others = named.filter((other) => other.node !== one.node);
  const clearOf = (discs) => open.find((place) => !discs.some((other) => overlap(place, other)));
  const free = clearOf(others);
  if (free) return free;
  if (one.node === focus.item) return open[0] ?? all[0];
  return landmarks.has(one.node) ? clearOf(others.filter((other) => other.node.size >= one.node.size)) : null;
}

function namesInOrder(shown, strong, scale) {
  // beside what is lit, only landmarks keep their names
  const least = strong.size > 0 ? 2 * READABLE : READABLE;
  const mayBeNamed = (node) => node.size * scale >= least || strong.has(node) || (!strong.size && landmarks.has(node));
  const readable = [...shown].filter(mayBeNamed);
  const first = (node) => (node === focus.item ? 2 : Number(strong.has(node)));
  return readable.sort((a, b) => first(b) - first(a) || bySupport(a, b));
}

function disc(node, view) {
  const [x, y, radius] = [view.x + node.x * view.scale, view.y + node.y * view.scale, node.size * view.scale];
  return { node, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function nameOf(context, node) {
  const height = Math.round(Math.min(16, 11 + node.size / 6));
  const font = `${node === focus.item || node.size > 12 ? 600 : 400} ${height}px ${FONT}`;
  const text = shortName(node.name);
  context.font = font;
  return { text, font, height, width: context.measureText(text).width };
}

// Below, above, right, left: the boxes that a name may take at its node, the best one first.
function places({ left, right, top, bottom }, { width, height }) {
  const [x, y, gap] = [(left + right) / 2, (top + bottom) / 2, 3];
  const box = (middle, above) => ({
    x: middle, left: middle - width / 2, right: middle + width / 2, top: above, bottom: above + height + gap,
  });
  return [
    box(x, bottom + gap),
    box(x, top - height - gap),
    box(right + gap + width / 2, y - height / 2),
    box(left - gap - width / 2, y - height / 2),
  ];
}

const isOnScreen = (box, size) => box.right > 0 && box.left < size.width && box.bottom > 0 && box.top < size.height;
const isWithin = (box, size) => box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height;
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function drawName(context, { text, font }, box, theme, dimmed) {
  context.globalAlpha = dimmed ? 0.25 : 1;
  context.font = font;
  context.strokeStyle = theme.background; // a rim in the colour of the ground keeps the name readable on edges
  context.lineWidth = 3;
  context.strokeText(text, box.x, box.top);
  context.fillStyle = theme.text;
  context.fillText(text, box.x, box.top);
  context.globalAlpha = 1;
}
