"""Titles, by-lines and what they say."""

import pytest

from kg.clean import clean
from kg.clean.heads import read_byline
from kg.clean.lexicon import lexicon
from kg.records import Metadata, Source
from tests.clean.examples import PLAIN, lines, only

BODY = "东湖市与青河县签订年度对口支援协议，东湖市将安排援助资金3500万元，实施项目12个。"


@pytest.mark.parametrize(
    ("line", "publisher", "author", "published"),
    [
        ("来源：青河日报　2022-05-06　记者 林小川", "青河日报", "林小川", "2022-05-06"),
        ("2022-05-06 08:30　来源：青河日报　作者：林小川　字号：大 中 小", "青河日报", "林小川", "2022-05-06"),
        ("来源:青河网-东湖日报2022-05-06", "青河网-东湖日报", None, "2022-05-06"),
        ("《东湖时报》2010年9月28日  记者 何小民 陈雨桐", "东湖时报", "何小民 陈雨桐", "2010-09-28"),
        ("本报记者 林小川", None, "林小川", None),
        ("（本报记者 林小川 王大山）", None, "林小川 王大山", None),
        ("□ 本报记者 林小川", None, "林小川", None),
        ("记者  申 小 川", None, "申小川", None),
        ("青河融媒 2023 年 9 月 5 日 记者 马小兰", "青河融媒", "马小兰", "2023-09-05"),
        ("2022年5月6日", None, None, "2022-05-06"),
        ("2022-05-06 06:48:44 来源:", None, None, "2022-05-06"),
        ("发布时间：2022-05-06 08:15　　来源：青河新闻网", "青河新闻网", None, "2022-05-06"),
    ],
)
def test_bylines(line, publisher, author, published):
    found = read_byline(line, lexicon())
    assert found is not None
    assert (found.publisher, found.author, found.published) == (publisher, author, published)


@pytest.mark.parametrize(
    "line",
    [
        "2022年5月6日，两地签约。",
        "记者从会上获悉",
        "北京",
        "2022年5月6日青河大桥通车",
        "资金来源：省级财政统筹安排并由县里配套解决的部分",
    ],
)
def test_other_lines_are_no_bylines(line):
    assert read_byline(line, lexicon()) is None


@pytest.mark.parametrize(
    ("opening", "publisher", "author", "published"),
    [
        ("东湖日报青河2024年4月18日电（记者 高小远）", "东湖日报", "高小远", "2024-04-18"),
        ("青河日报讯（记者 唐小梅）", "青河日报", "唐小梅", None),
        ("（青河日报讯 向东 2022年6月3日）", "青河日报", "向东", "2022-06-03"),
        ("本报讯（记者 周小岚）", None, "周小岚", None),
        ("【本报青河讯】", None, None, None),
    ],
)
def test_datelines(opening, publisher, author, published):
    metadata = only(f"两地签约\n\n{opening}{BODY}").metadata
    assert (metadata.publisher, metadata.author, metadata.published) == (publisher, author, published)


def test_a_dateline_without_year_takes_it_from_the_same_day_in_the_text():
    article = only(f"两地签约\n\n本报青河6月25日电（记者 张小强）10时，列车驶出。2021年6月25日，铁路开通运营，{BODY}")
    assert article.metadata.published == "2021-06-25"


def test_text_goes_before_file_and_file_before_the_given_date():
    bare, dated = f"两地签约\n\n{BODY}", f"两地签约\n\n2020年1月2日\n\n{BODY}"
    file = Metadata(title="文件的标题", published="2021-01-01", publisher="文件的报纸")
    assert clean(Source("a", bare, ""), published="2022-02-02")[0].metadata.published == "2022-02-02"
    assert clean(Source("a", bare, "", file), published="2022-02-02")[0].metadata.published == "2021-01-01"
    assert clean(Source("a", dated, "", file))[0].metadata == Metadata("两地签约", "2020-01-02", "文件的报纸", None)
    assert clean(Source("a", bare, ""))[0].metadata.published is None


def test_title_headings_and_paragraphs():
    assert [kind for kind, _ in lines(only(PLAIN))] == [
        "title",
        "paragraph",
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]


def test_a_subtitle_belongs_to_the_title():
    article = only(f"大棚里的春天\n\n——青河援建干部的一千个日子\n\n{BODY}")
    assert article.metadata.title == "大棚里的春天 ——青河援建干部的一千个日子"
    assert [kind for kind, _ in lines(article)] == ["title", "title", "paragraph"]


def test_television_items_lose_their_formula():
    article = only(f"【走进山区】青河的春天\n\n东湖网消息（新闻联播）：{BODY}")
    assert article.metadata.title == "【走进山区】青河的春天"
    assert article.text.endswith(BODY)
    assert "消息" not in article.text


def test_a_letter_is_dated_by_its_end():
    article = only(
        f"致东湖市人民的感谢信\n\n东湖市委、市政府：\n\n{BODY}\n\n此致\n\n敬礼！\n\n青河县人民政府\n\n2024年12月20日"
    )
    assert article.metadata.published == "2024-12-20"
    assert not any(kind == "heading" for kind, _ in lines(article))
