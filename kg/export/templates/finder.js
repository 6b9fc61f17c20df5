// A box to find an entity in: used in the head of the page and for the end of a path.
import { entities } from "./data.js";
import { make, swatch } from "./dom.js";
import { find } from "./search.js";
import { term, words } from "./words.js";

let count = 0;
// label: what the box is for; take: what to do with the entity chosen. Gives the element.
export function picker(label, take, id = `finder${++count}`) {
  const input = make("input");
  const hits = Object.assign(make("ul", "hits"), { id: id + "-hits", hidden: true });
  const box = make("div", "finder", input, hits);
  let [found, chosen] = [[], -1];
  describe(input, hits, label, id);
  const open = (on) => {
    hits.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
  };
  const choose = (index) => {
    input.value = entities[found[index].id].name;
    open(false);
    input.blur();
    take(found[index].id);
  };
  const mark = () => {
    [...hits.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    return hits.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    found = find(input.value);
    chosen = found.length && input.value.trim() ? 0 : -1;
    hits.replaceChildren(...found.map((hit, index) => item(hit, `${id}-${index}`, () => choose(index))));
    if (!found.length) hits.append(make("li", "none", words().nohit));
    open(true);
    mark();
  };
  const step = (by) => {
    if (found.length) chosen = (chosen + by + found.length) % found.length;
    mark();
  };
  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => found.length && choose(Math.max(chosen, 0)),
    Escape: () => input.blur(),
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => {
    input.select();
    show();
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
    event.stopPropagation();
  });
  return box;
}
function describe(input, hits, label, id) {
  Object.assign(input, { type: "search", id, autocomplete: "off", spellcheck: false, placeholder: label });
  const told = { "aria-expanded": "false", "aria-controls": hits.id, "aria-autocomplete": "list", "aria-label": label };
  for (const [key, value] of Object.entries({ role: "combobox", ...told })) input.setAttribute(key, value);
  hits.setAttribute("role", "listbox");
  hits.setAttribute("aria-label", label);
}
function item(hit, id, choose) {
  const { name, type } = entities[hit.id];
  const also = hit.form === name ? term(type) : `${hit.form} · ${term(type)}`;
  const one = make("li", "", swatch(type), make("bdi", "name", name), make("small", "", make("bdi", "", also)));
  one.setAttribute("role", "option");
  one.id = id;
  one.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose();
  });
  return one;
}
