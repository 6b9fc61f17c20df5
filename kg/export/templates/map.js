// Support on a map: arcs from giver to receiver over the county seats, on an equal-area conic projection.
import { at, data, edgeOf, entities } from "./data.js";
import { colourOf, make, svg } from "./dom.js";
import { cells } from "./flows.js";
import { labelOf } from "./looks.js";
import { change, onChange, state } from "./state.js";
import { readable, words } from "./words.js";

// Albers' conic projection with the parallels usual for China, 25° and 47° north, about 105° east. Degrees to kilometres.
const RAD = Math.PI / 180,
  R = 6371,
  P1 = 25 * RAD,
  P2 = 47 * RAD;
const n = (Math.sin(P1) + Math.sin(P2)) / 2,
  C = Math.cos(P1) ** 2 + 2 * n * Math.sin(P1),
  RHO0 = (R * Math.sqrt(C - 2 * n * Math.sin(36 * RAD))) / n;
function project([longitude, latitude]) {
  const rho = (R * Math.sqrt(C - 2 * n * Math.sin(latitude * RAD))) / n,
    turn = n * (longitude - 105) * RAD;
  return [rho * Math.sin(turn), -(RHO0 - rho * Math.cos(turn))];
}
// Where a thing is: its own point, or that of the place it is in, so far as one is known.
const inside = new Map();
for (const edge of edgeOf)
  for (const predicate of ["locatedIn", "partOf"])
    if (edge.predicates.includes(predicate))
      for (const [a, b] of [
        [edge.from, edge.to],
        [edge.to, edge.from],
      ]) {
        if (entities[b].point && !entities[a].point && !inside.has(a)) inside.set(a, b);
      }
const placeOf = (id) => (entities[id].point ? id : inside.get(id));
let box = null; // what the map shows: x, y, width, height, in kilometres of the projection
const MOST_ARCS = 1000; // by amount: more is a blot, and slow to move
const MOST_POINTS = 2000; // by facts
const EDGE = 150; // kilometres around the ground
const BEND = 0.18; // how far an arc leaves the straight line, of its length

