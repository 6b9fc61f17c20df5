"""Invisible characters, inserted pinyin, traditional script."""

import pytest

from kg.clean.script import drop_invisible, drop_pinyin, simplify
from tests.clean.examples import apply


def test_invisible_characters_go():
    assert apply(drop_invisible, "\ufeff青\u200b河\u00ad县\x00\n乙") == "青河县\n乙"


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("政務(wù)院堅(jiān)持實(shí)施", "政務院堅持實施"),
        ("學(xué)校、區(qū)縣、綠（lǜ）色", "學校、區縣、綠色"),
        ("他們(men)在務(wù)實(shí)工作", "他們在務實工作"),
    ],
)
def test_inserted_pinyin_goes(damaged, whole):
    assert apply(drop_pinyin, damaged) == whole


@pytest.mark.parametrize(
    "text", ["全长16公里(km)", "世贸组织(wto)", "墨西哥(México)", "他们(men)来了", "公司(以下简称甲)", "(wù)开头"]
)
def test_other_brackets_stay(text):
    assert apply(drop_pinyin, text) == text


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("東湖市對口支援青河縣", "东湖市对口支援青河县"),
        ("著重發展，沿著河岸，顯著提高", "着重发展，沿着河岸，显著提高"),
        ("於是幹部們乾了一杯", "于是干部们干了一杯"),
    ],
)
def test_traditional_becomes_simplified(traditional, simplified):
    assert apply(simplify, traditional) == simplified


@pytest.mark.parametrize("text", ["乾县与於潜镇签约", "濛洲街道显著变化", "什么时候去藉口镇"])
def test_simplified_text_with_characters_that_both_scripts_use_stays(text):
    assert apply(simplify, text) == text


def test_a_traditional_line_in_a_simplified_text_is_converted_alone():
    assert (
        apply(simplify, "乾县很远，走了一整天才到，路上没有人家。\n對口支援")
        == "乾县很远，走了一整天才到，路上没有人家。\n对口支援"
    )
