// A sheet wider than the screen on which the graph lies drawn. Moving shifts the sheet; a new one is drawn in slices
// meanwhile. So panning costs the same for fifty nodes and for fifty thousand.
import { theme } from "./looks.js";
import { paint } from "./painter.js";

const ROOM = 1.7; // the sheet's sides over the screen's
const SLICE = 7; // milliseconds of drawing a frame
const MARGIN = 0.22; // share of what lies beyond the screen that may come into sight before a new sheet is begun

export class Sheet {
  constructor() {
    this.front = null; // what is shown: { page, camera, width, height, steps }
    this.back = null; // what is being drawn
    this.spare = null; // a canvas to draw the next one on
    this.screen = { width: 0, height: 0, ratio: 1 };
  }
  // Takes the screen's size in pixels of the page, and device pixels to one of these.
  resize(width, height, ratio) {
    this.screen = { width, height, ratio };
    this.front = this.back = this.spare = null;
  }
  isStale(camera) {
    if (!this.front) return true;
    const { camera: own } = this.front;
    const beyond = (ROOM - 1) * MARGIN;
    return (
      own.k !== camera.k ||
      Math.abs((camera.x - own.x) * camera.k) > this.screen.width * beyond ||
      Math.abs((camera.y - own.y) * camera.k) > this.screen.height * beyond
    );
  }
  begin(camera) {
    const { ratio } = this.screen;
    const width = Math.round(this.screen.width * ROOM);
    const height = Math.round(this.screen.height * ROOM);
    const page = this.spare || document.createElement("canvas");
    this.spare = null;
    page.width = Math.round(width * ratio);
    page.height = Math.round(height * ratio);
    const pen = page.getContext("2d", { alpha: false });
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const own = { ...camera };
    this.back = { page, camera: own, width, height, steps: paint(pen, own, width, height) };
  }
  // Draws on for a slice of time, or to the end; then the new sheet is the one that is shown.
  build(whole) {
    const until = whole ? Infinity : performance.now() + SLICE;
    let step = this.back.steps.next();
    while (!step.done && performance.now() < until) step = this.back.steps.next();
    if (!step.done) return;
    this.spare = this.front && this.front.page;
    this.front = this.back;
    this.back = null;
  }
  // What the screen needs now: begins and builds as far as a frame allows. Gives whether there is more to do.
  prepare(camera, urgent) {
    if (urgent) this.back = null;
    if (!this.back && (urgent || this.isStale(camera))) this.begin(camera);
    if (this.back) this.build(urgent);
    return this.back !== null || this.isStale(camera);
  }
  show(context, camera) {
    const { width, height, ratio } = this.screen;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, width, height);
    if (!this.front) return;
    const { page, camera: own, width: w, height: h } = this.front;
    const zoom = camera.k / own.k;
    const left = (own.x - camera.x) * camera.k + width / 2 - (w / 2) * zoom;
    const top = (own.y - camera.y) * camera.k + height / 2 - (h / 2) * zoom;
    const snap = (value) => (zoom === 1 ? Math.round(value * ratio) / ratio : value); // else all of it would be blurred
    context.drawImage(page, snap(left), snap(top), w * zoom, h * zoom);
  }
}
