from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rdflib import Graph

from kg.errors import DataError, GraphError, UsageError
from kg.resources import ontology_dir
from kg.store import GraphStore, named_queries, named_query

FACTS = """
@prefix dk: <https://w3id.org/duikou/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <https://x.org/> .
:js a dk:Province ; skos:prefLabel "江苏省"@zh ; skos:altLabel "苏"@zh ; dk:mentionedIn :d1 , :d2 .
:cq a dk:Province ; skos:prefLabel "重庆市"@zh .
:yy a dk:County ; skos:prefLabel "云阳县"@zh ; dk:partOf :cq ; dk:mentionedIn :d1 ; dk:adminCode "500235" .
:school a dk:School ; skos:prefLabel "青禾小学"@zh ; dk:mentionedIn :d1 .
:firm a dk:Company ; skos:prefLabel "青禾公司"@zh ; dk:mentionedIn :d2 .
:d1 a dk:Document ; dcterms:title "甲" ; dcterms:date "2021-05-01"^^xsd:date .
:d2 a dk:Document ; dcterms:title "乙" ; dcterms:date "2023-05-01"^^xsd:date .
:p1 a dk:Passage ; dk:text "江苏援助" ; dcterms:isPartOf :d1 .
:p2 a dk:Passage ; dk:text "公司投资" ; dcterms:isPartOf :d2 .
:s1 a dk:Statement ; rdf:subject :js ; rdf:predicate dk:supports ; rdf:object :yy ; dk:confidence 0.9 ;
  prov:wasDerivedFrom :d1 ; dk:mainPassage :p1 .
:s2 a dk:Statement ; rdf:subject :js ; rdf:predicate dk:built ; rdf:object :school ; dk:amount 3000000 ; dk:currency "CNY" ;
  dk:date "2021"^^xsd:gYear ; dk:confidence 0.9 ; prov:wasDerivedFrom :d1 ; dk:mainPassage :p1 .
:s3 a dk:Statement ; rdf:subject :school ; rdf:predicate dk:locatedIn ; rdf:object :yy ; dk:confidence 0.9 ;
  prov:wasDerivedFrom :d1 ; dk:mainPassage :p1 .
:school dk:locatedIn :yy .
:s4 a dk:Statement ; rdf:subject :firm ; rdf:predicate dk:investsIn ; rdf:object :yy ; dk:amount 90 ; dk:currency "USD" ;
  dk:date "2020-03"^^xsd:gYearMonth ; dk:confidence 0.8 ; prov:wasDerivedFrom :d2 ; dk:mainPassage :p2 .
:o1 a dk:Observation ; dk:provider :js ; dk:recipient :yy ; dk:indicator dk:AidFunds ; dk:value 405000000 ; dk:unit dk:CNY ;
  dk:qualifier "exact" ; prov:wasDerivedFrom :d1 ; dk:mainPassage :p1 .
:o2 a dk:Observation ; dk:provider :js ; dk:recipient :yy ; dk:indicator dk:AidFunds ; dk:value 425000000 ; dk:unit dk:CNY ;
  dk:qualifier "over" ; prov:wasDerivedFrom :d2 ; dk:mainPassage :p2 .
:o3 a dk:Observation ; dk:provider :js ; dk:recipient :yy ; dk:indicator dk:AidProjects ; dk:value 8 ; dk:unit dk:item ;
  dk:qualifier "exact" ; prov:wasDerivedFrom :d2 ; dk:mainPassage :p2 .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    path = tmp_path_factory.mktemp("store") / "graph.ttl"
    path.write_text(FACTS, "utf-8")
    return GraphStore(path)


def rows(store: GraphStore, name: str, /, **values: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(store.query(named_query(name).filled(values), "csv").decode())))


def test_every_named_query_runs_and_has_its_parameters(store: GraphStore) -> None:
    queries = named_queries()
    assert list(queries) == sorted(queries)
    for query in queries.values():
        assert store.query(query.sparql)
        assert all(query.titles[language] and query.descriptions[language] for language in ("zh", "en"))
        for parameter in query.parameters:
            assert store.query(query.filled({parameter: '"} 忠县'})).count(b"\n") == 2


def test_named_queries_are_plain_sparql_for_any_store() -> None:
    graph = Graph(bind_namespaces="none")
    for path in (ontology_dir() / "queries").glob("*.rq"):
        graph.query(path.read_text("utf-8"))


def test_supports(store: GraphStore) -> None:
    assert [(row["giver"], row["receiver"], row["article"]) for row in rows(store, "supports")] == [
        ("江苏省", "云阳县", "甲")
    ]
    assert len(rows(store, "supports", place="苏")) == 1
    assert rows(store, "supports", place="重庆市") == []


def test_investments(store: GraphStore) -> None:
    (row,) = rows(store, "investments")
    assert (row["investor"], row["amount"], row["currency"], row["sentence"]) == ("青禾公司", "90", "USD", "公司投资")


@pytest.mark.parametrize("place", ["云阳县", "重庆市"])
def test_works_in_a_place_or_below_it(store: GraphStore, place: str) -> None:
    (row,) = rows(store, "works", place=place)
    assert (row["work"], row["payer"], row["how"], row["amount"], row["date"]) == (
        "青禾小学",
        "江苏省",
        "built",
        "3000000",
        "2021",
    )
    assert rows(store, "works", place="江苏省") == []


def test_figures_that_differ_stand_side_by_side_newest_last(store: GraphStore) -> None:
    (row,) = rows(store, "conflicts")
    assert (row["who"], row["whom"], row["what"]) == ("江苏省", "云阳县", "AidFunds")
    assert (row["published"], row["value"], row["sentence"]) == ("2021-05-01", "405000000", "江苏援助")
    assert (row["otherPublished"], row["otherValue"], row["otherSentence"]) == ("2023-05-01", "425000000", "公司投资")


def test_about(store: GraphStore) -> None:
    relations = {(row["subject"], row["relation"], row["object"]) for row in rows(store, "about", name="青禾小学")}
    assert relations == {("江苏省", "built", "青禾小学"), ("青禾小学", "locatedIn", "云阳县")}


def test_timeline(store: GraphStore) -> None:
    assert [row["date"] for row in rows(store, "timeline")] == ["2020-03", "2021"]
    assert [row["relation"] for row in rows(store, "timeline", name="苏")] == ["built"]


def test_entities(store: GraphStore) -> None:
    found = rows(store, "entities")
    assert (found[0]["name"], found[0]["articles"]) == ("江苏省", "2")
    assert "重庆市" not in {row["name"] for row in found}


def test_table_lines_up_chinese_and_cuts_long_cells(store: GraphStore) -> None:
    text = store.query(
        'SELECT ?n ?x { VALUES (?n ?x) { ("甲" 1) ("abcd" dk:built) ("%s" UNDEF) } }' % ("长" * 80)
    ).decode()
    head, rule, *body = text.splitlines()
    assert body[0].startswith("甲" + " " * 59 + "1")  # 60 columns, one of them twice as wide
    assert body[1].endswith("dk:built")
    assert body[2].endswith("长…") and len(body[2]) == 30
    assert head.startswith("n ") and set(rule) == {"-", " "}


def test_formats(store: GraphStore) -> None:
    assert json.loads(store.query("ASK {}", "json")) == {"head": {}, "boolean": True}
    assert b"<sparql" in store.query("SELECT * {}", "xml")
    turtle = store.query("CONSTRUCT { ?s a dk:County } { ?s a dk:County }", "turtle")
    assert len(Graph().parse(data=turtle)) == 1


def test_a_query_that_comes_along_must_say_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "bare.rq").write_text("# title.zh: 甲\nASK {}", "utf-8")
    with pytest.raises(DataError, match=r"bare.rq: needs comments # title.zh"):
        named_queries(tmp_path)
    head = "".join(f"# {kind}.{language}: x\n" for kind in ("title", "description") for language in ("zh", "en"))
    (tmp_path / "bare.rq").write_text(head + "# parameter: a the a\nASK {}", "utf-8")
    with pytest.raises(DataError, match=r"parameter a needs VALUES \?a \{ UNDEF \}"):
        named_queries(tmp_path)


def test_what_is_no_graph_is_named(tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text("江苏", "utf-8")
    with pytest.raises(GraphError, match=r"g.ttl: not valid Turtle"):
        GraphStore(tmp_path / "g.ttl")


def test_updates_and_federation_are_refused(store: GraphStore) -> None:
    with pytest.raises(UsageError, match="not a SPARQL query"):
        store.query("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(UsageError, match="cannot be answered"):
        store.query("SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }")
