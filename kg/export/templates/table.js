// The facts as a table: what the filters leave, sorted, each with its sentence.
import { at, entities } from "./data.js";
import { button, list, make, name } from "./dom.js";
import { isMoney, largest } from "./facts.js";
import { chips, references } from "./panel.js";
import { shownFacts } from "./shown.js";
import { mainSentence, source } from "./source.js";
import { change, onChange, state } from "./state.js";
import { term, words } from "./words.js";

const STEP = 60;
let order = "amount";
const start = (fact) => (fact.spoken || fact.when || ["9999"])[0];
const ORDERS = {
  amount: (a, b) => isMoney(b) - isMoney(a) || largest(b) - largest(a),
  date: (a, b) => (start(b) === "9999" ? "0" : start(b)).localeCompare(start(a) === "9999" ? "0" : start(a)),
  dateUp: (a, b) => start(a).localeCompare(start(b)),
  sure: (a, b) => b.sure - a.sure,
  source: (a, b) => (a.documents[0] ?? 1e9) - (b.documents[0] ?? 1e9),
};
const mine = (fact, id) => fact.s.includes(id) || fact.o.includes(id);
// The facts that the table shows, in its order; of a picked entity, or pair, only its own.
export function tableFacts() {
  const { pick } = state;
  let facts = shownFacts();
  if (pick && pick.node !== undefined) facts = facts.filter((fact) => mine(fact, pick.node));
  if (pick && pick.pair) facts = facts.filter((fact) => pick.pair.every((id) => mine(fact, id)));
  return facts.sort((a, b) => ORDERS[order](a, b) || a.id - b.id);
}
// One fact as a line of a list: who did what to whom, its figures, its sentence, its source.
export function row(fact) {
  const label = fact.group.label ? make("span", "", " ", name(fact.group.label)) : "";
  const how = make("span", "how", term(fact.predicate), label);
  const who = make("div", "who", ...references(fact.s), " ", how, " ", ...references(fact.o));
  if (fact.differs) who.append(" ", make("span", "chip several", words().differs));
  const open = button("link plain", mainSentence(fact), () => change({ pick: { fact: fact.id } }));
  const from = fact.documents.slice(0, 1).map(source);
  return make("article", "row" + (fact.planned ? " plan" : ""), who, chips(fact), make("div", "quote", open), ...from);
}
function showTable() {
  const view = at("view"),
    facts = tableFacts(),
    w = words();
  const sort = make(
    "select",
    "",
    ...[
      ["amount", w.byAmount],
      ["date", w.byDate],
      ["dateUp", w.byDateUp],
      ["sure", w.bySure],
      ["source", w.bySource],
    ].map(([key, text]) => Object.assign(make("option", "", text), { value: key })),
  );
  sort.value = order;
  sort.id = "sort";
  sort.addEventListener("change", () => {
    order = sort.value;
    showTable();
  });
  const about =
    state.pick && state.pick.node !== undefined ? make("b", "", name(entities[state.pick.node].name), " · ") : null;
  view.replaceChildren(
    make("div", "bar", make("span", "", about, w.factCount(facts.length)), make("label", "", w.sort + " ", sort)),
  );
  const body = make("div", "rows");
  if (!facts.length) body.append(make("p", "empty", w.noFacts));
  view.append(list(body, facts, row, w.more, STEP));
  view.scrollTop = 0;
}
export const startTable = () =>
  onChange((patch) => {
    if (state.view === "facts" && !("pick" in patch && patch.pick && patch.pick.fact !== undefined)) showTable();
  });
