// The facts by year: a bar for each year, and under it what happened, with what is only planned set apart.
import { at } from "./data.js";
import { button, list, make, name } from "./dom.js";
import { chips, references } from "./panel.js";
import { tableFacts } from "./table.js";
import { mainSentence } from "./source.js";
import { change, onChange, state } from "./state.js";
import { term, words } from "./words.js";

function showTimeline() {
  const view = at("view"), w = words(), years = new Map();
  for (const fact of tableFacts()) {
    if (!fact.spoken) continue;
    const year = fact.spoken[1] === "9999" ? fact.spoken[0].slice(0, 4) : fact.spoken[1].slice(0, 4);
    if (!/^\d{4}$/.test(year) || year === "0000") continue;
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(fact);
  }
  if (!years.size) return view.replaceChildren(make("p", "empty", w.noDates));
  const order = [...years.keys()].sort(), most = Math.max(...order.map((year) => years.get(year).length));
  const bars = make("div", "bars", ...order.map((year) => {
    const some = years.get(year), bar = button("bar", "", () => at("year" + year).scrollIntoView({ block: "start", behavior: "smooth" }));
    const planned = some.filter((fact) => fact.planned).length;
    const column = make("span", "column"), plan = make("span", "plan");
    column.style.height = `${Math.max(3, (64 * some.length) / most)}px`;
    plan.style.height = `${(100 * planned) / some.length}%`;
    column.append(plan);
    bar.append(make("small", "", String(some.length)), column, make("span", "", year));
    bar.setAttribute("aria-label", `${year}: ${w.factCount(some.length)}`);
    return bar;
  }));
  const day = (fact) => fact.own;
  const sections = order.map((year) => {
    const some = years.get(year).sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a.id - b.id));
    const section = make("section", "year", make("h2", "", year));
    section.id = "year" + year;
    return list(section, some, (fact) => make("article", "row" + (fact.planned ? " plan" : ""), make("div", "who", ...references(fact.s), " ", make("span", "how", term(fact.predicate), fact.group.label ? name(" " + fact.group.label) : ""), " ", ...references(fact.o)), chips(fact), make("div", "quote", button("link plain", mainSentence(fact), () => change({ pick: { fact: fact.id } })))), w.more, 20);
  });
  view.replaceChildren(bars, ...sections);
}
export const startTimeline = () => onChange((patch) => { if (state.view === "time" && !("pick" in patch && patch.pick && patch.pick.fact !== undefined)) showTimeline(); });
