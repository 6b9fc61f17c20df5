// What is selected, and the panel that shows its facts, each with its sentences and sources.
function select(what, follow = false) {
  selected = what;
  near.clear();
  if (what && what.node !== undefined) {
    near.add(what.node);
    for (const edge of drawn.edges) {
      if (edge.predicates.every((predicate) => hiddenPredicates.has(predicate))) continue;
      if (edge.from === what.node) near.add(edge.to);
      if (edge.to === what.node) near.add(edge.from);
    }
  } else if (what && what.edge !== undefined) {
    near.add(drawn.edges[what.edge].from).add(drawn.edges[what.edge].to);
  }
  restyle();
  showPanel();
  if (!network) return;
  if (what && what.node !== undefined) network.selectNodes([what.node], false);
  else if (what && what.edge !== undefined) network.setSelection({ nodes: [], edges: [what.edge] });
  else network.unselectAll();
  if (follow && what && what.node !== undefined) {
    const side = narrow.matches ? { x: 0, y: -at("graph").clientHeight * 0.27 } : { x: -200, y: 0 };
    network.focus(what.node, { scale: Math.max(network.getScale(), 0.9), offset: side, animation: motion() });
  }
  const mark = what && what.node !== undefined ? "#" + encodeURIComponent(data.entities[what.node].iri) : "";
  if (mark !== location.hash) history.replaceState(null, "", mark || location.pathname + location.search);
}

const reference = (id) => button("link", name(data.entities[id].name), () => select({ node: id }, true));
function references(ids) {
  const parts = [];
  for (const id of ids) parts.push(...(parts.length ? [language === "zh" ? "、" : ", "] : []), reference(id));
  return parts.length ? parts : [make("span", "soft", words().nobody)];
}

function passages(said) {
  const shown = [];
  const quoted = (said.passages || []).map((number) => data.passages[number]);
  quoted.forEach(([from, , , text], index) => {
    // Of each document the passage that makes the claim comes first, then those that it leans on.
    const first = index === 0 || quoted[index - 1][0] !== from;
    const last = index === quoted.length - 1 || quoted[index + 1][0] !== from;
    shown.push(make("blockquote", first ? "" : "context", text));
    if (last) shown.push(source(from));
  });
  const end = shown[shown.length - 1];
  if (end && said.confidence !== undefined) end.append(" ", make("span", "whole", `· ${words().sure} ${said.confidence.toFixed(2)}`));
  return shown;
}
function source(number) {
  const from = data.documents[number], line = make("p", "source");
  if (!from) return line;
  const link = make("a", "", name(from.title || from.source || words().untitled));
  link.href = "texts/" + encodeURIComponent(from.id) + ".txt";
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.title = words().source;
  line.append(link);
  for (const part of [from.publisher, from.date]) if (part) line.append(" ", make("span", "whole", "· ", name(part)));
  return line;
}
function sayings(said, figure) {
  const several = new Set(said.map((one) => figure(one).join("|")).filter(Boolean)).size > 1;
  const blocks = several ? [make("div", "chips", make("span", "chip several", words().several))] : [];
  for (const one of said) {
    const chips = make("div", "chips");
    for (const text of figure(one)) chips.append(make("span", "chip figure", text));
    for (const text of [one.title, one.date || one.period]) if (text) chips.append(make("span", "chip", name(text.replace("/", " – "))));
    if (one.planned) chips.append(make("span", "chip planned", words().planned));
    blocks.push(make("div", "said", chips.childNodes.length ? chips : null, ...passages(one)));
  }
  return blocks;
}
const amountsOf = (one) => (one.amounts || []).map((amount) => readable(amount, one.currency || "CNY"));
const valueOf = (one) => (one.value === undefined ? [] : [(QUALIFIERS[one.qualifier] ? pick(QUALIFIERS[one.qualifier]) : "") + readable(one.value, one.unit || "")]);

