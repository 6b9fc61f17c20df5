"""The page in a real Chromium, opened from disk: what is drawn, what a click and a search show, and that nothing leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kg.export.html import write_html
from kg.export.view import GraphView
from tests.export.graphs import BRIDGE, EAST, WEST, small_graph
from tests.export.visits import SIZES, visit


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "small.html"
    write_html(small_graph(), path)
    return path


@pytest.fixture(scope="module", params=["vis-network", "canvas"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same page as each of the two draws it."""
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "canvas":
            patch.setattr("kg.export.html._VIS_MOST", 0)
        write_html(small_graph(), path)
    return path


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_asked_for_and_nothing_complained_of(browser: Browser, drawn: Path, size: str) -> None:
    seen = visit(browser, drawn, size)
    for _ in ("zh", "en"):
        for view in ("facts", "flows", "time", "map", "ask", "graph"):
            seen.open(view)
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
            assert seen.page.evaluate("(view => view.scrollWidth <= view.clientWidth)(document.getElementById('view'))")
            head = seen.page.locator("header").bounding_box()
            assert head is not None and head["height"] < 140
        seen.page.click("#language")
    seen.find("东海")
    assert seen.quiet()


@pytest.mark.parametrize("size", SIZES)
def test_a_search_by_alias_shows_the_facts_with_their_sentences(browser: Browser, small: Path, size: str) -> None:
    seen = visit(browser, small, size)
    seen.find("东海")
    panel = seen.panel()
    assert "东海省" in panel.splitlines()[:3]
    for shown in ("300万元", "350万元", "东海省援建东西友谊大桥,资金300万元", "西河新桥", "东海日报", "2021-05-01"):
        assert shown in panel
    assert panel.index("4.05亿元") < panel.index("超过4.25亿元")
    assert "计划" in panel
    box = seen.page.locator("#panel").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
def test_a_click_on_a_node_opens_it_and_the_cross_closes_it(browser: Browser, drawn: Path, size: str) -> None:
    seen = visit(browser, drawn, size)
    seen.page.locator("#graph canvas").click(position=seen.at(EAST))
    assert "东海省" in seen.panel()
    seen.page.click("#panel .close")
    assert not seen.page.is_visible("#panel")


def test_a_click_on_a_line_shows_what_joins_two_things(browser: Browser, drawn: Path) -> None:
    seen = visit(browser, drawn)
    a, b = seen.at(EAST), seen.at(BRIDGE)
    seen.page.locator("#graph canvas").click(position={"x": (a["x"] + b["x"]) / 2, "y": (a["y"] + b["y"]) / 2})
    panel = seen.panel()
    assert "东海省" in panel
    assert "东西友谊大桥" in panel
    assert "350万元" in panel
    assert "4.25亿" not in panel


def test_dragging_and_the_wheel_and_the_keys_move_the_graph(browser: Browser, drawn: Path) -> None:
    seen = visit(browser, drawn)
    box = seen.page.locator("#graph").bounding_box()
    assert box is not None
    before = seen.at(EAST)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 40
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 80, y + 10, steps=5)
    seen.page.mouse.up()
    seen.page.wait_for_timeout(100)
    after = seen.at(EAST)
    assert abs(after["x"] - before["x"] - 80) < 12
    assert not seen.page.is_visible("#panel")
    wide = abs(seen.at(WEST)["x"] - after["x"]) + abs(seen.at(WEST)["y"] - after["y"])
    seen.page.mouse.wheel(0, -300)
    seen.page.wait_for_timeout(200)
    assert abs(seen.at(WEST)["x"] - seen.at(EAST)["x"]) + abs(seen.at(WEST)["y"] - seen.at(EAST)["y"]) > wide
    seen.page.focus("#graph")
    still = seen.at(EAST)["x"]
    seen.page.keyboard.press("ArrowRight")
    seen.page.wait_for_timeout(100)
    assert seen.at(EAST)["x"] < still


def test_a_node_can_be_moved_with_the_mouse(browser: Browser, drawn: Path) -> None:
    seen = visit(browser, drawn)
    box = seen.page.locator("#graph").bounding_box()
    assert box is not None
    node, other = seen.at(EAST), seen.at(WEST)
    seen.page.mouse.move(box["x"] + node["x"], box["y"] + node["y"])
    seen.page.mouse.down()
    seen.page.mouse.move(box["x"] + node["x"] + 40, box["y"] + node["y"] - 30, steps=8)
    seen.page.mouse.up()
    seen.page.wait_for_timeout(150)
    assert abs(seen.at(EAST)["x"] - node["x"] - 40) < 12 and abs(seen.at(EAST)["y"] - node["y"] + 30) < 12
    assert seen.at(WEST) == pytest.approx(other, abs=1)


def test_the_address_of_an_entity_opens_it(browser: Browser, small: Path) -> None:
    seen = visit(browser, small, mark="#" + EAST.replace(":", "%3A").replace("/", "%2F"))
    assert "东海省" in seen.panel()


def test_english_for_those_who_read_it(browser: Browser, small: Path) -> None:
    seen = visit(browser, small, language="en-GB")
    seen.find("西河")
    assert "over CNY 425 million" in seen.panel()
    assert "planned" in seen.panel()
    assert seen.page.get_attribute("html", "lang") == "en"


def test_a_filter_hides_and_shows(browser: Browser, drawn: Path) -> None:
    seen = visit(browser, drawn)
    assert seen.shown() == 4
    seen.page.click("#legend label[data-key=Bridge]")
    assert seen.shown() == 3
    seen.page.click("#legend label[data-key=Bridge]")
    assert seen.shown() == 4
    lines = "Array.from(duikou.visible.edges).filter(Boolean).length"
    assert seen.page.evaluate(lines) == 2
    seen.page.click("#legend label[data-key=supports]")
    assert seen.page.evaluate(lines) == 1


def test_the_counts_open_a_list_of_documents_and_of_figures_that_name_no_one(browser: Browser, small: Path) -> None:
    seen = visit(browser, small)
    seen.page.click("#counts")
    panel = seen.panel()
    assert panel.index("西河新桥") < panel.index("情系西河")
    assert "1200人次" in panel
    assert "4.25亿" not in panel


def test_light_and_dark_follow_the_system_until_one_is_chosen(browser: Browser, small: Path) -> None:
    seen = visit(browser, small, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = seen.page.evaluate(ground)
    seen.page.click("#theme")
    assert seen.page.evaluate(ground) != dark
    assert visit(browser, small, color_scheme="light").page.evaluate(ground) != dark


def test_an_empty_graph_says_so(browser: Browser, tmp_path: Path) -> None:
    write_html(GraphView(), tmp_path / "empty.html")
    for size in SIZES:
        seen = visit(browser, tmp_path / "empty.html", size)
        assert "图中没有实体" in seen.page.inner_text("main")
        assert seen.quiet()
    assert "no entities" in visit(browser, tmp_path / "empty.html", language="en").page.inner_text("main")


def test_chinese_is_drawn_and_not_as_empty_boxes(browser: Browser, small: Path) -> None:
    """Two characters that a font without Chinese would both draw as the same box differ."""
    page = visit(browser, small).page
    draw = """text => { const c = document.createElement('canvas').getContext('2d'); c.font = '40px sans-serif';
      c.fillText(text, 0, 60); return Array.from(c.getImageData(0, 0, 60, 80).data).join(); }"""
    assert page.evaluate(draw, "东") != page.evaluate(draw, "西")
