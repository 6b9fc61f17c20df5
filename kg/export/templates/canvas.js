// The graph on our own canvas. What is drawn lies on a sheet wider than the screen; moving shifts the sheet, and a new one
// is drawn in slices meanwhile. So panning costs the same for fifty nodes and for fifty thousand.
import { calm, edgeOf, nodeOf } from "./data.js";
import { isPicked, labels, theme, widthOf } from "./looks.js";
import { measurer, paint, radiusAt, write } from "./painter.js";
import { visible } from "./shown.js";

const ROOM = 1.7; // the sheet's sides over the screen's
const SLICE = 7; // milliseconds of drawing a frame
const LEAST = 0.02, MOST = 6; // zoom
const MOVABLE = 1500; // nodes up to which one can be moved about: beyond, drawing anew at each step lags behind the mouse

// listen: { click(hit, event), hover(hit, x, y), move() }; a hit is { node } or { edge } or null.
export function makeCanvas(container, listen) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  container.replaceChildren(canvas);
  const camera = { x: 0, y: 0, k: 1 };
  let width = 0, height = 0, ratio = 1, sheet = null, building = null, spare = null, frame = 0, urgent = true, hovered = null, flight = null;

  function size() {
    ratio = Math.min(2, devicePixelRatio || 1);
    width = container.clientWidth;
    height = container.clientHeight;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
  }
  function begin() {
    const page = spare || document.createElement("canvas");
    spare = null;
    const w = Math.round(width * ROOM), h = Math.round(height * ROOM);
    if (page.width !== Math.round(w * ratio) || page.height !== Math.round(h * ratio)) { page.width = Math.round(w * ratio); page.height = Math.round(h * ratio); }
    const pen = page.getContext("2d", { alpha: false });
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const at = { ...camera };
    building = { page, at, w, h, steps: paint(pen, at, w, h) };
  }
  function build(budget) {
    const until = performance.now() + budget;
    let step = building.steps.next();
    while (!step.done && performance.now() < until) step = building.steps.next();
    if (!step.done) return false;
    if (sheet) spare = sheet.page;
    sheet = building;
    building = null;
    return true;
  }
  const stale = () => !sheet || sheet.at.k !== camera.k || Math.abs((camera.x - sheet.at.x) * camera.k) > width * (ROOM - 1) * 0.22 || Math.abs((camera.y - sheet.at.y) * camera.k) > height * (ROOM - 1) * 0.22;
  function show() {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, width, height);
    if (sheet) {
      const f = camera.k / sheet.at.k, left = (sheet.at.x - camera.x) * camera.k + width / 2 - (sheet.w / 2) * f, top = (sheet.at.y - camera.y) * camera.k + height / 2 - (sheet.h / 2) * f;
      const whole = f === 1 ? [Math.round(left * ratio) / ratio, Math.round(top * ratio) / ratio] : [left, top];
      context.drawImage(sheet.page, ...whole, sheet.w * f, sheet.h * f);
    }
    if (hovered !== null && visible.nodes[hovered] && !isPicked()) write(context, labels(measurer(context), screen, width, height, camera.k, hovered).slice(0, 1));
  }
  function tick(now) {
    frame = 0;
    if (flight) fly(now);
    if (urgent) building = null;
    if (urgent || (!building && stale())) begin();
    if (building) build(urgent ? Infinity : SLICE);
    urgent = false;
    show();
    listen.move();
    if (building || flight || stale()) ask();
  }
  function ask() { if (!frame) frame = requestAnimationFrame(tick); }
  function fly(now) {
    const t = Math.min(1, (now - flight.start) / 320), e = t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
    for (const key of ["x", "y"]) camera[key] = flight.from[key] + (flight.to[key] - flight.from[key]) * e;
    camera.k = flight.from.k * (flight.to.k / flight.from.k) ** e;
    if (t >= 1) { Object.assign(camera, flight.to); flight = null; }
  }
  function go(to, animated) {
    if (!animated || calm.matches || !sheet) { flight = null; Object.assign(camera, to); refresh(); return; }
    flight = { from: { ...camera }, to: { ...camera, ...to }, start: performance.now() };
    ask();
  }
  const screen = (id) => ({ x: (nodeOf[id].x - camera.x) * camera.k + width / 2, y: (nodeOf[id].y - camera.y) * camera.k + height / 2 });
  // What is drawn changed: the next frame shows it whole, however often this is called before.
  function refresh() {
    urgent = true;
    ask();
  }
  function zoomAt(factor, px = width / 2, py = height / 2) {
    const k = Math.max(LEAST, Math.min(MOST, camera.k * factor));
    camera.x += (px - width / 2) * (1 / camera.k - 1 / k);
    camera.y += (py - height / 2) * (1 / camera.k - 1 / k);
    camera.k = k;
    ask();
  }

  // ---- what lies under a point -------------------------------------------------------------------------------------
  function hit(px, py) {
    const slack = 5;
    let best = null, least = Infinity;
    for (let id = 0; id < nodeOf.length; id++) {
      if (!visible.nodes[id]) continue;
      const spot = screen(id), gap = Math.hypot(spot.x - px, spot.y - py) - radiusAt(id, camera.k);
      if (gap < slack && gap < least) { least = gap; best = { node: id }; }
    }
    if (best) return best;
    least = 5;
    edgeOf.forEach((edge, number) => {
      if (!visible.edges[number]) return;
      const a = screen(edge.from), b = screen(edge.to), dx = b.x - a.x, dy = b.y - a.y;
      const t = Math.max(0, Math.min(1, ((px - a.x) * dx + (py - a.y) * dy) / (dx * dx + dy * dy || 1)));
      const gap = Math.hypot(a.x + t * dx - px, a.y + t * dy - py) - widthOf(edge) / 2;
      if (gap < least) { least = gap; best = { edge: number }; }
    });
    return best;
  }

  // ---- pointers ----------------------------------------------------------------------------------------------------
  const down = new Map();
  let moved = 0, held = null; // held: the node that the mouse moves
  const spotOf = (event) => { const box = canvas.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
  canvas.style.touchAction = "none";
  canvas.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, spotOf(event)); canvas.setPointerCapture(event.pointerId);
    if (down.size === 1) moved = 0;
    flight = null;
    const found = event.pointerType === "mouse" && visible.count <= MOVABLE ? hit(down.get(event.pointerId).x, down.get(event.pointerId).y) : null;
    held = found && found.node !== undefined ? found.node : null;
  });
  canvas.addEventListener("pointermove", (event) => {
    const spot = spotOf(event), before = down.get(event.pointerId);
    if (!before) {
      const found = hit(spot.x, spot.y), node = found && found.node !== undefined ? found.node : null;
      canvas.style.cursor = found ? "pointer" : "grab";
      if (node !== hovered) { hovered = node; ask(); }
      listen.hover(found, spot.x, spot.y);
      return;
    }
    if (held !== null && moved + Math.hypot(spot.x - before.x, spot.y - before.y) > 4) {
      nodeOf[held].x += (spot.x - before.x) / camera.k;
      nodeOf[held].y += (spot.y - before.y) / camera.k;
      moved += 5;
      down.set(event.pointerId, spot);
      listen.hover(null, 0, 0);
      refresh();
      return;
    }
    if (down.size === 2) {
      const [a, b] = [...down.values()], other = before === a ? b : a;
      const old = Math.hypot(before.x - other.x, before.y - other.y), now = Math.hypot(spot.x - other.x, spot.y - other.y);
      zoomAt(now / (old || 1), (spot.x + other.x) / 2, (spot.y + other.y) / 2);
    }
    camera.x -= (spot.x - before.x) / camera.k / down.size;
    camera.y -= (spot.y - before.y) / camera.k / down.size;
    moved += Math.hypot(spot.x - before.x, spot.y - before.y);
    down.set(event.pointerId, spot);
    if (moved > 4) listen.hover(null, 0, 0);
    ask();
  });
  const up = (event) => {
    const was = down.get(event.pointerId);
    down.delete(event.pointerId);
    held = null;
    if (was && event.type === "pointerup" && moved <= 6 && !down.size) listen.click(hit(was.x, was.y));
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => { if (hovered !== null) { hovered = null; ask(); } listen.hover(null, 0, 0); });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); const spot = spotOf(event); zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), spot.x, spot.y); }, { passive: false });
  new ResizeObserver(() => { if (container.clientWidth && (container.clientWidth !== width || container.clientHeight !== height)) { size(); sheet = spare = building = null; refresh(); } }).observe(container);
  size();

  return {
    refresh, zoom: (factor) => go({ k: Math.max(LEAST, Math.min(MOST, camera.k * factor)) }, true), screen,
    pan: (dx, dy) => { camera.x += dx / camera.k; camera.y += dy / camera.k; ask(); },
    look: (x, y, k, animated) => go({ x, y, k }, animated), scale: () => camera.k, size: () => ({ width, height }),
  };
}
