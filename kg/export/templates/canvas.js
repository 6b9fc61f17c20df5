// The graph on our own canvas, for graphs of any size.
import { calm, edgeOf, nodeOf } from "./data.js";
import { gestures } from "./gestures.js";
import { isPicked, labels, widthOf } from "./looks.js";
import { measurer, radiusAt, write } from "./painter.js";
import { Sheet } from "./sheet.js";
import { visible } from "./shown.js";

const LEAST = 0.02; // zoom
const MOST = 6;
const FLIGHT = 320; // milliseconds from one place to another
const MOVABLE = 1500; // nodes up to which one can be moved: of more, drawing anew at each step lags behind the mouse
const SLACK = 5; // pixels beside a node or a line that still hit it

// listen: { click(hit), hover(hit, x, y) }; a hit is { node } or { edge } or null. Gives what can be done with the drawing.
export function makeCanvas(container, listen) {
  const drawing = new CanvasDrawing(container, listen);
  return {
    refresh: () => drawing.refresh(),
    zoom: (factor) => drawing.go({ k: within(drawing.camera.k * factor) }, true),
    pan: (dx, dy) => drawing.pan(-dx, -dy),
    look: (x, y, k, animated) => drawing.go({ x, y, k }, animated),
    screen: (id) => drawing.screen(id),
    scale: () => drawing.camera.k,
    size: () => ({ width: drawing.width, height: drawing.height }),
  };
}
const within = (k) => Math.max(LEAST, Math.min(MOST, k));

class CanvasDrawing {
  constructor(container, listen) {
    this.container = container;
    this.listen = listen;
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { alpha: false });
    container.replaceChildren(this.canvas);
    this.camera = { x: 0, y: 0, k: 1 }; // the graph's point in the middle, and pixels to its unit
    this.sheet = new Sheet();
    this.frame = 0;
    this.urgent = true;
    this.flight = null;
    this.hovered = null;
    this.resize();
    new ResizeObserver(() => this.resize()).observe(container);
    gestures(this.canvas, this.acts());
  }
  acts() {
    return {
      grab: (x, y) => {
        this.flight = null;
        const hit = visible.count <= MOVABLE ? this.hit(x, y) : null;
        return hit && hit.node !== undefined ? hit.node : null;
      },
      drag: (id, dx, dy) => {
        nodeOf[id].x += dx / this.camera.k;
        nodeOf[id].y += dy / this.camera.k;
        this.refresh();
      },
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (factor, x, y) => this.zoomAt(factor, x, y),
      click: (x, y) => this.listen.click(this.hit(x, y)),
      hover: (x, y) => this.hover(this.hit(x, y), x, y),
      leave: () => this.hover(null, 0, 0),
    };
  }
  resize() {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (!width || (width === this.width && height === this.height)) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    Object.assign(this, { width, height });
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    Object.assign(this.canvas.style, { width: width + "px", height: height + "px" });
    this.sheet.resize(width, height, ratio);
    this.refresh();
  }
  // What is drawn changed: the next frame shows it whole, however often this is called before.
  refresh() {
    this.urgent = true;
    this.ask();
  }
  ask() {
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.tick(now));
  }
  tick(now) {
    this.frame = 0;
    if (this.flight) this.fly(now);
    const more = this.sheet.prepare(this.camera, this.urgent);
    this.urgent = false;
    this.sheet.show(this.context, this.camera);
    if (this.hovered !== null && visible.nodes[this.hovered] && !isPicked()) this.nameHovered();
    if (more || this.flight) this.ask();
  }
  nameHovered() {
    const where = (id) => this.screen(id);
    const named = labels(measurer(this.context), where, this.width, this.height, this.camera.k, this.hovered);
    write(this.context, named.slice(0, 1));
  }
  fly(now) {
    const { from, to, start } = this.flight;
    const t = Math.min(1, (now - start) / FLIGHT);
    const eased = t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
    for (const key of ["x", "y"]) this.camera[key] = from[key] + (to[key] - from[key]) * eased;
    this.camera.k = from.k * (to.k / from.k) ** eased;
    if (t < 1) return;
    Object.assign(this.camera, to);
    this.flight = null;
  }
  go(to, animated) {
    if (animated && !calm.matches && this.sheet.front) {
      this.flight = { from: { ...this.camera }, to: { ...this.camera, ...to }, start: performance.now() };
      return this.ask();
    }
    this.flight = null;
    Object.assign(this.camera, to);
    return this.refresh();
  }
  pan(dx, dy) {
    this.camera.x -= dx / this.camera.k;
    this.camera.y -= dy / this.camera.k;
    this.ask();
  }
  zoomAt(factor, x, y) {
    const { camera } = this;
    const k = within(camera.k * factor);
    camera.x += (x - this.width / 2) * (1 / camera.k - 1 / k);
    camera.y += (y - this.height / 2) * (1 / camera.k - 1 / k);
    camera.k = k;
    this.ask();
  }
  screen(id) {
    const { x, y, k } = this.camera;
    return { x: (nodeOf[id].x - x) * k + this.width / 2, y: (nodeOf[id].y - y) * k + this.height / 2 };
  }
  hover(hit, x, y) {
    const node = hit && hit.node !== undefined ? hit.node : null;
    this.canvas.style.cursor = hit ? "pointer" : "grab";
    if (node !== this.hovered) this.ask();
    this.hovered = node;
    this.listen.hover(hit, x, y);
  }
  // What lies under a point: the nearest node, else the nearest line.
  hit(x, y) {
    let best = null;
    let least = SLACK;
    for (let id = 0; id < nodeOf.length; id++) {
      if (!visible.nodes[id]) continue;
      const spot = this.screen(id);
      const gap = Math.hypot(spot.x - x, spot.y - y) - radiusAt(id, this.camera.k);
      if (gap < least) [least, best] = [gap, { node: id }];
    }
    if (best) return best;
    for (const edge of edgeOf) {
      if (!visible.edges[edge.id]) continue;
      const gap = distance(x, y, this.screen(edge.from), this.screen(edge.to)) - widthOf(edge) / 2;
      if (gap < least) [least, best] = [gap, { edge: edge.id }];
    }
    return best;
  }
}
function distance(x, y, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(a.x + t * dx - x, a.y + t * dy - y);
}
