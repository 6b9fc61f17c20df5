// Who gives to whom: a matrix of givers and receivers, with what was given and by how many facts it is told.
import { at, entities } from "./data.js";
import { button, make, name } from "./dom.js";
import { passes } from "./facts.js";
import { typeHidden } from "./shown.js";
import { change, onChange, state } from "./state.js";
import { flowFacts, given } from "./sums.js";
import { readable, words } from "./words.js";

const MOST = 40; // rows, and columns: what fits the eye; the rest by filter
export function cells() {
  const byPair = new Map();
  for (const fact of flowFacts()) {
    if (!passes(fact)) continue;
    for (const s of fact.s)
      for (const o of fact.o) {
        if (s === o || typeHidden(s) || typeHidden(o) || (fact.s.includes(o) && fact.o.includes(s))) continue; // both ways is no flow
        const key = `${s} ${o}`;
        if (!byPair.has(key)) byPair.set(key, { s, o, facts: [] });
        byPair.get(key).facts.push(fact);
      }
  }
  const all = [...byPair.values()];
  for (const cell of all) cell.given = given(cell.facts);
  return all;
}
function ranked(all, side) {
  const totals = new Map();
  for (const cell of all) {
    const total = totals.get(cell[side]) || { id: cell[side], given: 0, facts: 0 };
    total.given += cell.given;
    total.facts += cell.facts.length;
    totals.set(cell[side], total);
  }
  return [...totals.values()].sort((a, b) => b.given - a.given || b.facts - a.facts || a.id - b.id);
}
// 0 for nothing given, 6 for the most: a step is about a quarter of the one above.
function level(value, most) {
  return value ? Math.max(1, Math.min(6, 6 + Math.round(1.6 * Math.log10(value / most)))) : 0;
}
function heading(id, scope) {
  const open = button("link plain", name(entities[id].name), () => change({ pick: { node: id } }));
  return Object.assign(make("th", scope === "col" ? "column" : "", open), { scope });
}
function square({ s, o, given: value, facts }, most) {
  const text = value ? readable(value, "CNY") : "·";
  const act = () => change({ pick: { pair: [s, o] } });
  const open = button("cell level" + level(value, most), make("span", "", text), act);
  open.append(make("small", "", String(facts.length)));
  open.title = `${entities[s].name} → ${entities[o].name}: ${text}, ${words().factCount(facts.length)}`;
  open.setAttribute("aria-label", open.title);
  return open;
}
function showFlows() {
  const all = cells();
  const w = words();
  if (!all.length) return at("view").replaceChildren(make("p", "empty", w.noFlows));
  const rows = ranked(all, "s").slice(0, MOST);
  const givers = new Set(rows.map((row) => row.id));
  const within = all.filter((cell) => givers.has(cell.s));
  const columns = ranked(within, "o").slice(0, MOST);
  const most = Math.max(1, ...within.map((cell) => cell.given));
  const placed = new Map(within.map((cell) => [`${cell.s} ${cell.o}`, square(cell, most)]));
  const corner = make("th", "corner", `${w.supporters} → ${w.receivers}`);
  const head = make("tr", "", corner, ...columns.map(({ id }) => heading(id, "col")));
  const body = rows.map((row) => {
    const squares = columns.map(({ id }) => make("td", "", placed.get(`${row.id} ${id}`)));
    return make("tr", "", heading(row.id, "row"), ...squares);
  });
  const table = make("table", "matrix", make("thead", "", head), make("tbody", "", ...body));
  return at("view").replaceChildren(make("p", "hint", w.flowsHint), make("div", "scroll", table));
}
export const startFlows = () =>
  onChange((patch) => {
    if (state.view === "flows" && ["view", "filters", "language"].some((key) => key in patch)) showFlows();
  });
