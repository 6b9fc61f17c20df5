from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, SKOS

from kg.errors import DataError
from kg.export.turtle import write_turtle
from kg.gazetteer import load_gazetteer
from kg.mapping import Mapper, document_id, passages
from kg.records import Claims
from kg.resolve import resolve
from kg.vocabulary import load_vocabulary
from tests.made import made_article, made_claims

DK = Namespace("https://w3id.org/duikou/ontology#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
WGS84 = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
ID = Namespace("https://w3id.org/duikou/id/")
GIVER, TAKER = ("Province", "江苏省", "320000"), ("County", "云阳县", "500235")
TEXT = "江苏省出资300万元援建云阳县青禾小学。"


def graph_of(*claims: Claims, base: str | None = None) -> Graph:
    mapper = Mapper(load_vocabulary(), load_gazetteer(), *([base] if base else []))
    lines = sorted({f"{s} {p} {o} ." for s, p, o in mapper.map(claims, resolve(claims))})
    return Graph().parse(data="\n".join(lines), format="nt")


def aid(text: str = TEXT, location: str = "made/a.txt", **qualifiers: Any) -> Claims:
    return made_claims(made_article(text, location=location), [GIVER, TAKER], [(0, "supports", 1, qualifiers)])


def statements(graph: Graph) -> list[Any]:
    return sorted(graph.subjects(RDF.type, DK.Statement))


def test_a_relation_stands_as_plain_triple_and_as_statement() -> None:
    graph = graph_of(aid(amount=Decimal(3000000), date="2021-09", confidence=0.93))
    assert (ID["place/320000"], DK.supports, ID["place/500235"]) in graph
    assert (ID["place/500235"], DK.supports, ID["place/320000"]) not in graph
    (node,) = statements(graph)
    assert graph.value(node, RDF.subject) == ID["place/320000"]
    assert graph.value(node, RDF.predicate) == DK.supports
    assert graph.value(node, DK.amount) == Literal("3000000", datatype=XSD.integer)
    assert graph.value(node, DK.currency) == Literal("CNY")
    assert graph.value(node, DK.date) == Literal("2021-09", datatype=XSD.gYearMonth)
    assert graph.value(node, DK.confidence) == Literal("0.93", datatype=XSD.decimal)
    assert (node, DK.modality, None) not in graph
    passage = graph.value(node, PROV.wasQuotedFrom)
    assert graph.value(node, DK.mainPassage) == passage
    assert str(passage).endswith(f"#char=0,{len(TEXT)}")
    assert graph.value(passage, DK.text) == Literal(TEXT)


def test_no_amount_no_currency() -> None:
    graph = graph_of(aid())
    assert (None, DK.amount, None) not in graph
    assert (None, DK.currency, None) not in graph


def test_a_symmetric_relation_is_one_statement_and_two_plain_triples_whichever_way_it_was_read() -> None:
    one, other = made_article("两地结对。", location="a"), made_article("两县结对。", location="b")
    graph = graph_of(
        made_claims(one, [GIVER, TAKER], [(0, "pairedWith", 1)]),
        made_claims(other, [GIVER, TAKER], [(1, "pairedWith", 0)]),
    )
    assert len(statements(graph)) == 1
    assert (ID["place/320000"], DK.pairedWith, ID["place/500235"]) in graph
    assert (ID["place/500235"], DK.pairedWith, ID["place/320000"]) in graph


def test_the_same_said_twice_is_one_statement_with_two_pieces_of_evidence_and_the_better_confidence() -> None:
    graph = graph_of(aid(confidence=0.6), aid("江苏省帮扶云阳县。", "made/b.txt", confidence=0.8))
    (node,) = statements(graph)
    assert len(set(graph.objects(node, PROV.wasDerivedFrom))) == 2
    assert len(set(graph.objects(node, PROV.wasQuotedFrom))) == 2
    assert list(graph.objects(node, DK.confidence)) == [Literal("0.8", datatype=XSD.decimal)]


@pytest.mark.parametrize(
    "other",
    [{"amount": Decimal(5)}, {"date": "2021"}, {"modality": "planned"}, {"amount": Decimal(4), "currency": "USD"}],
)
def test_what_differs_in_a_qualifier_stays_apart(other: dict[str, Any]) -> None:
    graph = graph_of(aid(amount=Decimal(4), date="2020"), aid(amount=Decimal(4), date="2020"), aid(**other))
    assert len(statements(graph)) == 2


def test_a_thing_does_not_stand_in_a_relation_with_itself() -> None:
    graph = graph_of(made_claims(made_article("江苏合作。"), [GIVER], [(0, "cooperatesWith", 0)]))
    assert statements(graph) == []
    assert (None, DK.cooperatesWith, None) not in graph


def test_divisions_carry_code_and_parents_and_parents_are_background() -> None:
    graph = graph_of(aid())
    county, province = ID["place/500235"], ID["place/500000"]
    assert graph.value(county, DK.adminCode) == Literal("500235")
    assert (county, DK.partOf, province) in graph
    assert [str(graph.value(county, WGS84[term])) for term in ("lat", "long")] == ["30.93", "108.7"]
    assert graph.value(province, SKOS.prefLabel) == Literal("重庆市", lang="zh")
    assert (province, DK.mentionedIn, None) not in graph
    assert (county, DK.mentionedIn, None) in graph


def test_a_parent_that_is_named_too_is_written_once() -> None:
    graph = graph_of(made_claims(made_article("重庆市云阳县"), [("Province", "重庆市", "500000"), TAKER]))
    assert len(list(graph.objects(ID["place/500000"], SKOS.prefLabel))) == 1
    assert (ID["place/500000"], DK.mentionedIn, None) in graph


def test_names_are_percent_encoded_below_their_type_and_labelled() -> None:
    graph = graph_of(made_claims(made_article("青禾小学"), [("School", "青禾小学")]))
    school = URIRef("https://w3id.org/duikou/id/school/%E9%9D%92%E7%A6%BE%E5%B0%8F%E5%AD%A6")
    assert list(graph.objects(school, RDF.type)) == [DK.School]
    assert graph.value(school, RDFS.label) == graph.value(school, SKOS.prefLabel) == Literal("青禾小学", lang="zh")


def test_another_base_moves_things_but_not_the_ontology_nor_the_content_ids() -> None:
    here, there = graph_of(aid()), graph_of(aid(), base="https://example.org/g/")
    assert (
        URIRef("https://example.org/g/place/320000"),
        DK.supports,
        URIRef("https://example.org/g/place/500235"),
    ) in there
    (one,), (other,) = statements(here), statements(there)
    assert one.rsplit("/", 1)[1] == other.rsplit("/", 1)[1]


def test_observation_with_givers_receiver_and_period() -> None:
    text = "江苏省给云阳县援助资金1.5亿元。"
    made = {
        "providers": (0,),
        "recipients": (1,),
        "value": Decimal("150000000.00"),
        "qualifier": "over",
        "period": "1992/2022",
    }
    graph = graph_of(made_claims(made_article(text), [GIVER, TAKER], (), [made]))
    (node,) = graph.subjects(RDF.type, DK.Observation)
    assert graph.value(node, DK.value) == Literal("150000000", datatype=XSD.integer)
    assert graph.value(node, DK.unit) == DK.CNY
    assert graph.value(node, DK.indicator) == DK.AidFunds
    assert graph.value(node, DK.qualifier) == Literal("over")
    assert graph.value(node, DK.period) == Literal("1992/2022")
    assert graph.value(node, DK.provider) == ID["place/320000"]


def test_numbers_that_cannot_be_read_have_no_value_and_stay_apart_by_their_words() -> None:
    article = made_article("援助若干元。又援助几元。")
    graph = graph_of(made_claims(article, [], (), [{"evidence": ((0, 6),)}, {"evidence": ((6, 12),)}]))
    assert len(set(graph.subjects(RDF.type, DK.Observation))) == 2
    assert (None, DK.value, None) not in graph


@pytest.mark.parametrize(
    "bad",
    [
        {"statements": [(0, "sponsors", 1)]},
        {"entities": [("Planet", "火星"), TAKER]},
        {"observations": [{"indicator": "Luck"}]},
        {"observations": [{"unit": "furlong"}]},
        {"observations": [{"qualifier": "roughly"}]},
        {"statements": [(0, "supports", 1, {"modality": "denied"})]},
    ],
)
def test_terms_that_the_ontology_lacks_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"unknown \w+ .*: the ontology has"):
        graph_of(made_claims(made_article(TEXT), **{"entities": [GIVER, TAKER], **bad}))


