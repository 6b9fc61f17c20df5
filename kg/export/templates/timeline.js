// The facts by year: a bar for each year, and under it what happened, with what is only planned set apart.
import { at } from "./data.js";
import { button, list, make } from "./dom.js";
import { onChange, state } from "./state.js";
import { row, tableFacts } from "./table.js";
import { words } from "./words.js";

const STEP = 20; // facts of a year at first
const TALLEST = 64; // pixels of the longest bar

// The year in which a fact ended, or began if it goes on; empty where its text gives no time.
function yearOf({ spoken }) {
  if (!spoken) return "";
  const [first, last] = spoken.map((day) => day.slice(0, 4));
  const year = last === "9999" ? first : last;
  return /^[1-9]\d{3}$/.test(year) ? year : "";
}
function byYear(facts) {
  const years = new Map();
  for (const fact of facts) {
    const year = yearOf(fact);
    if (year) years.set(year, [...(years.get(year) || []), fact]);
  }
  return [...years].sort(([a], [b]) => (a < b ? -1 : 1));
}
function bar(year, facts, most) {
  const column = make("span", "column", make("span", "plan"));
  column.style.height = `${Math.max(3, (TALLEST * facts.length) / most)}px`;
  column.firstChild.style.height = `${(100 * facts.filter((fact) => fact.planned).length) / facts.length}%`;
  const open = button("bar", "", () => at("year" + year).scrollIntoView({ block: "start", behavior: "smooth" }));
  open.append(make("small", "", String(facts.length)), column, make("span", "", year));
  open.setAttribute("aria-label", `${year}: ${words().factCount(facts.length)}`);
  return open;
}
function section(year, facts) {
  const box = make("section", "year", make("h2", "", year));
  box.id = "year" + year;
  const order = facts.sort((a, b) => (a.own < b.own ? -1 : a.own > b.own ? 1 : a.id - b.id));
  return list(box, order, row, words().more, STEP);
}
function showTimeline() {
  const years = byYear(tableFacts());
  if (!years.length) return at("view").replaceChildren(make("p", "empty", words().noDates));
  const most = Math.max(...years.map(([, facts]) => facts.length));
  const bars = make("div", "bars", ...years.map(([year, facts]) => bar(year, facts, most)));
  return at("view").replaceChildren(bars, ...years.map(([year, facts]) => section(year, facts)));
}
export const startTimeline = () =>
  onChange((patch) => {
    if (state.view === "time" && !("pick" in patch && patch.pick && patch.pick.fact !== undefined)) showTimeline();
  });
