// How nodes and lines look: colour and shape by class, width by amount, faint where something else is picked.
import { edgeOf, entities, nodeOf } from "./data.js";
import { colourOf } from "./dom.js";
import { about, edgeAt, facts, isMoney, largest, pairKey } from "./facts.js";
import { visible } from "./shown.js";
import { state } from "./state.js";

const STROKES = {
  supports: "aid",
  pairedWith: "aid",
  built: "work",
  operates: "work",
  produces: "work",
  investsIn: "money",
  attracted: "money",
  signedWith: "money",
  cooperatesWith: "ties",
};
export const strokeOf = (predicate) => STROKES[predicate] || "";
export const theme = {};
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  for (const key of ["ground", "card", "ink", "soft", "edge", "accent", "aid", "money", "work", "ties", "line"])
    theme[key] = style.getPropertyValue("--" + key).trim();
}

// The largest amount of money told of the two ends of a line, in its own currency.
const amounts = new Float64Array(edgeOf.length);
for (const fact of facts) {
  if (!isMoney(fact) || !fact.amounts.length || fact.s.length * fact.o.length > 30) continue;
  for (const a of fact.s)
    for (const b of fact.o) {
      const edge = edgeAt.get(pairKey(a, b));
      if (edge) amounts[edge.id] = Math.max(amounts[edge.id], largest(fact));
    }
}
const WIDEST = 5,
  FROM = 1e6; // ten times the amount is one pixel more: 1 px up to a million, 5 px from 10 billion on
export const widthOf = (edge) =>
  edge.predicates.every((predicate) => predicate === "partOf")
    ? 0.7
    : Math.min(WIDEST, 1 + Math.max(0, Math.log10(amounts[edge.id] / FROM || 1)));

export const isPicked = () =>
  !!state.pick &&
  (state.pick.node !== undefined || !!state.pick.pair || !!state.pick.path || state.pick.fact !== undefined);
export function nodeLook(id) {
  return { colour: colourOf(entities[id].type), opacity: isPicked() && !visible.near.has(id) ? 0.16 : 1 };
}
export function edgeLook(edge) {
  const { predicates } = state.filters;
  const kinds = new Set(
    edge.predicates
      .filter((predicate) => !predicates.has(predicate))
      .map(strokeOf)
      .filter(Boolean),
  );
  const lit = visible.lit.has(edge.id),
    faint = edge.predicates.every((predicate) => predicate === "partOf");
  return {
    colour: kinds.size === 1 ? theme[[...kinds][0]] : theme.edge,
    width: widthOf(edge) + (lit ? 1.2 : 0),
    dashed: edge.planned,
    opacity: isPicked() ? (lit ? 1 : 0.08) : faint ? 0.5 : 0.62,
  };
}

// ---- names on the graph ----------------------------------------------------------------------------------------------
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const short = (text) => {
  const all = [...text.replace(UNSEEN, "")];
  return all.length > 16 ? all.slice(0, 15).join("") + "…" : all.join("");
};
export const labelOf = (id) => short(entities[id].name);
export const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const CELL = 48;
const ROOM_PER_NAME = 14000; // square pixels: 65 names on a desktop, 25 on a phone; twice as many are a pile
const SMALLEST = 3.4; // pixels of radius: smaller ones are named only when one zooms in, but for the forty most important
// Which names to write, by importance, each only where it covers no other: [{ id, text, x, y, size, bold }], pixels.
export function labels(measure, where, width, height, scale, hovered = null) {
  const { pick } = state,
    picked = isPicked();
  const first = !pick ? [] : pick.node !== undefined ? [pick.node] : pick.pair || pick.path || [];
  const ahead = hovered === null ? first : [hovered, ...first];
  const others = picked ? [...visible.near].sort((a, b) => a - b) : nodeOf.keys();
  const most = Math.max(25, (width * height) / ROOM_PER_NAME);
  const cells = new Map(),
    placed = [],
    done = new Set();
  const taken = (box, put) => {
    for (let cx = Math.floor(box.left / CELL); cx <= Math.floor(box.right / CELL); cx++)
      for (let cy = Math.floor(box.top / CELL); cy <= Math.floor(box.bottom / CELL); cy++) {
        const key = cx * 4096 + cy;
        if (put) {
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push(box);
        } else
          for (const other of cells.get(key) || [])
            if (box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)
              return true;
      }
    return false;
  };
  const put = (id, must) => {
    if (done.has(id) || !visible.nodes[id]) return;
    done.add(id);
    const radius = nodeOf[id].size * scale;
    if (!must && !picked && radius < SMALLEST && id >= 40) return;
    const spot = where(id);
    if (spot.x < -80 || spot.y < -30 || spot.x > width + 80 || spot.y > height + 20) return;
    const size = must ? 14 : id < 12 ? 13 : 12,
      bold = must || id < 12,
      text = labelOf(id);
    const half = measure(text, size, bold) / 2,
      y = spot.y + radius + 3;
    const box = { left: spot.x - half - 5, right: spot.x + half + 5, top: y - 2, bottom: y + size + 5 };
    if (!must && taken(box, false)) return;
    taken(box, true);
    placed.push({ id, text, x: spot.x, y, size, bold });
  };
  for (const id of ahead) put(id, true);
  for (const id of others) {
    if (placed.length >= most) break;
    put(id, false);
  }
  return placed;
}
export const weight = (id) => (about.get(id) || []).length;