def test_evidence_counts_in_the_source_and_text_is_without_blanks() -> None:
    source = "　　江苏\n 省 援建。\r"
    article = made_article("江苏省援建。", source)
    graph = graph_of(made_claims(article, [GIVER, TAKER], [(0, "supports", 1)]))
    passage = graph.value(statements(graph)[0], PROV.wasQuotedFrom)
    first, last = map(int, re.findall(r"\d+", str(passage).rsplit("#", 1)[1]))
    assert source[first:last] == "江苏\n 省 援建。"
    assert graph.value(passage, DK.text) == Literal("江苏省援建。")


def test_a_sentence_that_foreign_lines_cut_in_two_is_two_passages() -> None:
    source = "江苏省援建的\n图为学校全景\n青禾小学落成。"
    article = made_article("江苏省援建的青禾小学落成。", source.replace("学校", "校园"))
    parts = [article.source.text[a:b] for a, b in passages(article, 0, len(article.text))]
    assert parts == ["江苏省援建的", "青禾小学落成。"]


def test_evidence_that_stands_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="is no range of"):
        graph_of(aid(evidence=((5, 5),)))
    with pytest.raises(ValueError, match="is no range of"):
        graph_of(aid(evidence=((0, 999),)))


def test_a_document_is_known_by_its_content_not_by_its_path() -> None:
    one, other = made_article(TEXT, location="a"), made_article(TEXT, location="b")
    assert document_id(one) == document_id(other) != document_id(made_article(TEXT, index=1))
    graph = graph_of(aid(location="a"), aid(location="b"))
    (document,) = graph.subjects(RDF.type, DK.Document)
    assert {str(source) for source in graph.objects(document, URIRef("http://purl.org/dc/terms/source"))} == {"a", "b"}


