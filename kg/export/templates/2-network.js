// The drawn network: how nodes and lines look, labels by importance and zoom, moving about.
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
