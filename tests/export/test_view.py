from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.export.view import EntityView, PassageView, labels_from_turtle, view_from_turtle

TURTLE = """
@prefix dk: <https://w3id.org/duikou/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix i: <https://w3id.org/duikou/id/> .
<https://w3id.org/duikou/id/place/1> a dk:Province ; skos:prefLabel "东海省"@zh , "Donghai"@en ; rdfs:label "东海省"@zh ;
  skos:altLabel "东海"@zh ; dk:adminCode "1" ; dk:mentionedIn <https://w3id.org/duikou/id/document/d> ;
  dk:supports <https://w3id.org/duikou/id/place/2> .
<https://w3id.org/duikou/id/place/2> a dk:County ; skos:prefLabel "西河县"@zh ; dk:partOf <https://w3id.org/duikou/id/place/3> .
<https://w3id.org/duikou/id/place/3> a dk:Province ; skos:prefLabel "西山省"@zh .
<https://w3id.org/duikou/id/document/d> a dk:Document ; dcterms:title "新桥" ; dcterms:date "2021-05-01"^^xsd:date ;
  dcterms:publisher "东海日报" ; dcterms:source "a.txt" .
<https://w3id.org/duikou/id/statement/s> a dk:Statement ; rdf:subject <https://w3id.org/duikou/id/place/1> ;
  rdf:predicate dk:supports ; rdf:object <https://w3id.org/duikou/id/place/2> ; dk:amount 3000000 ; dk:currency "CNY" ;
  dk:date "2021-09"^^xsd:gYearMonth ; dk:confidence 0.93 ; dk:modality "planned" ;
  prov:wasDerivedFrom <https://w3id.org/duikou/id/document/d> ;
  prov:wasQuotedFrom <https://w3id.org/duikou/id/document/d#char=30,40> , <https://w3id.org/duikou/id/document/d#char=4,12> .
<https://w3id.org/duikou/id/document/d#char=4,12> a dk:Passage ; dk:text "东海省支援西河县" ; dcterms:isPartOf <https://w3id.org/duikou/id/document/d> .
<https://w3id.org/duikou/id/document/d#char=30,40> a dk:Passage ; dk:text "资金300万元" ; dcterms:isPartOf <https://w3id.org/duikou/id/document/d> .
<https://w3id.org/duikou/id/observation/o> a dk:Observation ; dk:provider <https://w3id.org/duikou/id/place/1> ;
  dk:recipient <https://w3id.org/duikou/id/place/2> ; dk:indicator dk:AidFunds ; dk:value 425000000.5 ; dk:unit dk:CNY ;
  dk:qualifier "over" ; dk:period "1992/2022" ; dk:confidence 0.9 ; prov:wasDerivedFrom <https://w3id.org/duikou/id/document/d> ;
  prov:wasQuotedFrom <https://w3id.org/duikou/id/document/d#char=4,12> .
"""


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path


def test_entities_documents_and_plain_triples(turtle: Path) -> None:
    view = view_from_turtle(turtle)
    place = "https://w3id.org/duikou/id/place/"
    assert view.entities[0] == EntityView(
        place + "1",
        ("Province",),
        "东海省",
        ("东海",),
        "1",
        "",
        ("https://w3id.org/duikou/id/document/d",),
        ("Donghai",),
    )
    assert [entity.part_of for entity in view.entities] == ["", place + "3", ""]
    assert view.documents[0].publisher == "东海日报"
    assert view.plain == ((place + "1", "supports", place + "2"), (place + "2", "partOf", place + "3"))


def test_a_statement_with_its_passages_in_the_order_of_the_text(turtle: Path) -> None:
    (statement,) = view_from_turtle(turtle).statements
    document = "https://w3id.org/duikou/id/document/d"
    assert (statement.predicate, statement.amounts, statement.date) == ("supports", (Decimal(3000000),), "2021-09")
    assert (statement.confidence, statement.modality) == (0.93, "planned")
    assert statement.passages == (
        PassageView(document, 4, 12, "东海省支援西河县"),
        PassageView(document, 30, 40, "资金300万元"),
    )


def test_the_passage_that_makes_the_claim_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    main = (
        "<https://w3id.org/duikou/id/statement/s> dk:mainPassage <https://w3id.org/duikou/id/document/d#char=30,40> ."
    )
    path.write_text(TURTLE + main, encoding="utf-8")
    (statement,) = view_from_turtle(path).statements
    assert [passage.start for passage in statement.passages] == [30, 4]


def test_an_observation(turtle: Path) -> None:
    (figure,) = view_from_turtle(turtle).observations
    assert (figure.indicator, figure.value, figure.unit) == ("AidFunds", Decimal("425000000.5"), "CNY")
    assert (figure.qualifier, figure.period) == ("over", "1992/2022")


def test_a_missing_file_and_a_broken_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="none.ttl"):
        view_from_turtle(tmp_path / "none.ttl")
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(GraphError, match="broken.ttl: no Turtle"):
        view_from_turtle(broken)


def test_labels_by_language(tmp_path: Path) -> None:
    path = tmp_path / "terms.ttl"
    path.write_text(
        "@prefix dk: <https://w3id.org/duikou/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'dk:supports rdfs:label "支援"@zh , "supports"@en . <urn:x> rdfs:label "else"@en .',
        encoding="utf-8",
    )
    assert labels_from_turtle(path) == {"supports": {"zh": "支援", "en": "supports"}}
