// The panel: an entity, what joins two, the paths between two, one fact, a document, or all documents, each with its facts.
import { at, data, entities, symmetric } from "./data.js";
import { button, list, make, name, swatch } from "./dom.js";
import { about, between, edgeAt, factsOf, facts, largest, pairKey, passes } from "./facts.js";
import { picker } from "./finder.js";
import { datesOf, quotations, source, wholeText } from "./source.js";
import { change, onChange, state } from "./state.js";
import { careful } from "./sums.js";
import { visible } from "./shown.js";
import { comma, qualified, readable, term, words } from "./words.js";

const reference = (id) =>
  button("link", name(entities[id].name), () => change({ pick: { node: id }, depth: 0, follow: true }));
export function references(ids) {
  return ids.length
    ? ids.flatMap((id, i) => (i ? [comma(), reference(id)] : [reference(id)]))
    : [make("span", "soft", words().nobody)];
}
function figures(fact) {
  if (fact.kind === "relation") return fact.amounts.map((amount) => readable(amount, fact.unit));
  return fact.amounts.map((value) => qualified(fact.said.qualifier, readable(value, fact.unit)));
}
export function chips(fact) {
  const box = make("div", "chips");
  for (const text of figures(fact)) box.append(make("span", "chip figure", name(text)));
  for (const text of [fact.said.title, datesOf(fact)]) if (text) box.append(make("span", "chip", name(text)));
  if (fact.planned) box.append(make("span", "chip planned", words().planned));
  if (fact.part) box.append(make("span", "chip several", words().part));
  return box.childNodes.length ? box : null;
}
const said = (fact) => make("div", "said" + (fact.planned ? " plan" : ""), chips(fact), ...quotations(fact));
// All that is said of one thing; figures that differ stand side by side.
function sayings(group) {
  const differing = group.filter((fact) => fact.differs),
    rest = group.filter((fact) => !fact.differs);
  const blocks = [];
  if (differing.length)
    blocks.push(
      make("div", "chips", make("span", "chip several", words().several)),
      make("div", "facing", ...differing.map(said)),
    );
  return [...blocks, ...rest.map(said)];
}
function ends(fact, mine) {
  const sign = symmetric.has(fact.predicate) ? "↔" : "→";
  if (fact.kind === "figure")
    return make("div", "soft", words().by + " ", ...references(fact.s), " → ", words().to + " ", ...references(fact.o));
  if (mine === undefined) return make("div", "ends", reference(fact.s[0]), ` ${sign} `, reference(fact.o[0]));
  if (fact.s[0] === mine) return make("div", "ends", `${sign} `, reference(fact.o[0]));
  return make("div", "ends", sign === "→" ? "← " : "↔ ", reference(fact.s[0]));
}
function sumLine(some) {
  const { totals, counted, left } = careful(some);
  const out = [
    [left.part, words().leftPart],
    [left.repeat, words().leftRepeat],
    [left.planned, words().leftPlanned],
    [left.differing, words().leftDiffering],
  ]
    .filter(([n]) => n)
    .map(([n, say]) => say(n));
  if (counted < 2 && !(counted && out.length)) return null;
  const text = [...totals]
    .sort()
    .map(([unit, total]) => readable(total, unit))
    .join(" + ");
  return make("p", "sum", words().sum(text, counted), out.length ? ` · ${words().left_out} ${out.join(comma())}` : "");
}
// What people look for first stands first; figures follow the relations.
const ORDER = [
  "supports",
  "pairedWith",
  "investsIn",
  "built",
  "signedWith",
  "attracted",
  "operates",
  "cooperatesWith",
  "produces",
];
const place = (fact) =>
  fact.kind === "figure" ? 200 : ORDER.includes(fact.predicate) ? ORDER.indexOf(fact.predicate) : 100;