def test_document_metadata_and_what_is_unknown_is_left_out() -> None:
    known = made_article(TEXT, title='援建"青禾"', published="2022-10-10", publisher="江苏日报")
    graph = graph_of(made_claims(known, []))
    (document,) = graph.subjects(RDF.type, DK.Document)
    dcterms = Namespace("http://purl.org/dc/terms/")
    assert graph.value(document, dcterms.date) == Literal("2022-10-10", datatype=XSD.date)
    assert graph.value(document, dcterms.title) == Literal('援建"青禾"')
    assert graph.value(document, DK.sha256) == Literal(known.source.sha256)
    assert (None, dcterms.creator, None) not in graph
    assert (None, dcterms.date, None) not in graph_of(aid())


def test_the_order_of_articles_changes_no_byte(tmp_path: Path) -> None:
    many = [aid(TEXT + str(number), f"made/{number}.txt", confidence=number / 20) for number in range(20)]
    written = []
    for seed in range(3):
        random.Random(seed).shuffle(many)
        mapper = Mapper(load_vocabulary(), load_gazetteer())
        write_turtle(mapper.map(many, resolve(many)), tmp_path / f"{seed}.ttl")
        written.append((tmp_path / f"{seed}.ttl").read_bytes())
    assert written[0] == written[1] == written[2]
    assert b"_:" not in written[0]


ENTITIES = [
    GIVER,
    TAKER,
    ("Province", "重庆市", "500000"),
    ("Company", "青禾公司"),
    ("School", "青禾小学"),
    ("Person", "李禾"),
]


@st.composite
def articles(draw: st.DrawFn) -> Claims:
    """An article in lines, blanks and captions, with any facts at any evidence."""
    lines = draw(st.lists(st.text("江苏援建云阳 　", min_size=1, max_size=12), min_size=1, max_size=5))
    text = "".join(lines).replace(" ", "").replace("　", "") or "江"
    source = "\n".join(lines) + "江"
    at = st.integers(0, len(text) - 1)
    ranges = st.tuples(at, at).map(lambda ends: (min(ends), max(ends) + 1))
    entity = st.integers(0, len(ENTITIES) - 1)
    common = {
        "evidence": st.lists(ranges, min_size=1, max_size=3).map(tuple),
        "confidence": st.sampled_from([0.1, 0.9, 1.0]),
    }
    details = st.fixed_dictionaries({**common, "amount": st.sampled_from([None, Decimal("1.50"), Decimal(2)])})
    predicates = st.sampled_from(sorted(load_vocabulary().predicates))
    facts = draw(st.lists(st.tuples(entity, predicates, entity, details), max_size=6))
    numbers = st.fixed_dictionaries(
        {**common, "value": st.sampled_from([None, Decimal(3)]), "providers": st.lists(entity, max_size=2).map(tuple)}
    )
    location = draw(st.sampled_from("abc"))
    return made_claims(made_article(text, source, location), ENTITIES, facts, draw(st.lists(numbers, max_size=3)))


@settings(max_examples=40, deadline=None)
@given(claims=st.lists(articles(), min_size=1, max_size=3, unique_by=lambda one: one.reading.article.key))
def test_whatever_was_read_the_graph_keeps_the_contract(claims: list[Claims]) -> None:
    graph = graph_of(*claims)
    predicates = load_vocabulary().predicates
    stated = {
        (graph.value(s, RDF.subject), graph.value(s, RDF.predicate), graph.value(s, RDF.object))
        for s in statements(graph)
    }
    stated |= {(o, p, s) for s, p, o in stated if predicates[str(p).split("#")[1]].symmetric}
    assert stated == {(s, p, o) for s, p, o in graph if str(p).removeprefix(str(DK)) in predicates}
    sources = {document_id(one.reading.article): one.reading.article.source.text for one in claims}
    for node in (*statements(graph), *graph.subjects(RDF.type, DK.Observation)):
        assert len(list(graph.objects(node, DK.confidence))) == 1
        passages_ = list(graph.objects(node, PROV.wasQuotedFrom))
        assert passages_ and set(graph.objects(node, DK.mainPassage)) <= set(passages_)
        assert len(set(graph.objects(node, DK.mainPassage))) == len(set(graph.objects(node, PROV.wasDerivedFrom)))
        for passage in passages_:
            document, first, last = re.fullmatch(r".*/document/(\w+)#char=(\d+),(\d+)", str(passage)).groups()  # type: ignore[union-attr]
            there = re.sub(r"\s", "", sources[document][int(first) : int(last)])
            assert there and graph.value(passage, DK.text) == Literal(there)
            assert graph.value(node, PROV.wasDerivedFrom) is not None
    for entity in set(graph.subjects(DK.mentionedIn, None)):
        assert len(list(graph.objects(entity, SKOS.prefLabel))) == len(list(graph.objects(entity, RDF.type))) == 1
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
