"""The service description of ``/sparql`` (SPARQL 1.1 Service Description): what a client can find out by itself.

In: the endpoint's URL and the number of triples. Out: Turtle.
"""

from __future__ import annotations

import pyoxigraph

_TEXT = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
<> a sd:Service ;
  sd:endpoint <> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
    formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ;
  sd:defaultDataset <#dataset> .
<#dataset> a sd:Dataset ; sd:defaultGraph <#graph> .
<#graph> a sd:Graph ; void:triples {triples} ; void:vocabulary <https://w3id.org/duikou/ontology#> .
"""


def description(endpoint: str, triples: int, form: str) -> bytes:
    """The description in a form of RDF ("turtle", "ntriples", "rdfxml", "jsonld")."""
    forms = {
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
        "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    }
    text = _TEXT.replace("{triples}", str(triples))
    parsed = list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=endpoint))
    named = {"sd": "http://www.w3.org/ns/sparql-service-description#", "void": "http://rdfs.org/ns/void#"}
    written = pyoxigraph.serialize(parsed, format=forms[form], prefixes=named if form == "turtle" else None)
    return written or b""
