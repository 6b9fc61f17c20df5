// Oxigraph, which the page carries, in a worker of its own: started when first asked, so that a long query can be stopped.
import { edgeOf, read } from "./data.js";
import { facts } from "./facts.js";
import { turtle } from "./turtle.js";

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
export const kit = () => (kit.value ||= read("ask"));
async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
let engine = null; // a promise of the worker
let waiting = null; // { number, resolve } of the query that runs
let count = 0;
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
    worker.onmessage = ({ data: answer }) => {
      if (waiting && answer.number === waiting.number) {
        const { resolve } = waiting;
        waiting = null;
        resolve(answer);
      }
    };
    return worker;
  })();
  engine.catch(() => {
    engine = null;
  });
  return engine;
}
// Asks the graph. Gives { text, graph } or { error }, or null when stopped.
export async function answer(query) {
  const number = ++count;
  const { prefixes } = kit();
  const head = Object.entries(prefixes)
    .filter(([prefix]) => !new RegExp(`prefix\\s+${prefix}:`, "i").test(query))
    .map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`)
    .join(" ");
  const worker = await started();
  if (number !== count) return null; // stopped, or asked something else, while the engine started
  return new Promise((resolve) => {
    waiting = { number, resolve };
    worker.postMessage({ query: `${head} ${query}`, number });
  });
}
export async function stop() {
  count++;
  const { resolve } = waiting || {};
  waiting = null;
  if (engine) (await engine).terminate();
  engine = null;
  if (resolve) resolve(null);
}
export const isStarted = () => engine !== null;
