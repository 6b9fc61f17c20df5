from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import DataError, GraphError
from kg.validate import ValidationReport, validate

PREFIXES = """
@prefix dk: <https://w3id.org/duikou/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix place: <https://x.org/place/> . @prefix : <https://x.org/> .
"""
DIGEST = "0123456789abcdef" * 4
FACTS = f"""{PREFIXES}
place:320000 a dk:Province ; skos:prefLabel "江苏省"@zh ; rdfs:label "江苏省"@zh ; skos:altLabel "苏"@zh ;
  dk:adminCode "320000" ; dk:mentionedIn :d1 ; dk:supports place:500235 ; dk:pairedWith place:500235 ;
  wgs84:lat 32.06 ; wgs84:long 118.76 .
place:500000 a dk:Province ; skos:prefLabel "重庆市"@zh ; rdfs:label "重庆市"@zh ; dk:adminCode "500000" .
place:500235 a dk:County ; skos:prefLabel "云阳县"@zh ; rdfs:label "云阳县"@zh ; dk:adminCode "500235" ;
  dk:partOf place:500000 ; dk:mentionedIn :d1 ; dk:pairedWith place:320000 .
:d1 a dk:Document , schema:NewsArticle ; dcterms:title "甲" ; dcterms:source "a.txt" ; dcterms:date "2021-05-01"^^xsd:date ;
  dk:sha256 "{DIGEST}" .
<https://x.org/d1#char=0,8> a dk:Passage ; dk:text "江苏援助云阳" ; dcterms:isPartOf :d1 .
:s1 a dk:Statement ; rdf:subject place:320000 ; rdf:predicate dk:supports ; rdf:object place:500235 ; dk:confidence 0.9 ;
  dk:amount 3000000 ; dk:currency "CNY" ; dk:date "2021"^^xsd:gYear ;
  prov:wasDerivedFrom :d1 ; prov:wasQuotedFrom <https://x.org/d1#char=0,8> .
:s2 a dk:Statement ; rdf:subject place:320000 ; rdf:predicate dk:pairedWith ; rdf:object place:500235 ; dk:confidence 1 ;
  prov:wasDerivedFrom :d1 ; prov:wasQuotedFrom <https://x.org/d1#char=0,8> .
:o1 a dk:Observation ; dk:provider place:320000 ; dk:recipient place:500235 ; dk:indicator dk:AidFunds ; dk:value 405000000 ;
  dk:unit dk:CNY ; dk:qualifier "exact" ; dk:period "1992/2022" ; dk:modality "planned" ; dk:confidence 0.9 ;
  prov:wasDerivedFrom :d1 ; prov:wasQuotedFrom <https://x.org/d1#char=0,8> .
"""


def checked(folder: Path, text: str) -> ValidationReport:
    path = folder / "graph.ttl"
    path.write_text(text, "utf-8")
    return validate(path)


def changed(old: str, new: str) -> str:
    assert old in FACTS
    return FACTS.replace(old, new)


def test_a_graph_that_keeps_to_the_contract(tmp_path: Path) -> None:
    report = checked(tmp_path, FACTS)
    assert list(report.lines()) == [f"{report.triples} triples, no violation"]
    assert report.triples == 59


