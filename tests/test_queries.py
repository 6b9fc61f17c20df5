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

ANSWERS: list[tuple[str, dict[str, str], list[dict[str, str]]]] = [
    (
        "about",
        {"name": "云阳县"},
        [
            {"subject": "威海市", "relation": "supports", "object": "云阳县", "date": "2010"},
            {"subject": "云阳县", "relation": "built", "object": "云阳江苏产业园"},
            {"subject": "文登区", "relation": "supports", "object": "云阳县"},
        ],
    ),
    (
        "agreements",
        {},
        [
            {"one": "新疆机场集团", "other": "深圳机场集团", "date": "2022-05"},
            {"one": "长治海关", "other": "黄岛海关"},
            {"one": "温宿县教育局", "other": "浙江师范大学"},
        ],
    ),
    (
        "aid-by-year",
        {},
        [
            {"giver": "江苏省", "receiver": "秭归县", "when": "2017", "sum": "60000000", "unit": "CNY"},
            {"giver": "山东省", "receiver": "奉节县", "when": "2021", "sum": "52360000", "unit": "CNY"},
            {"giver": "深圳市", "receiver": "黑龙村", "when": "2016", "sum": "3800000", "unit": "CNY"},
        ],
    ),
    (
        "aid-totals",
        {},
        [
            {"giver": "深圳市", "receiver": "喀什市", "largest": "12656000000", "unit": "CNY"},
            {"giver": "广东省", "receiver": "汶川县", "largest": "8200000000", "unit": "CNY"},
            {"giver": "江苏省", "receiver": "云阳县", "largest": "320000000", "unit": "CNY"},
        ],
    ),
    (
        "companies",
        {},
        [
            {"company": "重庆港股份有限公司", "relation": "signedWith (of it)", "class": "Company"},
            {"company": "上海白猫集团", "relation": "operates", "other": "白猫（重庆）有限公司"},
            {
                "company": "山东港口陆海国际物流集团有限公司",
                "relation": "investsIn",
                "other": "长治陆港国际物流有限公司",
            },
        ],
    ),
    (
        "connections",
        {"one": "江苏省"},
        [
            {"from": "江苏省", "first": "→built", "through": "云阳江苏产业园", "second": "→locatedIn", "to": "云阳县"},
            {"from": "江苏省", "first": "→built", "through": "秭归江苏工业园", "second": "→locatedIn", "to": "秭归县"},
            {"from": "江苏省", "first": "→built", "through": "云阳江苏产业园", "second": "←built", "to": "云阳县"},
        ],
    ),
    (
        "corroborated",
        {},
        [
            {"subject": "山东省", "relation": "cooperatesWith", "object": "重庆市"},
            {"subject": "江苏省", "relation": "cooperatesWith", "object": "陕西省"},
            {"subject": "珠海市", "relation": "locatedIn", "object": "广东省"},
        ],
    ),
    (
        "documents",
        {},
        [
            {"title": "峡江四地三十年", "source": "seeds/01-hubei-counties.txt"},
            {"title": "致上海市浦东新区人民的感谢信", "published": "2025-12-26"},
        ],
    ),
    (
        "entities",
        {"kind": "Bridge"},
        [
            {"name": "秭归长江大桥", "class": "Bridge", "articles": "1"},
            {"name": "姜维城大桥", "class": "Bridge", "articles": "1"},
        ],
    ),
    (
        "figures",
        {"kind": "AidFunds"},
        [
            {"provider": "江苏省", "recipient": "云阳县", "value": "320000000", "unit": "CNY"},
            {
                "provider": "广东省",
                "recipient": "汶川县",
                "value": "8200000000",
                "sentence": "两年来，广东累计投入援建资金82亿元",
            },
            {"provider": "三峡集团", "recipient": "云阳县", "value": "110000000", "unit": "CNY"},
        ],
    ),
    ("givers", {}, [{"giver": "江苏省"}, {"giver": "深圳市"}]),
    (
        "investments",
        {},
        [
            {"investor": "上海熙华检测技术服务股份有限公司", "target": "福建熙华医药产业园", "amount": "3000000000"},
            {"investor": "江苏恒顺集团", "target": "恒顺重庆调味品有限公司", "amount": "500000000", "date": "2010"},
            {"investor": "江苏天目湖旅游股份有限公司", "target": "筒车湾水上乐园二期", "modality": "planned"},
        ],
    ),
    (
        "pairings",
        {},
        [
            {"one": "正安县第一中学", "oneClass": "School", "other": "珠海市第一中学", "otherClass": "School"},
            {"one": "张江镇", "oneClass": "Township", "oneIn": "浦东新区", "other": "艾力西湖镇"},
            {"one": "梁溪区", "oneClass": "County", "oneIn": "无锡市", "other": "宝塔区", "otherIn": "延安市"},
        ],
    ),
    (
        "people",
        {},
        [
            {"person": "何建川", "post": "物流部部长", "body": "达州钢铁集团有限责任公司"},
            {"person": "冉启芳", "post": "主任", "body": "云阳县对口支援办"},
            {"person": "何劲松", "post": "董事长", "body": "宜宾港有限责任公司"},
        ],
    ),
    (
        "places",
        {},
        [{"name": "云阳县", "class": "County", "in": "重庆市", "latitude": "30.93", "longitude": "108.7"}],
    ),
    (
        "planned",
        {},
        [
            {"subject": "北京同仁堂", "relation": "investsIn", "object": "道地药材基地"},
            {"subject": "深圳联合飞机集团", "relation": "investsIn", "object": "大型无人机制造项目"},
            {"subject": "烟台市", "relation": "built", "object": "脆李交易中心"},
            {"subject": "江苏天目湖旅游股份有限公司", "relation": "investsIn", "object": "筒车湾水上乐园二期"},
            {"subject": "江南大学", "relation": "built", "object": "苹果产业研究院"},
        ],
    ),
    (
        "single-source",
        {},
        [
            {"subject": "湖南省", "relation": "built", "object": "平邑口工业园"},
            {"subject": "佛山市", "relation": "built", "object": "禅寿老街"},
            {"subject": "荣成市", "relation": "built", "object": "泥溪镇黑木耳产业园"},
        ],
    ),
    (
        "sources",
        {"subject": "江苏省"},
        [
            {
                "from": "江苏省",
                "relation": "built",
                "to": "云阳县人民医院外科楼",
                "file": "seeds/17-yunyang-captions.txt",
            },
            {"from": "江苏省", "relation": "built", "to": "秭归江苏工业园", "file": "seeds/01-hubei-counties.txt"},
        ],
    ),
    (
        "supports",
        {},
        [
            {"giver": "威海市", "receiver": "云阳县", "date": "2010"},
            {"giver": "石狮市", "receiver": "同心县", "amount": "186000000", "currency": "CNY"},
            {"giver": "武汉市", "receiver": "秭归县"},
        ],
    ),
    (
        "timeline",
        {},
        [
            {"date": "1993", "subject": "广东省", "relation": "supports", "object": "巫山县"},
            {"date": "2022-05", "relation": "cooperatesWith", "subject": "上海市", "object": "三明市"},
            {"date": "2010", "subject": "威海市", "relation": "supports", "object": "云阳县"},
        ],
    ),
    (
        "works",
        {"place": "云阳县"},
        [
            {"work": "云阳江苏产业园", "how": "built", "payer": "江苏省"},
            {"work": "泥溪镇黑木耳产业园", "how": "built", "payer": "荣成市"},
            {"work": "恒顺重庆调味品有限公司", "how": "investsIn", "payer": "江苏恒顺集团"},
        ],
    ),
]
"""Query, parameters, and what rows of its answer say at least. Half of them must be there: what is read of the seeds is
measured elsewhere (``make floors``) and may change in a fact."""

