"""Passages that stand twice."""

import pytest

from tests.clean.examples import only

A = "5月4日，东湖市与青河县签订年度对口支援协议，安排援助资金3500万元。"
B = "该资金用于援建青河县人民医院门诊楼等项目12个，今年年底完工。"
C = "“孩子们的变化看得见，老师的变化也看得见。”校长王玉兰说。"


def test_a_repeated_paragraph_counts_once():
    assert only(f"{A}\n\n{B}\n\n{A}\n\n{B}\n\n{C}").text == f"{A}\n{B}\n{C}"


def test_the_first_of_equal_passages_is_kept():
    article = only(f"{A}\n{B}\n{A}")
    assert article.alignment.to_source(0, len(A)) == (0, len(A))


def test_a_quotation_set_before_the_text_that_holds_it_goes():
    text = only(f"两地签约\n\n“孩子们的变化看得见，老师的变化也看得见”\n\n{A}\n\n{C}").text
    assert text.count("孩子们的变化看得见") == 1
    assert C in text


def test_a_cut_off_description_goes():
    text = f'青河县喜迎东湖客人5月4日，东湖市与青河县签订年度对"/>\n>青河县喜迎东湖客人\n{A}\n{B}'
    article = only(text)
    assert article.metadata.title == "青河县喜迎东湖客人"
    assert article.text == f"青河县喜迎东湖客人\n{A}\n{B}"


def test_headings_of_a_repeated_section_go_and_others_stay():
    text = f"协作二十年\n\n东湖\n\n{A}\n\n青河\n\n{B}\n\n东湖\n\n{A}\n\n青河\n\n{B}\n\n{C}"
    assert only(text).text == f"协作二十年\n东湖\n{A}\n青河\n{B}\n{C}"


def test_short_sentences_that_return_stay():
    text = f"{A}项目已完工。\n{B}项目已完工。\n项目已完工。"
    assert only(text).text == text


def test_both_halves_are_kept_where_a_whole_follows_them():
    text = only(f"{A}\n\n{B}\n\n{A}{B}").text
    assert text.count(A) == text.count(B) == 1


@pytest.mark.parametrize(
    "window", ["青河县喜迎东湖客人_青河网", "青河县喜迎东湖客人 - 新闻中心 - 青河网", "青河县喜迎东湖客人|青河日报"]
)
def test_a_window_title_goes(window):
    assert only(f"{window}\n\n青河县喜迎东湖客人\n\n{A}\n\n{B}").text == f"青河县喜迎东湖客人\n{A}\n{B}"
