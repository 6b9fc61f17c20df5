"""Several articles in one file; kinds of paragraphs."""

import pytest

from kg.clean import clean
from tests.clean.examples import lines, only, source

BODY = "东湖市与青河县签订年度对口支援协议，东湖市将安排援助资金3500万元，实施项目12个。"
OTHER = "南山区向白水县捐赠图书8000册，价值24万元，孩子们第一次有了自己的图书室，老师和家长都很高兴。"


def titles(text: str) -> list[str | None]:
    return [article.metadata.title for article in clean(source(text))]


def test_a_title_with_a_source_line_opens_an_article():
    text = f"两地签约\n\n来源：青河日报 2022-05-06\n\n{BODY}\n\n山里来了图书车\n\n来源：白水日报 2023-01-02\n\n{OTHER}"
    first, second = clean(source(text))
    assert (first.index, first.metadata.title, first.metadata.published) == (0, "两地签约", "2022-05-06")
    assert (second.index, second.metadata.title, second.metadata.publisher) == (1, "山里来了图书车", "白水日报")
    assert second.text == f"山里来了图书车\n{OTHER}"


def test_a_title_before_a_dateline_opens_an_article():
    assert titles(f"两地签约\n\n本报讯（记者 林小川）{BODY}\n\n山里来了图书车\n\n本报讯 {OTHER}") == [
        "两地签约",
        "山里来了图书车",
    ]


def test_television_items_are_parted():
    text = (
        f"【甲】青河的春天\n\n东湖网消息（新闻联播）：{BODY}\n\n【乙】白水的秋天到了\n\n东湖网消息（新闻联播）：{OTHER}"
    )
    assert titles(text) == ["【甲】青河的春天", "【乙】白水的秋天到了"]


def test_a_rule_parts_articles():
    assert titles(f"两地签约\n\n{BODY}\n\n==========\n\n山里来了图书车\n\n{OTHER}") == ["两地签约", "山里来了图书车"]


def test_section_headings_open_no_article():
    assert titles(f"协作二十年\n\n{BODY}\n\n白水\n\n{OTHER}") == ["协作二十年"]


def test_captions():
    blocks = lines(
        only(
            f"两地签约\n\n{BODY}\n\n>东湖市援建的青河大桥\n\n图①：青河大桥。向小军 摄\n\n▲通车当天的青河大桥\n\n{OTHER}"
        )
    )
    assert [block for kind, block in blocks if kind == "caption"] == [
        "东湖市援建的青河大桥",
        "图①：青河大桥。",
        "▲通车当天的青河大桥",
    ]


def test_credits_go():
    text = only(f"两地签约\n\n{BODY}\n\n图片由青河县水利局提供\n\n王小明 刘大江 罗兴海").text
    assert text == f"两地签约\n{BODY}"


def test_furniture_alone_is_no_article():
    assert clean(source("首页 > 新闻 > 正文\n分享到：微信 微博\n")) == []


@pytest.mark.parametrize("gap", ["\n\n\n", "\n\n\n\n", "\n\n* * *\n\n", "\n\n----------\n\n"])
def test_wide_gaps_and_rules_part_articles_without_sources(gap):
    text = f"两地签约开新篇\n\n{BODY}\n\n{OTHER}{gap}山里来了图书车\n——白水见闻\n\n{OTHER.replace('8000', '9000')}\n\n{BODY.replace('12', '15')}"
    first, second = clean(source(text))
    assert second.metadata.title == "山里来了图书车 ——白水见闻"
    assert first.text.endswith(OTHER)


def test_a_signature_above_a_date_is_no_title():
    text = f"致东湖市的感谢信\n\n{BODY}\n\n此致\n\n敬礼！\n\n青河县人民政府\n\n2024年12月20日\n\n\n\n山里来了图书车\n\n{OTHER}"
    assert titles(text) == ["致东湖市的感谢信", "山里来了图书车"]


def test_headings_set_off_by_two_blank_lines_part_no_articles():
    sections = "".join(
        f"\n\n\n{name}的新面貌\n\n{OTHER.replace('8000', str(n))}" for n, name in enumerate(("白水", "青河", "石桥"), 5)
    )
    assert titles(f"协作二十年\n\n{BODY}{sections}") == ["协作二十年"]
