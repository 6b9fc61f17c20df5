"""Texts that would break a careless page, in a real Chromium: nothing of them runs, nothing leaves its box."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kg.export.html import write_html
from kg.export.view import EntityView, GraphView
from tests.export.graphs import HOSTILE, ID, hostile_graph, small_graph
from tests.export.visits import SIZES, visit


@pytest.fixture(scope="module", params=["vis-network", "canvas"])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    texts = folder / "texts"
    texts.mkdir()
    for number, text in enumerate(HOSTILE):
        (texts / f"{number}.txt").write_text(text * 3, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "canvas":
            patch.setattr("kg.export.html._VIS_MOST", 0)
        write_html(hostile_graph(), folder / "hostile.html", texts=texts)
    return folder / "hostile.html"


@pytest.mark.parametrize("size", SIZES)
def test_nothing_runs_and_nothing_leaves_the_page(browser: Browser, hostile: Path, size: str) -> None:
    seen = visit(browser, hostile, size)
    for language in ("zh", "en"):
        seen.page.evaluate(f"duikou.change({{ language: '{language}' }})")
        for view in ("graph", "facts", "flows", "time", "map", "ask"):
            seen.open(view)
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        seen.open("graph")
        for number in range(len(HOSTILE)):
            for pick in (f"node: {number}", f"document: {number}", f"fact: {number}", f"pair: [{number}, 0]"):
                seen.page.evaluate(f"duikou.change({{ pick: {{ {pick} }} }})")
                assert seen.page.evaluate(
                    "document.getElementById('panel').scrollWidth <= document.getElementById('panel').clientWidth"
                )
    assert seen.quiet()
    assert seen.page.locator("main img, main script, main iframe").count() == 0


def test_every_text_stands_in_the_panel_as_it_was_written(browser: Browser, hostile: Path) -> None:
    seen = visit(browser, hostile)
    for number, text in enumerate(HOSTILE):
        seen.page.evaluate(
            f"duikou.change({{ pick: {{ node: duikou.visible.nodes.length && {seen.number(f'{ID}person/{number}')} }} }})"
        )
        assert text in str(seen.page.text_content("#panel h2"))


def test_hostile_queries_and_addresses_do_no_harm(browser: Browser, hostile: Path) -> None:
    for mark in ("#entity=<img src=x onerror=window.hurt=1>", "#view=%00&depth=9e9&least=NaN&fact=999999", "#%E0%A4%A"):
        seen = visit(browser, hostile, mark=mark)
        seen.page.fill("#query", "<script>window.hurt=1</script>")
        assert seen.shown() > 0
        assert seen.quiet()


def test_what_would_be_run_by_a_spreadsheet_is_quoted(browser: Browser, tmp_path: Path) -> None:
    names = ["=1+1", "@SUM(A1)", '-2","x']
    entities = tuple(EntityView(f"{ID}person/{n}", ("Person",), name) for n, name in enumerate(names))
    view = small_graph()
    facts = tuple(
        type(one)(f"{ID}statement/x{n}", entities[n].iri, "supports", entities[n - 1].iri)
        for n, one in enumerate(view.statements)
    )
    write_html(GraphView(entities=entities, statements=facts), tmp_path / "page.html")
    seen = visit(browser, tmp_path / "page.html")
    seen.page.click("#export")
    with seen.page.expect_download() as saved:
        seen.page.click("[data-kind=csv]")
    lines = saved.value.path().read_text("utf-8").splitlines()
    assert not [cell for line in lines[1:] for cell in line.split(",") if cell.startswith(("=", "@", "+"))]
    assert '"\'-2"",""x"' in "\n".join(lines)


def test_one_entity_is_drawn(browser: Browser, tmp_path: Path) -> None:
    write_html(
        GraphView(entities=(EntityView(ID + "person/1", ("Person",), "独", documents=("x:d",)),)), tmp_path / "one.html"
    )
    seen = visit(browser, tmp_path / "one.html")
    assert seen.shown() == 1
    seen.find("du")
    assert "独" in seen.panel()
    assert seen.quiet()


def test_ten_thousand_entities_without_a_line_are_drawn_in_part_and_all_found(browser: Browser, tmp_path: Path) -> None:
    entities = tuple(
        EntityView(f"{ID}person/{n:05}", ("Person",), f"某人{n:05}", documents=("x:d",)) for n in range(10_000)
    )
    write_html(GraphView(entities=entities), tmp_path / "many.html")
    seen = visit(browser, tmp_path / "many.html")
    assert seen.shown() == 2000
    assert "最重要的 2000 个" in seen.page.inner_text("#counts")
    seen.find("某人09999")
    assert "某人09999" in seen.panel()
    assert seen.shown() == 2001
    assert seen.quiet()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_page_that_was_cut_off_says_so(browser: Browser, tmp_path: Path, share: float) -> None:
    write_html(small_graph(), tmp_path / "whole.html")
    whole = (tmp_path / "whole.html").read_bytes()
    (tmp_path / "cut.html").write_bytes(whole[: int(len(whole) * share)])
    assert "不完整或已损坏" in visit(browser, tmp_path / "cut.html").page.inner_text("#damaged")


@pytest.mark.parametrize("block", ["data", "network"])
def test_a_page_with_damaged_data_says_so(browser: Browser, tmp_path: Path, block: str) -> None:
    write_html(small_graph(), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    (tmp_path / "page.html").write_text(page.replace(f'id="{block}">{{', f'id="{block}">{{]', 1), "utf-8")
    seen = visit(browser, tmp_path / "page.html", language="en")
    assert "incomplete or damaged" in seen.page.inner_text("#damaged")
