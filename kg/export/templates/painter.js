// Draws the graph on a canvas, in steps so that a caller can spread them over frames.
import { edgeOf, entities, nodeOf } from "./data.js";
import { edgeLook, FONT, labels, nodeLook, theme } from "./looks.js";
import { shapeOf } from "./dom.js";
import { visible } from "./shown.js";

const BATCH = 150; // lines in one path: more take longer each, fewer change the colour too often
const OUTLINE = {
  dot: null,
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  diamond: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
  triangle: [
    [0, -1.05],
    [1.05, 0.8],
    [-1.05, 0.8],
  ],
  triangleDown: [
    [0, 1.05],
    [1.05, -0.8],
    [-1.05, -0.8],
  ],
  hexagon: [
    [-0.5, -0.87],
    [0.5, -0.87],
    [1, 0],
    [0.5, 0.87],
    [-0.5, 0.87],
    [-1, 0],
  ],
  star: Array.from({ length: 10 }, (_, i) => [
    Math.sin((i * Math.PI) / 5) * (i % 2 ? 0.52 : 1.15),
    -Math.cos((i * Math.PI) / 5) * (i % 2 ? 0.52 : 1.15),
  ]),
};
function outline(context, shape, x, y, radius) {
  const corners = OUTLINE[shape];
  if (!corners) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
  context.closePath();
}
export const cornersOf = (shape) => OUTLINE[shape];
const widths = new Map();
export const measurer = (context) => (text, size, bold) => {
  const key = (bold ? "b" : "n") + size + text;
  if (!widths.has(key)) {
    context.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
};
// Writes names in screen pixels, with a rim of the ground's colour so that lines do not cross them.
export function write(context, placed) {
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.direction = "ltr";
  context.setLineDash([]);
  for (const { text, x, y, size, bold } of placed) {
    context.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
    context.lineWidth = 3.5;
    context.strokeStyle = theme.ground;
    context.fillStyle = theme.ink;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}
// The size that a node has on the screen: it grows more slowly than the zoom, and can always be hit.
export const radiusAt = (id, scale) => Math.max(1.6, nodeOf[id].size * scale);

// camera: { x, y, k }, the graph's point in the middle of the canvas and the pixels to a unit. Yields between batches.
export function* paint(context, camera, width, height, withNames = true) {
  const { x: mx, y: my, k } = camera;
  const X = (node) => (node.x - mx) * k + width / 2,
    Y = (node) => (node.y - my) * k + height / 2;
  context.globalAlpha = 1;
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, height);
  yield* paintLines(context, X, Y, width, height, k);
  yield* paintNodes(context, X, Y, width, height, k);
  if (withNames) {
    write(
      context,
      labels(measurer(context), (id) => ({ x: X(nodeOf[id]), y: Y(nodeOf[id]) }), width, height, k),
    );
  }
}
function* paintLines(context, X, Y, width, height, k) {
  const looks = new Map();
  edgeOf.forEach((edge, number) => {
    if (!visible.edges[number]) return;
    const a = nodeOf[edge.from],
      b = nodeOf[edge.to];
    const [ax, ay, bx, by] = [X(a), Y(a), X(b), Y(b)];
    if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width || Math.max(ay, by) < 0 || Math.min(ay, by) > height) return;
    const look = edgeLook(edge),
      key = `${look.opacity} ${look.dashed ? 1 : 0} ${look.width.toFixed(1)} ${look.colour}`;
    if (!looks.has(key)) looks.set(key, { look, lines: [] });
    looks.get(key).lines.push([ax, ay, bx, by, edge]);
  });
  const arrows = k > 0.28;
  for (const [, { look, lines }] of [...looks].sort((one, other) => (one[0] < other[0] ? -1 : 1))) {
    context.globalAlpha = look.opacity;
    context.strokeStyle = context.fillStyle = look.colour;
    context.lineWidth = Math.max(0.5, look.width * Math.min(1, 0.45 + k * 0.55));
    context.setLineDash(look.dashed ? [7, 5] : []);
    for (let i = 0; i < lines.length; i += BATCH) {
      context.beginPath();
      for (const [ax, ay, bx, by] of lines.slice(i, i + BATCH)) {
        context.moveTo(ax, ay);
        context.lineTo(bx, by);
      }
      context.stroke();
      if (arrows) {
        context.beginPath();
        for (const [ax, ay, bx, by, edge] of lines.slice(i, i + BATCH)) {
          if (edge.arrows.includes("to")) arrow(context, ax, ay, bx, by, radiusAt(edge.to, k), look.width);
          if (edge.arrows.includes("from")) arrow(context, bx, by, ax, ay, radiusAt(edge.from, k), look.width);
        }
        context.fill();
      }
      yield;
    }
  }
  context.setLineDash([]);
}
function arrow(context, ax, ay, bx, by, radius, width) {
  const length = Math.hypot(bx - ax, by - ay);
  if (length < radius + 14) return;
  const ux = (bx - ax) / length,
    uy = (by - ay) / length,
    size = 4.5 + width * 1.1;
  const tipX = bx - ux * (radius + 1.5),
    tipY = by - uy * (radius + 1.5),
    backX = tipX - ux * size,
    backY = tipY - uy * size;
  context.moveTo(tipX, tipY);
  context.lineTo(backX - uy * size * 0.45, backY + ux * size * 0.45);
  context.lineTo(backX + uy * size * 0.45, backY - ux * size * 0.45);
  context.closePath();
}
function* paintNodes(context, X, Y, width, height, k) {
  let done = 0;
  for (let id = nodeOf.length - 1; id >= 0; id--) {
    // the important last, on top
    if (!visible.nodes[id]) continue;
    const x = X(nodeOf[id]),
      y = Y(nodeOf[id]),
      radius = radiusAt(id, k);
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    const look = nodeLook(id);
    context.globalAlpha = look.opacity;
    context.fillStyle = look.colour;
    context.beginPath();
    outline(context, shapeOf(entities[id].type), x, y, radius);
    context.fill();
    if (radius > 4) {
      context.strokeStyle = theme.ground;
      context.lineWidth = 1.2;
      context.stroke();
    }
    if (++done % BATCH === 0) yield;
  }
}
