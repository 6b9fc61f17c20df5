"""What people come to do with the page, done in a real Chromium, on a desktop and on a phone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from playwright.sync_api import Browser

from kg.export.html import write_html
from kg.export.view import view_from_turtle
from tests.export.county import COUNTY, EAST, ENTITIES, MILL, PARK, YARD, write_county
from tests.export.visits import SIZES, Visit, visit

Opener = Callable[..., Visit]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(params=SIZES)
def opened(request: pytest.FixtureRequest, browser: Browser, page: Path) -> Opener:
    def open_(mark: str = "", language: str = "zh-CN") -> Visit:
        return visit(browser, page, request.param, language, mark, accept_downloads=True)

    return open_


def seen_folder(seen: Visit) -> Path:
    """Where the page and the graph lie."""
    return Path(seen.address.partition("#")[0].removeprefix("file://")).parent


def with_filters(seen: Visit) -> None:
    """Opens the filters where they are folded away."""
    if not seen.page.is_visible("#legend"):
        seen.page.click("#filter")


def without_filters(seen: Visit) -> None:
    """Folds them away again where they would cover what is looked at."""
    if seen.page.evaluate("innerWidth") < 760:
        seen.page.click("#filter")


@pytest.mark.parametrize("typed", ["忠县", "忠州", "zhongxian", "zhong xian", "zx", "Zhong County", "ZHONGX"])
def test_find_a_county_by_name_alias_pinyin_and_english(opened: Opener, typed: str) -> None:
    seen = opened()
    seen.find(typed)
    assert seen.page.inner_text("#panel h2") == "忠县"
    assert "又名 忠州" in seen.panel()


def test_what_no_name_holds_is_not_found(opened: Opener) -> None:
    seen = opened()
    seen.page.fill("#query", "zhongxx")
    assert "没有这样的名称" in seen.page.inner_text("#query-hits")


def test_who_supports_it_with_the_sentence_in_its_text(opened: Opener) -> None:
    seen = opened()
    seen.find("忠县")
    section = seen.page.locator("#panel section", has_text="支援←").first
    text = section.inner_text()
    assert "山东省" in text and "沈阳市" in text
    assert "沈阳市援助忠县500万元建设江畔小学" in section.locator("mark.main").all_inner_texts()
    assert "江畔新校 · 江城晚报 · 2023-05-04" in text.replace("\n", " ")
    assert "记者获悉，" in section.locator(".around").all_inner_texts()
    sums = section.locator(".sum").inner_text()
    assert "500万元" in sums and "其中项 1" in sums
    assert "3500万" not in sums


def test_wrapped_lines_of_a_source_run_on(opened: Opener) -> None:
    seen = opened()
    seen.find("忠县")
    assert "其中教育资金3000万元" in seen.page.locator("#panel mark").all_inner_texts()


def test_the_largest_investment_and_its_sentence(opened: Opener) -> None:
    seen = opened()
    with_filters(seen)
    seen.page.click("[data-group=relations] legend button")
    seen.page.click("[data-group=figures] legend button")
    seen.page.click("#legend label[data-key=investsIn]")
    without_filters(seen)
    seen.open("facts")
    assert seen.page.locator(".row").count() == 3
    first = seen.page.locator(".row").first
    assert "12亿元" in first.inner_text()
    first.locator(".quote .link").click()
    assert "远帆纺织公司投资12亿元在忠县建设新生产业园" in seen.page.locator("#panel mark.main").all_inner_texts()
    assert "忠县三十年" in seen.panel()
    assert "fact=4" in seen.page.evaluate("location.hash")


def test_everything_planned_since_2023(opened: Opener) -> None:
    seen = opened()
    with_filters(seen)
    seen.page.select_option("#mood", "planned")
    seen.page.fill("#since", "2023")
    seen.page.keyboard.press("Tab")
    without_filters(seen)
    seen.open("facts")
    rows = seen.page.locator(".row").all_inner_texts()
    assert len(rows) == 1
    assert "2亿元" in rows[0] and "计划" in rows[0] and "2024" in rows[0]
    seen.open("graph")
    assert seen.shown() == 2


def test_amount_and_source_narrow_too(opened: Opener) -> None:
    seen = opened()
    with_filters(seen)
    seen.page.fill("#least", "1亿")
    seen.page.keyboard.press("Tab")
    seen.page.select_option("#document", label="江畔新校 2023-05-04")
    without_filters(seen)
    seen.open("facts")
    assert (
        sorted(text.splitlines()[-1] for text in seen.page.locator(".row").all_inner_texts())
        == ["江畔新校 · 江城晚报 · 2023-05-04"] * 2
    )


def test_totals_that_contradict_stand_side_by_side(opened: Opener) -> None:
    seen = opened()
    with_filters(seen)
    seen.page.check("#differing")
    without_filters(seen)
    seen.open("facts")
    assert seen.page.locator(".row").count() == 2
    seen.page.locator(".row .quote .link").first.click()
    facing = seen.page.locator("#panel .facing .said")
    assert facing.count() == 2
    texts = facing.all_inner_texts()
    assert any("4.25亿元" in text and "1994 – 2022" in text for text in texts)
    assert any("4.05亿元" in text and "江城晚报" in text for text in texts)


def test_the_path_between_two_companies(opened: Opener) -> None:
    seen = opened()
    seen.find("远帆")
    seen.page.click(".pathTo")
    seen.page.fill(".path input", "haiyan")
    seen.page.keyboard.press("Enter")
    way = seen.page.locator("#panel .way li").all_inner_texts()
    assert len(way) == 2
    assert "新生产业园" in way[0] and "投资" in way[0]
    assert "海燕造船公司" in way[1]
    lit = seen.page.evaluate("[...duikou.visible.near]")
    assert sorted(lit) == sorted(map(seen.number, (MILL, PARK, YARD)))


def test_the_neighbourhood_to_a_chosen_depth(opened: Opener) -> None:
    seen = opened()
    seen.find("江畔小学")
    seen.page.click("[data-depth='1']")
    assert seen.shown() == 2
    seen.page.click("[data-depth='2']")
    assert seen.shown() == 3
    seen.page.click("[data-depth='0']")
    assert seen.shown() == len(ENTITIES)


def test_a_named_query_is_answered_in_the_page_and_nothing_is_asked_for(opened: Opener) -> None:
    seen = opened()
    seen.open("ask")
    seen.page.select_option("#named", "supports")
    seen.page.wait_for_selector(".answers tbody tr")
    assert "3 行" in seen.page.inner_text("#answer")
    seen.page.fill("#value-place", "沈阳市")
    seen.page.click("#run")
    seen.page.wait_for_selector("text=1 行")
    assert seen.page.locator(".answers tbody tr").count() == 1
    assert seen.quiet()


def test_a_query_of_ones_own_and_one_that_is_wrong(opened: Opener) -> None:
    seen = opened()
    seen.open("ask")
    seen.page.fill("#sparql", "SELECT ?x (COUNT(*) AS ?n) WHERE { ?x dk:investsIn ?p } GROUP BY ?x ORDER BY ?x")
    seen.page.click("#run")
    seen.page.wait_for_selector(".answers tbody tr")
    seen.page.click(".answers .link >> nth=0")
    assert "远帆纺织公司" in seen.panel()
    seen.page.click("#panel .close")
    seen.page.fill("#sparql", "SELECT WHERE")
    seen.page.click("#run")
    assert "查询无法执行" in seen.page.locator(".problem").inner_text()
    seen.page.fill("#sparql", "CONSTRUCT { ?s dk:supports ?o } WHERE { ?s dk:supports ?o }")
    seen.page.click("#run")
    seen.page.wait_for_selector("#answer pre")
    assert "supports" in seen.page.inner_text("#answer pre")


def test_without_the_graph_a_query_sees_what_the_page_holds(browser: Browser, page: Path, tmp_path: Path) -> None:
    write_html(view_from_turtle(page.parent / "graph.ttl"), tmp_path / "page.html", texts=page.parent / "texts")
    seen = visit(browser, tmp_path / "page.html", mark="#view=ask")
    assert "只及本页所含的事实" in seen.page.inner_text("#view")
    for query, rows in (("?s dk:supports ?o", 2), ("?s a dk:Statement ; dk:amount ?a", 6), ("?s dk:text ?t", 9)):
        seen.page.fill("#sparql", f"SELECT * WHERE {{ {query} }}")
        seen.page.click("#run")
        seen.page.wait_for_selector(f"text=/^{rows} 行/")


def test_what_is_shown_is_saved(opened: Opener, tmp_path: Path) -> None:
    seen = opened("#entity=place/500233&depth=1")
    saved: dict[str, Path] = {}
    for kind in ("png", "svg", "csv", "turtle"):
        seen.page.click("#export")
        with seen.page.expect_download() as download:
            seen.page.click(f"[data-kind={kind}]")
        saved[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[kind])
    assert saved["png"].read_bytes().startswith(b"\x89PNG")
    assert "忠县" in saved["svg"].read_text("utf-8")
    with saved["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + 6
    assert {row[0] for row in rows[1:]} == {"山东省", "沈阳市", "新生产业园"}
    part = view_from_turtle(saved["turtle"])
    assert {entity.iri for entity in part.entities} >= {COUNTY, EAST, PARK}
    assert MILL not in {entity.iri for entity in part.entities}
    whole = view_from_turtle(seen_folder(seen) / "graph.ttl")
    assert len(part.statements) == 4 and len(part.observations) == 2
    assert {one.iri for one in part.statements} < {one.iri for one in whole.statements}
    assert {one.iri for one in part.observations} == {one.iri for one in whole.observations}
    amounts = list(pyoxigraph.parse(path=str(saved["turtle"]), format=pyoxigraph.RdfFormat.TURTLE))
    assert any(triple.object == pyoxigraph.Literal(5000000) for triple in amounts)
    assert any("忠县500万元" in passage.text for one in part.statements for passage in one.passages)


def test_a_view_is_shared_by_its_address(opened: Opener) -> None:
    seen = opened()
    with_filters(seen)
    seen.page.select_option("#mood", "done")
    without_filters(seen)
    seen.find("忠县")
    seen.page.click("[data-depth='2']")
    seen.open("facts")
    address = seen.page.evaluate("location.href")
    assert "place" in address and "%25" not in address
    again = opened(address.partition(".html")[2])
    assert again.page.locator("[data-view=facts]").get_attribute("aria-selected") == "true"
    assert "忠县" in again.panel()
    state = "JSON.stringify([duikou.state.view, duikou.state.depth, duikou.state.filters.mood, duikou.visible.count])"
    assert again.page.evaluate(state) == seen.page.evaluate(state)


def test_the_way_back_leads_to_what_was_looked_at_before(opened: Opener) -> None:
    seen = opened()
    seen.find("江畔小学")
    seen.find("远帆")
    assert seen.page.title().startswith("远帆纺织公司")
    seen.page.go_back()
    seen.page.wait_for_selector("#panel h2 >> text=江畔小学")
    seen.page.go_back()
    seen.page.wait_for_selector("#panel", state="hidden")


def test_givers_and_receivers_in_a_matrix(opened: Opener) -> None:
    seen = opened()
    seen.open("flows")
    cell = seen.page.get_by_label("山东省 → 忠县")
    assert "4.25亿元" in cell.inner_text()
    cell.click()
    assert "4.05亿元" in seen.panel()


def test_the_timeline_goes_by_years(opened: Opener) -> None:
    seen = opened()
    seen.open("time")
    years = seen.page.locator(".year h2").all_inner_texts()
    assert years == sorted(years) and years[0] == "1994" and "2024" in years
    assert "计划" in seen.page.locator("#year2024").inner_text()


def test_support_on_the_map(opened: Opener) -> None:
    seen = opened()
    seen.open("map")
    arcs = seen.page.locator(".arcs path")
    assert arcs.count() == 2
    arcs.first.focus()
    seen.page.keyboard.press("Enter")
    assert "忠县" in seen.panel()


def test_a_document_is_read_with_its_sentences_marked(opened: Opener) -> None:
    seen = opened()
    seen.find("江畔小学")
    seen.page.click("#panel .source .link >> text=江畔新校")
    text = seen.page.locator("#panel .text").inner_text()
    assert text.startswith("记者获悉，沈阳市")
    assert "山东省援助忠县资金累计4.05亿元" in seen.page.locator("#panel .text mark").all_inner_texts()


def test_the_same_by_keyboard_alone(opened: Opener) -> None:
    seen = opened()
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("yuanfan")
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("ArrowUp")
    seen.page.keyboard.press("Enter")
    assert "远帆纺织公司" in seen.panel()
    seen.page.keyboard.press("Escape")
    assert not seen.page.is_visible("#panel")
    seen.page.focus("[role=tab][aria-selected=true]")
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.locator("[data-view=facts]").get_attribute("aria-selected") == "true"