// The flows between places, and how many facts touch each place.
function flowsOnMap() {
  const flows = new Map();
  const touched = new Map();
  for (const cell of cells()) {
    const [a, b] = [placeOf(cell.s), placeOf(cell.o)];
    if (a === undefined || b === undefined || a === b) continue;
    const key = `${a} ${b}`;
    const flow = flows.get(key) || { a, b, given: 0, facts: 0, money: true, pair: [cell.s, cell.o] };
    flow.given += cell.given;
    flow.facts += cell.facts.length;
    flow.money = flow.money && cell.facts.every((fact) => fact.predicate !== "supports");
    flows.set(key, flow);
    for (const id of [a, b]) touched.set(id, (touched.get(id) || 0) + cell.facts.length);
  }
  entities.forEach(({ point }, id) => {
    if (point && !touched.has(id)) touched.set(id, 0);
  });
  return {
    flows: [...flows.values()].sort((a, b) => a.given - b.given || a.facts - b.facts).slice(-MOST_ARCS),
    places: [...touched].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_POINTS),
  };
}
function groundPoints() {
  const points = [];
  const { ground } = data;
  for (let i = 0; i < ground.length; i += 2) points.push(project([ground[i] / 100, ground[i + 1] / 100]));
  return points;
}
function frameOf(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, top] = [Math.min(...xs) - EDGE, Math.min(...ys) - EDGE];
  return [left, top, Math.max(...xs) + EDGE - left, Math.max(...ys) + EDGE - top];
}
function showMap() {
  const view = at("view");
  const { flows, places } = flowsOnMap();
  if (!places.length) return view.replaceChildren(make("p", "empty", words().noMap));
  const ground = groundPoints();
  box = frameOf(ground.length ? ground : places.map(([id]) => project(entities[id].point)));
  const picture = svg("svg", { class: "map", role: "img", "aria-label": words().mapHint });
  const names = svg("g", { class: "names" });
  picture.append(
    svg("path", { class: "ground", d: ground.map(([x, y]) => `M${x.toFixed(0)} ${y.toFixed(0)}h.1`).join("") }),
    svg("g", { class: "arcs" }, ...flows.map(arc)),
    svg("g", { class: "points" }, ...places.map(dot)),
    names,
  );
  view.replaceChildren(make("p", "hint", words().mapHint), picture);
  return navigate(picture, [...box], () => thin(picture, names, places));
}
// Makes an element of the map a button that opens something.
function opens(element, label, pick) {
  element.append(svg("title", {}, label));
  for (const [key, value] of Object.entries({ tabindex: "0", role: "button", "aria-label": label }))
    element.setAttribute(key, value);
  element.addEventListener("click", () => change({ pick }));
  element.addEventListener("keydown", (event) => event.key === "Enter" && change({ pick }));
  return element;
}
function dot([id, facts]) {
  const [x, y] = project(entities[id].point);
  const size = String(2 + Math.min(5, Math.sqrt(facts)));
  const circle = svg("circle", {
    cx: x.toFixed(1),
    cy: y.toFixed(1),
    fill: colourOf(entities[id].type),
    "data-r": size,
  });
  return opens(circle, entities[id].name, { node: id });
}
function arc({ a, b, given, facts, money, pair }) {
  const [x1, y1] = project(entities[a].point);
  const [x2, y2] = project(entities[b].point);
  const [cx, cy] = [(x1 + x2) / 2 + (y2 - y1) * BEND, (y1 + y2) / 2 - (x2 - x1) * BEND];
  const [from, middle, to] = [
    [x1, y1],
    [cx, cy],
    [x2, y2],
  ].map((point) => point.map((one) => one.toFixed(1)).join(" "));
  const width = given ? Math.min(4, 0.8 + 0.8 * Math.max(0, Math.log10(given / 1e6))) : 1;
  const path = svg("path", { d: `M${from}Q${middle} ${to}`, class: money ? "money" : "aid", "data-w": String(width) });
  const amount = given ? ` · ${readable(given, "CNY")}` : "";
  return opens(path, `${entities[a].name} → ${entities[b].name}${amount} · ${words().factCount(facts)}`, { pair });
}
// Names by importance where there is room; strokes and dots keep their size on the screen at every zoom.
function thin(picture, names, order) {
  const unit = Math.max(box[2] / (picture.clientWidth || 1), box[3] / (picture.clientHeight || 1)),
    placed = [];
  for (const dot of picture.querySelectorAll("circle")) dot.setAttribute("r", String(Number(dot.dataset.r) * unit));
  for (const path of picture.querySelectorAll(".arcs path"))
    path.style.strokeWidth = `${Number(path.dataset.w) * unit}px`;
  picture.querySelector(".ground").style.strokeWidth = `${2.6 * unit}px`;
  names.replaceChildren();
  for (const [id, facts] of order) {
    if (placed.length >= 60 || (!facts && unit > 2.5)) break;
    const [x, y] = project(entities[id].point),
      text = labelOf(id),
      half = (text.length * 13 * unit) / 2,
      top = y + 8 * unit;
    const spot = { left: x - half, right: x + half, top, bottom: top + 15 * unit };
    if (
      placed.some(
        (other) =>
          spot.left < other.right && spot.right > other.left && spot.top < other.bottom && spot.bottom > other.top,
      )
    )
      continue;
    placed.push(spot);
    const name = svg(
      "text",
      {
        x: x.toFixed(1),
        y: (top + 12 * unit).toFixed(1),
        "font-size": (12 * unit).toFixed(2),
        "stroke-width": (3 * unit).toFixed(2),
      },
      text,
    );
    names.append(name);
  }
}
function navigate(picture, whole, drawn) {
  const put = () => {
    picture.setAttribute("viewBox", box.map((value) => value.toFixed(1)).join(" "));
    drawn();
  };
  const unit = () => Math.max(box[2] / picture.clientWidth, box[3] / picture.clientHeight);
  const zoom = (factor, px, py) => {
    const f = Math.max(0.02, Math.min(1, (box[2] * factor) / whole[2])) * (whole[2] / box[2]),
      middle = [box[0] + box[2] / 2, box[1] + box[3] / 2];
    const at = [
      middle[0] + (px - picture.clientWidth / 2) * unit(),
      middle[1] + (py - picture.clientHeight / 2) * unit(),
    ];
    box = [at[0] - (at[0] - box[0]) * f, at[1] - (at[1] - box[1]) * f, box[2] * f, box[3] * f];
    put();
  };
  picture.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { left, top } = picture.getBoundingClientRect();
      zoom(Math.exp(event.deltaY * 0.0015), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
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
      zoom(
        gap(before) / (gap(event) || 1),
        (event.clientX + other.clientX) / 2 - left,
        (event.clientY + other.clientY) / 2 - top,
      );
    } else {
      box = [
        box[0] - (event.clientX - before.clientX) * unit(),
        box[1] - (event.clientY - before.clientY) * unit(),
        box[2],
        box[3],
      ];
      put();
    }
    down.set(event.pointerId, event);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"])
    picture.addEventListener(kind, (event) => down.delete(event.pointerId));
  put();
}
export const startMap = () =>
  onChange((patch) => {
    if (state.view === "map" && ["view", "filters", "language"].some((key) => key in patch)) showMap();
  });
