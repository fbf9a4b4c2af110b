// Search over names and aliases: a field with a list of hits, all of it reachable by keyboard.

const HITS = 12;
const query = byId("query");
const hitList = byId("hits");
let hits = [];
let active = -1;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const folded = new Map(nodes.map((node) => [node, [node.name, ...node.aliases].map(fold)]));

// 0: the name itself, 1: its beginning, 2: the beginning of a word, 3: inside a word; half a place later
// for an alias; Infinity: no match.
function rank([name, ...aliases], words) {
  return Math.min(rankOf(name, words), ...aliases.map((alias) => rankOf(alias, words) + 0.5));
}

function rankOf(name, words) {
  if (!name.includes(words)) return Infinity;
  if (name === words) return 0;
  if (name.startsWith(words)) return 1;
  return /[^\p{L}\p{N}]/u.test(name[name.indexOf(words) - 1]) ? 2 : 3;
}

// Entities come before papers, claims and results: their names are what people search for.
function search(words) {
  const found = nodes.map((node) => [node, rank(folded.get(node), words)]).filter(([, value]) => value < Infinity);
  found.sort(([a, x], [b, y]) => b.entity - a.entity || x - y || bySupport(a, b));
  return found.map(([node]) => node);
}

function onQuery() {
  const words = fold(query.value.trim());
  const found = words ? search(words) : [];
  focus.matches = words ? new Set(found) : null;
  showHits(found);
  if (words) announce(found.length ? count(found.length, "match", "matches") : "No matches");
  refresh();
}

function showHits(found) {
  hits = found.slice(0, HITS);
  setActive(hits.length ? 0 : -1);
  const rest = found.length - hits.length;
  hitList.replaceChildren(
    ...hits.map(hitItem),
    ...(query.value.trim() && !found.length ? [remark("No name or alias matches.")] : []),
    ...(rest > 0 ? [remark(`and ${numbers.format(rest)} more`)] : []),
  );
  setOpen(hitList.childElementCount > 0);
  setActive(hits.length ? 0 : -1);
}

const remark = (text) => el("li", { class: "quiet", role: "presentation" }, text);

function hitItem(node, index) {
  const words = fold(query.value.trim());
  const alias = fold(node.name).includes(words) ? null : node.aliases.find((one) => fold(one).includes(words));
  const on = { mousedown: (event) => choose(event, node) };
  return el("li", { id: `hit-${index}`, role: "option", "aria-selected": "false", on },
    dot(node.label),
    el("span", { class: "name" }, node.name, alias ? el("span", { class: "quiet" }, ` also ${alias}`) : null),
    el("span", { class: "quiet" }, node.entity ? String(node.support) : node.label),
  );
}

// The press must not take the focus from the field, or the list would close before it is released.
function choose(event, node) {
  event.preventDefault();
  setOpen(false);
  openItem(node);
}

function setOpen(isOpen) {
  hitList.hidden = !isOpen;
  query.setAttribute("aria-expanded", String(isOpen));
}

function setActive(index) {
  active = index;
  [...hitList.children].forEach((item, i) => {
    if (item.role === "option") item.setAttribute("aria-selected", String(i === active));
  });
  query.setAttribute("aria-activedescendant", active < 0 ? "" : `hit-${active}`);
  hitList.children[active]?.scrollIntoView({ block: "nearest" });
}

function onQueryKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) {
    event.preventDefault();
    setOpen(true);
    setActive((active + step + hits.length) % hits.length);
  } else if (event.key === "Enter" && hits[active]) {
    choose(event, hits[active]);
  }
}

function clearSearch() {
  query.value = "";
  focus.matches = null;
  showHits([]);
}

query.addEventListener("input", onQuery);
query.addEventListener("keydown", onQueryKey);
query.addEventListener("focus", () => setOpen(hitList.childElementCount > 0));
query.addEventListener("blur", () => setOpen(false));
