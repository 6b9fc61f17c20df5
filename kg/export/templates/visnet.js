// The graph drawn by vis-network, as pyvis wrote it: for small graphs, which it pans smoothly.
import { calm, drawn, edgeOf, nodeOf } from "./data.js";
import { edgeLook, labels, nodeLook, theme } from "./looks.js";
import { measurer, write } from "./painter.js";
import { visible } from "./shown.js";

// Has the same methods, and calls the same listeners, as the canvas.
export function makeVis(container, listen) {
  const { groups, ...options } = drawn.options; // colours come from looks.js, which knows light and dark
  void groups;
  const shown = nodeOf.filter((node) => node.x !== undefined);
  const nodes = new vis.DataSet(shown.map(({ id, shape, size }) => ({ shape, size, ...nodeStyle(id) })));
  const edges = new vis.DataSet(edgeOf.map((edge) => ({ from: edge.from, to: edge.to, ...edgeStyle(edge) })));
  const network = new vis.Network(container, { nodes, edges }, options);
  hear(network, container, listen);
  const motion = (on) => (on && !calm.matches ? { duration: 320, easingFunction: "easeInOutQuad" } : false);
  return {
    refresh() {
      nodes.update(shown.map(({ id }) => nodeStyle(id)));
      edges.update(edgeOf.map(edgeStyle));
      network.unselectAll();
    },
    zoom: (factor) => {
      const scale = Math.max(0.02, Math.min(6, network.getScale() * factor));
      network.moveTo({ scale, animation: motion(true) });
    },
    pan: (dx, dy) => {
      const { x, y } = network.getViewPosition();
      const k = network.getScale();
      network.moveTo({ position: { x: x + dx / k, y: y + dy / k } });
    },
    look: (x, y, k, animated) => network.moveTo({ position: { x, y }, scale: k, animation: motion(animated) }),
    screen: (id) => network.canvasToDOM(network.getPosition(id)),
    scale: () => network.getScale(),
    size: () => ({ width: container.clientWidth, height: container.clientHeight }),
  };
}
function nodeStyle(id) {
  const { colour, opacity } = nodeLook(id);
  const { x, y } = nodeOf[id];
  const lit = { background: colour, border: theme.ink };
  const color = { background: colour, border: theme.ground, highlight: lit, hover: lit };
  return { id, x, y, hidden: !visible.nodes[id], opacity, color };
}
function edgeStyle(edge) {
  const { colour, width, dashed, opacity } = edgeLook(edge);
  const arrow = (end) => ({ enabled: edge.arrows.includes(end), scaleFactor: 0.45 / Math.max(1, width / 2.5) });
  return {
    id: edge.id,
    hidden: !visible.edges[edge.id],
    width,
    dashes: dashed ? [7, 5] : false,
    color: { color: colour, highlight: colour, hover: colour, opacity },
    arrows: { to: arrow("to"), from: arrow("from") },
  };
}
function hear(network, container, listen) {
  let hovered = null;
  network.on("afterDrawing", (context) => {
    const { clientWidth: width, clientHeight: height } = container;
    const ratio = context.canvas.width / width;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const where = (id) => network.canvasToDOM(nodeOf[id]);
    write(context, labels(measurer(context), where, width, height, network.getScale(), hovered));
    context.restore();
  });
  network.on("click", ({ nodes: [node], edges: [edge] }) =>
    listen.click(node !== undefined ? { node } : edge !== undefined ? { edge } : null),
  );
  const over = (hit, { DOM }) => {
    hovered = hit.node === undefined ? null : hit.node;
    listen.hover(hit, DOM.x, DOM.y);
  };
  network.on("hoverNode", ({ node, pointer }) => over({ node }, pointer));
  network.on("hoverEdge", ({ edge, pointer }) => over({ edge }, pointer));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"])
    network.on(event, () => {
      hovered = null;
      listen.hover(null, 0, 0);
    });
  network.on("dragging", () => {
    for (const id of network.getSelectedNodes()) Object.assign(nodeOf[id], network.getPosition(id));
  });
}