function sections(unsorted, mine) {
  const kinds = new Map(),
    some = [...unsorted].sort((a, b) => place(a) - place(b));
  for (const fact of some) {
    const { label } = fact.group,
      key = label ? `${fact.predicate} ${label}` : fact.predicate;
    const side =
      fact.kind === "figure" || symmetric.has(fact.predicate) || mine === undefined
        ? ""
        : fact.s[0] === mine
          ? "→"
          : "←";
    const name = `${side} ${key}`;
    if (!kinds.has(name)) kinds.set(name, { side, label, predicate: fact.predicate, groups: new Set(), all: [] });
    kinds.get(name).groups.add(fact.group);
    kinds.get(name).all.push(fact);
  }
  return [...kinds.values()].map(({ side, label, predicate, groups, all }) => {
    const section = make(
      "section",
      "",
      make(
        "h3",
        "",
        make("b", "", term(predicate)),
        side ? make("span", "side", side + " ") : "",
        label ? name(label + " ") : "",
        String(all.length),
      ),
    );
    const sum = side === "←" || side === "→" || mine === undefined ? sumLine(all) : null;
    if (sum) section.append(sum);
    const size = new Map([...groups].map((group) => [group, Math.max(0, ...factsOf(group).map(largest))])),
      kept = new Set(all);
    const order = [...groups].sort((a, b) => size.get(b) - size.get(a));
    return list(
      section,
      order,
      (group) => {
        const own = factsOf(group).filter((fact) => kept.has(fact));
        return make("div", "fact", ends(own[0], mine), ...sayings(own));
      },
      words().more,
    );
  });
}
// The facts that the filters leave, with a word on how many they do not.
function left(some, pieces) {
  const kept = some.filter(passes);
  if (kept.length < some.length) pieces.push(make("p", "soft", words().filtered(some.length - kept.length)));
  return kept;
}

