"""The page in a real Chromium, opened from disk: what is drawn, what a click and a search show, and that nothing leaves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.export.html import write_html
from kg.export.view import GraphView
from tests.export.graphs import EAST, hostile_graph, small_graph

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("DUIKOU_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("no Chromium: run scripts/install-browser.sh, or name one in DUIKOU_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """An open page with all that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def panel(self) -> str:
        return self.page.inner_text("#panel")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, view in (("small", small_graph()), ("hostile", hostile_graph()), ("empty", GraphView())):
        write_html(view, folder / f"{name}.html")
    return folder


def visit(browser: Browser, path: Path, size: str = "desktop", language: str = "zh-CN", mark: str = "") -> Visit:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, has_touch=size == "phone"
    )
    seen = Visit(context.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.goto(path.as_uri() + mark)
    return seen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["small", "hostile", "empty"])
def test_nothing_is_asked_for_and_nothing_complained_of(browser: Browser, files: Path, name: str, size: str) -> None:
    seen = visit(browser, files / f"{name}.html", size)
    if name != "empty":
        seen.page.focus("#query")
        seen.page.click("#hits li >> nth=0")
        seen.page.click("#language")
    seen.page.wait_for_timeout(100)
    assert seen.requests == [(files / f"{name}.html").as_uri()]
    assert seen.complaints == []
    assert seen.page.evaluate("window.hurt") is None


@pytest.mark.parametrize("size", SIZES)
def test_a_search_by_alias_shows_the_facts_with_their_sentences(browser: Browser, files: Path, size: str) -> None:
    seen = visit(browser, files / "small.html", size)
    seen.page.fill("#query", "东海")
    seen.page.keyboard.press("Enter")
    panel = seen.panel()
    assert panel.startswith("×\n东海省") or "东海省" in panel.splitlines()[:3]
    for shown in ("300万元", "350万元", "东海省援建东西友谊大桥,资金300万元", "西河新桥", "东海日报", "2021-05-01"):
        assert shown in panel
    assert panel.index("4.05亿元") < panel.index("超过4.25亿元")
    assert panel.count("数字不止一个") == 2
    assert "计划" in panel
    box = seen.page.locator("#panel").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SIZES[size][0]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
def test_a_click_on_a_node_opens_it_and_a_click_beside_closes_it(browser: Browser, files: Path, size: str) -> None:
    seen = visit(browser, files / "small.html", size)
    number = seen.page.evaluate(
        f"JSON.parse(document.getElementById('data').textContent).entities.findIndex(e => e.iri === '{EAST}')"
    )
    at = seen.page.evaluate(f"duikou.network.canvasToDOM(duikou.network.getPosition({number}))")
    seen.page.locator("#graph canvas").click(position=at)
    assert "东海省" in seen.panel()
    seen.page.click("#panel .close")
    assert not seen.page.is_visible("#panel")


def test_a_click_on_a_line_shows_what_joins_two_things(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "small.html")
    middle = seen.page.evaluate(
        """() => {
          const edge = JSON.parse(document.getElementById('network').textContent).edges.find(e => e.predicates.includes('built'));
          const [a, b] = [duikou.network.getPosition(edge.from), duikou.network.getPosition(edge.to)];
          return duikou.network.canvasToDOM({x: (a.x + b.x) / 2, y: (a.y + b.y) / 2});
        }"""
    )
    seen.page.locator("#graph canvas").click(position=middle)
    panel = seen.panel()
    assert "东海省" in panel
    assert "东西友谊大桥" in panel
    assert "350万元" in panel
    assert "4.25亿" not in panel


def test_the_address_of_an_entity_opens_it(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "small.html", mark="#" + EAST.replace(":", "%3A").replace("/", "%2F"))
    assert "东海省" in seen.panel()


def test_english_for_those_who_read_it(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "small.html", language="en-GB")
    seen.page.fill("#query", "西河")
    seen.page.keyboard.press("Enter")
    assert "over CNY 425 million" in seen.panel()
    assert "planned" in seen.panel()
    assert seen.page.get_attribute("html", "lang") == "en"


def test_a_filter_hides_and_shows(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "small.html")
    hidden = "duikou.network.body.data.nodes.get({filter: n => n.hidden}).length"
    assert seen.page.evaluate(hidden) == 0
    seen.page.click("#legend label[data-key=Bridge]")
    assert seen.page.evaluate(hidden) == 1
    seen.page.click("#legend label[data-key=Bridge]")
    assert seen.page.evaluate(hidden) == 0
    seen.page.click("#legend label[data-key=supports]")
    assert seen.page.evaluate("duikou.network.body.data.edges.get({filter: e => e.hidden}).length") == 1


def test_the_counts_open_a_list_of_documents_and_of_figures_that_name_no_one(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "small.html")
    seen.page.click("#counts")
    panel = seen.panel()
    assert panel.index("西河新桥") < panel.index("情系西河")
    assert "1200人次" in panel
    assert "4.25亿" not in panel


def test_an_empty_graph_says_so(browser: Browser, files: Path) -> None:
    assert "图中没有实体" in visit(browser, files / "empty.html").page.inner_text("main")
    assert "no entities" in visit(browser, files / "empty.html", language="en").page.inner_text("main")


def test_very_long_names_stay_within_the_panel(browser: Browser, files: Path) -> None:
    seen = visit(browser, files / "hostile.html", "phone")
    seen.page.fill("#query", "很长")
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate(
        "document.getElementById('panel').scrollWidth <= document.getElementById('panel').clientWidth"
    )


def test_chinese_is_drawn_and_not_as_empty_boxes(browser: Browser, files: Path) -> None:
    """Two characters that a font without Chinese would both draw as the same box differ."""
    page = visit(browser, files / "small.html").page
    draw = """text => { const c = document.createElement('canvas').getContext('2d'); c.font = '40px sans-serif';
      c.fillText(text, 0, 60); return Array.from(c.getImageData(0, 0, 60, 80).data).join(); }"""
    assert page.evaluate(draw, "东") != page.evaluate(draw, "西")
