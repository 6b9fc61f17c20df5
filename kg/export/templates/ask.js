// The query view: named queries and one's own, and their answers as a table.
import { at, entities } from "./data.js";
import { button, list, make, name } from "./dom.js";
import { answer, isStarted, kit, stop } from "./engine.js";
import { csvRows, save } from "./exports.js";
import { change, onChange, state } from "./state.js";
import { words } from "./words.js";

const MOST_ROWS = 2000; // shown; the CSV has all
const STEP = 200;
const MOST_LETTERS = 200000; // of Turtle that is shown; the file has all
const literal = (text) =>
  `"${text.replace(/[\\"\n\r]/g, (one) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" })[one])}"@zh`;
const entityByIri = new Map();
let values = {},
  picked = "";
function filled(query) {
  let { sparql } = query;
  for (const key of Object.keys(query.parameters))
    if (values[key]) sparql = sparql.replace(`VALUES ?${key} { UNDEF }`, () => `VALUES ?${key} { ${literal(values[key])} }`);
  return sparql;
}
function cell(term) {
  if (!term) return "";
  if (term.type === "uri") {
    if (!entityByIri.size) entities.forEach(({ iri }, id) => entityByIri.set(iri, id));
    const id = entityByIri.get(term.value);
    if (id !== undefined) return button("link", name(entities[id].name), () => change({ pick: { node: id } }));
    const { prefixes } = kit();
    for (const [prefix, iri] of Object.entries(prefixes))
      if (term.value.startsWith(iri)) return name(`${prefix}:${term.value.slice(iri.length)}`);
  }
  const text = name(term.value);
  if (/(integer|decimal|double)$/.test(term.datatype || "")) text.className = "number";
  return text;
}
function showAnswer({ error, graph, text }) {
  const box = at("answer");
  const w = words();
  if (error) return box.replaceChildren(make("p", "problem", w.failed, make("bdi", "", error)));
  if (graph) {
    const keep = button("", w.turtle, () => save("answer.ttl", text, "text/turtle"));
    return box.replaceChildren(make("div", "bar", keep), make("pre", "", text.slice(0, MOST_LETTERS)));
  }
  const { head, results, boolean } = JSON.parse(text);
  if (boolean !== undefined) return box.replaceChildren(make("p", "", boolean ? w.yes : w.no));
  if (!results.bindings.length) return box.replaceChildren(make("p", "empty", w.noRows));
  return box.replaceChildren(...table(head.vars, results.bindings));
}
function table(columns, all) {
  const w = words();
  const shown = all.slice(0, MOST_ROWS);
  const plain = () => [columns, ...all.map((row) => columns.map((key) => (row[key] ? row[key].value : "")))];
  const keep = button("", "CSV", () => save("answer.csv", csvRows(plain()), "text/csv"));
  const count = w.rows(all.length) + (all.length > shown.length ? w.firstRows(shown.length) : "");
  const heads = columns.map((key) => Object.assign(make("th", "", key), { scope: "col" }));
  const body = make("tbody");
  const add = (row) => {
    body.append(make("tr", "", ...columns.map((key) => make("td", "", cell(row[key])))));
    return "";
  };
  const more = list(make("div"), shown, add, w.more, STEP);
  const grid = make("table", "answers", make("thead", "", make("tr", "", ...heads)), body);
  return [make("div", "bar", make("span", "", count), keep), make("div", "scroll", grid), more];
}
async function run() {
  const box = at("answer");
  const w = words();
  const query = at("sparql").value;
  change({ query });
  box.replaceChildren(make("p", "soft", isStarted() ? w.running : w.starting, " ", button("", w.stop, stop)));
  try {
    const result = await answer(query);
    if (state.view !== "ask") return;
    if (result) showAnswer(result);
    else box.replaceChildren();
  } catch (error) {
    box.replaceChildren(make("p", "problem", w.noEngine, make("bdi", "", String((error && error.message) || error))));
  }
}
const option = (value, text) => Object.assign(make("option", "", text), { value });
// A field for each parameter of a named query; what is typed goes into its VALUES line.
function parameterFields(query, text) {
  return Object.entries(query ? query.parameters : {}).map(([key, hint]) => {
    const about = { type: "text", value: values[key] || "", id: "value-" + key, placeholder: hint, maxLength: 200 };
    const input = Object.assign(make("input"), about);
    input.addEventListener("input", () => {
      values = { ...values, [key]: input.value.trim() };
      text.value = filled(query);
    });
    input.addEventListener("keydown", (event) => event.key === "Enter" && run());
    return make("label", "", key + " ", input);
  });
}
function showAsk() {
  const w = words();
  const { queries, graph } = kit();
  const options = queries.map((query) => option(query.name, query.titles[state.language]));
  const choose = Object.assign(make("select", "", option("", w.ownQuery), ...options), { id: "named" });
  const text = Object.assign(make("textarea"), { id: "sparql", spellcheck: false, rows: 9 });
  const note = make("p", "soft");
  const fields = make("div", "fields");
  const take = () => {
    const query = queries.find((one) => one.name === picked);
    choose.value = picked;
    note.textContent = query ? query.descriptions[state.language] : "";
    fields.replaceChildren(...parameterFields(query, text));
    if (query) text.value = filled(query);
  };
  choose.setAttribute("aria-label", w.named);
  choose.addEventListener("change", () => {
    [picked, values] = [choose.value, {}];
    take();
    if (picked) run();
  });
  text.setAttribute("aria-label", "SPARQL");
  text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && run());
  const go = Object.assign(button("primary", w.run, run), { id: "run" });
  const bar = make("div", "bar", go, graph ? null : make("span", "soft", w.shownOnly));
  const box = Object.assign(make("div"), { id: "answer" });
  box.setAttribute("aria-live", "polite");
  at("view").replaceChildren(
    make("div", "asking", make("label", "", w.named + " ", choose), note, fields, text, bar),
    box,
  );
  if (!state.query && !picked) picked = queries[0].name;
  take();
  if (state.query) text.value = state.query;
}
export const startAsk = () =>
  onChange((patch) => {
    if (state.view === "ask" && ("view" in patch || "language" in patch)) showAsk();
  });
