// The panel of the open node or edge.

function itemPanel(item) {
  return isEdge(item) ? edgePanel(item) : nodePanel(item);
}

function nodePanel(node) {
  const body = { Paper: paperBody, Claim: claimBody, Result: resultBody }[node.label] ?? entityBody;
  return [panelHead(node.label, node.name, labels[node.label]?.description), ...body(node)];
}

function panelHead(label, name, description) {
  return el("header", {},
    el("p", { class: "kind", title: description }, dot(label), label),
    el("h2", { tabindex: "-1", class: headClass(name) }, name),
  );
}

// Whole sentences (claims) are set for reading, names for finding.
const headClass = (text) => (text.length > 90 ? "sentence" : "");

function section(title, number, ...content) {
  if (!content.some(Boolean)) return null;
  const total = number === null ? null : el("span", { class: "number" }, numbers.format(number));
  return el("section", {}, el("h3", {}, title[0].toUpperCase() + title.slice(1), total), content);
}

// A section that is a list; nothing if there is nothing to list.
function listSection(title, items, render, options) {
  return items.length ? section(title, items.length, longList(items, render, options)) : null;
}

function entityBody(node) {
  const find = nameFinder([node]);
  const results = resultsOf(node);
  const claims = linked(node, "Claim");
  const papers = linked(node, "Paper");
  return [
    facts([count(node.support, "paper"), node.properties.mentions && count(node.properties.mentions, "mention")]),
    aliases(node),
    links(node),
    section("Results", results.length, leaderboards(node)),
    ...neighbourSections(node),
    listSection("Claims", claims, (edge) => claimItem(otherEnd(edge, node), find), { limit: 4 }),
    listSection("Papers", papers, (edge) => paperItem(edge, find), { limit: 5 }),
  ];
}

const facts = (list) => el("p", { class: "facts" }, quietFacts(list));

function aliases(node) {
  if (!node.aliases.length) return null;
  return el("p", { class: "aliases" }, el("span", { class: "quiet" }, "also "), node.aliases.join(", "));
}

function links(node) {
  const { url, external_ids: external = [] } = node.properties;
  const doi = node.properties.doi?.replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:)/i, "");
  const found = [
    doi && webLink(`doi:${doi}`, `https://doi.org/${encodeURI(doi)}`),
    url && webLink("Open the paper", url),
    ...external.map((id) => webLink(id, id) ?? el("span", {}, id)),
  ].filter(Boolean);
  return found.length ? el("p", { class: "links" }, found) : null;
}

// The edges that lead to nodes of one label, each of those nodes once.
function linked(node, label) {
  const seen = new Set();
  return node.edges.filter((edge) => {
    const other = otherEnd(edge, node);
    return other.label === label && !seen.has(other) && seen.add(other);
  });
}

// "evaluated on" lists what this node was evaluated on; "evaluated on this" what leads here.
function neighbourSections(node, wanted = (edge) => edge.entities) {
  const groups = groupBy(node.edges.filter(wanted), (edge) =>
    phrase(edge.type) + (edge.end === node && !isSymmetric(edge) ? " this" : ""),
  );
  const place = ([, [edge]]) => allTypes.indexOf(edge.type);
  return [...groups].sort((a, b) => place(a) - place(b)).map(([title, group]) => listSection(
    title,
    group.sort((a, b) => b.support - a.support || bySupport(otherEnd(a, node), otherEnd(b, node))),
    (edge) => neighbourItem(edge, node),
    { label: title },
  ));
}

function neighbourItem(edge, node) {
  // a claim is its own sentence, and its result's: nothing more to read there
  const isSaidAbove = node.label === "Claim" || node.label === "Result";
  const evidence = edge.evidence.length && !isSaidAbove ? evidenceButton(edge) : null;
  return el("li", { class: "neighbour" }, nodeButton(otherEnd(edge, node)), evidence);
}

function evidenceButton(edge) {
  const text = count(edge.evidence.length, "sentence");
  const label = `${text}: evidence for ${sentenceOf(edge)}`;
  return button(text, () => openItem(edge), { class: "plain quiet", "aria-label": label });
}

const sentenceOf = (edge) => `${edge.start.name} ${phrase(edge.type)} ${edge.end.name}`;

function paperItem(edge, find) {
  const paper = edge.start;
  const [best] = edge.evidence;
  return el("li", {},
    el("figure", { class: "evidence" },
      button(paper.name, () => openItem(paper), { class: "paper plain" }),
      quietFacts([paper.properties.year, phrase(edge.type)]),
      best ? el("blockquote", {}, markedSentence(best.sentence, find)) : null,
    ),
  );
}

