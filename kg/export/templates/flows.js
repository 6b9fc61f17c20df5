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
    for (const s of fact.s) for (const o of fact.o) {
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
function showFlows() {
  const view = at("view"), all = cells(), w = words();
  if (!all.length) return view.replaceChildren(make("p", "empty", w.noFlows));
  const rows = ranked(all, "s").slice(0, MOST), rowIds = new Set(rows.map((row) => row.id));
  const columns = ranked(all.filter((cell) => rowIds.has(cell.s)), "o").slice(0, MOST);
  const at_ = new Map(all.map((cell) => [`${cell.s} ${cell.o}`, cell]));
  const most = Math.max(1, ...all.map((cell) => cell.given));
  const level = (value) => (value ? Math.max(1, Math.min(6, 6 + Math.round(1.6 * Math.log10(value / most)))) : 0);
  const head = make("tr", "", make("th", "corner", `${w.supporters} → ${w.receivers}`), ...columns.map((column) => {
    const cell = make("th", "column", button("link plain", name(entities[column.id].name), () => change({ pick: { node: column.id } })));
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((row) => {
    const label = make("th", "", button("link plain", name(entities[row.id].name), () => change({ pick: { node: row.id } })));
    label.scope = "row";
    return make("tr", "", label, ...columns.map((column) => {
      const cell = at_.get(`${row.id} ${column.id}`);
      if (!cell) return make("td");
      const text = cell.given ? readable(cell.given, "CNY") : "·";
      const open = button("cell level" + level(cell.given), make("span", "", text), () => change({ pick: { pair: [row.id, column.id] } }));
      open.append(make("small", "", String(cell.facts.length)));
      open.setAttribute("aria-label", `${entities[row.id].name} → ${entities[column.id].name}: ${text}, ${w.factCount(cell.facts.length)}`);
      open.title = open.getAttribute("aria-label");
      return make("td", "", open);
    }));
  });
  const table = make("table", "matrix", make("thead", "", head), make("tbody", "", ...body));
  view.replaceChildren(make("p", "hint", w.flowsHint), make("div", "scroll", table));
}
export const startFlows = () => onChange((patch) => { if (state.view === "flows" && ["view", "filters", "language"].some((key) => key in patch)) showFlows(); });
