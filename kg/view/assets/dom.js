// Building blocks of the page. Whatever comes from papers goes in as text, never as markup.

const byId = (id) => document.getElementById(id);

// el("p", {class: "quiet", on: {click}}, "text", child): an element with its children; empty children are skipped.
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function setAttribute(element, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "colour") {
    element.style.setProperty("--colour", value); // a style attribute would be refused by the policy
  } else if (value !== null && value !== undefined && value !== false) {
    element.setAttribute(name, value === true ? "" : value);
  }
}

function button(text, onClick, attributes = {}) {
  return el("button", { type: "button", on: { click: onClick }, ...attributes }, text);
}

// Links come from papers: only the web's own schemes, and the other side learns nothing about this page.
function webLink(text, address) {
  if (!/^https?:\/\//i.test(address)) return null;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

const numbers = new Intl.NumberFormat("en");
const count = (number, one, many = `${one}s`) => `${numbers.format(number)} ${number === 1 ? one : many}`;

// Map.groupBy is not in every browser yet.
function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

// A list that starts short: the rest comes on request, so that a hub's panel opens at once.
function longList(items, render, { limit = 8, tag = "ul", label = null } = {}) {
  const list = el(tag, { class: "list", "aria-label": label }, items.slice(0, limit).map(render));
  if (items.length <= limit) return list;
  const more = button(`Show all ${items.length}`, () => {
    const rest = items.slice(limit).map(render);
    list.append(...rest);
    more.remove();
    rest[0].querySelector("button, a")?.focus();
  }, { class: "plain" });
  return el("div", {}, list, more);
}

function announce(text) {
  byId("status").textContent = text;
}
