// Evidence: sentences with the names in them marked, and the papers they come from.

const escapePattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// Names of up to four characters are mostly acronyms: "AD" must not mark "ad", so these match by case.
const sameForm = (form, found) => (form.length <= 4 ? form === found : form.toLowerCase() === found.toLowerCase());

// Returns a function that splits a sentence into [text, node or null]; longer names win over names inside them.
function nameFinder(wanted) {
  const forms = wanted.filter((node) => node.entity).flatMap((node) =>
    [node.name, ...node.aliases].filter(Boolean).map((form) => ({ form, node })),
  );
  if (!forms.length) return (sentence) => [[sentence, null]];
  forms.sort((a, b) => b.form.length - a.form.length);
  const names = forms.map(({ form }) => escapePattern(form)).join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names})(?![\\p{L}\\p{N}])`, "giu");
  return (sentence) => splitAtNames(sentence, pattern, forms);
}

function splitAtNames(sentence, pattern, forms) {
  const parts = [];
  let done = 0;
  for (const match of sentence.matchAll(pattern)) {
    const hit = forms.find(({ form }) => sameForm(form, match[0]));
    if (!hit) continue;
    parts.push([sentence.slice(done, match.index), null], [match[0], hit.node]);
    done = match.index + match[0].length;
  }
  return [...parts, [sentence.slice(done), null]];
}

function markedSentence(sentence, find) {
  return find(sentence).map(([text, node]) => (node ? el("mark", { colour: node.colour }, text) : text));
}

// A list of sentences, the surest first.
function evidenceList(evidence, find) {
  return longList(evidence, (one) => el("li", {}, evidenceItem(one, find)), { limit: 6 });
}

function evidenceItem({ paper, sentence, confidence }, find) {
  return el("figure", { class: "evidence" },
    el("blockquote", {}, markedSentence(sentence, find)),
    el("figcaption", {}, paperLink(paper), quietFacts([paper.year, confidenceText(confidence)])),
  );
}

const confidenceText = (value) => (typeof value === "number" ? `confidence ${value.toFixed(2)}` : null);

function quietFacts(facts) {
  const known = facts.filter((fact) => fact !== null && fact !== undefined && fact !== "");
  return known.length ? el("span", { class: "quiet" }, known.join(" · ")) : null;
}

// A paper that max_nodes left out of the page still has its title here.
function paperLink(paper) {
  if (paper.node === null) return el("span", { class: "paper" }, paper.title);
  return button(paper.title, () => openItem(nodes[paper.node]), { class: "paper plain" });
}

function nodeButton(node, ...after) {
  return button([dot(node.label), el("span", { class: "name" }, node.name), ...after], () => openItem(node), {
    class: "node",
  });
}

function dot(label) {
  const shape = labels[label]?.entity ? "circle" : shapes[label];
  return el("span", { class: `dot ${shape}`, colour: labels[label]?.colour, "aria-hidden": "true" });
}
