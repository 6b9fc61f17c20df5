// What mouse, fingers and wheel do on a canvas, told as moves: pan, zoom, drag, click, hover.

const STILL = 4; // pixels that a click may wander
// acts: { grab(x, y): what a mouse takes hold of, or null; drag(what, dx, dy); pan(dx, dy); zoom(factor, x, y); click(x, y);
// hover(x, y); leave() }, all in pixels of the canvas.
export function gestures(canvas, acts) {
  const down = new Map(); // pointer → where it was last
  let moved = 0;
  let held = null;
  const spotOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.style.touchAction = "none";
  canvas.addEventListener("pointerdown", (event) => {
    const spot = spotOf(event);
    down.set(event.pointerId, spot);
    canvas.setPointerCapture(event.pointerId);
    if (down.size === 1) moved = 0;
    held = event.pointerType === "mouse" ? acts.grab(spot.x, spot.y) : null;
  });
  canvas.addEventListener("pointermove", (event) => {
    const spot = spotOf(event);
    const before = down.get(event.pointerId);
    if (!before) return acts.hover(spot.x, spot.y);
    const [dx, dy] = [spot.x - before.x, spot.y - before.y];
    moved += Math.hypot(dx, dy);
    if (moved <= STILL) return undefined; // kept until it is more than a shaking hand
    down.set(event.pointerId, spot);
    acts.leave();
    if (held !== null) return acts.drag(held, dx, dy);
    if (down.size === 2) {
      const other = [...down.entries()].find(([pointer]) => pointer !== event.pointerId)[1];
      const [old, now] = [before, spot].map((one) => Math.hypot(one.x - other.x, one.y - other.y));
      acts.zoom(now / (old || 1), (spot.x + other.x) / 2, (spot.y + other.y) / 2);
    }
    return acts.pan(dx / down.size, dy / down.size);
  });
  const up = (event) => {
    const was = down.get(event.pointerId);
    down.delete(event.pointerId);
    held = null;
    if (was && event.type === "pointerup" && moved <= STILL && !down.size) acts.click(was.x, was.y);
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => acts.leave());
  const wheel = (event) => {
    event.preventDefault();
    const spot = spotOf(event);
    acts.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), spot.x, spot.y);
  };
  canvas.addEventListener("wheel", wheel, { passive: false });
}
