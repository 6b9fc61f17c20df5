"""The reading order of a page."""

from kg.read.columns import Run, layout

SIZE = 10.0


def run(text: str, x: float, y: float) -> Run:
    return Run(text, x, x + len(text) * SIZE, y - 2, y + 8, y, SIZE)


def column(x: float, top: float, lines: list[str], step: float = 14.0) -> list[Run]:
    return [run(line, x, top - n * step) for n, line in enumerate(lines)]


def test_two_columns_under_a_title_are_read_one_after_the_other():
    left, right = [f"左{n}左左左左左左" for n in range(6)], [f"右{n}右右右右右右" for n in range(6)]
    page = [run("标题标题标题标题标题标题标题标题标题", 50, 700), *column(50, 650, left), *column(200, 650, right)]
    text = layout(page)
    assert text.split() == ["标题标题标题标题标题标题标题标题标题", *left, *right]
    assert text == layout(list(reversed(page)))


def test_a_foot_under_the_columns_comes_last():
    page = [
        *column(50, 650, ["左左左左左左"] * 3),
        *column(200, 650, ["右右右右右右"] * 3),
        run("页脚页脚页脚页脚页脚页脚页脚页脚页脚", 50, 500),
    ]
    assert layout(page).endswith("页脚页脚页脚页脚页脚页脚页脚页脚页脚")


def test_three_columns():
    page = [r for n, x in enumerate((50, 150, 250)) for r in column(x, 650, [f"{n}栏栏栏栏栏"] * 4)]
    assert [line[0] for line in layout(page).split()] == list("000011112222")


def test_paragraph_indents_and_blank_lines_are_kept():
    page = [
        run("段一段一段一段", 70, 650),
        run("接着接着接着接着接", 50, 636),
        run("段二段二段二段", 70, 622),
        run("接着接着接着接着接", 50, 608),
        run("另一块另一块另一块", 50, 560),
    ]
    assert (
        layout(page)
        == "　　段一段一段一段\n接着接着接着接着接\n　　段二段二段二段\n接着接着接着接着接\n\n另一块另一块另一块"
    )


def test_runs_on_one_line_are_one_line():
    assert layout([run("甲乙", 50, 650), run("丙丁", 71, 650), run("3.5", 96, 650)]) == "甲乙丙丁 3.5"


def test_an_empty_page():
    assert layout([]) == ""