NAMES = [name for name, _, _ in ANSWERS]


@pytest.fixture(scope="module")
def seeds(seeds_graph: Path) -> GraphStore:
    return GraphStore(seeds_graph / "graph.ttl")


def rows(store: GraphStore, name: str, /, **values: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(store.query(named_query(name).filled(values), "csv").decode())))


def test_there_are_fifteen_and_more_and_each_has_its_answer_here() -> None:
    assert len(named_queries()) >= 15
    assert set(named_queries()) == {*NAMES} | {"conflicts", "company-network"}


@pytest.mark.parametrize(("name", "values", "expected"), ANSWERS, ids=NAMES)
def test_the_answer_on_the_seeds(
    seeds: GraphStore, name: str, values: dict[str, str], expected: list[dict[str, str]]
) -> None:
    found = rows(seeds, name, **values)
    missing = [row for row in expected if not any(row.items() <= one.items() for one in found)]
    assert len(missing) <= len(expected) // 2, (missing, found[:5])


@pytest.mark.parametrize(("name", "values"), [(name, values) for name, values, _ in ANSWERS], ids=NAMES)
def test_parameters_only_leave_rows_out(seeds: GraphStore, name: str, values: dict[str, str]) -> None:
    everything = {tuple(row.values()) for row in rows(seeds, name)}
    for parameter in named_query(name).parameters:
        assert rows(seeds, name, **{parameter: "无此名"}) == []
    fixed = {tuple(row.values()) for row in rows(seeds, name, **values)}
    if name == "connections":  # unfixed it gives each pair once, whichever way
        fixed, everything = {(row[2],) for row in fixed}, {(row[2],) for row in everything}
    assert fixed and fixed <= everything


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
