// Small tools for elements. All text goes in as text, never as markup.
import { drawn } from "./data.js";

export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((piece) => piece !== null && piece !== undefined && piece !== ""));
  return element;
}
// A name from a text: its own direction, and no invisible character that would turn what stands beside it.
export const name = (text) => make("bdi", "", text);
export function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}
export function svg(tag, attributes = {}, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}
const OUTLINES = {
  dot: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
  square: "M2 2h12v12H2z",
  diamond: "M8 0.5L15.5 8L8 15.5L0.5 8z",
  triangle: "M8 1L15.5 14.5H0.5z",
  triangleDown: "M8 15L0.5 1.5H15.5z",
  hexagon: "M4 1.2h8L16 8l-4 6.8H4L0 8z",
  star: "M8 0l2.1 5.4L16 5.9l-4.5 3.8L13 15.5L8 12.3L3 15.5l1.5-5.8L0 5.9l5.9-.5z",
};
const groups = drawn.options.groups;
export const shapeOf = (type) => (groups[type] || {}).shape || "dot";
export const colourOf = (type) => (groups[type] || {}).color || "#888888";
export function swatch(type) {
  const box = svg("svg", { viewBox: "0 0 16 16", class: "swatch", "aria-hidden": "true" });
  box.append(svg("path", { d: OUTLINES[shapeOf(type)], fill: colourOf(type) }));
  return box;
}
// A long list opens in steps, so that an entity with a thousand facts shows at once.
export function list(section, items, render, label, step = 12) {
  let shown = 0;
  const more = button("more", "", grow);
  function grow() {
    for (const item of items.slice(shown, shown + step)) more.before(render(item));
    shown = Math.min(items.length, shown + step);
    more.hidden = shown >= items.length;
    more.textContent = label(Math.min(step, items.length - shown));
  }
  section.append(more);
  grow();
  return section;
}
