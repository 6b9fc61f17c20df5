// The graph that is drawn as a picture of its own: PNG and SVG.
import { edgeOf, entities, nodeOf } from "./data.js";
import { shapeOf, svg } from "./dom.js";
import { edgeLook, FONT, labels, nodeLook, theme } from "./looks.js";
import { cornersOf, measurer, paint, radiusAt } from "./painter.js";
import { visible } from "./shown.js";
import { term } from "./words.js";

const LONGEST = 1600; // pixels of the longer side
const SHARPNESS = 2; // pixels of a PNG to one of these
const two = (value) => value.toFixed(2);

// A frame around all that is drawn: { camera, width, height }, or null where nothing is.
function frame() {
  const shown = nodeOf.filter((_, id) => visible.nodes[id]);
  if (!shown.length) return null;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of shown)
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  const [wide, high] = [right - left + 180, bottom - top + 140]; // room for names at the rim
  const k = Math.min(2, LONGEST / Math.max(wide, high));
  const camera = { x: (left + right) / 2, y: (top + bottom) / 2 + 10, k };
  return { camera, width: Math.ceil(wide * k), height: Math.ceil(high * k) };
}
// Gives the picture to `take` as a blob; not at all where nothing is drawn.
export function png(take) {
  const view = frame();
  if (!view) return;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: view.width * SHARPNESS, height: view.height * SHARPNESS });
  const context = canvas.getContext("2d");
  context.scale(SHARPNESS, SHARPNESS);
  for (const step of paint(context, view.camera, view.width, view.height)) void step;
  canvas.toBlob((blob) => blob && take(blob));
}
export function svgText() {
  const view = frame();
  if (!view) return "";
  const { camera, width, height } = view;
  const where = (id) => ({
    x: (nodeOf[id].x - camera.x) * camera.k + width / 2,
    y: (nodeOf[id].y - camera.y) * camera.k + height / 2,
  });
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONT });
  const shown = [...nodeOf.keys()].filter((id) => visible.nodes[id]).reverse(); // the important last, on top
  const measure = measurer(document.createElement("canvas").getContext("2d"));
  picture.append(
    svg("rect", { width, height, fill: theme.ground }),
    ...edgeOf.filter((edge) => visible.edges[edge.id]).map((edge) => line(edge, where, camera.k)),
    ...shown.map((id) => shape(id, where(id), camera.k)),
    ...labels(measure, where, width, height, camera.k).map(label),
  );
  return new XMLSerializer().serializeToString(picture);
}
function line(edge, where, k) {
  const { colour, width, opacity, dashed } = edgeLook(edge);
  const [a, b] = [where(edge.from), where(edge.to)];
  const stroke = {
    stroke: colour,
    "stroke-width": two(width * Math.min(1, 0.45 + k * 0.55)),
    "stroke-opacity": opacity,
  };
  const ends = { x1: two(a.x), y1: two(a.y), x2: two(b.x), y2: two(b.y) };
  const title = svg("title", {}, edge.predicates.map(term).join(", "));
  return svg("line", { ...ends, ...stroke, ...(dashed ? { "stroke-dasharray": "7 5" } : {}) }, title);
}
function shape(id, { x, y }, k) {
  const { colour, opacity } = nodeLook(id);
  const [radius, corners] = [radiusAt(id, k), cornersOf(shapeOf(entities[id].type))];
  const paints = { fill: colour, "fill-opacity": opacity, stroke: theme.ground };
  const title = svg("title", {}, entities[id].name);
  if (!corners) return svg("circle", { cx: two(x), cy: two(y), r: two(radius), ...paints }, title);
  const points = corners.map(([dx, dy]) => `${two(x + dx * radius)},${two(y + dy * radius)}`).join(" ");
  return svg("polygon", { points, ...paints }, title);
}
function label({ text, x, y, size, bold }) {
  const place = { x: two(x), y: two(y + size * 0.9), "text-anchor": "middle" };
  const font = { "font-size": size, "font-weight": bold ? 600 : 400, fill: theme.ink };
  return svg("text", { ...place, ...font, stroke: theme.ground, "stroke-width": 3, "paint-order": "stroke" }, text);
}
