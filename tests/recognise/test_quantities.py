"""Numbers with their units: kg/recognise/quantities.py and kg/recognise/numerals.py."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.recognise.numerals import read_numeral, read_year
from kg.recognise.quantities import find_quantities, load_quantity_words


def only(text):
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5.36亿", 536_000_000),
        ("3,000", 3000),
        ("1万2千", 12000),
        ("三十", 30),
        ("一百零五", 105),
        ("两百", 200),
        ("两万五", 25000),
        ("三千五百亿", 350_000_000_000),
        ("1.2万亿", 1_200_000_000_000),
        ("百万", 1_000_000),
        ("５０００", 5000),
    ],
)
def test_reads_numerals(text, number):
    assert read_numeral(text) == number


@pytest.mark.parametrize("text", ["", "数千", "几十", "七八百", "1.2.3", "三峡", "9" * 100])
def test_refuses_what_is_no_single_number(text):
    assert read_numeral(text) is None


def test_reads_years_digit_by_digit():
    assert read_year("二〇二一") == read_year("2021") == 2021
    assert read_year("二百") is None


@pytest.mark.parametrize(
    ("text", "number", "unit", "qualifier"),
    [
        ("援助资金5.36亿元", 536_000_000, "CNY", "exact"),
        ("资金近7亿元", 700_000_000, "CNY", "nearly"),
        ("收入4000多万元", 40_000_000, "CNY", "over"),
        ("到位6亿余元", 600_000_000, "CNY", "over"),
        ("投资约1.2万亿元", 1_200_000_000_000, "CNY", "about"),
        ("吸引上百亿元", 10_000_000_000, "CNY", "over"),
        ("投资总额超1.2万亿。", 1_200_000_000_000, "CNY", "over"),
        ("3000万至5000万元", 30_000_000, "CNY", "about"),
        ("3至5亿元", 300_000_000, "CNY", "about"),
        ("进口200万美元", 2_000_000, "USD", "exact"),
        ("培训1.3万名", 13000, "person", "exact"),
        ("培训教师7431人次", 7431, "person-time", "exact"),
        ("搬迁640户", 640, "household", "exact"),
        ("30批", 30, "batch", "exact"),
        ("占地1400亩以上", 1400, "mu", "over"),
        ("公路16公里", 16, "km", "exact"),
        ("桥长412米", Decimal("0.412"), "km", "exact"),
        ("海拔3300米", 3300, "other", "exact"),
        ("岗位350个左右", 350, "person", "about"),
        ("企业23户", 23, "item", "exact"),
        ("两百余座", 200, "item", "over"),
        ("不少于300台", 300, "item", "over"),
        ("增长13%", 13, "other", "exact"),
        ("八成以上", 80, "other", "over"),
        ("装机50万千瓦", 500_000, "other", "exact"),
        ("数千名", 1000, "person", "over"),
        ("十几家", 10, "item", "over"),
        ("惠及5万群众", 50000, "person", "exact"),
        ("９０００ 余人", 9000, "person", "over"),
    ],
)
def test_finds_number_unit_and_qualifier(text, number, unit, qualifier):
    quantity = only(text)
    assert (quantity.number, quantity.unit, quantity.qualifier) == (number, unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "2021年9月4日",
        "第十三届",
        "“十四五”期间",
        "4A级景区",
        "G50高速",
        "一带一路",
        "电话023-54231234",
        "第3批",
        "三峡库区",
        "七八百",
        "20:30开播",
        "党的二十大",
        "三成立",
        "签约以来",
    ],
)
def test_finds_no_quantity(text):
    assert not find_quantities(text)


def test_guards_words_that_only_end_like_a_qualifier():
    assert only("签约12个").qualifier == only("附近5个").qualifier == "exact"


def test_keeps_the_noun_that_is_counted():
    assert only("实施500多个民生项目，").noun == "民生项目"
    assert only("15个").noun == ""


def test_a_list_shares_the_unit_at_its_end():
    assert [(q.number, q.unit) for q in find_quantities("分别为133、119个")] == [(133, "item"), (119, "item")]


def test_spans_cover_number_unit_and_qualifier():
    text = "累计近7亿余元，共30个左右。"
    assert [text[q.start : q.end] for q in find_quantities(text)] == ["近7亿余元", "30个左右"]


@given(st.text(alphabet="0123456789.,万亿千百十一两三元名个近约余多至、第年人 ", max_size=60))
def test_quantities_never_overlap_and_stay_in_the_text(text):
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end


@given(st.integers(min_value=0, max_value=10**12))
def test_arabic_numerals_read_back(number):
    assert read_numeral(str(number)) == read_numeral(f"{number:,}") == number


def test_a_broken_lexicon_is_named(tmp_path):
    bad = tmp_path / "quantities.toml"
    bad.write_text("[units]\n", "utf-8")
    with pytest.raises(DataError, match=r"quantities\.toml"):
        load_quantity_words(bad)
