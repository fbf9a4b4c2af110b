// What is shown: the choices of the side bar, and the nodes and edges that pass them.

// Relationships between entities come first: they are what the page opens with.
const betweenEntities = new Set(edges.filter((edge) => edge.entities).map((edge) => edge.type));
const allTypes = Object.keys(data.types).sort((a, b) => betweenEntities.has(b) - betweenEntities.has(a));
const present = Object.keys(labels).filter((label) => nodes.some((node) => node.label === label));
const entityLabels = present.filter((label) => labels[label].entity);
const presentLabels = [...entityLabels, ...present.filter((label) => !labels[label].entity)];

function defaultFilters() {
  return {
    // a graph without entities would open empty
    labels: new Set(entityLabels.length ? entityLabels : presentLabels),
    types: new Set(allTypes),
    entitySupport: 1,
    edgeSupport: 1,
    connected: false,
    onlyMatches: false,
  };
}

const filters = defaultFilters();

// The open node or edge, and the nodes that match the words in the search field (null: nothing is searched).
const focus = { item: null, matches: null };

function filtersAreDefault() {
  const usual = defaultFilters();
  return Object.keys(usual).every((key) =>
    usual[key] instanceof Set
      ? usual[key].size === filters[key].size && [...usual[key]].every((value) => filters[key].has(value))
      : usual[key] === filters[key],
  );
}

// The open item is shown whatever the filters say: it was asked for.
function visible() {
  const asked = new Set(focus.item ? (isEdge(focus.item) ? [focus.item.start, focus.item.end] : [focus.item]) : []);
  let shown = new Set(nodes.filter((node) => asked.has(node) || passes(node)));
  const drawn = new Set(
    edges.filter((edge) => edge === focus.item || (shown.has(edge.start) && shown.has(edge.end) && passesEdge(edge))),
  );
  if (filters.connected) {
    const linked = new Set([...drawn].flatMap((edge) => [edge.start, edge.end]));
    shown = new Set([...shown].filter((node) => linked.has(node) || asked.has(node)));
  }
  return { nodes: shown, edges: drawn };
}

function passes(node) {
  return (
    filters.labels.has(node.label) &&
    (!node.entity || node.support >= filters.entitySupport) &&
    (!filters.onlyMatches || focus.matches === null || focus.matches.has(node))
  );
}

// Only relationships between entities gather support: a paper's own ones always rest on one paper.
function passesEdge(edge) {
  return filters.types.has(edge.type) && (!edge.entities || edge.support >= filters.edgeSupport);
}
