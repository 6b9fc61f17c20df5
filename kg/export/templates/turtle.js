// The facts that are shown as RDF 1.1 Turtle, in the shape of the graph they come from.
import { data, entities } from "./data.js";
import { sentence } from "./source.js";

const DK = "https://w3id.org/duikou/ontology#";
const PREFIXES = { dk: DK, dcterms: "http://purl.org/dc/terms/", prov: "http://www.w3.org/ns/prov#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#", skos: "http://www.w3.org/2004/02/skos/core#", wgs84: "http://www.w3.org/2003/01/geo/wgs84_pos#", xsd: "http://www.w3.org/2001/XMLSchema#" };
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const text = (value, tag = "") => `"${value.replace(/[\\"\n\r\t]/g, (one) => ESCAPES[one]).replace(/[\u0000-\u001f\u007f]/g, (one) => "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0"))}"${tag}`;
const node = (iri) => `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (one) => "%" + one.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase())}>`;
const local = (name) => (/^[A-Za-z][\w-]*$/.test(name) ? "dk:" + name : node(DK + name));
const day = (value) => text(value, /^\d{4}$/.test(value) ? "^^xsd:gYear" : /^\d{4}-\d\d$/.test(value) ? "^^xsd:gYearMonth" : /^\d{4}-\d\d-\d\d$/.test(value) ? "^^xsd:date" : "");
const number = (value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : text(value));
const base = () => (entities.length ? entities[0].iri.replace(/[^/]*\/[^/]*$/, "") : "");
const documentIri = (number) => `${base()}document/${data.documents[number].id}`;
const block = (subject, parts) => `${subject} ${parts.filter(Boolean).join(" ;\n\t")} .\n`;

// Takes facts and lines; gives Turtle of them, of their ends, sentences and documents.
export function turtle(facts, edges) {
  const used = new Set(), passages = new Set(), documents = new Set(), plain = new Map();
  const say = (s, p, o) => { if (!plain.has(s)) plain.set(s, new Set()); plain.get(s).add(`${local(p)} ${node(entities[o].iri)}`); };
  for (const edge of edges) for (const id of [edge.from, edge.to]) used.add(id);
  for (const edge of edges) if (edge.predicates.includes("partOf")) {
    const [a, b] = entities[edge.from].partOf === entities[edge.to].name ? [edge.from, edge.to] : [edge.to, edge.from];
    say(a, "partOf", b);
  }
  const blocks = facts.map((fact) => {
    for (const id of [...fact.s, ...fact.o]) used.add(id);
    const quoted = (fact.said.passages || []).filter((number) => data.passages[number][0] >= 0);
    for (const number of quoted) { passages.add(number); documents.add(data.passages[number][0]); }
    const places = quoted.map((number) => passageIri(number));
    const common = [
      fact.planned ? `dk:modality "planned"` : "", `dk:confidence ${number(String(fact.sure))}`,
      fact.documents.length ? `prov:wasDerivedFrom ${fact.documents.map((one) => node(documentIri(one))).join(" , ")}` : "",
      places.length ? `prov:wasQuotedFrom ${places.join(" , ")}` : "", places.length ? `dk:mainPassage ${places[0]}` : "",
    ];
    if (fact.kind === "relation") {
      const [s, o] = [fact.s[0], fact.o[0]];
      say(s, fact.predicate, o);
      if (data.symmetric.includes(fact.predicate)) say(o, fact.predicate, s);
      return block(node(`${base()}statement/${fact.said.id}`), ["a dk:Statement", `rdf:subject ${node(entities[s].iri)}`, `rdf:predicate ${local(fact.predicate)}`, `rdf:object ${node(entities[o].iri)}`,
        ...(fact.said.amounts || []).map((amount) => `dk:amount ${number(amount)}`), fact.said.currency && `dk:currency ${text(fact.said.currency)}`, fact.said.date && `dk:date ${day(fact.said.date)}`, fact.said.title && `dk:title ${text(fact.said.title, "@zh")}`, ...common]);
    }
    const ends = (term, ids) => (ids.length ? `${term} ${ids.map((id) => node(entities[id].iri)).join(" , ")}` : "");
    return block(node(`${base()}observation/${fact.said.id}`), ["a dk:Observation", ends("dk:provider", fact.s), ends("dk:recipient", fact.o), `dk:indicator ${local(fact.predicate)}`, fact.group.label && `rdfs:label ${text(fact.group.label, "@zh")}`,
      fact.said.value !== undefined && `dk:value ${number(fact.said.value)}`, fact.said.unit && `dk:unit ${local(fact.said.unit)}`, fact.said.qualifier && `dk:qualifier ${text(fact.said.qualifier)}`, fact.said.period && `dk:period ${text(fact.said.period)}`, ...common]);
  });
  for (const id of used) for (const one of entities[id].documents || []) documents.add(one);
  const things = [...used].sort((a, b) => a - b).map((id) => {
    const { iri, name, type, aliases = [], code, point, documents: named = [] } = entities[id];
    return block(node(iri), [type && `a ${type.split("|").map(local).join(" , ")}`, `rdfs:label ${text(name, "@zh")}`, `skos:prefLabel ${text(name, "@zh")}`, ...aliases.map((alias) => `skos:altLabel ${text(alias, "@zh")}`), code && `dk:adminCode ${text(code)}`,
      point && `wgs84:long ${number(String(point[0]))} ; wgs84:lat ${number(String(point[1]))}`, named.length && `dk:mentionedIn ${named.map((one) => node(documentIri(one))).join(" , ")}`, ...[...(plain.get(id) || [])].sort()]);
  });
  const told = [...documents].sort((a, b) => a - b).map((one) => {
    const { title, date, publisher, source } = data.documents[one];
    return block(node(documentIri(one)), ["a dk:Document", title && `dcterms:title ${text(title, "@zh")}`, date && `dcterms:date ${day(date)}`, publisher && `dcterms:publisher ${text(publisher)}`, source && `dcterms:source ${text(source)}`]);
  });
  const quotes = [...passages].sort((a, b) => a - b).map((one) => block(passageIri(one), ["a dk:Passage", `dk:text ${text(sentence(one))}`, `dcterms:isPartOf ${node(documentIri(data.passages[one][0]))}`]));
  return Object.entries(PREFIXES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .\n`).join("") + "\n" + [...things, ...blocks, ...told, ...quotes].join("");
}
function passageIri(number) {
  const [document, start, end] = data.passages[number];
  return node(`${documentIri(document)}#char=${start},${end}`);
}
