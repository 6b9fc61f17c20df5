"""Comparing two names: kg/recognise/aliases.py and its lexicon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.recognise.aliases import (
    CORE,
    LOOSE,
    SURE,
    TAIL,
    PlaceNames,
    company_core,
    comparable,
    compare,
    compare_persons,
    compare_places,
    person_name,
    prepare,
    stated,
)
from kg.recognise.aliases_lexicon import load_aliases

LEXICON = load_aliases()
PLACES = PlaceNames(
    {
        "奉节县": "500236",
        "奉节": "500236",
        "巫山县": "500237",
        "重庆市": "500000",
        "重庆": "500000",
        "宁波": "330200",
        "草堂镇": "500236104",
    },
    lambda name: {"舟山": "330900"}.get(name, ""),
)


def form(name):
    return prepare(name, PLACES, LEXICON)


def link(short, full, kind, known=()):
    return compare(form(short), form(full), kind, set(PLACES.ids) | set(known), LEXICON)


@pytest.mark.parametrize(
    ("name", "places", "rest"),
    [
        ("奉节县人民医院", ("500236",), "人民医院"),
        ("重庆市奉节县草堂镇卫生院", ("500000", "500236", "500236104"), "卫生院"),
        ("宏绿（重庆）有限公司", ("500000",), "宏绿公司"),
        ("宁波舟山港", (), "宁波舟山港"),
        ("奉节县的示范园", ("500236",), "示范园"),
        ("宏绿集团", (), "宏绿集团"),
    ],
)
def test_places_are_split_off(name, places, rest):
    assert (form(name).places, form(name).rest) == (places, rest)


@pytest.mark.parametrize(
    ("kind", "short", "full", "rank"),
    [
        ("Government", "奉节县政府", "重庆市奉节县人民政府", SURE),
        ("Hospital", "卫生院", "草堂镇中心卫生院", SURE),
        ("School", "奉节二中", "奉节县第二中学", SURE),
        ("Project", "二期", "奉节港二期工程", SURE),
        ("Project", "三年行动计划", "三年行动计划（2023—2025年）", SURE),
        ("Event", "第二届洽谈会", "奉节第二届洽谈会", SURE),
        ("Company", "宏绿集团", "重庆宏绿实业集团有限公司", CORE),
        ("Company", "重庆宏绿", "重庆宏绿农业科技有限公司", CORE),
        ("Event", "签约仪式", "江城产业协作项目签约仪式", TAIL),
        ("Event", "江洽会", "第十届长江沿岸经贸洽谈会", LOOSE),
        ("Port", "奉节陆港", "奉节国际陆港", LOOSE),
        ("Park", "江城园", "江城纺织产业协作园", LOOSE),
    ],
)
def test_short_forms(kind, short, full, rank):
    assert link(short, full, kind).rank == rank


@pytest.mark.parametrize(
    ("kind", "short", "full"),
    [
        ("Hospital", "巫山县人民医院", "重庆市奉节县人民医院"),
        ("Hospital", "人民医院", "江城第二人民医院"),
        ("Port", "舟山港", "宁波舟山港"),
        ("Company", "宏绿集团", "宏绿集团重庆有限公司"),
        ("Company", "重庆宏绿有限公司", "重庆宏绿物流有限公司"),
        ("Project", "奉节港工程", "奉节港工程二期"),
        ("Product", "草堂茶", "奉节县老茶"),
        ("Event", "江城印象", "“江城印象”签约仪式"),
        ("School", "重庆大学", "重庆师范大学"),
    ],
)
def test_other_things(kind, short, full):
    assert link(short, full, kind) is None


def test_an_owner_may_be_left_off_only_if_it_is_named():
    assert link("医技楼", "宏绿医院医技楼", "Facility", known=["宏绿医院"]).rank == SURE
    assert link("医技楼", "宏绿医院医技楼", "Facility").rank == TAIL


def test_places_shorten_by_head_and_by_what_holds_them():
    assert compare_places(form("云上"), form("云上社区"), LEXICON).why == "head dropped"
    assert compare_places(form("云上村"), form("草堂镇云上村"), LEXICON).why == "place dropped"
    assert compare_places(form("奉节县云上村"), form("草堂镇云上村"), LEXICON) is None


@pytest.mark.parametrize(
    ("short", "linked"),
    [("小谭", True), ("老谭", True), ("谭县长", True), ("雨桐", True), ("小雨", False), ("谭雨", False)],
)
def test_persons(short, linked):
    assert (compare_persons(short, "谭雨桐", LEXICON) is not None) is linked


def test_a_person_goes_by_the_name_without_post():
    assert person_name(["谭县长", "谭雨桐", "县长谭雨桐同志"], LEXICON) == "谭雨桐"


def test_core_of_a_company():
    assert company_core("宏绿新能源科技公司", LEXICON) == "宏绿"
    assert company_core("科技公司", LEXICON) == "科技"


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("甲公司（以下简称“甲”）", ["甲"]),
        ("甲公司(下称甲司)", ["甲司"]),
        ("甲市丙区（以下分别简称“甲”“丙”）", []),
        ("甲公司（简称“甲”“甲司”）", ["甲", "甲司"]),
        ("《甲年度工作计划》（以下简称《计划》）", ["计划"]),
        ("甲公园，又称“老园”，很大", ["老园"]),
        ("甲公司（位于丙区）", []),
    ],
)
def test_stated_aliases(text, aliases):
    assert [text[a:b] for _, spans in stated(text, LEXICON) for a, b in spans] == aliases


@given(st.text(alphabet="奉节县重庆宏绿公司集团第二中学（）“”的12 "))
def test_comparable_is_stable_and_prepare_loses_nothing(name):
    assert comparable(comparable(name, LEXICON), LEXICON) == comparable(name, LEXICON)
    assert form(name).text.endswith(form(name).rest) or "的" in name


def test_malformed_lexicon_is_refused_with_its_path(tmp_path):
    path = tmp_path / "aliases.toml"
    path.write_text("[stated]\nwords = 3\n", "utf-8")
    with pytest.raises(DataError, match="aliases.toml"):
        load_aliases(path)
    with pytest.raises(DataError, match="missing.toml"):
        load_aliases(tmp_path / "missing.toml")