// ---- what the panel shows --------------------------------------------------------------------------------------------
function ofEntity(id) {
  const entity = entities[id];
  const kind = make("p", "soft", make("span", "kind", swatch(entity.type), term(entity.type)));
  if (entity.code) kind.append(` · ${words().code} `, name(entity.code));
  if (entity.partOf) kind.append(` · ${words().partOf} `, name(entity.partOf));
  const pieces = [make("h2", "", name(entity.name)), kind];
  const also = [...(entity.aliases || []), ...(entity.english || [])];
  if (also.length)
    pieces.push(
      make(
        "p",
        "soft",
        words().aliases + " ",
        ...also.flatMap((alias, i) => (i ? [" · ", name(alias)] : [name(alias)])),
      ),
    );
  pieces.push(tools(id));
  const all = about.get(id) || [],
    own = left(all, pieces);
  if (!all.length) pieces.push(make("p", "", words().nofacts));
  pieces.push(...sections(own, id));
  if (entity.documents) {
    const section = make("section", "", make("h3", "", make("b", "", words().documents), `${entity.documents.length}`));
    pieces.push(list(section, entity.documents, source, words().more, 20));
  }
  return pieces;
}
function tools(id) {
  const steps = make("div", "steps");
  steps.setAttribute("role", "group");
  steps.setAttribute("aria-label", words().around);
  steps.append(make("span", "soft", words().around));
  for (const depth of [1, 2, 3, 0]) {
    const one = button("step", depth ? words().steps(depth) : words().everything, () =>
      change({ depth, view: "graph" }),
    );
    one.setAttribute("aria-pressed", String(state.depth === depth));
    one.dataset.depth = String(depth);
    steps.append(one);
  }
  const path = make("div", "path");
  const open = button("pathTo", words().path, () => {
    const box = picker(words().pathTo, (other) => change({ pick: { path: [id, other] }, depth: 0, view: "graph" }));
    path.replaceChildren(
      box,
      button("", words().cancel, () => path.replaceChildren(open)),
    );
    box.querySelector("input").focus();
  });
  path.append(open);
  return make("div", "tools", steps, path);
}
function title(a, b, sign) {
  return make("h2", "", reference(a), ` ${sign} `, reference(b));
}
function ofPair([a, b]) {
  const edge = edgeAt.get(pairKey(a, b)),
    pieces = [title(a, b, "—"), make("p", "soft", words().between)];
  if (edge && edge.predicates.includes("partOf")) {
    const [lower, upper] = entities[a].partOf === entities[b].name ? [a, b] : [b, a];
    pieces.push(make("p", "", reference(lower), ` ${words().partOf} `, reference(upper)));
  }
  const own = left(between(a, b), pieces);
  return [...pieces, ...sections(own)];
}
function ofPath([a, b]) {
  const ways = visible.path || [];
  const pieces = [
    title(a, b, "⋯"),
    make("p", "soft", ways.length ? words().paths(ways.length, ways[0].length - 1) : words().nopath),
  ];
  for (const way of ways) {
    const chain = make("ol", "way");
    way.slice(1).forEach((id, i) => {
      const edge = edgeAt.get(pairKey(way[i], id));
      const hop = button("link plain", (edge ? edge.predicates : []).map(term).join(comma()), () =>
        change({ pick: { pair: [way[i], id] } }),
      );
      chain.append(
        make(
          "li",
          "",
          reference(way[i]),
          " ",
          make("span", "soft", "— "),
          hop,
          make("span", "soft", " — "),
          reference(id),
        ),
      );
    });
    pieces.push(chain);
  }
  return pieces;
}
function ofFact(id) {
  const fact = facts[id];
  const group = [...factsOf(fact.group)].sort((a, b) => (b === fact) - (a === fact));
  return [
    make("h2", "", term(fact.predicate), fact.group.label ? make("span", "soft", " ", name(fact.group.label)) : ""),
    ends(fact),
    make("div", "fact", ...sayings(group)),
  ];
}
function ofDocument(number) {
  const document = data.documents[number];
  const pieces = [make("h2", "", name(document.title || document.source || words().untitled))];
  const line = [document.publisher, document.date, document.source].filter(Boolean);
  pieces.push(make("p", "soft", ...line.flatMap((part, i) => (i ? [" · ", name(part)] : [name(part)]))));
  const own = left(
    facts.filter((fact) => fact.documents.includes(number)),
    pieces,
  );
  const text = wholeText(number);
  if (text.length) {
    const fold = make(
      "details",
      "source-text",
      make("summary", "", words().source, text.length > 1 ? words().onlyPieces : ""),
      ...text,
    );
    fold.open = true;
    const file = Object.assign(make("a", "", words().textFile), {
      href: `texts/${encodeURIComponent(document.id)}.txt`,
      target: "_blank",
      rel: "noopener noreferrer",
    });
    fold.append(make("p", "soft", file));
    pieces.push(fold);
  }
  const section = make("section", "", make("h3", "", make("b", "", words().quotedIn), String(own.length)));
  return [
    ...pieces,
    list(
      section,
      own,
      (fact) => make("div", "fact", make("div", "soft", term(fact.predicate)), ends(fact), said(fact)),
      words().more,
    ),
  ];
}
function ofDocuments() {
  const date = (number) => data.documents[number].date || "9";
  const documents = data.documents
    .map((_, number) => number)
    .sort((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : a - b));
  const section = make("section", "", make("h2", "", `${words().sources} ${documents.length}`));
  const unnamed = facts.filter((fact) => !fact.s.length && !fact.o.length && passes(fact));
  return [
    list(section, documents, source, words().more, 40),
    ...(unnamed.length ? [make("p", "soft", words().unnamed), ...sections(unnamed)] : []),
  ];
}
function pieces(pick) {
  if (pick.node !== undefined) return ofEntity(pick.node);
  if (pick.pair) return ofPair(pick.pair);
  if (pick.path) return ofPath(pick.path);
  if (pick.fact !== undefined && facts[pick.fact]) return ofFact(pick.fact);
  if (pick.document !== undefined) return ofDocument(pick.document);
  return ofDocuments();
}
export function showPanel() {
  const panel = at("panel"),
    { pick } = state,
    place = panel.scrollTop;
  document.body.classList.toggle("reading", !!pick);
  panel.hidden = !pick;
  if (!pick) return panel.replaceChildren();
  const close = button("close", "×", () => change({ pick: null, depth: 0 }));
  close.setAttribute("aria-label", words().close);
  panel.replaceChildren(close, ...pieces(pick));
  panel.scrollTop = panel.dataset.of === JSON.stringify(pick) ? place : 0;
  panel.dataset.of = JSON.stringify(pick);
  const head = panel.querySelector("h2");
  at("status").textContent = head ? head.textContent.slice(0, 120) : "";
}
export const startPanel = () =>
  onChange((patch) => {
    if (["pick", "filters", "depth", "language"].some((key) => key in patch)) showPanel();
  });
