// Saves what is shown: the graph as a picture (PNG, SVG), its facts as a table (CSV), its subgraph as Turtle.
import { at, data, edgeOf, entities } from "./data.js";
import { button } from "./dom.js";
import { png, svgText } from "./picture.js";
import { shownFacts, visible } from "./shown.js";
import { mainSentence } from "./source.js";
import { state } from "./state.js";
import { tableFacts } from "./table.js";
import { turtle } from "./turtle.js";
import { term, words } from "./words.js";

export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
const quoted = (value) => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? "'" + text : text; // a spreadsheet runs what begins so
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
export const csvRows = (table) => "\ufeff" + table.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
function csv() {
  const w = words(),
    names = (ids) => ids.map((id) => entities[id].name).join("; ");
  const head = [
    w.subject,
    w.relation,
    w.object,
    w.amount,
    "unit",
    w.date,
    w.state,
    w.sure,
    w.sentence,
    w.documents,
    w.published,
  ];
  const lines = tableFacts().map((fact) => {
    const from = data.documents[fact.documents[0]] || {};
    return [
      names(fact.s),
      fact.group.label || term(fact.predicate),
      names(fact.o),
      fact.amounts.join("; "),
      fact.amounts.length ? fact.unit : "",
      fact.own,
      fact.planned ? w.planned : w.done,
      fact.sure,
      mainSentence(fact),
      from.title,
      from.date,
    ];
  });
  return csvRows([head, ...lines]);
}
const subgraph = () =>
  turtle(
    state.view === "graph"
      ? shownFacts().filter((fact) => [...fact.s, ...fact.o].every((id) => visible.nodes[id]))
      : tableFacts(),
    edgeOf.filter((edge) => visible.edges[edge.id]),
  );
export function startExports() {
  const menu = at("exports"),
    open = at("export");
  const shut = () => {
    menu.hidden = true;
    open.setAttribute("aria-expanded", "false");
  };
  open.addEventListener("click", () => {
    const w = words();
    const item = (key, act) => {
      const one = button("", w[key], () => {
        shut();
        act();
      });
      one.dataset.kind = key;
      one.setAttribute("role", "menuitem");
      return one;
    };
    menu.replaceChildren(
      item("png", () => png((blob) => save("graph.png", blob, "image/png"))),
      item("svg", () => save("graph.svg", svgText(), "image/svg+xml")),
      item("csv", () => save("facts.csv", csv(), "text/csv")),
      item("turtle", () => save("graph.ttl", subgraph(), "text/turtle")),
    );
    menu.hidden = !menu.hidden;
    open.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) menu.firstChild.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && event.target !== open) shut();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      shut();
      open.focus();
      event.stopPropagation();
    }
  });
}
