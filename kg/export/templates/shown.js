// Which nodes and lines are drawn: what the filters leave, around whom, and what search and expansion have added.
import { edgeOf, entities, nodeOf } from "./data.js";
import { edgesOf, facts, joinedBy, narrowed, pairKey, passes } from "./facts.js";
import { state } from "./state.js";

const MOST_ADDED = 80; // neighbours that come with an entity that was not drawn
const added = new Set();
export const isPlaced = (id) => nodeOf[id].x !== undefined;

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
// Puts an entity on the map of those drawn: beside its best known neighbour, else at the rim, on a sunflower around it.
const around = new Map();
let rim = null;
function settle(id, anchor) {
  const node = nodeOf[id];
  if (isPlaced(id)) return;
  if (!rim) {
    const placed = nodeOf.filter((one) => one.x !== undefined);
    rim = { x: 0, y: Math.max(0, ...placed.map((one) => one.y)) + 160 };
  }
  const centre = anchor === undefined ? rim : nodeOf[anchor];
  const key = anchor === undefined ? -1 : anchor,
    count = (around.get(key) || 0) + 1;
  around.set(key, count);
  const reach = (anchor === undefined ? 0 : 46) + 34 * Math.sqrt(count),
    turn = count * GOLDEN;
  node.x = Math.round(centre.x + Math.cos(turn) * reach);
  node.y = Math.round(centre.y + Math.sin(turn) * reach);
}
// Draws an entity that was not, with its most important neighbours. Gives whether anything new is drawn.
function bring(id) {
  const before = added.size;
  const others = neighbours(id).sort((a, b) => a - b);
  if (!isPlaced(id)) settle(id, others.find(isPlaced));
  if (nodeOf[id].hidden) added.add(id);
  for (const other of others.slice(0, MOST_ADDED)) {
    settle(other, id);
    if (nodeOf[other].hidden) added.add(other);
  }
  return added.size > before;
}
const neighbours = (id) => (edgesOf.get(id) || []).map((edge) => (edge.from === id ? edge.to : edge.from));

// A line is open where a relation that the filters leave runs along it; one that no text states (part of) only unfiltered.
function isOpen(edge) {
  const { predicates } = state.filters;
  const said = joinedBy.get(pairKey(edge.from, edge.to)) || [];
  if (narrowed()) return said.some(passes);
  return edge.predicates.some((predicate) => !predicates.has(predicate));
}
export const typeHidden = (id) => state.filters.classes.has(entities[id].type);

// The nodes within some steps of others along open lines.
function within(starts, steps) {
  const reached = new Set(starts);
  let edge = [...starts];
  for (let step = 0; step < steps; step++) {
    const next = [];
    for (const id of edge)
      for (const line of edgesOf.get(id) || []) {
        const other = line.from === id ? line.to : line.from;
        if (reached.has(other) || typeHidden(other) || !isOpen(line)) continue;
        reached.add(other);
        next.push(other);
      }
    edge = next;
  }
  return reached;
}
// All shortest ways between two along open lines, at most `most`; each is a list of nodes. Being part of a division joins
// two things only where nothing else does.
function paths(a, b, most = 8) {
  for (const loose of [false, true]) {
    const found = search(a, b, most, loose);
    if (found.length) return found;
  }
  return [];
}
function search(a, b, most, loose) {
  const before = new Map([[a, []]]);
  let edge = [a];
  while (edge.length && !before.has(b)) {
    const next = new Map();
    for (const id of edge)
      for (const line of edgesOf.get(id) || []) {
        const other = line.from === id ? line.to : line.from;
        if (before.has(other) || (typeHidden(other) && other !== b) || !isOpen(line)) continue;
        if (!loose && line.predicates.every((predicate) => predicate === "partOf")) continue;
        if (!next.has(other)) next.set(other, []);
        next.get(other).push(id);
      }
    for (const [id, from] of next) before.set(id, from);
    edge = [...next.keys()];
  }
  const found = [];
  const walk = (id, tail) => {
    if (found.length >= most) return;
    if (id === a) found.push([a, ...tail]);
    else for (const from of (before.get(id) || []).sort((x, y) => x - y)) walk(from, [id, ...tail]);
  };
  if (before.has(b) && a !== b) walk(b, []);
  return found;
}

// What is drawn now: flags by node and by line, worked out once a change.
export const visible = {
  nodes: new Uint8Array(nodeOf.length),
  edges: new Uint8Array(edgeOf.length),
  near: new Set(),
  path: null,
  count: 0,
};
export function work() {
  const { pick } = state;
  visible.path = pick && pick.path ? paths(...pick.path) : null;
  const ends = !pick
    ? []
    : pick.node !== undefined
      ? [pick.node]
      : pick.pair ||
        (pick.path
          ? pick.path
          : pick.fact !== undefined && facts[pick.fact]
            ? [...facts[pick.fact].s, ...facts[pick.fact].o]
            : []);
  for (const id of ends) bring(id);
  if (visible.path)
    for (const way of visible.path)
      for (const id of way)
        if (nodeOf[id].hidden) {
          bring(id);
          added.add(id);
        }
  const narrow = narrowed(),
    circle = state.depth && ends.length ? within(ends, state.depth) : null;
  if (circle) for (const id of circle) if (!isPlaced(id)) bring(id);
  const touched = narrow ? new Set() : null;
  if (narrow) for (const fact of facts) if (passes(fact)) for (const id of [...fact.s, ...fact.o]) touched.add(id);
  visible.count = 0;
  for (let id = 0; id < nodeOf.length; id++) {
    const drawnNow = circle ? circle.has(id) : !nodeOf[id].hidden || added.has(id);
    const on = drawnNow && isPlaced(id) && (ends.includes(id) || (!typeHidden(id) && (!touched || touched.has(id))));
    visible.nodes[id] = on ? 1 : 0;
    if (on) visible.count++;
  }
  edgeOf.forEach((edge, number) => {
    visible.edges[number] = visible.nodes[edge.from] && visible.nodes[edge.to] && isOpen(edge) ? 1 : 0;
  });
  visible.near = new Set(ends);
  if (pick && pick.node !== undefined)
    for (const edge of edgesOf.get(pick.node) || [])
      if (visible.edges[edge.id]) visible.near.add(edge.from).add(edge.to);
  if (visible.path) for (const way of visible.path) for (const id of way) visible.near.add(id);
  visible.lit = new Set();
  if (pick && pick.node !== undefined) for (const edge of edgesOf.get(pick.node) || []) visible.lit.add(edge.id);
  const pairs = !pick
    ? []
    : pick.pair
      ? [pick.pair]
      : (visible.path || []).flatMap((way) => way.slice(1).map((id, i) => [way[i], id]));
  for (const [a, b] of pairs)
    for (const edge of edgesOf.get(a) || []) if (edge.from === b || edge.to === b) visible.lit.add(edge.id);
}
export const shownFacts = () =>
  facts.filter(
    (fact) =>
      passes(fact) &&
      (!fact.s.length && !fact.o.length
        ? !state.depth
        : [...fact.s, ...fact.o].every((id) => !typeHidden(id) && (!state.depth || visible.nodes[id]))),
  );
