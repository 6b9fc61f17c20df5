"""Divisions in running text: forms, chains, abbreviations, ambiguity, words that only look like places."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.language  # noqa: F401  registers the tokenizer
from kg.gazetteer import load_gazetteer
from kg.recognise.division_choice import Place
from kg.recognise.divisions import find_places
from kg.records import Alignment, Article, Metadata, Source


def read(text: str, background: str = "") -> list[tuple[str, str, str | None]]:
    """(text, type, code) of each place."""
    return [(place.text, place.type, place.code) for place in find_places(text, background)]


def codes(text: str) -> list[str | None]:
    return [place.code for place in find_places(text)]


def names(text: str) -> list[str]:
    return [place.text for place in find_places(text)]


def only(text: str, form: str) -> Place:
    return next(place for place in find_places(text) if place.text == form)


def test_a_chain_gives_one_mention_a_division() -> None:
    assert read("重庆市忠县石宝镇的码头") == [
        ("重庆市", "Province", "500000"),
        ("忠县", "County", "500233"),
        ("石宝镇", "Township", "500233107"),
    ]


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("资金投向巫溪、巴东两县", "巫溪", "500238"),
        ("石柱县的黄连", "石柱县", "500240"),
        ("重庆石柱的黄连", "石柱", "500240"),
        ("奉节县龙桥乡的蔬菜", "龙桥乡", "500236277"),
        ("西藏那曲市的牧民", "那曲市", "540600"),
        ("甘肃平凉崆峒区的果园", "崆峒区", "620802"),
        ("浦东新区的学校", "浦东新区", "310115"),
        ("湖北仙桃市的工厂", "仙桃市", "429004"),
        ("四川凉山州的学校", "凉山州", "513400"),
    ],
)
def test_full_short_and_ethnic_forms(text: str, form: str, code: str) -> None:
    assert only(text, form).code == code


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [("当年的宜昌县", "宜昌县", "420506"), ("那曲地区的牧民", "那曲地区", "540600"), ("原来的开县", "开县", "500154")],
)
def test_former_names_point_to_their_successor(text: str, form: str, code: str) -> None:
    assert only(text, form).code == code


def test_a_dissolved_division_keeps_its_own_name() -> None:
    place = only("上海市卢湾区的干部", "卢湾区")
    assert (place.name, place.code) == ("卢湾区", "310103")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鲁渝协作启动以来，山东投入资金", ["370000", "500000", "370000"]),
        ("山东省沈阳市来人，鲁、沈两地签约", ["370000", "210100", "370000", "210100"]),
        ("浙江省与重庆市涪陵区，浙涪合作", ["330000", "500000", "500102", "330000", "500102"]),
        ("重庆与宁波开行渝甬班列", ["500000", "330200", "500000", "330200"]),
        ("宁夏的闽宁协作和京蒙协作", ["640000", "350000", "640000", "110000", "150000"]),
        ("首批援疆、援藏、援青干部", ["650000", "540000", "630000"]),
        ("沪苏浙皖四省市签约", ["310000", "320000", "330000", "340000"]),
        ("鲁渝、沪滇两地", ["370000", "500000", "310000", "530000"]),
        ("粤企到广东以外", ["440000", "440000"]),
    ],
)
def test_one_character_abbreviations_in_compounds_and_lists(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "记者鲁晓明报道",
        "记者李川、王鲁、赵京报道",
        "沪蓉高速和渝昆高铁",
        "京东的仓库",
        "作者沈青写道",
        "以创新县域经济为抓手",
        "搭建平台，健康县城",
        "东西部协作的资金",
        "完成县级任务",
        "与企业和政府合作，和平友好",
        "同仁堂的药",
        "新建道路和街道路灯",
        "城东城区的道路",
        "他在黄石公园看日照时间，吃三明治",
        "来宾就座，朝阳产业的局面大同小异",
        "建设特色小镇和美丽乡镇",
    ],
)
def test_words_that_only_look_like_places(text: str) -> None:
    assert names(text) == []


def test_a_short_form_does_not_take_part_of_the_words_around() -> None:
    assert names("对口援建宁强县，支援建宁强的学校") == ["宁强县", "宁强"]
    assert names("充分肯定西藏的成绩") == ["西藏"]
    assert names("大巴山东段的山东干部") == ["山东"]


def test_a_name_that_crosses_words_counts_only_where_it_is_the_better_cut() -> None:
    assert names("北京的城东城区") == ["北京"]
    assert names("北京的学校结对东城区") == ["北京", "东城区"]
    assert names("池州至黄山的高铁") == ["池州", "黄山"]


def test_a_city_right_after_another_province_is_none() -> None:
    assert names("浙江南阳的企业") == ["浙江"]
    assert names("河南南阳的企业") == ["河南", "南阳"]
    assert names("从上海杭州出发") == ["上海", "杭州"]


def test_a_province_stays_the_province_beside_its_city_of_the_same_name() -> None:
    assert [p.code for p in find_places("吉林市的工厂，吉林的粮食")] == ["220200", "220000"]


def test_an_ambiguous_name_is_settled_by_the_place_before_it() -> None:
    assert only("奉节县兴隆镇", "兴隆镇").code == "500236128"
    assert only("辽宁省朝阳市", "朝阳市").code == "211300"
    assert only("北京市朝阳区", "朝阳区").code == "110105"
    assert only("长春市朝阳区", "朝阳区").code == "220104"


def test_an_ambiguous_name_is_settled_by_places_elsewhere_and_says_how() -> None:
    place = only("福建省福州市派来医生。鼓楼区的医院结对", "鼓楼区")
    assert place.code == "350102"
    assert "福州市" in place.reason


def test_an_ambiguous_name_without_evidence_has_no_code_but_a_doubt() -> None:
    place = only("他来自兴隆镇", "兴隆镇")
    assert place.code is None and place.type == "Township"
    assert "divisions can be meant" in place.doubt


def test_the_publisher_counts_as_evidence() -> None:
    assert only("鼓楼区的医院", "鼓楼区").code is None
    assert find_places("鼓楼区的医院", "南京日报")[0].code == "320106"


def test_a_township_unknown_to_the_county_right_before_takes_no_other_countys_code() -> None:
    place = only("忠县兴隆镇", "兴隆镇")
    assert place.code is None and place.doubt


def test_a_short_form_stands_for_what_is_named_in_full() -> None:
    assert only("新疆和田市的学校。和田的孩子", "和田").code == "653201"
    assert only("新疆和田地区的学校。和田的孩子", "和田").code == "653200"


def test_a_township_short_form_needs_its_full_name() -> None:
    assert names("四川省九寨沟县双河镇。双河的果园") == ["四川省", "九寨沟县", "双河镇", "双河"]
    assert "马灌" not in names("马灌的果园")


def test_institutions_named_like_places_far_away() -> None:
    assert "烟台" not in names("烟台大学的教师")
    assert "瑞金" not in names("附属瑞金医院")
    assert "南京" not in names("南京东路的商店")


@pytest.mark.parametrize(
    ("text", "form", "kind", "name"),
    [
        ("三峡库区的移民", "三峡库区", "Region", "三峡库区"),
        ("长江三角洲的企业", "长江三角洲", "Region", "长三角地区"),
        ("法国的企业", "法国", "Region", "法国"),
        ("我国的企业", "我国", "Region", "中国"),
        ("埃塞俄比亚首都亚的斯亚贝巴", "亚的斯亚贝巴", "City", "亚的斯亚贝巴"),
        ("加拿大马尼托巴省的工厂", "马尼托巴省", "Province", "马尼托巴省"),
    ],
)
def test_regions_countries_and_places_abroad(text: str, form: str, kind: str, name: str) -> None:
    place = only(text, form)
    assert (place.type, place.name, place.code) == (kind, name, None)


def test_the_component_fills_spans_and_user_data() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "kg.characters.v1"}}})
    nlp.add_pipe("kg_divisions")
    doc = nlp.make_doc("鼓楼区支援忠县")
    source = Source("x", doc.text, "")
    alignment = Alignment(array("I", range(7)), array("I", range(1, 8)))
    doc.user_data["article"] = Article(source, 0, doc.text, alignment, (), Metadata(publisher="南京日报"))
    doc = nlp.get_pipe("kg_divisions")(doc)
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["divisions"]] == [
        ("鼓楼区", "County", "320106"),
        ("忠县", "County", "500233"),
    ]
    assert doc.user_data["division_names"][5, 7] == "忠县"
    assert set(doc.user_data["division_reasons"]) == {(0, 3), (5, 7)}
    assert doc.user_data["division_doubts"] == {}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="重庆市忠县石宝镇鲁沈渝、和平朝阳区援藏。\n的a中国", max_size=60))
def test_places_stand_in_the_text_in_order_and_never_cross(text: str) -> None:
    places = find_places(text)
    for place in places:
        assert text[place.start : place.end] == place.text
    for one, other in pairwise(places):
        assert one.start <= other.start
        assert one.end <= other.start or other.end <= one.end
    assert places == find_places(text)


def test_a_sentence_without_end_is_read_in_bounded_time() -> None:
    assert len(find_places("援建重庆鲁渝和平镇忠县" * 5_000)) > 10_000


def test_divisions_of_the_whole_register_are_found_in_their_chain() -> None:
    register = load_gazetteer()
    counties = [
        code for code in register.codes() if (one := register.get(code)) and one.type == "County" and not one.former
    ]
    missed = []
    for code in counties[::9]:
        if code[0] == "8":
            continue
        chain = "".join(register.canonical_name(above) or "" for above in reversed(register.chain(code)))
        if code not in codes(f"{chain}{register.canonical_name(code)}的企业增加投入。"):
            missed.append(code)
        missed += [
            town.code
            for town in register.townships_of(code)[::40]
            if town.code not in codes(f"{chain}{register.canonical_name(code)}{town.name}的企业增加投入。")
        ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("黑龙江黑河五大连池，景区", "231182"),
        ("河北石家庄新华，企业", "130105"),
        ("山西大同浑源，企业", "140225"),
        ("河南南阳镇平，企业", "411324"),
        ("环县环城镇的道路", "621022100"),
        ("新乐市长寿街道的道路", "130184"),
    ],
)
def test_names_inside_and_across_other_names(text: str, code: str) -> None:
    assert code in codes(text)
