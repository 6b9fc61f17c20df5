// Every fact by itself, with its ends, amount, dates and documents; which facts the filters let through.
import { data, edgeOf, entities } from "./data.js";
import { state } from "./state.js";

const firstDay = (text) => (text + "-01-01").slice(0, 10);
const lastDay = (text) => (text.length === 4 ? text + "-12-31" : text.length === 7 ? text + "-31" : text);
// An ISO 8601 date, year or interval as [first day, last day]; null for what is none.
function range(text) {
  if (!text) return null;
  const [start, end] = text.includes("/") ? text.split("/") : [text, text];
  if (!/^\d{4}(-\d\d){0,2}$/.test(start) && start !== "" && start !== "..") return null;
  return [/^\d/.test(start) ? firstDay(start) : "0000", /^\d{4}/.test(end) ? lastDay(end) : "9999"];
}
const meet = (a, b) => !a || !b || (a[0] <= b[1] && b[0] <= a[1]);

function flat(kind, group, said, s, o, predicate) {
  const passages = said.passages || [];
  const documents = [...new Set(passages.map((number) => data.passages[number][0]))].filter((number) => number >= 0);
  const own = said.date || said.period || "";
  const amounts =
    kind === "relation" ? (said.amounts || []).map(Number) : said.value === undefined ? [] : [Number(said.value)];
  const unit = kind === "relation" ? said.currency || "CNY" : said.unit || "";
  let published = "";
  for (const number of documents) {
    const { date = "" } = data.documents[number];
    if (date > published) published = date;
  }
  return {
    kind,
    group,
    said,
    s,
    o,
    predicate,
    documents,
    own,
    published,
    when: range(own) || range(published),
    spoken: range(own),
    amounts,
    unit,
    planned: !!said.planned,
    sure: said.confidence ?? 1,
    part: !!said.part,
    differs: false,
  };
}
export const facts = [];
for (const group of data.relations)
  for (const said of group.said) facts.push(flat("relation", group, said, [group.s], [group.o], group.p));
for (const group of data.observations)
  for (const said of group.said) facts.push(flat("figure", group, said, group.by, group.to, group.i));
facts.forEach((fact, id) => {
  fact.id = id;
});

const grouped = new Map();
for (const fact of facts) {
  if (!grouped.has(fact.group)) grouped.set(fact.group, []);
  grouped.get(fact.group).push(fact);
}
export const factsOf = (group) => grouped.get(group);
// Two figures of one thing differ where their times meet, their unit is one, and neither is planned, nor a part.
for (const group of grouped.values()) {
  for (let i = 0; i < group.length; i++)
    for (let j = i + 1; j < group.length && j < i + 60; j++) {
      const a = group[i],
        b = group[j];
      if (
        !a.amounts.length ||
        !b.amounts.length ||
        a.unit !== b.unit ||
        a.part ||
        b.part ||
        a.planned !== b.planned ||
        a.predicate === "Other"
      )
        continue;
      if (a.amounts.join() !== b.amounts.join() && meet(a.spoken, b.spoken)) a.differs = b.differs = true;
    }
}

export const about = new Map(); // entity → its facts
for (const fact of facts) {
  for (const id of new Set([...fact.s, ...fact.o])) {
    if (!about.has(id)) about.set(id, []);
    about.get(id).push(fact);
  }
}
const N = entities.length + 1;
export const pairKey = (a, b) => Math.min(a, b) * N + Math.max(a, b);
export const joinedBy = new Map(); // pair → the relations between the two
for (const fact of facts) {
  if (fact.kind !== "relation") continue;
  const key = pairKey(fact.s[0], fact.o[0]);
  if (!joinedBy.has(key)) joinedBy.set(key, []);
  joinedBy.get(key).push(fact);
}
export const edgeAt = new Map(edgeOf.map((edge) => [pairKey(edge.from, edge.to), edge]));
export const edgesOf = new Map(); // entity → its lines
for (const edge of edgeOf) {
  for (const id of [edge.from, edge.to]) {
    if (!edgesOf.has(id)) edgesOf.set(id, []);
    edgesOf.get(id).push(edge);
  }
}
export const between = (a, b) =>
  (about.get(a) || []).filter(
    (fact) => (fact.s.includes(a) && fact.o.includes(b)) || (fact.s.includes(b) && fact.o.includes(a)),
  );
export const largest = (fact) => (fact.amounts.length ? Math.max(...fact.amounts) : 0);
export const isMoney = (fact) => fact.kind === "relation" || /^[A-Z]{3}$/.test(fact.unit);

// ---- filters ---------------------------------------------------------------------------------------------------------
export function narrowed() {
  const { since, until, least, document, sure, mood, differing } = state.filters;
  return !!(since || until || least || document >= 0 || sure || mood || differing);
}
export function passes(fact) {
  const { predicates, since, until, least, document, sure, mood, differing } = state.filters;
  if (predicates.has(fact.predicate)) return false;
  if (since && (!fact.when || fact.when[1] < firstDay(since))) return false;
  if (until && (!fact.when || fact.when[0] > lastDay(until))) return false;
  if (least && !(isMoney(fact) && largest(fact) >= least)) return false;
  if (document >= 0 && !fact.documents.includes(document)) return false;
  if (fact.sure < sure) return false;
  if (mood && fact.planned !== (mood === "planned")) return false;
  return !differing || fact.differs;
}
