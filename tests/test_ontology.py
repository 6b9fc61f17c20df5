"""The ontology itself: metadata, the OWL 2 RL profile by syntax, and what the RL rules draw from it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, VANN

from kg.resources import ontology_dir
from kg.vocabulary import DK

ONTOLOGY = URIRef("https://w3id.org/duikou/ontology")
SCHEMA = Namespace("https://schema.org/")
EX = Namespace("https://example.org/")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")

PLAIN_RL = {
    *(OWL.Ontology, OWL.versionIRI, OWL.versionInfo, OWL.priorVersion, OWL.deprecated),
    *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    *(OWL.FunctionalProperty, OWL.SymmetricProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty),
    *(OWL.inverseOf, OWL.disjointWith, OWL.AllDisjointClasses, OWL.members),
}
"""The part of OWL that the ontology keeps to. All of it is in OWL 2 RL wherever only named classes stand in it."""

RL_DATATYPES = {XSD.string, XSD.decimal, XSD.integer, XSD.boolean, XSD.dateTime, RDF.PlainLiteral, RDF.langString}
"""Of the datatypes of OWL 2 RL those that are used. A literal with a language tag is an rdf:PlainLiteral there."""

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUILT_IN = tuple(str(node).rpartition("#")[0] + "#" for node in (RDF.type, RDFS.label, OWL.Class))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(ontology_dir() / "duikou.ttl")


@pytest.fixture(scope="module")
def terms(graph: Graph) -> list[URIRef]:
    return sorted({s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(str(DK))})


def reasoned(graph: Graph, triples: Iterable[tuple[URIRef, URIRef, URIRef | Literal]]) -> Graph:
    closed = Graph()
    for triple in (*graph, *triples):
        closed.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return closed


def errors(closed: Graph) -> list[str]:
    return [str(text) for text in closed.objects(None, ERROR)]


def test_metadata(graph: Graph) -> None:
    version = str(graph.value(ONTOLOGY, OWL.versionInfo))
    assert graph.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert graph.value(ONTOLOGY, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    assert graph.value(ONTOLOGY, DCTERMS.conformsTo) == URIRef("http://www.w3.org/ns/owl-profile/RL")
    assert graph.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("dk")
    assert version in str(graph.value(ONTOLOGY, DCTERMS.bibliographicCitation))
    for term in (DCTERMS.title, DCTERMS.description, SKOS.editorialNote, SKOS.changeNote):
        assert {text.language for text in graph.objects(ONTOLOGY, term) if isinstance(text, Literal)} == {"zh", "en"}
    for term in (DCTERMS.creator, DCTERMS.created, DCTERMS.modified, OWL.priorVersion):
        assert graph.value(ONTOLOGY, term)


def test_every_term_says_where_it_is_defined_and_has_a_kind(graph: Graph, terms: list[URIRef]) -> None:
    assert len(terms) > 100
    for term in terms:
        assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY, term
        assert graph.value(term, RDF.type), term


def test_only_the_plain_part_of_owl_rl_is_used(graph: Graph) -> None:
    used = {node for triple in graph for node in triple if isinstance(node, URIRef) and node.startswith(BUILT_IN[2])}
    assert used - PLAIN_RL == set()
    axioms = {node for node in graph.subjects() if isinstance(node, BNode)}
    lists = {cell for node in graph.objects(None, OWL.members) for cell in graph.transitive_objects(node, RDF.rest)}
    assert all((node, RDF.type, OWL.AllDisjointClasses) in graph for node in axioms - lists)


def test_every_class_and_property_is_declared_and_of_one_kind(graph: Graph) -> None:
    kinds: dict[object, set[URIRef]] = {}
    for kind in KINDS:
        for node in graph.subjects(RDF.type, kind):
            kinds.setdefault(node, set()).add(kind)
    assert [node for node, found in kinds.items() if len(found) != 1] == []
    properties = {p for p in graph.predicates() if not str(p).startswith(BUILT_IN)}
    assert properties - set(kinds) == set()
    classes = {
        *graph.subjects(RDFS.subClassOf),
        *graph.objects(None, RDFS.subClassOf),
        *graph.objects(None, RDFS.domain),
    }
    classes |= {node for members in graph.objects(None, OWL.members) for node in Collection(graph, members)}
    assert {node for node in classes if kinds.get(node) != {OWL.Class}} == set()
    for sub, over in graph.subject_objects(RDFS.subPropertyOf):
        assert kinds[sub] == kinds[over], (sub, over)
    for prop, target in graph.subject_objects(RDFS.range):
        assert kinds[prop] == ({OWL.DatatypeProperty} if target in RL_DATATYPES else {OWL.ObjectProperty}), prop
        assert target in RL_DATATYPES or kinds.get(target) == {OWL.Class}


def test_only_datatypes_of_the_profile_are_used(graph: Graph) -> None:
    literals = {text for text in graph.objects() if isinstance(text, Literal)}
    assert {text.datatype for text in literals if text.datatype} <= RL_DATATYPES


def test_every_concept_stands_in_its_scheme(graph: Graph) -> None:
    for kind, scheme in (("Indicator", "Indicators"), ("Unit", "Units"), ("Qualifier", "Qualifiers")):
        found = set(graph.subjects(RDF.type, DK[kind]))
        assert found and found == set(graph.subjects(SKOS.inScheme, DK[scheme]))
        for concept in found:
            assert (concept, SKOS.topConceptOf, DK[scheme]) in graph


def test_a_term_that_is_out_of_use_points_to_its_replacement(graph: Graph) -> None:
    for term in graph.subjects(OWL.deprecated, Literal(True)):
        assert graph.value(term, DCTERMS.isReplacedBy) and graph.value(term, SKOS.changeNote), term


def test_every_relation_that_is_not_symmetric_has_an_inverse(graph: Graph) -> None:
    for relation in graph.subjects(RDFS.subPropertyOf, DK.relation):
        symmetric = (relation, RDF.type, OWL.SymmetricProperty) in graph
        inverse = graph.value(None, OWL.inverseOf, relation)
        assert symmetric != bool(inverse), relation
        if inverse:
            assert graph.value(inverse, RDFS.domain) == graph.value(relation, RDFS.range)
            assert graph.value(inverse, RDFS.range) == graph.value(relation, RDFS.domain)


def test_what_the_rules_draw_from_it(graph: Graph) -> None:
    closed = reasoned(
        graph,
        [
            (EX.county, RDF.type, DK.County),
            (EX.school, RDF.type, DK.School),
            (EX.city, DK.supports, EX.county),
            (EX.giver, DK.supports, EX.county),
            (EX.city, DK.pairedWith, EX.county),
            (EX.county, DK.partOf, EX.city),
            (EX.claim, DK.mainPassage, EX.passage),
        ],
    )
    assert errors(closed) == []
    drawn = [
        (EX.county, RDF.type, SCHEMA.AdministrativeArea),
        (EX.county, RDF.type, DK.Entity),
        (EX.city, RDF.type, DK.Party),
        (EX.school, RDF.type, DK.Organization),
        (EX.school, RDF.type, DK.Facility),
        (EX.county, DK.supportedBy, EX.city),
        (EX.city, DK.relation, EX.county),
        (EX.county, DK.pairedWith, EX.city),
        (EX.city, DK.hasPart, EX.county),
        (EX.county, SCHEMA.containedInPlace, EX.city),
        (EX.claim, URIRef("http://www.w3.org/ns/prov#wasQuotedFrom"), EX.passage),
    ]
    assert [triple for triple in drawn if triple not in closed] == []
    assert (EX.giver, RDF.type, DK.Party) in closed
    assert (EX.giver, RDF.type, DK.Place) not in closed  # it may be an organisation
    assert (EX.county, DK.supports, EX.city) not in closed


@pytest.mark.parametrize(
    "triples",
    [
        [(EX.a, RDF.type, DK.County), (EX.a, RDF.type, DK.Company)],
        [(EX.a, RDF.type, DK.Province), (EX.a, RDF.type, DK.City)],
        [(EX.a, DK.partOf, EX.b), (EX.b, DK.partOf, EX.a)],
        [(EX.a, RDF.type, DK.Person), (EX.b, DK.locatedIn, EX.c), (EX.c, RDF.type, DK.Place), (EX.a, DK.partOf, EX.c)],
    ],
    ids=["place and organisation", "two ranks", "a circle of divisions", "a person that is part of a place"],
)
def test_what_the_rules_refuse(graph: Graph, triples: list[tuple[URIRef, URIRef, URIRef]]) -> None:
    assert errors(reasoned(graph, triples))


def test_the_reference_page_is_up_to_date() -> None:
    script = Path(__file__).parents[1] / "scripts" / "build_ontology_docs.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_reference_page_has_every_term_and_no_link_leads_nowhere(terms: list[URIRef]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "ontology.md").read_text("utf-8")
    for term in terms:
        assert f"dk:{term.removeprefix(str(DK))}" in page, term
    anchors = re.findall(r'<a id="([^"]+)"></a>', page)
    assert len(anchors) == len(set(anchors)) > 60
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(anchors)
