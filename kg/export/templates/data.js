// What the page holds: the entities, facts and documents, and the network as pyvis wrote it.
export const at = (id) => document.getElementById(id);
export const read = (id) => JSON.parse(at(id).textContent);
export const data = read("data");
export const drawn = read("network");
export const entities = data.entities;
export const nodeOf = drawn.nodes; // nodes stand in the order of the entities: by importance
export const edgeOf = drawn.edges;
export const symmetric = new Set(data.symmetric);
export const narrow = matchMedia("(max-width: 760px)");
export const calm = matchMedia("(prefers-reduced-motion: reduce)");
