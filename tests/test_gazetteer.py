"""The register of divisions: lookup by code, parents, successors, and the shape of the tables."""

from __future__ import annotations

import pytest

from kg.errors import DataError
from kg.gazetteer import Gazetteer, division_type, load_gazetteer

CURRENT = "100000\t甲省\t\t1.5\t2.5\t甲\n100100\t乙市\t100000\t\t\t乙乙\n100101\t丙族自治县\t100100\t\t\t丙 丙县\n"
FORMER = "100102\t丁县\t100101\t=\t\n100103\t戊县\t100101\t-\t\n"
TOWNSHIPS = "100101\t001庚镇 002辛族乡/辛乡 100103003壬乡\n"
FORMS = "甲省\t100000\t\t\n甲\t\t100000\t\n戊县\t100103\t\told\n"
TOWN_FORMS = "庚镇\t100101001\n辛乡\t100101002\n"


@pytest.fixture
def small() -> Gazetteer:
    return Gazetteer(CURRENT, FORMER, TOWNSHIPS, FORMS, TOWN_FORMS)


def test_a_code_gives_name_type_and_coordinates(small: Gazetteer) -> None:
    province = small.get("100000")
    assert province is not None
    assert (province.name, province.type, province.longitude, province.latitude) == ("甲省", "Province", 1.5, 2.5)
    assert province.parent is None and not province.former


def test_an_unknown_code_gives_none(small: Gazetteer) -> None:
    assert small.get("999999") is None
    assert small.get("999999001") is None
    assert small.canonical_name("999999") is None
    assert small.chain("999999") == ()


def test_the_chain_goes_up_to_the_province(small: Gazetteer) -> None:
    assert small.chain("100101001") == ("100101", "100100", "100000")
    assert small.chain("100000") == ()


def test_a_township_coded_under_a_former_county_lies_in_todays(small: Gazetteer) -> None:
    assert small.chain("100103003")[0] == "100101"
    assert [one.name for one in small.townships_of("100101")] == ["庚镇", "辛族乡", "壬乡"]


def test_a_renamed_division_goes_under_its_successor_a_dissolved_one_does_not(small: Gazetteer) -> None:
    assert small.current("100102") == "100101"
    assert small.current("100103") == "100103"
    dissolved = small.get("100103")
    assert dissolved is not None and dissolved.successors == ("100101",) and dissolved.former
    assert small.chain("100103") == ("100100", "100000")
    assert small.predecessors("100101") == ("100102", "100103")


@pytest.mark.parametrize(
    ("code", "kind"), [("500000", "Province"), ("420500", "City"), ("500233", "County"), ("500233107", "Township")]
)
def test_the_type_follows_from_the_code(code: str, kind: str) -> None:
    assert division_type(code) == kind


def test_a_malformed_table_is_refused(small: Gazetteer) -> None:
    with pytest.raises(ValueError, match="dictionary update"):
        Gazetteer("no tab here\n", FORMER, TOWNSHIPS, FORMS, TOWN_FORMS)
    broken = Gazetteer(CURRENT, FORMER, "100101\t01x\n", FORMS, TOWN_FORMS)
    with pytest.raises(DataError, match=r"divisions\.townships\.tsv: county 100101"):
        broken.get("100101001")


def test_the_package_register() -> None:
    register = load_gazetteer()
    assert register.canonical_name("500233") == "忠县"
    assert register.canonical_name("500236277") == "龙桥土家族乡"
    assert [register.canonical_name(code) for code in register.chain("500233107")] == ["忠县", "重庆市"]
    assert register.chain("429004") == ("420000",), "a county-level city directly under the province"
    assert register.current("420521") == register.current("422721") == "420506", "宜昌县 is 夷陵区 today"
    assert register.province_names["内蒙古"] == "150000"


def test_every_code_of_the_package_register_parses_and_ends_in_a_province() -> None:
    register = load_gazetteer()
    codes = register.codes()
    assert len(codes) > 6500
    for code in codes:
        division = register.get(code)
        assert division is not None and division.name
        chain = register.chain(code)
        assert (division.type == "Province") == (not chain), code
        assert all(above.endswith("0000") for above in chain[-1:]), code
    for county in ("500236", "441900", "110108"):
        assert all(register.chain(one.code)[0] == county for one in register.townships_of(county))
