"""The queries that come with the product: each gives its answer on the seeds, and what must not be in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from kg.store import GraphStore, named_queries, named_query
from tests.test_store import FACTS

DK = "https://w3id.org/duikou/ontology#"

ANSWERS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "about",
        {"name": "夔州小学"},
        {"subject": "辽宁省", "relation": "built", "object": "夔州小学", "article": "滨州携手奉节 今年重点办好五件事"},
    ),
    ("agreements", {"name": "重庆市南岸区政府"}, {"one": "上海国际港务（集团）股份有限公司", "date": "2008"}),
    ("aid-by-year", {"year": "2017"}, {"giver": "江苏省", "receiver": "秭归县", "sum": "60000000", "unit": "CNY"}),
    (
        "aid-totals",
        {"place": "云阳县"},
        {"giver": "江苏省", "receiver": "云阳县", "largest": "320000000", "unit": "CNY"},
    ),
    (
        "companies",
        {"name": "重庆港股份有限公司"},
        {"relation": "signedWith (of it)", "other": "上海国际港务（集团）股份有限公司", "class": "Company"},
    ),
    (
        "connections",
        {"one": "辽宁省", "other": "奉节县"},
        {"first": "→built", "through": "夔州小学", "second": "→locatedIn"},
    ),
    ("corroborated", {}, {"subject": "江苏省", "relation": "cooperatesWith", "object": "陕西省"}),
    ("documents", {}, {"title": "峡江四地三十年", "source": "seeds/01-hubei-counties.txt"}),
    ("entities", {"kind": "Bridge"}, {"name": "秭归长江大桥", "class": "Bridge", "articles": "1"}),
    (
        "figures",
        {"place": "云阳县", "kind": "AidFunds"},
        {"provider": "江苏省", "value": "320000000", "unit": "CNY", "sentence": "累计援助资金3.2亿元"},
    ),
    ("givers", {}, {"giver": "江苏省"}),
    (
        "investments",
        {},
        {"investor": "江苏恒顺集团", "target": "恒顺重庆调味品有限公司", "amount": "500000000", "date": "2010"},
    ),
    (
        "pairings",
        {"place": "正安县"},
        {"one": "正安县第一中学", "oneClass": "School", "other": "珠海市第一中学", "otherClass": "School"},
    ),
    ("people", {}, {"person": "何建川", "post": "物流部部长", "body": "达州钢铁集团有限责任公司"}),
    ("places", {}, {"name": "云阳县", "class": "County", "in": "重庆市", "latitude": "30.93", "longitude": "108.7"}),
    (
        "planned",
        {"name": "茶园作业区"},
        {
            "subject": "上海国际港务（集团）股份有限公司",
            "relation": "investsIn",
            "amount": "2400000000",
            "date": "2008",
        },
    ),
    ("single-source", {"name": "夔州小学"}, {"subject": "辽宁省", "relation": "built", "object": "夔州小学"}),
    (
        "sources",
        {"subject": "辽宁省", "object": "夔州小学"},
        {"relation": "built", "sentence": "辽宁援建了夔州小学、滨河广场等129个项目。"},
    ),
    ("supports", {"place": "威海市"}, {"giver": "威海市", "receiver": "云阳县", "date": "2010"}),
    ("timeline", {"name": "巫山县"}, {"date": "1993", "subject": "广东省", "relation": "supports", "object": "巫山县"}),
    ("works", {"place": "奉节县"}, {"work": "夔州小学", "where": "奉节县", "how": "built", "payer": "辽宁省"}),
]
"""Query, parameters, and what one row of its answer says at least."""


@pytest.fixture(scope="module")
def seeds(seeds_graph: Path) -> GraphStore:
    return GraphStore(seeds_graph / "graph.ttl")


def rows(store: GraphStore, name: str, /, **values: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(store.query(named_query(name).filled(values), "csv").decode())))


def test_there_are_fifteen_and_more_and_each_has_its_answer_here() -> None:
    assert len(named_queries()) >= 15
    assert set(named_queries()) == {name for name, _, _ in ANSWERS} | {"conflicts", "company-network"}


@pytest.mark.parametrize(("name", "values", "row"), ANSWERS, ids=[name for name, _, _ in ANSWERS])
def test_the_answer_on_the_seeds(seeds: GraphStore, name: str, values: dict[str, str], row: dict[str, str]) -> None:
    found = rows(seeds, name, **values)
    assert [one for one in found if row.items() <= one.items()], found[:5]


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_parameters_only_leave_rows_out(seeds: GraphStore, name: str) -> None:
    query = named_query(name)
    if "CONSTRUCT" in query.sparql:
        return
    everything = {tuple(row.values()) for row in rows(seeds, name)}
    for parameter in query.parameters:
        assert rows(seeds, name, **{parameter: "无此名"}) == []
    for given, values in ((one, values) for one, values, _ in ANSWERS if one == name):
        assert {tuple(row.values()) for row in rows(seeds, given, **values)} <= everything


def test_answers_stand_in_one_order(seeds: GraphStore) -> None:
    for query in named_queries().values():
        form = "turtle" if "CONSTRUCT" in query.sparql else "csv"
        assert seeds.query(query.sparql, form) == seeds.query(query.sparql, form)


def test_largest_first(seeds: GraphStore) -> None:
    amounts = [float(row["amount"]) for row in rows(seeds, "investments")]
    assert len(amounts) > 10 and amounts == sorted(amounts, reverse=True)


def test_what_is_planned_is_not_among_what_was_given(seeds: GraphStore) -> None:
    for row in rows(seeds, "aid-totals"):
        assert "计划" not in row["sentence"] and "拟" not in row["sentence"]
    done = {(row["subject"], row["relation"], row["object"]) for row in rows(seeds, "planned")}
    assert done.isdisjoint((row["subject"], row["relation"], row["object"]) for row in rows(seeds, "corroborated"))


def test_the_network_of_companies_is_plain_triples(seeds: GraphStore) -> None:
    network = Graph().parse(data=seeds.query(named_query("company-network").sparql, "turtle"))
    relations = [(s, p, o) for s, p, o in network if p.startswith(DK)]
    assert len(relations) > 50
    assert all("/company/" in str(s) or "/company/" in str(o) for s, _, o in relations)
    assert all(isinstance(o, URIRef) for _, _, o in relations)


def test_the_seeds_do_not_contradict_each_other(seeds: GraphStore) -> None:
    assert rows(seeds, "conflicts") == []


def conflicts(folder: Path, facts: str) -> list[tuple[str, str]]:
    path = folder / "graph.ttl"
    path.write_text(FACTS + facts, "utf-8")
    return [(row["value"], row["otherValue"]) for row in rows(GraphStore(path), "conflicts")]


AGAIN = """
:o9 a dk:Observation ; dk:provider :js ; dk:recipient :yy ; dk:indicator dk:AidProjects ; dk:value 9 ; dk:unit dk:item ;
  dk:qualifier "exact" ; prov:wasDerivedFrom :d1 ; dk:mainPassage :p1 .
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", True),
        (":d1 ; dk:mainPassage :p1", ":d2 ; dk:mainPassage :p2", False),
        ('"exact"', '"nearly"', False),
        ('"exact"', '"over"', True),
        ("dk:value 9", "dk:value 8", False),
        ('"exact" ;', '"exact" ; dk:period "2020" ;', False),
        ("dk:provider :js", "dk:provider :js , :firm", False),
        ("dk:AidProjects", "dk:Other", False),
        ("dk:item", "dk:batch", False),
    ],
    ids=["differs", "same article", "admitted", "not admitted", "same", "period", "givers", "unnamed", "unit"],
)
def test_figures_that_contradict_each_other(tmp_path: Path, old: str, new: str, found: bool) -> None:
    assert (("9", "8") in conflicts(tmp_path, AGAIN.replace(old, new))) is found


def test_an_article_that_gives_both_figures_contradicts_none(tmp_path: Path) -> None:
    both = AGAIN + AGAIN.replace(":o9", ":o10").replace("dk:value 9", "dk:value 8")
    assert ("9", "8") not in conflicts(tmp_path, both)


def test_amounts_of_one_work_that_contradict_each_other(tmp_path: Path) -> None:
    other = """
:s9 a dk:Statement ; rdf:subject :js ; rdf:predicate dk:built ; rdf:object :school ; dk:amount 5000000 ; dk:currency "CNY" ;
  dk:date "2021"^^xsd:gYear ; dk:confidence 0.9 ; prov:wasDerivedFrom :d2 ; dk:mainPassage :p2 .
"""
    assert ("3000000", "5000000") in conflicts(tmp_path, other)
    assert ("3000000", "5000000") not in conflicts(tmp_path, other.replace('"2021"', '"2020"'))
