"""Dates and periods: kg/recognise/whens.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError
from kg.recognise.whens import find_whens, load_when_words, parse_published

PUBLISHED = "2023-10-13"


def only(text, published=PUBLISHED):
    (when,) = find_whens(text, published)
    return when


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("2021年9月4日", "2021-09-04", "date"),
        ("二〇二一年", "2021", "date"),
        ("9月7日", "2023-09-07", "date"),
        ("今年", "2023", "date"),
        ("去年11月", "2022-11", "date"),
        ("今年1至5月", "2023-01/2023-05", "period"),
        ("前9个月", "2023-01/2023-09", "period"),
        ("今年上半年", "2023-01/2023-06", "period"),
        ("昨天", "2023-10-12", "date"),
        ("上月15日", "2023-09-15", "date"),
        ("“十四五”期间", "2021/2025", "period"),
        ("十五五时期", "2026/2030", "period"),
        ("2013年至2022年", "2013/2022", "period"),
        ("2018—2020年", "2018/2020", "period"),
        ("自1992年以来", "1992/2023", "since"),
        ("2010年起", "2010/2023", "since"),
        ("截至2022年底", "2022", "until"),
    ],
)
def test_gives_the_iso_form(text, value, kind):
    when = only(text)
    assert (when.value, when.kind, when.normal) == (value, kind, True)
    assert (when.start, when.end) == (0, len(text))


@pytest.mark.parametrize("text", ["31年来", "近三年", "三年内", "截至目前", "每年", "一个月后", "上世纪80年代末"])
def test_keeps_the_text_of_what_no_calendar_date_can_be_given_to(text):
    when = only(text)
    assert (when.value, when.normal) == (text, False)


@pytest.mark.parametrize("text", ["今年", "去年11月", "昨天", "今年1至5月"])
def test_without_a_date_of_publication_nothing_is_guessed(text):
    assert not only(text, None).normal


def test_since_stays_open_without_a_date_of_publication():
    assert only("自1992年以来", None).value == "1992/"


def test_same_year_takes_up_the_year_last_named():
    text = "2019年签约，同年10月开工，次年建成。"
    assert [w.value for w in find_whens(text, PUBLISHED)] == ["2019", "2019-10", "2020"]


def test_a_month_takes_the_year_of_its_sentence_then_that_of_publication():
    text = "2019年5月开工，10月建成。9月7日，记者来到现场。"
    assert [w.value for w in find_whens(text, PUBLISHED)] == ["2019-05", "2019-10", "2023-09-07"]


@pytest.mark.parametrize("text", ["5年级学生", "2021个", "13月", "第3年", "三峡", "十四五个"])
def test_finds_no_date(text):
    assert not [w for w in find_whens(text, PUBLISHED) if w.normal]


def test_an_impossible_day_is_not_normal():
    assert not only("2021年2月30日").normal


def test_a_malformed_date_of_publication_counts_as_unknown():
    assert parse_published("soon") is None and parse_published(None) is None


@given(st.text(alphabet="0123456789年月日至今去前后自起来截底一二十四五“”期间以来个上半季度同", max_size=40))
def test_whens_never_overlap_and_stay_in_the_text(text):
    end = 0
    for when in find_whens(text, PUBLISHED):
        assert end <= when.end <= len(text) and when.start < when.end
        end = when.end


def test_a_broken_lexicon_is_named(tmp_path):
    bad = tmp_path / "whens.toml"
    bad.write_text("[plans]\n", "utf-8")
    with pytest.raises(DataError, match=r"whens\.toml"):
        load_when_words(bad)
