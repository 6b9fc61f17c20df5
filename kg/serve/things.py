"""What the graph says of one IRI: the query that gathers it, and its records.

In: an IRI, and N-Triples that answer the query. Out: ``Thing``: a view of the entity, document or fact with all that its page shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph

from kg.export.view import GraphView, view_of

MOST_FACTS = 200
"""Facts on a page at most: what a person reads; the query page has the rest."""

_PART = """
CONSTRUCT { ?x ?p ?o } WHERE {
  { SELECT DISTINCT ?x WHERE {
    { BIND(<%(iri)s> AS ?x) }
    UNION { <%(iri)s> ?link ?x FILTER(ISIRI(?x)) }
    UNION { SELECT DISTINCT ?x WHERE { %(facts)s } ORDER BY DESC(?x) LIMIT %(most)d }
    UNION { { SELECT DISTINCT ?fact WHERE { %(inner)s } ORDER BY DESC(?fact) LIMIT %(most)d } ?fact ?role ?x FILTER(ISIRI(?x)) }
  } }
  ?x ?p ?o . FILTER(?p NOT IN (dk:mentionedIn) || ?x = <%(iri)s>)
}
"""
_FACTS = "{ ?x rdf:subject|rdf:object|dk:provider|dk:recipient <%s> } UNION { ?x prov:wasDerivedFrom <%s> ; a ?kind FILTER(?kind IN (dk:Statement, dk:Observation)) }"
_DATA = """
CONSTRUCT { ?s ?p ?o } WHERE {
  { SELECT ?s ?p ?o WHERE {
    { BIND(<%(iri)s> AS ?s) ?s ?p ?o } UNION { BIND(<%(iri)s> AS ?o) ?s ?p ?o }
  } LIMIT %(most)d }
}
"""
MOST_TRIPLES = 20_000
"""Triples of one IRI's RDF at most."""

"""Finds one document, whose IRI shows what the IRIs of this graph begin with."""


def page_query(iri: str) -> str:
    """SPARQL for what the page of an IRI shows. The IRI must be one that may stand in ``<>``."""
    facts = _FACTS % (iri, iri)
    return _PART % {"iri": iri, "facts": facts, "inner": facts.replace("?x", "?fact"), "most": MOST_FACTS}


def data_query(iri: str) -> str:
    """SPARQL for the triples in which an IRI is subject or object."""
    return _DATA % {"iri": iri, "most": MOST_TRIPLES}


@dataclass(frozen=True, slots=True)
class Thing:
    """An IRI, its own properties as (property IRI, value, whether an IRI), and a view of what is said of it."""

    iri: str
    properties: tuple[tuple[str, str, bool], ...]
    view: GraphView


def thing_of(iri: str, triples: bytes) -> Thing | None:
    """The thing of which N-Triples speak; None if they say nothing of it."""
    resources: dict[str, dict[str, list[str]]] = {}
    own = []
    for subject, predicate, value, is_iri in _read(triples):
        resources.setdefault(subject, {}).setdefault(predicate, []).append(value)
        if subject == iri:
            own.append((predicate, value, is_iri))
    if not own:
        return None
    return Thing(iri, tuple(sorted(set(own))), view_of(resources))


def _read(triples: bytes) -> Iterator[tuple[str, str, str, bool]]:
    for triple in pyoxigraph.parse(triples, format=pyoxigraph.RdfFormat.N_TRIPLES):
        value = triple.object
        yield _value(triple.subject), triple.predicate.value, _value(value), isinstance(value, pyoxigraph.NamedNode)


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
