// Support on a map: arcs from giver to receiver over the county seats, on an equal-area conic projection.
import { at, data, edgeOf, entities } from "./data.js";
import { colourOf, make, svg } from "./dom.js";
import { cells } from "./flows.js";
import { labelOf } from "./looks.js";
import { change, onChange, state } from "./state.js";
import { readable, words } from "./words.js";

// Albers' conic projection with the parallels usual for China, 25° and 47° north, about 105° east. Degrees to kilometres.
const RAD = Math.PI / 180, R = 6371, P1 = 25 * RAD, P2 = 47 * RAD;
const n = (Math.sin(P1) + Math.sin(P2)) / 2, C = Math.cos(P1) ** 2 + 2 * n * Math.sin(P1), RHO0 = (R * Math.sqrt(C - 2 * n * Math.sin(36 * RAD))) / n;
function project([longitude, latitude]) {
  const rho = (R * Math.sqrt(C - 2 * n * Math.sin(latitude * RAD))) / n, turn = n * (longitude - 105) * RAD;
  return [rho * Math.sin(turn), -(RHO0 - rho * Math.cos(turn))];
}
// Where a thing is: its own point, or that of the place it is in, so far as one is known.
const inside = new Map();
for (const edge of edgeOf) for (const predicate of ["locatedIn", "partOf"]) if (edge.predicates.includes(predicate)) for (const [a, b] of [[edge.from, edge.to], [edge.to, edge.from]]) {
  if (entities[b].point && !entities[a].point && !inside.has(a)) inside.set(a, b);
}
const placeOf = (id) => (entities[id].point ? id : inside.get(id));
let box = null;
const MOST_ARCS = 1000, MOST_POINTS = 2000; // by amount and by facts: more is a blot, and slow to move
function showMap() {
  const view = at("view"), w = words();
  const flows = new Map(), touched = new Map();
  for (const cell of cells()) {
    const a = placeOf(cell.s), b = placeOf(cell.o);
    if (a === undefined || b === undefined || a === b) continue;
    const key = `${a} ${b}`, flow = flows.get(key) || { a, b, given: 0, facts: 0, money: true, pair: [cell.s, cell.o] };
    flow.given += cell.given;
    flow.facts += cell.facts.length;
    flow.money = flow.money && cell.facts.every((fact) => fact.predicate !== "supports");
    flows.set(key, flow);
    for (const id of [a, b]) touched.set(id, (touched.get(id) || 0) + cell.facts.length);
  }
  entities.forEach(({ point }, id) => { if (point && !touched.has(id)) touched.set(id, 0); });
  if (!touched.size) return view.replaceChildren(make("p", "empty", w.noMap));
  const ground = [];
  for (let i = 0; i < data.ground.length; i += 2) ground.push(project([data.ground[i] / 100, data.ground[i + 1] / 100]));
  const own = [...touched.keys()].map((id) => project(entities[id].point)), all = ground.length ? ground : own;
  const [xs, ys] = [all.map((p) => p[0]), all.map((p) => p[1])];
  const whole = [Math.min(...xs) - 150, Math.min(...ys) - 150, Math.max(...xs) - Math.min(...xs) + 300, Math.max(...ys) - Math.min(...ys) + 300];
  box = whole;
  const picture = svg("svg", { class: "map", role: "img", "aria-label": w.mapHint, preserveAspectRatio: "xMidYMid meet" });
  const arcs = svg("g", { class: "arcs" }), points = svg("g", { class: "points" }), names = svg("g", { class: "names" });
  picture.append(svg("path", { class: "ground", d: ground.map(([x, y]) => `M${x.toFixed(0)} ${y.toFixed(0)}h.1`).join("") }), arcs, points, names);
  for (const flow of [...flows.values()].sort((a, b) => a.given - b.given || a.facts - b.facts).slice(-MOST_ARCS)) arcs.append(arc(flow));
  const order = [...touched].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_POINTS);
  for (const [id, facts] of order) {
    const [x, y] = project(entities[id].point);
    const dot = svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: "1", fill: colourOf(entities[id].type), tabindex: facts ? "0" : "-1", role: "button", "aria-label": entities[id].name, "data-r": String(2 + Math.min(5, Math.sqrt(facts))) }, svg("title", {}, entities[id].name));
    const open = () => change({ pick: { node: id } });
    dot.addEventListener("click", open);
    dot.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
    points.append(dot);
  }
  view.replaceChildren(make("p", "hint", w.mapHint), picture);
  navigate(picture, whole, () => thin(picture, names, order));
}
function arc({ a, b, given, facts, money, pair }) {
  const [x1, y1] = project(entities[a].point), [x2, y2] = project(entities[b].point);
  const bend = 0.18, cx = (x1 + x2) / 2 + (y2 - y1) * bend, cy = (y1 + y2) / 2 - (x2 - x1) * bend;
  const path = svg("path", { d: `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`, class: money ? "money" : "aid", "data-w": String(given ? Math.min(4, 0.8 + 0.8 * Math.max(0, Math.log10(given / 1e6))) : 1) });
  const text = `${entities[a].name} → ${entities[b].name}${given ? ` · ${readable(given, "CNY")}` : ""} · ${words().factCount(facts)}`;
  path.append(svg("title", {}, text));
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", text);
  const open = () => change({ pick: { pair } });
  path.addEventListener("click", open);
  path.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
  return path;
}
// Names by importance where there is room; strokes and dots keep their size on the screen at every zoom.
function thin(picture, names, order) {
  const unit = Math.max(box[2] / (picture.clientWidth || 1), box[3] / (picture.clientHeight || 1)), placed = [];
  for (const dot of picture.querySelectorAll("circle")) dot.setAttribute("r", String(Number(dot.dataset.r) * unit));
  for (const path of picture.querySelectorAll(".arcs path")) path.style.strokeWidth = `${Number(path.dataset.w) * unit}px`;
  picture.querySelector(".ground").style.strokeWidth = `${2.6 * unit}px`;
  names.replaceChildren();
  for (const [id, facts] of order) {
    if (placed.length >= 60 || (!facts && unit > 2.5)) break;
    const [x, y] = project(entities[id].point), text = labelOf(id), half = (text.length * 13 * unit) / 2, top = y + 8 * unit;
    const spot = { left: x - half, right: x + half, top, bottom: top + 15 * unit };
    if (placed.some((other) => spot.left < other.right && spot.right > other.left && spot.top < other.bottom && spot.bottom > other.top)) continue;
    placed.push(spot);
    const name = svg("text", { x: x.toFixed(1), y: (top + 12 * unit).toFixed(1), "font-size": (12 * unit).toFixed(2), "stroke-width": (3 * unit).toFixed(2) }, text);
    names.append(name);
  }
}
function navigate(picture, whole, drawn) {
  const put = () => { picture.setAttribute("viewBox", box.map((value) => value.toFixed(1)).join(" ")); drawn(); };
  const unit = () => Math.max(box[2] / picture.clientWidth, box[3] / picture.clientHeight);
  const zoom = (factor, px, py) => {
    const f = Math.max(0.02, Math.min(1, (box[2] * factor) / whole[2])) * (whole[2] / box[2]), middle = [box[0] + box[2] / 2, box[1] + box[3] / 2];
    const at = [middle[0] + (px - picture.clientWidth / 2) * unit(), middle[1] + (py - picture.clientHeight / 2) * unit()];
    box = [at[0] - (at[0] - box[0]) * f, at[1] - (at[1] - box[1]) * f, box[2] * f, box[3] * f];
    put();
  };
  picture.addEventListener("wheel", (event) => { event.preventDefault(); const { left, top } = picture.getBoundingClientRect(); zoom(Math.exp(event.deltaY * 0.0015), event.clientX - left, event.clientY - top); }, { passive: false });
  const down = new Map();
  picture.style.touchAction = "none";
  picture.addEventListener("pointerdown", (event) => down.set(event.pointerId, event));
  picture.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const { left, top } = picture.getBoundingClientRect();
    if (down.size === 2) {
      const other = [...down.values()].find((one) => one.pointerId !== event.pointerId);
      const gap = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      zoom(gap(before) / (gap(event) || 1), (event.clientX + other.clientX) / 2 - left, (event.clientY + other.clientY) / 2 - top);
    } else {
      box = [box[0] - (event.clientX - before.clientX) * unit(), box[1] - (event.clientY - before.clientY) * unit(), box[2], box[3]];
      put();
    }
    down.set(event.pointerId, event);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) picture.addEventListener(kind, (event) => down.delete(event.pointerId));
  put();
}
export const startMap = () => onChange((patch) => { if (state.view === "map" && ["view", "filters", "language"].some((key) => key in patch)) showMap(); });
