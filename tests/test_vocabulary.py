from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg.errors import DataError
from kg.resources import ontology_dir
from kg.vocabulary import DK, load_vocabulary

ONTOLOGY = ontology_dir() / "duikou.ttl"
CLASSES = [
    "Province",
    "City",
    "County",
    "Township",
    "Village",
    "Region",
    "Company",
    "Government",
    "School",
    "Hospital",
    "Organization",
    "Port",
    "Bridge",
    "Park",
    "Facility",
    "Project",
    "Event",
    "Person",
    "Product",
]
PREDICATES = [
    "supports",
    "pairedWith",
    "investsIn",
    "built",
    "locatedIn",
    "signedWith",
    "attracted",
    "operates",
    "cooperatesWith",
    "affiliatedWith",
    "produces",
]
INDICATORS = [
    "AidFunds",
    "AidProjects",
    "CooperationFunds",
    "CooperationProjects",
    "AgreedInvestment",
    "ActualInvestment",
    "SignedProjects",
    "SignedAgreements",
    "ContractValue",
    "SalesRevenue",
    "OutputValue",
    "PeopleTrained",
    "CadresExchanged",
    "GraduatesPlaced",
    "PeopleResettled",
    "PeopleBenefited",
    "JobsCreated",
    "Visits",
    "Other",
]
UNITS = ["CNY", "person", "person-time", "household", "item", "batch", "mu", "km", "other"]
PROPERTIES = [
    "mentionedIn",
    "adminCode",
    "partOf",
    "sha256",
    "amount",
    "currency",
    "date",
    "confidence",
    "text",
    "provider",
    "recipient",
    "indicator",
    "value",
    "unit",
    "qualifier",
    "period",
    "modality",
]

SPONSORS = """
dk:sponsors a owl:ObjectProperty ; rdfs:subPropertyOf dk:relation ; rdfs:domain dk:Company ; rdfs:range dk:Event ;
    rdfs:label "冠名"@zh , "sponsors"@en ; skos:definition "冠名活动。"@zh , "Gives an event its name."@en .
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(ONTOLOGY)


def extended(folder: Path, text: str) -> Path:
    path = folder / "own.ttl"
    path.write_text(ONTOLOGY.read_text("utf-8") + text, "utf-8")
    return path


def test_every_term_of_the_contract_is_there() -> None:
    vocabulary = load_vocabulary()
    assert sorted(vocabulary.classes) == sorted(CLASSES)
    assert sorted(vocabulary.predicates) == sorted(PREDICATES)
    assert sorted(vocabulary.indicators) == sorted(INDICATORS)
    assert set(UNITS) <= set(vocabulary.units)
    assert sorted(vocabulary.qualifiers) == ["about", "exact", "nearly", "over"]
    assert list(vocabulary.modalities) == ["planned"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", vocabulary.version)


def test_every_term_has_labels_and_definitions_in_both_languages(graph: Graph) -> None:
    terms = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(str(DK))}
    assert {str(DK[name]) for name in (*CLASSES, *PREDICATES, *PROPERTIES, "Document", "Statement", "Passage")} <= {
        *map(str, terms)
    }
    for term in sorted(terms):
        for predicate in (RDFS.label, SKOS.definition):
            languages = [text.language for text in graph.objects(term, predicate) if isinstance(text, Literal)]
            assert sorted(map(str, languages)) == ["en", "zh"], (term, predicate)


def test_labels_are_not_shared_within_a_kind(graph: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, DK.Indicator, DK.Unit):
        labels = [str(text) for term in set(graph.subjects(RDF.type, kind)) for text in graph.objects(term, RDFS.label)]
        assert sorted(labels) == sorted(set(labels))


def test_umbrella_classes_follow_from_the_ontology() -> None:
    supers = load_vocabulary().supers
    assert supers["County"] == {"Entity", "Place"}
    assert supers["School"] == {"Entity", "Organization", "Facility"}
    assert supers["Bridge"] == {"Entity", "Facility"}
    assert supers["Organization"] == {"Entity"}
    assert "Facility" not in supers["Project"]


def test_domain_range_and_symmetry() -> None:
    predicates = load_vocabulary().predicates
    assert {name for name in predicates if predicates[name].symmetric} == {"pairedWith", "signedWith", "cooperatesWith"}
    assert predicates["produces"].range == {"Product"}
    assert {"Province", "Village", "Company", "Hospital"} <= predicates["supports"].domain
    assert not {"Person", "Product", "Project", "Event"} & predicates["supports"].domain
    assert {"Person", "Government"} <= predicates["affiliatedWith"].domain
    assert {"Park", "County"} <= predicates["locatedIn"].range
    for predicate in predicates.values():
        assert predicate.domain <= set(CLASSES) and predicate.range <= set(CLASSES)
        if predicate.symmetric:
            assert predicate.domain == predicate.range


@pytest.mark.parametrize("kind", ["entity_class", "predicate", "indicator", "unit", "qualifier", "modality"])
def test_unknown_terms_are_refused_with_the_choices(kind: str) -> None:
    with pytest.raises(DataError, match=r"unknown \w+ 'Nothing': the ontology has \w+"):
        getattr(load_vocabulary(), kind)("Nothing")


def test_an_own_relation_needs_no_code(tmp_path: Path) -> None:
    predicate = load_vocabulary(extended(tmp_path, SPONSORS)).predicate("sponsors")
    assert (predicate.domain, predicate.range, predicate.symmetric) == ({"Company"}, {"Event"}, False)
    assert predicate.labels == {"zh": "冠名", "en": "sponsors"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SPONSORS.replace("rdfs:range dk:Event ;", ""), "own.ttl: dk:sponsors has no range among the entity classes"),
        (SPONSORS.replace("dk:Company", "dk:Firm"), "own.ttl: dk:sponsors has no domain among the entity classes"),
        (SPONSORS.replace('"冠名"@zh , ', ""), "own.ttl: dk:sponsors needs a label and a skos:definition in 'zh'"),
        ("dk:broken a", "own.ttl: not valid Turtle: it breaks off at its end"),
        ("dk:broken a dk:X ; ; ] .", "own.ttl: not valid Turtle: at line \\d+"),
    ],
)
def test_a_malformed_ontology_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_vocabulary(extended(tmp_path, text))


def test_a_missing_ontology_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none.ttl: the ontology cannot be read: No such file"):
        load_vocabulary(tmp_path / "none.ttl")


def test_the_second_load_costs_nothing() -> None:
    load_vocabulary()
    started = time.perf_counter()
    load_vocabulary()
    assert time.perf_counter() - started < 0.001