// A long list opens in steps, so that an entity with a thousand facts shows at once.
function list(section, items, render, step = 12) {
  let shown = 0;
  const more = button("more", "", grow);
  function grow() {
    for (const item of items.slice(shown, shown + step)) more.before(render(item));
    shown = Math.min(items.length, shown + step);
    more.hidden = shown >= items.length;
    more.textContent = words().more(Math.min(step, items.length - shown));
  }
  section.append(more);
  grow();
}
const symmetric = new Set(data.symmetric);
function relationSections(relations, about) {
  const kinds = new Map();
  for (const relation of relations) {
    if (!kinds.has(relation.p)) kinds.set(relation.p, []);
    kinds.get(relation.p).push(relation);
  }
  return [...kinds].map(([predicate, group]) => {
    const section = make("section", "", make("h3", "", make("b", "", term(predicate)), `${group.length}`));
    const sign = symmetric.has(predicate) ? "↔" : "→";
    group.sort((a, b) => (a.s !== about) - (b.s !== about)); // what it does first, then what is done to it
    list(section, group, (relation) => {
      const ends = make("div", "ends");
      if (about === undefined) ends.append(reference(relation.s), ` ${sign} `, reference(relation.o));
      else if (relation.s === about) ends.append(`${sign} `, reference(relation.o));
      else ends.append(sign === "→" ? "← " : "↔ ", reference(relation.s));
      return make("div", "fact", ends, ...sayings(relation.said, amountsOf));
    });
    return section;
  });
}
function figureSections(figures) {
  const kinds = new Map();
  for (const figure of figures) {
    const key = figure.label ? figure.i + " " + figure.label : figure.i;
    if (!kinds.has(key)) kinds.set(key, []);
    kinds.get(key).push(figure);
  }
  return [...kinds.values()].map((group) => {
    const section = make("section", "", make("h3", "", make("b", "", term(group[0].i)), group[0].label ? name(group[0].label) : `${group.length}`));
    list(section, group, (figure) => make("div", "fact", make("div", "soft", words().by + " ", ...references(figure.by), " → ", words().to + " ", ...references(figure.to)), ...sayings(figure.said, valueOf)));
    return section;
  });
}
function entityPanel(id) {
  const entity = data.entities[id];
  const kind = make("p", "soft", make("span", "kind", swatch(entity.type), term(entity.type)));
  if (entity.code) kind.append(` · ${words().code} ${entity.code}`);
  if (entity.partOf) kind.append(` · ${words().partOf} `, name(entity.partOf));
  const pieces = [make("h2", "", name(entity.name)), kind];
  if (entity.aliases) pieces.push(make("p", "soft", words().aliases + " ", ...entity.aliases.flatMap((alias, i) => (i ? [" · ", name(alias)] : [name(alias)]))));
  const relations = data.relations.filter((relation) => relation.s === id || relation.o === id);
  const figures = data.observations.filter((figure) => figure.by.includes(id) || figure.to.includes(id));
  if (!relations.length && !figures.length) pieces.push(make("p", "", words().nofacts));
  pieces.push(...relationSections(relations, id), ...figureSections(figures));
  if (entity.documents) {
    const section = make("section", "", make("h3", "", make("b", "", words().documents), `${entity.documents.length}`));
    list(section, entity.documents, source, 20);
    pieces.push(section);
  }
  return pieces;
}
function edgePanel(number) {
  const { from, to } = drawn.edges[number];
  const pieces = [make("h2", "", name(data.entities[from].name), " — ", name(data.entities[to].name)), make("p", "soft", words().between)];
  const relations = data.relations.filter((one) => (one.s === from && one.o === to) || (one.s === to && one.o === from));
  const crosses = (one, a, b) => one.by.includes(a) && one.to.includes(b);
  const figures = data.observations.filter((one) => crosses(one, from, to) || crosses(one, to, from));
  if (drawn.edges[number].predicates.includes("partOf")) {
    const part = data.entities[from].partOf === data.entities[to].name ? [from, to] : [to, from];
    pieces.push(make("p", "", reference(part[0]), ` ${words().partOf} `, reference(part[1])));
  }
  return [...pieces, ...relationSections(relations), ...figureSections(figures)];
}
function sourcesPanel() {
  const documents = data.documents.map((_, number) => number);
  const date = (number) => data.documents[number].date || "9";
  documents.sort((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : a - b));
  const section = make("section", "", make("h2", "", `${words().sources} ${documents.length}`));
  list(section, documents, source, 40);
  const unnamed = data.observations.filter((figure) => !figure.by.length && !figure.to.length);
  return [section, ...(unnamed.length ? [make("p", "soft", words().unnamed), ...figureSections(unnamed)] : [])];
}
const panelOf = (what) => (what.sources ? sourcesPanel() : what.node !== undefined ? entityPanel(what.node) : edgePanel(what.edge));
function showPanel() {
  const panel = at("panel");
  document.body.classList.toggle("reading", selected !== null);
  panel.hidden = selected === null;
  if (selected === null) return panel.replaceChildren();
  const close = button("close", "×", () => select(null));
  close.setAttribute("aria-label", words().close);
  panel.replaceChildren(close, ...panelOf(selected));
  panel.scrollTop = 0;
}
