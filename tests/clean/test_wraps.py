"""Wrapped lines."""

import pytest

from tests.clean.examples import lines, only

WRAPPED = """东湖与青河二十年

青河日报　2022年5月6日　记者 林小川

从东湖市区向南三百公里，便是青河县的石
桥镇。二十年前，这里没有一条水泥路；如
今，由东湖市投资4800万元援建的石桥大道
全长12.5公里，3座桥梁已经通车，每天有
900多辆货车从这里经过，产值达到
24.5亿元。
“以前出门靠走，现在班车开到家门口。”
村民王玉兰说，这条路让石桥的脐橙多卖了两
成。东湖市还安排资金1500万元修缮校舍，

图为石桥大道上的货车。
青河日报记者 杨 毅 摄

并与青河县签订协议，选派教师35
0人次。截至11月底，结对的学校达90余所，
累计到位资金超过2亿元。
"""


def test_wrapped_lines_are_joined_and_the_caption_stands_after_its_paragraph():
    article = only(WRAPPED)
    kinds = [kind for kind, _ in lines(article)]
    text = article.text
    assert "石桥镇。二十年前，这里没有一条水泥路；如今，由东湖市" in text
    assert "产值达到24.5亿元。" in text
    assert "修缮校舍，并与青河县签订协议，选派教师350人次。" in text
    assert ("caption", "图为石桥大道上的货车。") in lines(article)
    assert "杨" not in text
    assert kinds.count("heading") == 0


def test_evidence_over_a_caption_is_shown_with_it():
    article = only(WRAPPED)
    at = article.text.index("修缮校舍，并与")
    a, b = article.alignment.to_source(at, at + len("修缮校舍，并与"))
    assert article.source.text[a:b].startswith("修缮校舍，\n")
    assert article.source.text[a:b].endswith("并与")


def test_headings_between_columns_are_told_from_first_lines():
    text = """青河县日报

石桥镇的春天来得比往年都要早
一些，山坡上的脐橙开了花，
路上全是来看花的人，热闹得很。

改善基础设施
建设美丽青河

东湖市援建的水厂日供水三百吨
以上，能够满足五百余名居民的
用水。“现在拧开龙头就有水，

再也不用走远路去挑了。”村民
刘小群说，大家的日子好过多了。
"""
    blocks = lines(only(text))
    assert ("heading", "改善基础设施建设美丽青河") in blocks
    assert any("“现在拧开龙头就有水，再也不用走远路去挑了。”村民刘小群说" in block for _, block in blocks)


def test_whole_paragraphs_are_left_apart():
    text = "\n".join(f"第{n}个项目由东湖市出资建设，已经完工。" for n in "一二三四五六七八")
    assert only(text).text == text


def test_lists_of_names_are_left_apart():
    text = (
        "结对名单\n\n"
        + "\n".join(f"东湖市第{n}小学—青河县第{n}小学" for n in "一二三四五六七八")
        + "\n以上名单自公布之日起执行。"
    )
    assert only(text).text.count("\n") == 9


def test_latin_words_keep_a_blank():
    head = "石桥镇的春天来得比往年都要早\n一些，山坡上的脐橙开了花，路\n" * 4
    assert "Green River" in only(head + "标识上写着英文的Green\nRiver字样，旁边是公司\n的名字，很多人都来拍照。").text


def test_lines_set_with_a_blank_line_after_each_are_joined():
    spaced = "\n\n".join(
        [
            "石桥的春天",
            "石桥镇的春天来得比往年都要早一些，山",
            "坡上的脐橙开了花，路上全是来看花的人",
            "，热闹得很。东湖市援建的水厂日供水三",
            "百吨以上，能够满足五百余名居民的用水",
            "。村民刘小群说，现在拧开龙头就有水用",
            "，再也不用走远路去挑了，大家的日子好",
            "过多了，心里也亮堂多了。",
        ]
    )
    assert only(spaced).text.count("\n") == 1


def test_wrapped_text_without_a_title_has_none():
    article = only(
        "石桥镇的春天来得比往年都要早一些，山\n坡上的脐橙开了花，路上全是来看花的人\n，热闹得很。东湖市援建的水厂日供水三\n"
        "百吨以上，能够满足五百余名居民的用水\n。村民刘小群说，现在拧开龙头就有水用\n，再也不用走远路去挑了，大家的日子好\n过多了。"
    )
    assert article.metadata.title is None
    assert article.text.count("\n") == 0


def wrapped(text: str, measure: int, indent: str) -> str:
    """A text as a column of a page: every paragraph cut at the measure, the first line set in."""
    out = []
    for line in text.split("\n"):
        is_short = len(line) <= measure and not line.endswith("。")
        rest, first = line, "" if is_short else indent
        out += [""] if is_short else []
        while rest:
            n = measure - (2 if first else 0)
            while rest[n : n + 1] in tuple("，。、：”）"):
                n += 1
            out.append((first if first.isspace() else "") + rest[:n])
            rest, first = rest[n:], ""
        out += [""] if is_short or not indent else []
    return "\n".join(out)


@pytest.mark.parametrize("measure", [14, 17, 22, 30])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000", "x"])
def test_columns_of_any_measure_are_read_alike(measure, indent):
    plain = "\n".join(
        [
            "协作二十年",
            "东湖市与青河县的协作从修路开始，二十年里，路越修越长，情谊也越来越深，两地的干部常来常往。",
            "教育",
            "东湖市第一中学与青河县第二中学结对，选派教师十五名，“孩子们的变化看得见。”校长王玉兰说。",
            "去年秋天，由东湖市出资援建的教学楼投入使用，三百多名学生搬进了新教室，老师们也有了办公的地方。",
            "卫生",
            "青河县人民医院门诊楼由东湖市援建，总投资一亿二千万元，今年五月投用，看病的人再也不用排长队了。",
        ]
    )
    article = only(wrapped(plain, measure, indent))
    assert article.text == plain
    assert [kind for kind, _ in lines(article)].count("heading") == 2
