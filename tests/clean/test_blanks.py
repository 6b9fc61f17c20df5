"""Blanks in numbers and words."""

import pytest

from kg.clean.blanks import close_blanks
from tests.clean.examples import apply

TORN = "截至今年 8 月，累计投入 3. 68 亿 元，实施项目 2 14 个，惠及 1 2 60 人，年产值 3 00 多万元 ，其中 ２".replace(
    "２", "2"
)


def test_torn_numbers_are_whole_again():
    assert (
        apply(close_blanks, TORN) == "截至今年8月，累计投入3.68亿元，实施项目214个，惠及1260人，年产值300多万元，其中2"
    )


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("资金4.25 亿元，援建项目500 多个，安排干部20 人。", "资金4.25亿元，援建项目500多个，安排干部20人。"),
        ("自 1 9 9 2 年起，2 022 年底，投入 9, 450 万 元。", "自1992年起，2022年底，投入9,450万元。"),
        ("持股 4 9 % ，由 国有 资本 公司 出资 3 亿 元。", "持股49%，由国有资本公司出资3亿元。"),
        ("注册资本 8 .7 亿元,带动 10 人 。", "注册资本8.7亿元,带动10人。"),
    ],
)
def test_blanks_are_closed(torn, whole):
    assert apply(close_blanks, torn) == whole


@pytest.mark.parametrize(
    "text",
    [
        "春风送暖 两地牵手",
        "班列开进去 特产运出来",
        "记者 林小川 通讯员 秦小艳",
        "本报讯 东湖市日前印发计划，投入资金2亿元，支持项目80个。",
        "Green River Bridge",
    ],
)
def test_blanks_that_part_words_stay(text):
    assert apply(close_blanks, text) == text


def test_a_year_is_not_joined_to_the_number_before_it():
    assert "1 2022年" in apply(close_blanks, "见图 1 2022 年，建成 学校 3 所，培训 教师 20 人，投入 2 亿元。")


def test_a_list_number_is_not_joined_to_its_item():
    assert apply(close_blanks, "清单：\n1. 2022年项目").endswith("1. 2022年项目")


def test_thousands_parted_by_one_blank_are_joined():
    assert apply(
        close_blanks, "共有1 200名学生在这里上学，老师说都是本地的孩子，家长们很放心，学校也很满意"
    ).startswith("共有1200名")
