// The graph drawn by vis-network, as pyvis wrote it: for graphs of a size at which it pans smoothly.
import { calm, drawn, edgeOf, nodeOf } from "./data.js";
import { edgeLook, labels, nodeLook, theme } from "./looks.js";
import { measurer, write } from "./painter.js";
import { visible } from "./shown.js";

// Has the same methods, and calls the same listeners, as the canvas.
export function makeVis(container, listen) {
  const options = { ...drawn.options };
  delete options.groups;
  let hovered = null;
  const nodeStyle = (id) => {
    const { colour, opacity } = nodeLook(id), { x, y } = nodeOf[id];
    return { id, x, y, hidden: !visible.nodes[id], opacity, color: { background: colour, border: theme.ground, highlight: { background: colour, border: theme.ink }, hover: { background: colour, border: theme.ink } } };
  };
  const edgeStyle = (edge) => {
    const { colour, width, dashed, opacity } = edgeLook(edge);
    const arrow = (end) => ({ enabled: edge.arrows.includes(end), scaleFactor: 0.45 / Math.max(1, width / 2.5) });
    return { id: edge.id, hidden: !visible.edges[edge.id], width, dashes: dashed ? [7, 5] : false, color: { color: colour, highlight: colour, hover: colour, opacity }, arrows: { to: arrow("to"), from: arrow("from") } };
  };
  const shown = nodeOf.filter((node) => node.x !== undefined);
  const nodes = new vis.DataSet(shown.map(({ id, shape, size }) => ({ shape, size, ...nodeStyle(id) })));
  const edges = new vis.DataSet(edgeOf.map((edge) => ({ from: edge.from, to: edge.to, ...edgeStyle(edge) })));
  const network = new vis.Network(container, { nodes, edges }, options);
  const screen = (id) => network.canvasToDOM(network.getPosition(id));
  network.on("afterDrawing", (context) => {
    const ratio = context.canvas.width / container.clientWidth;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const spot = (id) => network.canvasToDOM(nodeOf[id]);
    write(context, labels(measurer(context), spot, container.clientWidth, container.clientHeight, network.getScale(), hovered));
    context.restore();
    listen.move();
  });
  const hitOf = (event) => (event.nodes.length ? { node: event.nodes[0] } : event.edges.length ? { edge: event.edges[0] } : null);
  network.on("click", (event) => listen.click(hitOf(event)));
  network.on("hoverNode", (event) => { hovered = event.node; listen.hover({ node: event.node }, event.pointer.DOM.x, event.pointer.DOM.y); });
  network.on("hoverEdge", (event) => listen.hover({ edge: event.edge }, event.pointer.DOM.x, event.pointer.DOM.y));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => { hovered = null; listen.hover(null, 0, 0); });
  network.on("dragging", () => { for (const id of network.getSelectedNodes()) Object.assign(nodeOf[id], network.getPosition(id)); });
  const motion = (on) => (on && !calm.matches ? { duration: 320, easingFunction: "easeInOutQuad" } : false);
  return {
    refresh() { nodes.update(shown.map(({ id }) => nodeStyle(id))); edges.update(edgeOf.map(edgeStyle)); network.unselectAll(); },
    zoom: (factor) => network.moveTo({ scale: Math.max(0.02, Math.min(6, network.getScale() * factor)), animation: motion(true) }),
    pan: (dx, dy) => { const { x, y } = network.getViewPosition(), k = network.getScale(); network.moveTo({ position: { x: x + dx / k, y: y + dy / k } }); },
    look: (x, y, k, animated) => network.moveTo({ position: { x, y }, scale: k, animation: motion(animated) }),
    screen, scale: () => network.getScale(), size: () => ({ width: container.clientWidth, height: container.clientHeight }),
  };
}
