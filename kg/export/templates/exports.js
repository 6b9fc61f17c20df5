// Saves what is shown: the graph as a picture (PNG, SVG), its facts as a table (CSV), its subgraph as Turtle.
import { at, data, edgeOf, entities, nodeOf } from "./data.js";
import { button, shapeOf, svg } from "./dom.js";
import { edgeLook, FONT, labels, nodeLook, theme } from "./looks.js";
import { cornersOf, measurer, paint, radiusAt } from "./painter.js";
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
// A frame around all that is drawn, 1600 pixels wide or high.
function frame() {
  const shown = nodeOf.filter((_, id) => visible.nodes[id]);
  const [xs, ys] = [shown.map((node) => node.x), shown.map((node) => node.y)];
  if (!shown.length) return null;
  const [left, right, top, bottom] = [Math.min(...xs) - 90, Math.max(...xs) + 90, Math.min(...ys) - 60, Math.max(...ys) + 80];
  const k = Math.min(2, 1600 / Math.max(right - left, bottom - top));
  return { camera: { x: (left + right) / 2, y: (top + bottom) / 2, k }, width: Math.ceil((right - left) * k), height: Math.ceil((bottom - top) * k) };
}
export function png() {
  const view = frame(), canvas = document.createElement("canvas");
  if (!view) return;
  const ratio = 2;
  canvas.width = view.width * ratio;
  canvas.height = view.height * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  for (const step of paint(context, view.camera, view.width, view.height)) void step;
  canvas.toBlob((blob) => blob && save("graph.png", blob, "image/png"));
}
const two = (value) => value.toFixed(2);
function svgText() {
  const view = frame();
  if (!view) return "";
  const { camera: { x: mx, y: my, k }, width, height } = view;
  const X = (id) => (nodeOf[id].x - mx) * k + width / 2, Y = (id) => (nodeOf[id].y - my) * k + height / 2;
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONT });
  picture.append(svg("rect", { width, height, fill: theme.ground }));
  for (const edge of edgeOf) {
    if (!visible.edges[edge.id]) continue;
    const look = edgeLook(edge);
    picture.append(svg("line", { x1: two(X(edge.from)), y1: two(Y(edge.from)), x2: two(X(edge.to)), y2: two(Y(edge.to)), stroke: look.colour, "stroke-width": two(look.width * Math.min(1, 0.45 + k * 0.55)), "stroke-opacity": look.opacity, ...(look.dashed ? { "stroke-dasharray": "7 5" } : {}) }, svg("title", {}, edge.predicates.map(term).join(", "))));
  }
  for (let id = nodeOf.length - 1; id >= 0; id--) {
    if (!visible.nodes[id]) continue;
    const { colour, opacity } = nodeLook(id), radius = radiusAt(id, k), corners = cornersOf(shapeOf(entities[id].type));
    const common = { fill: colour, "fill-opacity": opacity, stroke: theme.ground };
    const shape = corners ? svg("polygon", { points: corners.map(([dx, dy]) => `${two(X(id) + dx * radius)},${two(Y(id) + dy * radius)}`).join(" "), ...common }) : svg("circle", { cx: two(X(id)), cy: two(Y(id)), r: two(radius), ...common });
    shape.append(svg("title", {}, entities[id].name));
    picture.append(shape);
  }
  const measure = measurer(document.createElement("canvas").getContext("2d"));
  for (const { text, x, y, size, bold } of labels(measure, (id) => ({ x: X(id), y: Y(id) }), width, height, k)) {
    picture.append(svg("text", { x: two(x), y: two(y + size * 0.9), "text-anchor": "middle", "font-size": size, "font-weight": bold ? 600 : 400, fill: theme.ink, stroke: theme.ground, "stroke-width": 3, "paint-order": "stroke" }, text));
  }
  return new XMLSerializer().serializeToString(picture);
}
const quoted = (value) => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? "'" + text : text; // a spreadsheet runs what begins so
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
export const csvRows = (table) => "\ufeff" + table.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
export function csv() {
  const w = words(), names = (ids) => ids.map((id) => entities[id].name).join("; ");
  const head = [w.subject, w.relation, w.object, w.amount, "unit", w.date, w.state, w.sure, w.sentence, w.documents, w.published];
  const lines = tableFacts().map((fact) => {
    const from = data.documents[fact.documents[0]] || {};
    return [names(fact.s), fact.group.label || term(fact.predicate), names(fact.o), fact.amounts.join("; "), fact.amounts.length ? fact.unit : "", fact.own, fact.planned ? w.planned : w.done, fact.sure, mainSentence(fact), from.title, from.date];
  });
  return csvRows([head, ...lines]);
}
const subgraph = () => turtle(state.view === "graph" ? shownFacts().filter((fact) => [...fact.s, ...fact.o].every((id) => visible.nodes[id])) : tableFacts(), edgeOf.filter((edge) => visible.edges[edge.id]));
export function startExports() {
  const menu = at("exports"), open = at("export");
  const shut = () => { menu.hidden = true; open.setAttribute("aria-expanded", "false"); };
  open.addEventListener("click", () => {
    const w = words();
    const item = (key, act) => { const one = button("", w[key], () => { shut(); act(); }); one.dataset.kind = key; one.setAttribute("role", "menuitem"); return one; };
    menu.replaceChildren(item("png", png), item("svg", () => save("graph.svg", svgText(), "image/svg+xml")), item("csv", () => save("facts.csv", csv(), "text/csv")), item("turtle", () => save("graph.ttl", subgraph(), "text/turtle")));
    menu.hidden = !menu.hidden;
    open.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) menu.firstChild.focus();
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target) && event.target !== open) shut(); });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { shut(); open.focus(); event.stopPropagation(); } });
}
