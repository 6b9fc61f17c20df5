"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data"), drawn = read("network");
  const at = (id) => document.getElementById(id);
  const narrow = matchMedia("(max-width: 700px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- words of the page -------------------------------------------------------------------------------------------
  const WORDS = {
    zh: {
      other: "EN", find: "按名称或别名查找", filter: "筛选", classes: "类别", predicates: "关系", all: "全选", none: "全不选",
      counts: (e, f, d) => `${e} 个实体 · ${f} 条事实 · ${d} 篇文献`, left: (e, f) => `,另有 ${e} 个实体、${f} 条事实未画出`,
      nothing: "图中没有实体:所给文本中没有读到任何名称。", nohit: "没有这样的名称", close: "关闭", closer: "放大", farther: "缩小", whole: "全图",
      aliases: "又名", code: "区划代码", partOf: "隶属", documents: "出处文献", sources: "文献", untitled: "(无题)", planned: "计划", sure: "可信度",
      several: "数字不止一个,按报道先后并列", unnamed: "未指明双方的数据", dashed: "虚线:仅为计划", by: "提供方", to: "接受方", nobody: "未指明", more: (n) => `再显示 ${n} 条`, nofacts: "文中提到,但没有读到关于它的事实。",
      source: "原文", map: "关系图:点一个点或一条线,看事实和原句", between: "两者之间",
    },
    en: {
      other: "中文", find: "Find by name or alias", filter: "Filter", classes: "Classes", predicates: "Relations", all: "all", none: "none",
      counts: (e, f, d) => `${e} entities · ${f} facts · ${d} documents`, left: (e, f) => `; ${e} more entities and ${f} more facts are not drawn`,
      nothing: "There are no entities: no name was read in the texts given.", nohit: "no such name", close: "Close", closer: "Zoom in", farther: "Zoom out", whole: "Whole graph",
      aliases: "also", code: "division code", partOf: "part of", documents: "Mentioned in", sources: "Documents", untitled: "(untitled)", planned: "planned", sure: "confidence",
      several: "more than one figure, oldest report first", unnamed: "Figures that name neither side", dashed: "dashed: only planned", by: "by", to: "for", nobody: "not named", more: (n) => `Show ${n} more`, nofacts: "Named in the texts; no fact about it was read.",
      source: "source text", map: "Graph of relations: click a node or a line to read the facts and their sentences", between: "between the two",
    },
  };
  const UNITS = { CNY: ["元", "CNY"], person: ["人", "people"], "person-time": ["人次", "person-times"], household: ["户", "households"], item: ["个", "items"], batch: ["批", "batches"], mu: ["亩", "mu"], km: ["公里", "km"], other: ["", ""], "": ["", ""] };
  const QUALIFIERS = { about: ["约", "about "], over: ["超过", "over "], nearly: ["近", "nearly "] };
  const STROKES = { supports: "aid", pairedWith: "aid", built: "work", operates: "work", produces: "work", investsIn: "money", attracted: "money", signedWith: "money", cooperatesWith: "ties" };

  let language = (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
  const words = () => WORDS[language];
  const pick = (pair) => pair[language === "zh" ? 0 : 1];
  const term = (name) => (data.terms[name] || {})[language] || name;

  function readable(digits, unit) {
    const number = Number(digits);
    const short = (value, step) => (value / step).toLocaleString("en-US", { maximumFractionDigits: 4, useGrouping: true });
    let text;
    if (language === "zh") text = number >= 1e8 ? short(number, 1e8) + "亿" : number >= 1e4 ? short(number, 1e4) + "万" : short(number, 1);
    else text = number >= 1e9 ? short(number, 1e9) + " billion" : number >= 1e6 ? short(number, 1e6) + " million" : short(number, 1);
    const named = UNITS[unit] ? pick(UNITS[unit]) : term(unit);
    if (language === "zh") return text + (unit === "CNY" ? "元" : UNITS[unit] ? named : " " + named);
    return unit === "CNY" || /^[A-Z]{3}$/.test(unit) ? `${unit} ${text}` : `${text} ${named}`.trim();
  }

  // ---- small tools -------------------------------------------------------------------------------------------------
  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside.filter((piece) => piece !== null && piece !== undefined && piece !== ""));
    return element;
  }
  const name = (text) => make("bdi", "", text);
  function button(className, text, act) {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }
  const OUTLINES = {
    dot: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z", square: "M2 2h12v12H2z", diamond: "M8 0.5L15.5 8L8 15.5L0.5 8z", triangle: "M8 1L15.5 14.5H0.5z",
    triangleDown: "M8 15L0.5 1.5H15.5z", hexagon: "M4 1.2h8L16 8l-4 6.8H4L0 8z", star: "M8 0l2.1 5.4L16 5.9l-4.5 3.8L13 15.5L8 12.3L3 15.5l1.5-5.8L0 5.9l5.9-.5z",
  };
  const groups = drawn.options.groups;
  function swatch(type) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "swatch");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const group = groups[type] || {};
    path.setAttribute("d", OUTLINES[group.shape || "dot"]);
    path.setAttribute("fill", group.color || "#888888");
    svg.append(path);
    return svg;
  }

  // ---- the network -------------------------------------------------------------------------------------------------
  const weightOrder = drawn.nodes.map((node) => node.id); // nodes come by importance
  if (innerHeight > innerWidth) for (const node of drawn.nodes) [node.x, node.y] = [node.y, node.x]; // the layout is wider than high
  const position = new Map(drawn.nodes.map((node) => [node.id, node]));
  const hiddenClasses = new Set(), hiddenPredicates = new Set();
  const theme = {};
  let nodes, edges, network, selected = null, hovered = null;
  const near = new Set();

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    for (const key of ["ground", "ink", "soft", "edge", "accent", "aid", "money", "work", "ties"]) theme[key] = style.getPropertyValue("--" + key).trim();
  }
  const picked = () => selected !== null && !selected.sources; // something in the graph itself
  const isHidden = (id) => hiddenClasses.has(data.entities[id].type);
  const stroke = (edge) => {
    const shown = edge.predicates.filter((predicate) => !hiddenPredicates.has(predicate));
    const kinds = new Set(shown.map((predicate) => STROKES[predicate]).filter(Boolean));
    return kinds.size === 1 ? theme[[...kinds][0]] : theme.edge;
  };
  function nodeLook(id) {
    const dim = picked() && !near.has(id);
    const group = groups[data.entities[id].type] || {};
    const colour = group.color || "#888888";
    return { id, hidden: isHidden(id), opacity: dim ? 0.16 : 1, color: { background: colour, border: theme.ground, highlight: { background: colour, border: theme.ink }, hover: { background: colour, border: theme.ink } } };
  }
  function edgeLook(edge) {
    const hide = isHidden(edge.from) || isHidden(edge.to) || edge.predicates.every((predicate) => hiddenPredicates.has(predicate));
    const lit = picked() && (selected.edge === edge.id || (selected.edge === undefined && (edge.from === selected.node || edge.to === selected.node)));
    const faint = edge.predicates.every((predicate) => predicate === "partOf");
    return {
      id: edge.id, hidden: hide, width: lit ? 2.4 : faint ? 0.7 : Math.min(1 + 0.35 * (edge.predicates.length - 1), 2.2), dashes: edge.planned ? [7, 5] : false,
      color: { color: stroke(edge), highlight: stroke(edge), hover: stroke(edge), opacity: !picked() ? (faint ? 0.55 : 0.7) : lit ? 1 : 0.08 },
      arrows: { to: { enabled: edge.arrows.includes("to"), scaleFactor: 0.45 }, from: { enabled: edge.arrows.includes("from"), scaleFactor: 0.45 } },
    };
  }
  function restyle() {
    if (!network) return;
    nodes.update(drawn.nodes.map((node) => nodeLook(node.id)));
    edges.update(drawn.edges.map(edgeLook));
  }

  // Labels are drawn here, not by vis: by importance, each only where it covers no other.
  const widths = new Map();
  const short = (text) => ([...text].length > 16 ? [...text].slice(0, 15).join("") + "…" : text);
  function drawLabels(context) {
    const scale = network.getScale(), middle = network.getViewPosition();
    const box = at("graph").getBoundingClientRect();
    const placed = [];
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    const first = !picked() ? [] : selected.node !== undefined ? [selected.node] : [drawn.edges[selected.edge].from, drawn.edges[selected.edge].to];
    if (hovered !== null) first.unshift(hovered);
    const order = !picked() ? [...first, ...weightOrder] : [...first, ...[...near].sort((a, b) => a - b)];
    const done = new Set();
    for (const id of order) {
      if (done.has(id) || isHidden(id)) continue;
      done.add(id);
      const node = position.get(id), must = first.includes(id), radius = node.size * scale;
      if (!must && !picked() && radius < 2.6 && id >= 40) continue;
      const x = (node.x - middle.x) * scale + box.width / 2, y = (node.y - middle.y) * scale + box.height / 2 + radius + 3;
      if (x < -80 || y < -30 || x > box.width + 80 || y > box.height + 20) continue;
      const size = must ? 14 : id < 12 ? 13 : 12;
      const text = short(data.entities[id].name);
      const key = size + text;
      context.font = `${must || id < 12 ? 600 : 400} ${size}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
      if (!widths.has(key)) widths.set(key, context.measureText(text).width);
      const half = widths.get(key) / 2 + 8;
      if (!must && placed.some((p) => Math.abs(p.x - x) < p.half + half && Math.abs(p.y - y) < 24)) continue;
      placed.push({ x, y, half });
      context.font = context.font.replace(/[\d.]+px/, `${size / scale}px`);
      context.lineWidth = 3.5 / scale;
      context.strokeStyle = theme.ground;
      context.fillStyle = theme.ink;
      const top = node.y + node.size + 3 / scale;
      context.strokeText(text, node.x, top);
      context.fillText(text, node.x, top);
      if (placed.length > 220) break;
    }
  }

  function startNetwork() {
    const options = { ...drawn.options };
    delete options.groups;
    nodes = new vis.DataSet(drawn.nodes.map((node) => ({ id: node.id, x: node.x, y: node.y, shape: node.shape, size: node.size, ...nodeLook(node.id) })));
    edges = new vis.DataSet(drawn.edges.map((edge) => ({ ...edge, ...edgeLook(edge) })));
    network = new vis.Network(at("graph"), { nodes, edges }, options);
    network.on("afterDrawing", drawLabels);
    network.on("click", (event) => {
      closeLists();
      if (event.nodes.length) select({ node: event.nodes[0] });
      else if (event.edges.length) select({ edge: event.edges[0] });
      else select(null);
    });
    network.on("hoverNode", (event) => { hovered = event.node; tip(event.pointer.DOM, `${data.entities[event.node].name} · ${term(data.entities[event.node].type)}`); });
    network.on("hoverEdge", (event) => tip(event.pointer.DOM, drawn.edges[event.edge].predicates.map(term).join(language === "zh" ? "、" : ", ")));
    for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => { hovered = null; at("tip").hidden = true; });
    network.on("dragging", () => { for (const id of network.getSelectedNodes()) Object.assign(position.get(id), network.getPosition(id)); });
    showWhole(false);
  }
  function tip(place, text) {
    const element = at("tip");
    element.textContent = text;
    element.hidden = false;
    const room = at("graph").clientWidth - element.offsetWidth - 8;
    element.style.left = Math.max(4, Math.min(place.x + 14, room)) + "px";
    element.style.top = Math.max(4, place.y - 38) + "px";
  }
  const motion = (on = true) => (on && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false);
  function showWhole(animated) {
    const xs = drawn.nodes.map((node) => node.x), ys = drawn.nodes.map((node) => node.y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const taken = narrow.matches || at("legend").hidden ? 0 : at("legend").offsetWidth + 12;
    const margin = narrow.matches ? 50 : 90;
    const room = { x: at("graph").clientWidth - taken - margin, y: at("graph").clientHeight - margin };
    const scale = Math.min(1.3, room.x / Math.max(right - left, 1), room.y / Math.max(bottom - top, 1));
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, offset: { x: taken / 2, y: -8 }, animation: motion(animated) });
  }
  function zoom(factor) { network.moveTo({ scale: Math.max(0.03, Math.min(6, network.getScale() * factor)), animation: motion() }); }

  // ---- what is selected --------------------------------------------------------------------------------------------
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
    const shown = (said.passages || []).flatMap((number) => [make("blockquote", "", data.passages[number][3]), source(data.passages[number][0])]);
    const last = shown[shown.length - 1];
    if (last && said.confidence !== undefined) last.append(" · ", make("span", "whole", `${words().sure} ${said.confidence.toFixed(2)}`));
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
    for (const part of [from.publisher, from.date]) if (part) line.append(" · ", make("bdi", "whole", part));
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

  // ---- search ------------------------------------------------------------------------------------------------------
  let hits = [], chosen = -1;
  function find(text) {
    const wanted = text.trim().toLowerCase();
    const found = [];
    data.entities.forEach((entity, id) => {
      let best = null;
      for (const form of [entity.name, ...(entity.aliases || [])]) {
        const lower = form.toLowerCase(), place = lower.indexOf(wanted);
        if (place < 0) continue;
        const rank = lower === wanted ? 0 : place === 0 ? 1 : 2;
        if (best === null || rank < best.rank) best = { id, form, rank };
      }
      if (best !== null) found.push(best);
    });
    return found.sort((a, b) => a.rank - b.rank || a.id - b.id).slice(0, 12);
  }
  function showHits() {
    const box = at("hits"), query = at("query");
    hits = find(query.value);
    chosen = hits.length && query.value.trim() ? 0 : -1;
    box.replaceChildren(...hits.map((hit, index) => {
      const entity = data.entities[hit.id];
      const also = hit.form === entity.name ? term(entity.type) : `${hit.form} · ${term(entity.type)}`;
      const item = make("li", "", swatch(entity.type), make("bdi", "name", entity.name), make("small", "", also));
      item.setAttribute("role", "option");
      item.id = "hit" + index;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
      return item;
    }));
    if (!hits.length) box.append(make("li", "none", words().nohit));
    box.hidden = false;
    query.setAttribute("aria-expanded", "true");
    markHit();
  }
  function markHit() {
    [...at("hits").children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    if (chosen >= 0) { at("query").setAttribute("aria-activedescendant", "hit" + chosen); at("hits").children[chosen].scrollIntoView({ block: "nearest" }); }
    else at("query").removeAttribute("aria-activedescendant");
  }
  function take(index) {
    const { id } = hits[index];
    if (hiddenClasses.delete(data.entities[id].type)) showLegend();
    at("query").value = data.entities[id].name;
    closeLists();
    at("query").blur();
    select({ node: id }, true);
  }
  function closeLists() {
    at("hits").hidden = true;
    at("query").setAttribute("aria-expanded", "false");
    if (narrow.matches) toggleLegend(false);
  }

  // ---- legend and filters ------------------------------------------------------------------------------------------
  function tally(values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  }
  const classCounts = tally(data.entities.map((entity) => entity.type));
  const predicateCounts = tally(drawn.edges.flatMap((edge) => edge.predicates));
  function choices(title, counts, hiddenOnes, order, sign) {
    const keys = [...counts.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
    const every = button("", hiddenOnes.size ? words().all : words().none, () => {
      if (hiddenOnes.size) hiddenOnes.clear();
      else keys.forEach((key) => hiddenOnes.add(key));
      showLegend();
      select(selected);
    });
    return [make("h2", "", title, every), ...keys.map((key) => {
      const box = make("input");
      box.type = "checkbox";
      box.checked = !hiddenOnes.has(key);
      box.addEventListener("change", () => {
        if (box.checked) hiddenOnes.delete(key);
        else hiddenOnes.add(key);
        showLegend();
        select(selected);
      });
      const label = make("label", "", box, sign(key), make("span", "", term(key)), make("small", "", String(counts.get(key))));
      label.dataset.key = key;
      return label;
    })];
  }
  function showLegend() {
    const classOrder = (key) => (data.classes.includes(key) ? data.classes.indexOf(key) : 99);
    const predicateOrder = (key) => (key === "partOf" ? 1 : -predicateCounts.get(key));
    at("legend").replaceChildren(
      ...choices(words().classes, classCounts, hiddenClasses, classOrder, swatch),
      ...choices(words().predicates, predicateCounts, hiddenPredicates, predicateOrder, (key) => make("span", "stroke " + (STROKES[key] || ""))),
      ...(drawn.edges.some((edge) => edge.planned) ? [make("p", "", words().dashed)] : []),
    );
  }
  function toggleLegend(on) {
    at("legend").hidden = !on;
    at("filter").setAttribute("aria-expanded", String(on));
  }

  // ---- the whole page ----------------------------------------------------------------------------------------------
  function showWords() {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    const facts = [...data.relations, ...data.observations].reduce((sum, fact) => sum + fact.said.length, 0);
    const { left } = data;
    at("counts").textContent = words().counts(data.entities.length, facts, data.documents.length) + (left.entities || left.facts ? words().left(left.entities, left.facts) : "");
    at("counts").title = at("counts").textContent;
    at("query").placeholder = words().find;
    at("query").setAttribute("aria-label", words().find);
    at("filter").textContent = words().filter;
    at("language").textContent = words().other;
    at("nothing").textContent = words().nothing;
    at("graph").setAttribute("aria-label", words().map);
    for (const id of ["closer", "farther", "whole"]) { at(id).title = words()[id]; at(id).setAttribute("aria-label", words()[id]); }
    showLegend();
    showPanel();
  }
  function openMark() {
    let wanted = "";
    try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const id = data.entities.findIndex((entity) => entity.iri === wanted);
    if (id >= 0) select({ node: id }, true);
  }

  readTheme();
  const empty = data.entities.length === 0;
  at("nothing").hidden = !empty;
  for (const id of ["graph", "zoom", "filter", "search"]) at(id).hidden = empty;
  showWords();
  if (!empty) {
    toggleLegend(!narrow.matches);
    startNetwork();
    openMark();
  }
  at("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; showWords(); });
  at("filter").addEventListener("click", () => { if (narrow.matches && selected) select(null); toggleLegend(at("legend").hidden); });
  at("counts").addEventListener("click", () => select({ sources: true }));
  at("closer").addEventListener("click", () => zoom(1.4));
  at("farther").addEventListener("click", () => zoom(1 / 1.4));
  at("whole").addEventListener("click", () => showWhole(true));
  at("query").addEventListener("input", showHits);
  at("query").addEventListener("focus", () => { at("query").select(); showHits(); });
  at("query").addEventListener("blur", () => { at("hits").hidden = true; at("query").setAttribute("aria-expanded", "false"); });
  at("query").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (hits.length) chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
      markHit();
      event.preventDefault();
    } else if (event.key === "Enter" && hits.length) take(Math.max(chosen, 0));
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") { at("query").blur(); select(null); } });
  addEventListener("hashchange", openMark);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readTheme(); restyle(); });
  window.duikou = { network, select: (iri) => select({ node: data.entities.findIndex((entity) => entity.iri === iri) }, true) };
})();
