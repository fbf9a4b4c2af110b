// The graph as objects that know each other, read once from the page.

const data = JSON.parse(byId("graph-data").textContent);
const labels = data.labels;

const nodes = data.nodes.map((node, index) => ({
  ...node,
  index,
  edges: [],
  entity: labels[node.label]?.entity ?? false,
  colour: labels[node.label]?.colour ?? "#64748b",
  support: node.properties.papers ?? 1,
  aliases: (node.properties.aliases ?? []).filter((alias) => alias !== node.name),
}));

const edges = data.edges.map((edge, index) => ({
  ...edge,
  index,
  start: nodes[edge.start],
  end: nodes[edge.end],
  entities: nodes[edge.start].entity && nodes[edge.end].entity,
  evidence: edge.evidence.map(([paper, sentence, confidence]) => ({
    paper: data.papers[paper],
    sentence: data.sentences[sentence],
    confidence,
  })),
}));

for (const edge of edges) {
  edge.start.edges.push(edge);
  if (edge.end !== edge.start) edge.end.edges.push(edge);
}

// What an address (#id) may name.
const items = new Map([...edges, ...nodes].map((item) => [item.id, item]));

const isEdge = (item) => item.start !== undefined;
const otherEnd = (edge, node) => (edge.start === node ? edge.end : edge.start);
const isSymmetric = (edge) => data.types[edge.type].symmetric;
const phrase = (type) => type.toLowerCase().replaceAll("_", " ");
const nodesOf = (label) => nodes.filter((node) => node.label === label);
const bySupport = (a, b) => b.support - a.support || b.edges.length - a.edges.length || (a.name < b.name ? -1 : 1);

// Several relationships between the same two nodes fan out, else the upper one would hide the others.
const bends = new Map();
{
  const between = new Map();
  for (const edge of edges) {
    const [low, high] = [edge.start.index, edge.end.index].sort((a, b) => a - b);
    const key = `${low} ${high}`;
    const rank = between.get(key) ?? 0;
    between.set(key, rank + 1);
    const side = (rank % 2 ? 1 : -1) * (edge.start.index === low ? 1 : -1);
    bends.set(edge, side * 0.15 * Math.ceil(rank / 2));
  }
}

function neighbourhood(item) {
  if (isEdge(item)) return { nodes: new Set([item.start, item.end]), edges: new Set([item]) };
  return { nodes: new Set([item, ...item.edges.map((edge) => otherEnd(edge, item))]), edges: new Set(item.edges) };
}
