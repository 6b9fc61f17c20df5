// The graph view: draws with vis-network where the page carries it, else on our canvas; fits, focuses, shows tips, listens to keys.
import { at, edgeOf, entities, narrow, nodeOf } from "./data.js";
import { makeCanvas } from "./canvas.js";
import { weight } from "./looks.js";
import { isPlaced, visible } from "./shown.js";
import { change, onChange, state } from "./state.js";
import { makeVis } from "./visnet.js";
import { comma, term, words } from "./words.js";

let drawing = null;
export const theDrawing = () => drawing;
export function startGraph() {
  if (innerHeight > innerWidth) for (const node of nodeOf) [node.x, node.y] = [node.y, node.x]; // the layout is wider than high
  const listen = {
    click: (hit) => change(pickOf(hit)),
    hover: (hit, x, y) => (hit ? tip(x, y, told(hit)) : (at("tip").hidden = true)),
  };
  drawing = (window.vis ? makeVis : makeCanvas)(at("graph"), listen);
  at("graph").addEventListener("keydown", keys);
  onChange((patch) => {
    if (!drawing || state.view !== "graph") return;
    drawing.refresh();
    at("hiddenBy").hidden = visible.count > 0;
    if ("view" in patch) fit(false);
    if ("depth" in patch && state.depth) fit(true);
    else if ("pick" in patch && patch.pick && patch.pick.path) fit(true);
    else if (patch.follow && patch.pick && patch.pick.node !== undefined) focus(patch.pick.node);
  });
}
function pickOf(hit) {
  if (!hit) return { pick: null, depth: 0 };
  if (hit.node !== undefined) return { pick: { node: hit.node }, depth: state.depth };
  return { pick: { pair: [edgeOf[hit.edge].from, edgeOf[hit.edge].to] }, depth: 0 };
}
function told(hit) {
  if (hit.node === undefined) return edgeOf[hit.edge].predicates.map(term).join(comma());
  const { name, type } = entities[hit.node];
  return `${name} · ${term(type)} · ${weight(hit.node)} ${words().nodeTip}`;
}
function tip(x, y, text) {
  const element = at("tip");
  element.textContent = text;
  element.hidden = false;
  const room = at("graph").clientWidth - element.offsetWidth - 8;
  element.style.left = Math.max(4, Math.min(x + 14, room)) + "px";
  element.style.top = Math.max(4, y - 38) + "px";
}
// The part of the graph's box that neither the legend nor the panel covers.
function room() {
  const { width, height } = drawing.size(),
    small = narrow.matches;
  const left = small || at("legend").hidden ? 0 : at("legend").offsetWidth + 12;
  const right = small || at("panel").hidden ? 0 : at("panel").offsetWidth + 12;
  const bottom = small && !at("panel").hidden ? Math.min(at("panel").offsetHeight, height * 0.6) : 0;
  return { left, right, bottom, width: Math.max(80, width - left - right), height: Math.max(80, height - bottom) };
}
function moveTo(x, y, k, animated) {
  const { left, right, bottom } = room();
  drawing.look(x - (left - right) / 2 / k, y + bottom / 2 / k, k, animated);
}
export function fit(animated) {
  if (!drawing) return;
  let [left, right, top, bottom, any] = [Infinity, -Infinity, Infinity, -Infinity, false];
  for (let id = 0; id < nodeOf.length; id++) {
    if (!visible.nodes[id] || (state.pick && state.pick.path && visible.path.length && !visible.near.has(id))) continue;
    const { x, y } = nodeOf[id];
    [left, right, top, bottom, any] = [
      Math.min(left, x),
      Math.max(right, x),
      Math.min(top, y),
      Math.max(bottom, y),
      true,
    ];
  }
  if (!any) [left, right, top, bottom] = [0, 0, 0, 0];
  const free = room(),
    margin = narrow.matches ? 50 : 90;
  const scale = Math.min(
    1.3,
    (free.width - margin) / Math.max(right - left, 1),
    (free.height - margin) / Math.max(bottom - top, 1),
  );
  moveTo((left + right) / 2, (top + bottom) / 2 + 8 / scale, Math.max(0.02, scale), animated);
}
function focus(id) {
  if (!isPlaced(id)) return;
  moveTo(nodeOf[id].x, nodeOf[id].y, Math.max(drawing.scale(), 0.9), true);
}
function keys(event) {
  const step = 70,
    acts = {
      ArrowLeft: () => drawing.pan(-step, 0),
      ArrowRight: () => drawing.pan(step, 0),
      ArrowUp: () => drawing.pan(0, -step),
      ArrowDown: () => drawing.pan(0, step),
      "+": () => drawing.zoom(1.3),
      "=": () => drawing.zoom(1.3),
      "-": () => drawing.zoom(1 / 1.3),
      0: () => fit(true),
    };
  if (event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
}
