"""The whole of cleaning: what holds for every text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.clean import CHARACTER_REPAIRS, clean
from kg.clean.aligned import Aligned
from tests.clean.examples import PLAIN, source
from tests.clean.test_wraps import WRAPPED

WORDS = [
    "东湖市",
    "對口支援",
    "青河县",
    "，",
    "。",
    "\n",
    "\n\n",
    " ",
    "　",
    "２０２２",
    "3.5",
    "亿元",
    "務(wù)",
    "“",
    "”",
    "（",
    "）",
    "(",
    ")",
    ",",
    ".",
    "图为",
    "来源：",
    "记者",
    "本报讯",
    "摄",
    ">",
    "#",
    "**",
    "首页",
    "|",
    "：",
    "《",
    "》",
    "……",
    "——",
    "一、",
    "\u200b",
    "&nbsp;",
    "援建的",
    "大桥",
    "!",
    "A",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=120).map("".join)


def check(text: str) -> None:
    for article in clean(source(text)):
        starts, ends = article.alignment.starts, article.alignment.ends
        assert len(starts) == len(ends) == len(article.text)
        assert "\n".join(article.text[b.start : b.end] for b in article.blocks) == article.text
        assert all(b.start < b.end for b in article.blocks)
        for block in article.blocks:
            for i in range(block.start, block.end):
                assert 0 <= starts[i] < ends[i] <= len(text)
                assert i == block.start or (starts[i - 1] <= starts[i] and ends[i - 1] <= ends[i])


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_clean_character_has_an_origin_and_positions_rise_within_a_block(text):
    check(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text):
    check(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_letters_and_digits_are_read_from_themselves(text):
    repaired = Aligned.of(text)
    for repair in CHARACTER_REPAIRS:
        repaired = repair(repaired)
    for char, start, end in zip(repaired.text, repaired.starts, repaired.ends, strict=True):
        if char.isdigit() or char in "东湖市青河县亿元":
            assert end - start == 1
            assert source(text).text[start] in (char, chr(ord(char) + 0xFEE0), "對")


@pytest.mark.parametrize("text", [PLAIN, WRAPPED])
def test_clean_text_is_left_as_it_is(text):
    (article,) = clean(source(text))
    (again,) = clean(source(article.text))
    assert again.text == article.text
    assert [b.kind for b in again.blocks] == [b.kind for b in article.blocks]


def test_a_plain_article_loses_nothing_but_its_byline():
    (article,) = clean(source(PLAIN))
    wanted = PLAIN.replace("来源：青河日报　2022-05-06　记者 林小川\n", "")
    assert re.sub(r"\s", "", article.text.replace(" ", "")) == re.sub(r"\s", "", wanted)


@pytest.mark.parametrize(
    "text", ["甲县支援乙县，" * 16000, "甲 1 " * 30000, "甲\n" * 20000, "“" * 50000, "<a" * 30000, "（" * 50000]
)
def test_absurd_input_is_done_in_bounded_time(text):
    assert clean(source(text)) is not None
