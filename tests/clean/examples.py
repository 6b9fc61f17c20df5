"""Made-up articles for the tests of cleaning, and helpers to look at what comes out."""

from __future__ import annotations

from kg.clean import clean
from kg.clean.aligned import Aligned
from kg.records import Article, Source

PLAIN = """青河县与东湖市签订协议 十二个项目落地

来源：青河日报　2022-05-06　记者 林小川

5月4日，东湖市与青河县签订年度对口支援协议。东湖市将安排援助资金3500万元，实施项目12个。

教育

东湖市第一中学与青河县第二中学结对，选派教师15名。“孩子们的变化看得见。”校长王玉兰说。

卫生

由东湖市援建的青河县人民医院门诊楼今年投用，总投资1.2亿元。
"""


def source(text: str) -> Source:
    """A source that holds a text."""
    return Source("a.txt", text, "0" * 64)


def only(text: str) -> Article:
    """The one article of a text."""
    (article,) = clean(source(text))
    return article


def lines(article: Article) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def apply(repair, text: str) -> str:  # type: ignore[no-untyped-def]
    """What a repair makes of a text."""
    return repair(Aligned.of(text)).text