// The sentence of a claim with the names of what it is about marked, or those that `find` looks for.
function claimItem(claim, find = nameFinder(claim.edges.map((edge) => edge.end))) {
  const paper = paperOf(claim);
  return el("li", {},
    el("figure", { class: "evidence" },
      el("blockquote", {}, markedSentence(claim.name, find)),
      el("figcaption", {},
        button(claimKind(claim), () => openItem(claim), { class: "plain" }),
        agreement(claim),
        paper ? paperLink(paper) : null,
      ),
    ),
  );
}

function claimKind({ properties }) {
  return [properties.kind, properties.polarity, properties.negated && "negated", properties.hedged && "hedged"]
    .filter(Boolean).join(", ");
}

function agreement(claim) {
  const number = (type) => claim.edges.filter((edge) => edge.type === type).length;
  const [agree, contradict] = [number("AGREES_WITH"), number("CONTRADICTS")];
  return [
    agree ? el("span", { class: "agrees" }, `agrees with ${agree}`) : null,
    contradict ? el("span", { class: "contradicts" }, `contradicts ${contradict}`) : null,
  ];
}

function paperBody(node) {
  const { authors = [], venue, year, abstract } = node.properties;
  const claims = linked(node, "Claim");
  return [
    authors.length ? el("p", {}, authors.join(", ")) : null,
    facts([venue, year]),
    links(node),
    abstract ? section("Abstract", null, prose(abstract, nameFinder(node.edges.map((edge) => edge.end)))) : null,
    ...neighbourSections(node, (edge) => edge.end.entity),
    listSection("Claims", claims, (edge) => claimItem(edge.end)),
  ];
}

function prose(text, find) {
  const paragraph = el("p", { class: "prose short" }, markedSentence(text, find));
  const more = button("Read on", () => {
    paragraph.classList.remove("short");
    more.remove();
  }, { class: "plain" });
  return [paragraph, more];
}

function claimBody(node) {
  const paper = paperOf(node);
  const results = linked(node, "Result").map((edge) => edge.end);
  return [
    facts([claimKind(node), confidenceText(node.properties.confidence)]),
    paper ? el("p", {}, paperLink(paper)) : null,
    ...comparedClaims(node),
    ...neighbourSections(node, (edge) => edge.end.entity),
    listSection("Reports", results, (result) => el("li", { class: "neighbour" }, nodeButton(result))),
  ];
}

// Claims of other papers that say the same or the opposite, with both sentences to read.
function comparedClaims(node) {
  return [["CONTRADICTS", "contradicted by"], ["AGREES_WITH", "agrees with"]].map(([type, title]) => {
    const found = node.edges.filter((edge) => edge.type === type).map((edge) => otherEnd(edge, node));
    return listSection(title, found, (claim) => claimItem(claim));
  });
}

function resultBody(node) {
  const { direction, confidence, baseline: compared } = node.properties;
  const claims = linked(node, "Claim").map((edge) => otherEnd(edge, node));
  return [
    facts([direction && `moved ${direction}`, compared && `compared with ${compared}`, confidenceText(confidence)]),
    ...neighbourSections(node, (edge) => edge.end.entity),
    listSection("Reported in", claims, (claim) => claimItem(claim)),
  ];
}

function edgePanel(edge) {
  const joinsTheSame = (other) => otherEnd(other, edge.start) === edge.end;
  const siblings = edge.start.edges.filter((other) => other !== edge && joinsTheSame(other));
  return [
    el("header", {},
      el("p", { class: "kind" }, "Relationship"),
      el("h2", { class: `triple ${headClass(edge.start.name + edge.end.name)}`, tabindex: "-1" },
        nodeButton(edge.start),
        el("span", { class: "verb" }, isSymmetric(edge) ? "" : "↓ ", phrase(edge.type)),
        nodeButton(edge.end),
      ),
    ),
    el("p", { class: "quiet" }, data.types[edge.type].description),
    facts([count(edge.support, "paper"), confidenceText(edge.confidence)]),
    section("Evidence", edge.evidence.length, edgeEvidence(edge)),
    listSection("Also between these", siblings, siblingItem),
  ];
}

function edgeEvidence(edge) {
  if (edge.evidence.length) return evidenceList(edge.evidence, nameFinder([edge.start, edge.end]));
  // derived between claims: the two sentences are the evidence
  const claims = [edge.start, edge.end].filter((node) => node.label === "Claim");
  return claims.length ? longList(claims, (claim) => claimItem(claim)) : null;
}

function siblingItem(edge) {
  return el("li", {}, button(sentenceOf(edge), () => openItem(edge), { class: "plain" }));
}
