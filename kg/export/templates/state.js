// What is shown: one object, and the fragment of the address, which restores it.
import { data, entities } from "./data.js";

export const VIEWS = ["graph", "facts", "flows", "time", "map", "ask"];
export const noFilters = () => ({
  classes: new Set(),
  predicates: new Set(),
  since: "",
  until: "",
  least: 0,
  document: -1,
  sure: 0,
  mood: "",
  differing: false,
});
const preferred = (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
// pick: null or one of { node }, { pair: [a, b] }, { path: [a, b] }, { fact }, { document }, { documents: true }
export const state = {
  view: "graph",
  pick: null,
  depth: 0,
  filters: noFilters(),
  language: preferred,
  theme: "",
  query: "",
};

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export function change(patch) {
  Object.assign(state, patch);
  const mark = written();
  // The way back leads through what was looked at, not through every filter.
  const keep = "pick" in patch || "view" in patch ? "pushState" : "replaceState";
  if (mark !== location.hash.slice(1)) history[keep](null, "", mark ? "#" + mark : location.pathname + location.search);
  for (const listener of listeners) listener(patch);
}
export const zh = () => state.language === "zh";

// ---- the fragment ----------------------------------------------------------------------------------------------------
// An entity is written by the end of its IRI, in characters that people read: place/500233, bridge/东西大桥.
const base = entities.length ? entities[0].iri.replace(/[^/]*\/[^/]*$/, "") : "";
function shortened(id) {
  const { iri } = entities[id];
  const end = base && iri.startsWith(base) ? iri.slice(base.length) : iri;
  try {
    return decodeURIComponent(end);
  } catch {
    return end;
  }
}
function entityOf(text) {
  if (!text) return -1;
  return entities.findIndex(({ iri }, id) => iri === text || shortened(id) === text);
}
// The ends of the facts' IRIs, in the order in which the facts are numbered.
const named = () => [...data.relations, ...data.observations].flatMap((group) => group.said.map((one) => one.id));
function written() {
  const { pick, filters } = state,
    parts = new URLSearchParams();
  const put = (key, value) => {
    if (value) parts.set(key, value);
  };
  put("view", state.view === "graph" ? "" : state.view);
  if (pick && pick.node !== undefined) put("entity", shortened(pick.node));
  if (pick && pick.pair) {
    put("pair", shortened(pick.pair[0]));
    put("and", shortened(pick.pair[1]));
  }
  if (pick && pick.path) {
    put("path", shortened(pick.path[0]));
    put("to", shortened(pick.path[1]));
  }
  if (pick && pick.document !== undefined) put("document", data.documents[pick.document].id);
  if (pick && pick.documents) put("documents", "all");
  if (pick && pick.fact !== undefined) put("fact", named()[pick.fact]);
  put("depth", state.depth ? String(state.depth) : "");
  put("without", [...filters.classes].sort().join(","));
  put("unrelated", [...filters.predicates].sort().join(","));
  for (const key of ["since", "until", "mood"]) put(key, filters[key]);
  put("least", filters.least ? String(filters.least) : "");
  put("sure", filters.sure ? String(filters.sure) : "");
  put("source", filters.document >= 0 ? data.documents[filters.document].id : "");
  put("differing", filters.differing ? "1" : "");
  put("query", state.view === "ask" ? state.query.slice(0, 4000) : "");
  put("lang", state.language === preferred ? "" : state.language);
  put("theme", state.theme);
  return parts.toString();
}
const oneOf = (value, choices) => (choices.includes(value) ? value : "");
const day = (text) => (/^\d{4}(-\d\d){0,2}$/.test(text || "") ? text : "");
export function fromAddress() {
  const mark = location.hash.slice(1);
  const patch = { view: "graph", pick: null, depth: 0, filters: noFilters(), language: preferred, theme: "" };
  if (mark && !mark.includes("=")) {
    // an entity's IRI alone
    let iri = "";
    try {
      iri = decodeURIComponent(mark);
    } catch {
      /* no IRI */
    }
    const id = entityOf(iri);
    return { ...patch, pick: id >= 0 ? { node: id } : null };
  }
  const parts = new URLSearchParams(mark),
    { filters } = patch;
  const get = (key) => parts.get(key) || "";
  const both = (key, other) => [entityOf(get(key)), entityOf(get(other))];
  const document = (key) => (get(key) ? data.documents.findIndex((one) => one.id === get(key)) : -1);
  const list = (key) => new Set(get(key).split(",").filter(Boolean));
  patch.view = oneOf(get("view"), VIEWS) || "graph";
  const [entity, pair, path] = [entityOf(get("entity")), both("pair", "and"), both("path", "to")];
  if (entity >= 0) patch.pick = { node: entity };
  else if (pair[0] >= 0 && pair[1] >= 0) patch.pick = { pair };
  else if (path[0] >= 0 && path[1] >= 0) patch.pick = { path };
  else if (document("document") >= 0) patch.pick = { document: document("document") };
  else if (get("documents")) patch.pick = { documents: true };
  else if (get("fact") && named().includes(get("fact"))) patch.pick = { fact: named().indexOf(get("fact")) };
  patch.depth = [1, 2, 3].includes(Number(get("depth"))) ? Number(get("depth")) : 0;
  Object.assign(filters, {
    classes: list("without"),
    predicates: list("unrelated"),
    since: day(get("since")),
    until: day(get("until")),
    document: document("source"),
    least: Math.max(0, Number(get("least")) || 0),
    sure: Math.min(1, Math.max(0, Number(get("sure")) || 0)),
    mood: oneOf(get("mood"), ["planned", "done"]),
    differing: get("differing") === "1",
  });
  patch.language = oneOf(get("lang"), ["zh", "en"]) || preferred;
  patch.theme = oneOf(get("theme"), ["light", "dark"]);
  if (get("query")) patch.query = get("query");
  return patch;
}