BROKEN = [
    ("a dk:County ;", "a dk:County , dk:Company ;", "place/500235", "exactly one of the nineteen classes"),
    ("a dk:County ;", "a dk:County , dk:Place ;", "place/500235", "no second class of the ontology"),
    ("a dk:County ;", "a dk:Company ;", "place/500235", "is a province, city, county or township"),
    ('skos:prefLabel "江苏省"@zh', 'skos:prefLabel "江苏省"@zh , "江苏"@zh', "320000", "one preferred name in Chinese"),
    ('rdfs:label "江苏省"@zh', 'rdfs:label "江苏"@zh', "place/320000", "rdfs:label says the same"),
    ('altLabel "苏"@zh', 'altLabel "江苏省"@zh', "place/320000", "differs from the preferred one"),
    ('adminCode "500235"', 'adminCode "500236"', "place/500235", "last part of its IRI"),
    ('adminCode "500235"', 'adminCode "5002"', "place/500235", "of six digits or"),
    ('dk:adminCode "500000" .', 'dk:adminCode "500000" ; dk:partOf place:500235 .', "500000", "part of itself"),
    ("dk:partOf place:500000 ;", "", "place/500000", "no document names is a division that another is part of"),
    ("wgs84:lat 32.06", "wgs84:lat 320.6", "place/320000", "latitude"),
    ("dk:mentionedIn :d1 ; dk:supports", "dk:mentionedIn :d2 ; dk:supports", "320000", "is a document of the graph"),
    (DIGEST, DIGEST[1:], "x.org/d1", "64 hexadecimal digits"),
    ("a dk:Document , schema:NewsArticle", "a dk:Document", "x.org/d1", "schema:NewsArticle too"),
    ('dcterms:source "a.txt" ;', "", "x.org/d1", "from which path or URL"),
    ('"2021-05-01"^^xsd:date', '"2021-05"', "x.org/d1", "an xsd:date"),
    ('dk:text "江苏援助云阳"', 'dk:text "江苏 援助"', "d1#char=0,8", "without blanks"),
    ("dcterms:isPartOf :d1", "dcterms:isPartOf place:500235", "d1#char=0,8", "part of one document"),
    ("#char=0,8", "#c0,8", "d1#c0,8", "ends in #char=a,b"),
    ("dk:confidence 1 ;", "dk:confidence 1.5 ;", "x.org/s2", "from 0 to 1"),
    ("dk:confidence 1 ;", "", "x.org/s2", "one confidence"),
    ("dk:amount 3000000", 'dk:amount "3百万"', "x.org/s1", "An amount is one number"),
    ("dk:amount 3000000", 'dk:amount "x"^^xsd:integer', "x.org/s1", "An amount is one number"),
    ("dk:amount 3000000", "dk:amount 3000000 , 4000000", "x.org/s1", "An amount is one number"),
    ('dk:currency "CNY" ;', "", "x.org/s1", "An amount has a currency"),
    ('dk:currency "CNY"', 'dk:currency "元"', "x.org/s1", "ISO 4217"),
    ('"2021"^^xsd:gYear', '"2021"^^xsd:integer', "x.org/s1", "A date is one year"),
    ("dk:supports place:500235 ;", "", "x.org/s1", "stands as a plain triple too"),
    ("rdf:object place:500235 ; dk:confidence 0.9", "rdf:object :x ; dk:confidence 0.9", "x.org/s1", "one object"),
    ("rdf:predicate dk:supports", "rdf:predicate dk:partOf", "x.org/s1", "a relation of the ontology"),
    ("rdf:predicate dk:supports", "rdf:predicate dk:produces", "x.org/s1", "in the relation's range"),
    ("dk:indicator dk:AidFunds", "dk:indicator dk:CNY", "x.org/o1", "one indicator"),
    ('dk:qualifier "exact"', 'dk:qualifier "some"', "x.org/o1", "exact, about, over or nearly"),
    ('dk:modality "planned"', 'dk:modality "denied"', "x.org/o1", 'The only modality is "planned"'),
    ("dk:recipient place:500235", "dk:recipient place:1", "x.org/o1", "A recipient is an entity"),
    ("dk:pairedWith place:320000", "dk:cooperatesWith place:320000", "place/320000", "both ways"),
    ("dk:pairedWith place:320000", "dk:built place:320000", "place/500235", "has a statement that says who said so"),
]


@pytest.mark.parametrize(("old", "new", "node", "rule"), BROKEN, ids=[f"{rule} {new}" for _, new, _, rule in BROKEN])
def test_what_breaks_a_rule_is_named(tmp_path: Path, old: str, new: str, node: str, rule: str) -> None:
    report = checked(tmp_path, changed(old, new))
    assert [one for one in report.violations if one.node.endswith(node) and rule in one.message]


@pytest.mark.parametrize(
    ("old", "new", "quoted"),
    [
        ("dk:confidence 1 ;", "dk:confidence 1.5 ;", "江苏援助云阳"),
        ("wgs84:lat 32.06", "wgs84:lat 320.6", "江苏援助云阳"),
        ('dk:text "江苏援助云阳"', 'dk:text "江苏 援助"', "江苏 援助"),
    ],
    ids=["claim", "entity", "passage"],
)
def test_the_sentence_behind_a_violation(tmp_path: Path, old: str, new: str, quoted: str) -> None:
    report = checked(tmp_path, changed(old, new))
    for one in report.violations:
        (quote,) = one.quotes
        assert (quote.text, quote.start, quote.end, quote.source) == (quoted, 0, 8, "《甲》, 2021-05-01, a.txt")


