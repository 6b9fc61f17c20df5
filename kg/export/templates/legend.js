// The legend, which is also the filters: classes, relations, time, amount, document, confidence, planned or done.
import { at, data, edgeOf, entities } from "./data.js";
import { button, make, svg, swatch } from "./dom.js";
import { facts, narrowed } from "./facts.js";
import { strokeOf } from "./looks.js";
import { change, noFilters, onChange, state } from "./state.js";
import { term, words } from "./words.js";

function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}
const classCounts = tally(entities.map((entity) => entity.type));
const predicateCounts = tally(edgeOf.flatMap((edge) => edge.predicates));
const figureCounts = tally(facts.filter((fact) => fact.kind === "figure").map((fact) => fact.predicate));
const set = (key, value) => change({ filters: { ...state.filters, [key]: value } });

function choices(group, key, title, counts, order, sign) {
  const hidden = state.filters[key],
    keys = [...counts.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const some = keys.some((one) => hidden.has(one));
  const every = button("", some ? words().all : words().none, () => {
    const next = new Set(hidden);
    for (const one of keys) next[some ? "delete" : "add"](one);
    set(key, next);
  });
  const field = make(
    "fieldset",
    "",
    make("legend", "", title, every),
    ...keys.map((one) => {
      const box = make("input");
      box.type = "checkbox";
      box.checked = !hidden.has(one);
      box.addEventListener("change", () => {
        const next = new Set(hidden);
        next[box.checked ? "delete" : "add"](one);
        set(key, next);
      });
      const label = make(
        "label",
        "",
        box,
        sign(one),
        make("span", "", term(one)),
        make("small", "", String(counts.get(one))),
      );
      label.dataset.key = one;
      return label;
    }),
  );
  field.dataset.group = group;
  return field;
}
function field(id, label, input, act) {
  input.id = id;
  input.addEventListener("change", () => act(input.value));
  const tag = make("label", "field", make("span", "", label), input);
  tag.htmlFor = id;
  return tag;
}
function select(options, value) {
  const box = make(
    "select",
    "",
    ...options.map(([key, text]) => {
      const option = make("option", "", text);
      option.value = key;
      return option;
    }),
  );
  box.value = String(value);
  return box;
}
const typed = (value, hint, mode = "text") =>
  Object.assign(make("input"), { type: "text", value, placeholder: hint, inputMode: mode, maxLength: 14 });
const AMOUNTS = { 万: 1e4, 亿: 1e8, w: 1e4, k: 1e3, m: 1e6, million: 1e6, b: 1e9, billion: 1e9 };
// 1000万, 1.5亿, 2 million, 300000 → a number; 0 for what is none.
function amountOf(text) {
  const found = /^([\d.,]+)\s*(万|亿|w|k|m|million|b|billion)?元?$/i.exec(text.trim());
  return found ? Number(found[1].replaceAll(",", "")) * (AMOUNTS[(found[2] || "").toLowerCase()] || 1) || 0 : 0;
}
const dayOf = (text) => {
  const found = /^(\d{4})(?:[-./年](\d{1,2}))?(?:[-./月](\d{1,2}))?[月日]?$/.exec(text.trim());
  return found
    ? found
        .slice(1)
        .filter(Boolean)
        .map((part) => part.padStart(2, "0"))
        .join("-")
    : "";
};
// A document as one line of a list.
function titleOf(number) {
  const { title = "", date = "" } = data.documents[number];
  const text = [...(title || words().untitled)];
  return `${text.slice(0, 24).join("")}${text.length > 24 ? "…" : ""} ${date}`;
}
function narrowing() {
  const { filters } = state;
  const w = words();
  const documents = [["-1", w.anyDocument], ...data.documents.map((_, number) => [String(number), titleOf(number)])];
  const moods = [
    ["", w.any],
    ["done", w.onlyDone],
    ["planned", w.onlyPlanned],
  ];
  const sures = [["0", w.any], ...["0.5", "0.7", "0.8", "0.9"].map((least) => [least, least])];
  const amount = typed(filters.least ? String(filters.least) : "", "1000万");
  const since = field("since", w.since, typed(filters.since, "2021"), (value) => set("since", dayOf(value)));
  const until = field("until", w.until, typed(filters.until, "2023-06"), (value) => set("until", dayOf(value)));
  for (const one of [since, until]) one.title = w.undated;
  return make(
    "fieldset",
    "narrowing",
    make("legend", "", w.period),
    make("div", "pair", since, until),
    field("least", w.least, amount, (value) => set("least", amountOf(value))),
    field("mood", w.mood, select(moods, filters.mood), (value) => set("mood", value)),
    field("sure", w.sureLeast, select(sures, filters.sure), (value) => set("sure", Number(value))),
    field("document", w.document, select(documents, filters.document), (value) => set("document", Number(value))),
    onlyDiffering(),
  );
}
function onlyDiffering() {
  const box = Object.assign(make("input"), { type: "checkbox", checked: state.filters.differing, id: "differing" });
  box.addEventListener("change", () => set("differing", box.checked));
  const count = facts.filter((fact) => fact.differs).length;
  return make("label", "", box, make("span", "", words().differing), make("small", "", String(count)));
}
export function showLegend() {
  const legend = at("legend"),
    place = legend.scrollTop,
    focused = document.activeElement && legend.contains(document.activeElement) ? document.activeElement.id : "";
  const classOrder = (key) => (data.classes.includes(key) ? data.classes.indexOf(key) : 99);
  const predicateOrder = (key) => (key === "partOf" ? 1 : -predicateCounts.get(key));
  const active = narrowed() || state.filters.classes.size || state.filters.predicates.size;
  const line = svg(
    "svg",
    { viewBox: "0 0 30 12", class: "widths", "aria-hidden": "true" },
    svg("path", { d: "M0 4.7h30v.6H0z" }),
    svg("path", { d: "M0 8l30-1.8v3.6z" }),
  );
  legend.replaceChildren(
    ...(active ? [button("reset", words().reset, () => change({ filters: noFilters() }))] : []),
    narrowing(),
    choices("classes", "classes", words().classes, classCounts, classOrder, swatch),
    choices("relations", "predicates", words().predicates, predicateCounts, predicateOrder, (key) =>
      make("span", "stroke " + strokeOf(key)),
    ),
    ...(figureCounts.size
      ? [
          choices(
            "figures",
            "predicates",
            words().figures,
            figureCounts,
            (key) => -figureCounts.get(key),
            () => make("span", "hash", "#"),
          ),
        ]
      : []),
    make("p", "", line, words().thick),
    ...(edgeOf.some((edge) => edge.planned) ? [make("p", "", words().dashed)] : []),
  );
  legend.scrollTop = place;
  if (focused && at(focused)) at(focused).focus({ preventScroll: true });
  at("filter").classList.toggle("active", !!active);
}
export function toggleLegend(on) {
  at("legend").hidden = !on;
  document.body.classList.toggle("filtering", on);
  at("filter").setAttribute("aria-expanded", String(on));
}
export const startLegend = () =>
  onChange((patch) => {
    if ("filters" in patch || "language" in patch) showLegend();
  });
