// The side bar: legend, relationship types and sliders. Every control writes to `filters` and asks for a refresh.

// One row: a box that takes `value` into the set or out of it, and a button that leaves it alone in the set.
function toggle({ set, value, all, number, description, mark, onChange }) {
  const name = labels[value] ? value : phrase(value);
  const box = el("input", { type: "checkbox", on: { change: () => { change(set, value, box.checked); onChange(); } } });
  const onOnly = () => { leaveAlone(set, value, all); onChange(); };
  const only = button("only", onOnly, { class: "plain only", "aria-label": `Only ${name}` });
  box.checked = set.has(value);
  return el("li", {},
    el("label", { title: description },
      box, mark, el("span", { class: "name" }, name), el("span", { class: "number" }, numbers.format(number)),
    ),
    only,
  );
}

function change(set, value, isIn) {
  if (isIn) set.add(value);
  else set.delete(value);
}

// A second press brings the others back.
function leaveAlone(set, value, all) {
  const others = set.size === 1 && set.has(value) ? all : [value];
  set.clear();
  for (const one of others) set.add(one);
}

function drawLegend() {
  byId("types").replaceChildren(...presentLabels.map((label) => toggle({
    set: filters.labels,
    value: label,
    all: defaultFilters().labels,
    number: nodesOf(label).length,
    description: labels[label].description,
    mark: dot(label),
    onChange: () => redraw("types", drawControls),
  })));
}

// Only the types that the shown labels can have: a long list of dead boxes helps nobody.
function drawTypes() {
  const shown = (node) => filters.labels.has(node.label);
  const drawable = groupBy(edges.filter((edge) => shown(edge.start) && shown(edge.end)), (edge) => edge.type);
  const possible = allTypes.filter((type) => drawable.has(type));
  byId("relationships").replaceChildren(...possible.map((type) => toggle({
    set: filters.types,
    value: type,
    all: allTypes,
    number: drawable.get(type).length,
    description: data.types[type].description,
    mark: null,
    onChange: () => redraw("relationships", drawTypes),
  })));
  byId("relationships").closest("section").hidden = possible.length === 0;
}

// Draws a list anew and leaves the keyboard where it was in it.
function redraw(id, draw) {
  const controls = () => [...byId(id).querySelectorAll("input, button")];
  const place = controls().indexOf(document.activeElement);
  draw();
  controls()[place]?.focus();
  refresh();
}

function drawSlider(id, key, most) {
  const slider = byId(id);
  slider.max = Math.max(1, most);
  slider.value = filters[key];
  slider.closest("label").hidden = most < 2;
  const text = `at least ${count(filters[key], "paper")}`;
  slider.setAttribute("aria-valuetext", text);
  byId(`${id}-value`).textContent = text;
}

const mostSupport = {
  entitySupport: Math.max(1, ...nodes.filter((node) => node.entity).map((node) => node.support)),
  edgeSupport: Math.max(1, ...edges.filter((edge) => edge.entities).map((edge) => edge.support)),
};

function drawSliders() {
  drawSlider("entity-support", "entitySupport", mostSupport.entitySupport);
  drawSlider("edge-support", "edgeSupport", mostSupport.edgeSupport);
}

function onSlide(id, key) {
  byId(id).addEventListener("input", (event) => {
    filters[key] = Number(event.target.value);
    drawSliders();
    refresh();
  });
}

function onCheck(id, key) {
  byId(id).addEventListener("change", (event) => {
    filters[key] = event.target.checked;
    refresh();
  });
}

function drawControls() {
  drawLegend();
  drawTypes();
  drawSliders();
  byId("connected").checked = filters.connected;
  byId("only-matches").checked = filters.onlyMatches;
}

function resetFilters() {
  Object.assign(filters, defaultFilters());
  clearSearch();
  drawControls();
  refresh();
}

function summary() {
  const papers = count(nodesOf("Paper").length, "paper");
  const entities = count(nodes.filter((node) => node.entity).length, "entity", "entities");
  const cut = `showing ${numbers.format(nodes.length)} of ${count(data.total, "node")}`;
  const parts = [papers, entities, count(edges.length, "relationship"), data.total > nodes.length ? cut : null];
  return parts.filter(Boolean).join(" · ");
}

onSlide("entity-support", "entitySupport");
onSlide("edge-support", "edgeSupport");
onCheck("connected", "connected");
onCheck("only-matches", "onlyMatches");
byId("reset").addEventListener("click", resetFilters);
byId("filters-toggle").addEventListener("click", () => {
  const isOpen = document.body.classList.toggle("filters-open");
  byId("filters-toggle").setAttribute("aria-expanded", String(isOpen));
});