def test_the_report_for_people(tmp_path: Path) -> None:
    report = checked(tmp_path, changed("dk:amount 3000000", "dk:amount -3"))
    assert list(report.lines()) == [
        "https://x.org/s1  江苏省 dk:supports 云阳县",
        '  dk:amount: An amount is one number, not negative. (found: "-3"^^xsd:integer)',
        "    “江苏援助云阳” (0–8)",
        "      《甲》, 2021-05-01, a.txt",
        f"{report.triples} triples, 1 violation at 1 node",
    ]


def test_an_entity_without_claims_shows_where_it_is_named(tmp_path: Path) -> None:
    person = ':p a dk:Person ; skos:prefLabel "丁一"@zh ; dk:mentionedIn :d1 .'
    (one,) = checked(tmp_path, FACTS + person).violations
    assert (one.name, one.quotes[0].text, one.quotes[0].source) == ("丁一", "", "《甲》, 2021-05-01, a.txt")


def test_passages_are_compared_with_the_texts(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text(FACTS, "utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "d1.txt").write_text("江苏\n援助 云阳。", "utf-8")
    assert validate(tmp_path / "graph.ttl", texts).violations == ()
    (texts / "d1.txt").write_text("江苏 支援 云阳。", "utf-8")
    (one,) = validate(tmp_path / "graph.ttl", texts).violations
    assert (one.path, one.found, one.quotes[0].text) == ("dk:text", "江苏支援云阳", "江苏援助云阳")
    (texts / "d1.txt").unlink()
    (one,) = validate(tmp_path / "graph.ttl", texts).violations
    assert "stands in texts/" in one.message


def test_shapes_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    shape = (
        "[] a sh:NodeShape ; sh:targetClass dk:Document ; sh:property [ sh:path dcterms:publisher ; sh:minCount 1 ] ."
    )
    own.write_text(f"{PREFIXES} @prefix sh: <http://www.w3.org/ns/shacl#> . {shape}", "utf-8")
    (tmp_path / "graph.ttl").write_text(FACTS, "utf-8")
    (one,) = validate(tmp_path / "graph.ttl", shapes=[own]).violations
    assert (one.node, one.path) == ("https://x.org/d1", "dcterms:publisher")
    own.write_text(own.read_text("utf-8").replace("sh:minCount 1", 'sh:minCount "many"'), "utf-8")
    with pytest.raises(DataError, match=r"own.ttl: the shapes cannot be used"):
        validate(tmp_path / "graph.ttl", shapes=[own])
    own.write_text("[ a", "utf-8")
    with pytest.raises(DataError, match=r"own.ttl: not valid Turtle"):
        validate(tmp_path / "graph.ttl", shapes=[own])
    with pytest.raises(DataError, match=r"none.ttl: cannot be read"):
        validate(tmp_path / "graph.ttl", shapes=[tmp_path / "none.ttl"])


def test_what_is_no_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"graph.ttl: not valid Turtle"):
        checked(tmp_path, "江苏")


def test_the_command(tmp_path: Path) -> None:
    file, report = tmp_path / "graph.ttl", tmp_path / "report.json"
    file.write_text(FACTS, "utf-8")
    done = CliRunner().invoke(main, ["validate", str(file)])
    assert (done.exit_code, done.stderr) == (0, "") and "no violation" in done.stdout
    file.write_text(changed("dk:confidence 1 ;", 'dk:confidence "x"^^xsd:decimal ;'), "utf-8")
    done = CliRunner().invoke(main, ["validate", str(file), "--json", str(report)])
    assert (done.exit_code, done.stderr) == (1, "") and "“江苏援助云阳” (0–8)" in done.stdout
    (one,) = json.loads(report.read_text("utf-8"))["violations"][:1]
    assert one["node"] == "https://x.org/s2" and one["quotes"][0]["text"] == "江苏援助云阳"
