// The query view: SPARQL answered in a worker by the Oxigraph that the page carries, started when the view is first opened.
import { at, edgeOf, entities, read } from "./data.js";
import { button, list, make, name } from "./dom.js";
import { csvRows, save } from "./exports.js";
import { facts } from "./facts.js";
import { change, onChange, state } from "./state.js";
import { turtle } from "./turtle.js";
import { words } from "./words.js";

const MOST_ROWS = 2000;
// What runs in the worker after Oxigraph's own module: loads the graph, then answers.
const ANSWER = `
const RESULTS = "application/sparql-results+json";
let store = null;
self.onmessage = async ({ data: { wasm, turtle, query, number } }) => {
  try {
    if (wasm) {
      await __wbg_init({ module_or_path: wasm });
      store = new Store();
      store.load(turtle, { format: "text/turtle", no_transaction: true });
      self.postMessage({ ready: true });
      return;
    }
    let text, graph = false;
    try { text = store.query(query, { results_format: RESULTS }); }
    catch (error) {
      if (!/\\b(CONSTRUCT|DESCRIBE)\\b/i.test(query)) throw error;
      text = store.query(query, { results_format: "text/turtle" });
      graph = true;
    }
    self.postMessage({ number, text, graph });
  } catch (error) { self.postMessage({ number, error: String(error && error.message || error) }); }
};`;
const kit = () => (kit.value ||= read("ask"));
async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
let engine = null, waiting = null, count = 0;
async function started() {
  if (engine) return engine;
  engine = (async () => {
    const { glue, wasm, graph } = kit();
    const code = new Blob([glue, ANSWER], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(code));
    const ready = new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { error } }) => (error ? reject(new Error(error)) : resolve());
      worker.onerror = (event) => reject(new Error(event.message || "worker"));
    });
    const turtleText = graph ? await (await unpacked(graph)).text() : turtle(facts, edgeOf);
    const bytes = await (await unpacked(wasm)).arrayBuffer();
    worker.postMessage({ wasm: bytes, turtle: turtleText }, [bytes]);
    await ready;
    worker.onmessage = ({ data: answer }) => { if (waiting && answer.number === waiting.number) { const { resolve } = waiting; waiting = null; resolve(answer); } };
    return worker;
  })();
  engine.catch(() => { engine = null; });
  return engine;
}
// Asks the graph. Gives { text, graph } or { error }, or null when stopped.
async function answer(query) {
  const { prefixes } = kit();
  const head = Object.entries(prefixes).filter(([prefix]) => !new RegExp(`prefix\\s+${prefix}:`, "i").test(query)).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`).join(" ");
  const worker = await started();
  const number = ++count;
  return new Promise((resolve) => { waiting = { number, resolve }; worker.postMessage({ query: `${head} ${query}`, number }); });
}
async function stop() {
  const { resolve } = waiting || {};
  waiting = null;
  if (engine) (await engine).terminate();
  engine = null;
  if (resolve) resolve(null);
}

// ---- the view ----------------------------------------------------------------------------------------------------------
const literal = (text) => `"${text.replace(/[\\"\n\r]/g, (one) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" })[one])}"@zh`;
const entityByIri = new Map();
let values = {}, picked = "";
function filled(query) {
  let { sparql } = query;
  for (const key of Object.keys(query.parameters)) if (values[key]) sparql = sparql.replace(`VALUES ?${key} { UNDEF }`, `VALUES ?${key} { ${literal(values[key])} }`);
  return sparql;
}
function cell(term) {
  if (!term) return "";
  if (term.type === "uri") {
    if (!entityByIri.size) entities.forEach(({ iri }, id) => entityByIri.set(iri, id));
    const id = entityByIri.get(term.value);
    if (id !== undefined) return button("link", name(entities[id].name), () => change({ pick: { node: id } }));
    const { prefixes } = kit();
    for (const [prefix, iri] of Object.entries(prefixes)) if (term.value.startsWith(iri)) return name(`${prefix}:${term.value.slice(iri.length)}`);
  }
  const text = name(term.value);
  if (/(integer|decimal|double)$/.test(term.datatype || "")) text.className = "number";
  return text;
}
function showAnswer(result) {
  const box = at("answer"), w = words();
  if (!result) return box.replaceChildren();
  if (result.error) return box.replaceChildren(make("p", "problem", w.failed, make("bdi", "", result.error)));
  if (result.graph) return box.replaceChildren(make("div", "bar", button("", w.turtle, () => save("answer.ttl", result.text, "text/turtle"))), make("pre", "", result.text.slice(0, 200000)));
  const { head, results, boolean } = JSON.parse(result.text);
  if (boolean !== undefined) return box.replaceChildren(make("p", "", boolean ? w.yes : w.no));
  const all = results.bindings, shown = all.slice(0, MOST_ROWS);
  const bar = make("div", "bar", make("span", "", w.rows(all.length) + (all.length > shown.length ? w.firstRows(shown.length) : "")), button("", "CSV", () => save("answer.csv", csvRows([head.vars, ...all.map((row) => head.vars.map((key) => (row[key] ? row[key].value : "")))]), "text/csv")));
  if (!all.length) return box.replaceChildren(make("p", "empty", w.noRows));
  const body = make("tbody"), table = make("table", "answers", make("thead", "", make("tr", "", ...head.vars.map((key) => Object.assign(make("th", "", key), { scope: "col" })))), body);
  const more = make("div");
  list(more, shown, (row) => { body.append(make("tr", "", ...head.vars.map((key) => make("td", "", cell(row[key]))))); return ""; }, w.more, 200);
  box.replaceChildren(bar, make("div", "scroll", table), more);
}
async function run() {
  const w = words(), box = at("answer"), halt = button("", w.stop, stop);
  const query = at("sparql").value;
  change({ query });
  box.replaceChildren(make("p", "soft", engine ? w.running : w.starting, " ", halt));
  let result;
  try { result = await answer(query); } catch (error) { box.replaceChildren(make("p", "problem", w.noEngine, make("bdi", "", String(error && error.message || error)))); return; }
  if (state.view === "ask") showAnswer(result);
}
function showAsk() {
  const view = at("view"), w = words(), { queries } = kit(), language = state.language;
  const choose = make("select", "", Object.assign(make("option", "", w.ownQuery), { value: "" }), ...queries.map((query) => Object.assign(make("option", "", query.titles[language]), { value: query.name })));
  choose.id = "named";
  choose.setAttribute("aria-label", w.named);
  const text = Object.assign(make("textarea"), { id: "sparql", spellcheck: false, rows: 9 });
  text.setAttribute("aria-label", "SPARQL");
  const note = make("p", "soft"), fields = make("div", "fields");
  const take = (now) => {
    const query = queries.find((one) => one.name === picked);
    choose.value = picked;
    note.textContent = query ? query.descriptions[language] : "";
    fields.replaceChildren(...Object.entries(query ? query.parameters : {}).map(([key, hint]) => {
      const input = Object.assign(make("input"), { type: "text", value: values[key] || "", id: "value-" + key, placeholder: hint, maxLength: 200 });
      input.addEventListener("input", () => { values = { ...values, [key]: input.value.trim() }; text.value = filled(query); });
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") run(); });
      return make("label", "", key + " ", input);
    }));
    if (query) text.value = filled(query);
    if (now) run();
  };
  choose.addEventListener("change", () => { picked = choose.value; values = {}; take(!!picked); });
  text.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); });
  const go = button("primary", w.run, run);
  go.id = "run";
  view.replaceChildren(make("div", "asking", make("label", "", w.named + " ", choose), note, fields, text, make("div", "bar", go, kit().graph ? null : make("span", "soft", w.shownOnly))), make("div", "answer"));
  view.lastChild.id = "answer";
  view.lastChild.setAttribute("aria-live", "polite");
  text.value = state.query || queries[0].sparql;
  if (!state.query) picked = queries[0].name;
  take(false);
  if (state.query) text.value = state.query;
}
export const startAsk = () => onChange((patch) => { if (state.view === "ask" && ("view" in patch || "language" in patch)) showAsk(); });
