// The facts that are shown as RDF 1.1 Turtle, in the shape of the graph they come from.
import { data, entities } from "./data.js";
import { sentence } from "./source.js";

const DK = "https://w3id.org/duikou/ontology#";
const PREFIXES = {
  dk: DK,
  dcterms: "http://purl.org/dc/terms/",
  prov: "http://www.w3.org/ns/prov#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  wgs84: "http://www.w3.org/2003/01/geo/wgs84_pos#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const text = (value, tag = "") =>
  `"${value.replace(/[\\"\n\r\t]/g, (one) => ESCAPES[one]).replace(/[\u0000-\u001f\u007f]/g, (one) => "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0"))}"${tag}`;
const node = (iri) =>
  `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (one) => "%" + one.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase())}>`;
const local = (name) => (/^[A-Za-z][\w-]*$/.test(name) ? "dk:" + name : node(DK + name));
const day = (value) =>
  text(
    value,
    /^\d{4}$/.test(value)
      ? "^^xsd:gYear"
      : /^\d{4}-\d\d$/.test(value)
        ? "^^xsd:gYearMonth"
        : /^\d{4}-\d\d-\d\d$/.test(value)
          ? "^^xsd:date"
          : "",
  );
const number = (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : text(value));
const base = () => (entities.length ? entities[0].iri.replace(/[^/]*\/[^/]*$/, "") : "");
const documentIri = (number) => `${base()}document/${data.documents[number].id}`;
const block = (subject, parts) => `${subject} ${parts.filter(Boolean).join(" ;\n\t")} .\n`;

const inOrder = (ids) => [...ids].sort((a, b) => a - b);
const nodes = (iris) => iris.map(node).join(" , ");
const iriOf = (id) => entities[id].iri;

// Takes facts and lines; gives Turtle of them, of their ends, sentences and documents.
export function turtle(facts, edges) {
  const plain = plainTriples(facts, edges);
  const used = new Set([
    ...facts.flatMap((fact) => [...fact.s, ...fact.o]),
    ...edges.flatMap((edge) => [edge.from, edge.to]),
  ]);
  const passages = new Set(facts.flatMap(quotedBy));
  const documents = new Set([...passages].map((number) => data.passages[number][0]));
  for (const id of used) for (const one of entities[id].documents || []) documents.add(one);
  const prefixes = Object.entries(PREFIXES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .\n`);
  const blocks = [
    ...inOrder(used).map((id) => thing(id, plain.get(id) || [])),
    ...facts.map((fact) => (fact.kind === "relation" ? statement(fact) : observation(fact))),
    ...inOrder(documents).map(documentBlock),
    ...inOrder(passages).map(passage),
  ];
  return [...prefixes, "\n", ...blocks].join("");
}
// entity → "predicate object" of each triple between entities, both ways where the relation is symmetric
function plainTriples(facts, edges) {
  const plain = new Map();
  const say = (s, p, o) => plain.set(s, (plain.get(s) || new Set()).add(`${local(p)} ${node(iriOf(o))}`));
  for (const { from, to, predicates } of edges)
    if (predicates.includes("partOf"))
      entities[from].partOf === entities[to].name ? say(from, "partOf", to) : say(to, "partOf", from);
  for (const {
    kind,
    predicate,
    s: [s],
    o: [o],
  } of facts) {
    if (kind !== "relation") continue;
    say(s, predicate, o);
    if (data.symmetric.includes(predicate)) say(o, predicate, s);
  }
  return plain;
}
const quotedBy = (fact) => (fact.said.passages || []).filter((number) => data.passages[number][0] >= 0);
function common(fact) {
  const places = quotedBy(fact).map(passageIri);
  return [
    fact.planned && 'dk:modality "planned"',
    `dk:confidence ${number(String(fact.sure))}`,
    fact.documents.length && `prov:wasDerivedFrom ${nodes(fact.documents.map(documentIri))}`,
    places.length && `prov:wasQuotedFrom ${places.join(" , ")}`,
    places.length && `dk:mainPassage ${places[0]}`,
  ];
}
function statement(fact) {
  const { id, amounts = [], currency, date, title } = fact.said;
  return block(node(`${base()}statement/${id}`), [
    "a dk:Statement",
    `rdf:subject ${node(iriOf(fact.s[0]))}`,
    `rdf:predicate ${local(fact.predicate)}`,
    `rdf:object ${node(iriOf(fact.o[0]))}`,
    ...amounts.map((amount) => `dk:amount ${number(amount)}`),
    currency && `dk:currency ${text(currency)}`,
    date && `dk:date ${day(date)}`,
    title && `dk:title ${text(title, "@zh")}`,
    ...common(fact),
  ]);
}
function observation(fact) {
  const { id, value, unit, qualifier, period } = fact.said;
  return block(node(`${base()}observation/${id}`), [
    "a dk:Observation",
    fact.s.length && `dk:provider ${nodes(fact.s.map(iriOf))}`,
    fact.o.length && `dk:recipient ${nodes(fact.o.map(iriOf))}`,
    `dk:indicator ${local(fact.predicate)}`,
    fact.group.label && `rdfs:label ${text(fact.group.label, "@zh")}`,
    value !== undefined && `dk:value ${number(value)}`,
    unit && `dk:unit ${local(unit)}`,
    qualifier && `dk:qualifier ${text(qualifier)}`,
    period && `dk:period ${text(period)}`,
    ...common(fact),
  ]);
}
function thing(id, triples) {
  const { iri, name, type, aliases = [], code, point, documents = [] } = entities[id];
  return block(node(iri), [
    type && `a ${type.split("|").map(local).join(" , ")}`,
    `rdfs:label ${text(name, "@zh")}`,
    `skos:prefLabel ${text(name, "@zh")}`,
    ...aliases.map((alias) => `skos:altLabel ${text(alias, "@zh")}`),
    code && `dk:adminCode ${text(code)}`,
    point && `wgs84:long ${number(String(point[0]))} ; wgs84:lat ${number(String(point[1]))}`,
    documents.length && `dk:mentionedIn ${nodes(documents.map(documentIri))}`,
    ...[...triples].sort(),
  ]);
}
function documentBlock(one) {
  const { title, date, publisher, source } = data.documents[one];
  return block(node(documentIri(one)), [
    "a dk:Document",
    title && `dcterms:title ${text(title, "@zh")}`,
    date && `dcterms:date ${day(date)}`,
    publisher && `dcterms:publisher ${text(publisher)}`,
    source && `dcterms:source ${text(source)}`,
  ]);
}
function passage(one) {
  return block(passageIri(one), [
    "a dk:Passage",
    `dk:text ${text(sentence(one))}`,
    `dcterms:isPartOf ${node(documentIri(data.passages[one][0]))}`,
  ]);
}
function passageIri(number) {
  const [document, start, end] = data.passages[number];
  return node(`${documentIri(document)}#char=${start},${end}`);
}
