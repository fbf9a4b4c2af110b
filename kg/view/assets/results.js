// Results as leaderboards: for a dataset by metric, for a metric by dataset, for others by both.

const RESULT_ENDS = ["Method", "Dataset", "Metric", "Task"];

function resultsOf(node) {
  return node.edges.map((edge) => otherEnd(edge, node)).filter((other) => other.label === "Result").map(resultRow);
}

// {result, Method, Dataset, Metric, Task, paper}: what a result is about, where the text says so.
function resultRow(result) {
  const row = { result, paper: paperOf(result) };
  for (const edge of result.edges) {
    if (edge.start === result && RESULT_ENDS.includes(edge.end.label)) row[edge.end.label] ??= edge.end;
  }
  return row;
}

const paperOf = (node) => (node.paper === null ? null : data.papers[node.paper]);

function leaderboards(node) {
  const rows = resultsOf(node);
  if (!rows.length) return null;
  const groupLabels = ["Dataset", "Metric"].filter((label) => label !== node.label);
  const groups = groupBy(rows, (row) => groupTitle(row, groupLabels));
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return longList(sorted, ([title, group]) => el("li", {}, leaderboard(title, group, node)), { limit: 4 });
}

function groupTitle(row, groupLabels) {
  return groupLabels.map((label) => row[label]?.name).filter(Boolean).join(" · ") || "Metric or dataset not named";
}

function leaderboard(title, rows, node) {
  const body = el("tbody");
  const heading = el("th", { scope: "col", "aria-sort": "descending" });
  const columns = node.label === "Method" ? ["Task"] : ["Method"];
  let descending = true;
  const sort = () => {
    const ordered = [...rows].sort((a, b) => (descending ? -1 : 1) * (numberOf(a) - numberOf(b)));
    body.replaceChildren(...ordered.map((row) => tableRow(row, columns)));
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    heading.firstChild.textContent = descending ? "Value ↓" : "Value ↑";
  };
  const turn = () => { descending = !descending; sort(); };
  heading.append(button("", turn, { class: "plain", title: "Turn the order round" }));
  sort();
  return el("table", {},
    el("caption", {}, title),
    el("thead", {}, el("tr", {}, heading, columns.map((label) => el("th", { scope: "col" }, label)))),
    body,
  );
}

// A value without a number goes to the end, whichever way the table is sorted.
const numberOf = (row) => row.result.properties.number ?? -Infinity;

function tableRow(row, columns) {
  return el("tr", {},
    el("td", {}, button(row.result.name, () => openItem(row.result), { class: "value plain" }), baseline(row.result)),
    columns.map((label) => el("td", {},
      row[label] ? nodeButton(row[label]) : el("span", { class: "quiet" }, "not named"),
      row.paper ? el("div", { class: "source" }, paperLink(row.paper)) : null,
    )),
  );
}

function baseline(result) {
  const value = result.properties.baseline;
  return value ? el("div", { class: "quiet" }, `vs ${value}`) : null;
}
