// A box to find an entity in: used in the head of the page and for the end of a path.
import { entities } from "./data.js";
import { make, swatch } from "./dom.js";
import { find } from "./search.js";
import { term, words } from "./words.js";

let count = 0;
// label: what the box is for; take: what to do with the entity chosen. Gives the element.
export function picker(label, take, id = `finder${++count}`) {
  const input = make("input"), hits = make("ul", "hits"), box = make("div", "finder", input, hits);
  let found = [], chosen = -1;
  Object.assign(input, { type: "search", id, autocomplete: "off", spellcheck: false, placeholder: label });
  for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id + "-hits", "aria-autocomplete": "list", "aria-label": label })) input.setAttribute(key, value);
  hits.id = id + "-hits";
  hits.setAttribute("role", "listbox");
  hits.setAttribute("aria-label", label);
  hits.hidden = true;
  function close() { hits.hidden = true; input.setAttribute("aria-expanded", "false"); }
  function choose(index) {
    const { id: entity } = found[index];
    input.value = entities[entity].name;
    close();
    input.blur();
    take(entity);
  }
  function mark() {
    [...hits.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    if (chosen >= 0) { input.setAttribute("aria-activedescendant", `${id}-${chosen}`); hits.children[chosen].scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }
  function show() {
    found = find(input.value);
    chosen = found.length && input.value.trim() ? 0 : -1;
    hits.replaceChildren(...found.map((hit, index) => {
      const { name, type } = entities[hit.id];
      const also = hit.form === name ? term(type) : `${hit.form} · ${term(type)}`;
      const item = make("li", "", swatch(type), make("bdi", "name", name), make("small", "", make("bdi", "", also)));
      item.setAttribute("role", "option");
      item.id = `${id}-${index}`;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(index); });
      return item;
    }));
    if (!found.length) hits.append(make("li", "none", words().nohit));
    hits.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { input.select(); show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length) chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && found.length) choose(Math.max(chosen, 0));
    else if (event.key === "Escape") { close(); input.blur(); event.stopPropagation(); }
  });
  return box;
}
