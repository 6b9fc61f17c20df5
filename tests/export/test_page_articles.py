"""Hostile articles from reading to the page: nothing of them runs, whatever is recognised in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kg.output import GRAPH, PAGE
from kg.pipeline import build
from kg.settings import Settings
from tests.export.visits import SIZES, visit

LONG = "远" * 3000
ARTICLES = {
    "markup.txt": "广东省<script>window.hurt=1</script>对口支援巫山县\n\n广东省<img src=x onerror=window.hurt=1>援助巫山县500万元。"
    "“</script><script>window.hurt=1</script>”科技有限公司投资3亿元建设巫山县产业园。",
    "quotes.txt": '广州市"\'`${window.hurt=1}`对口支援巫山县\n\n广州市投资\\u003c200万元\\"建设巫山县"\'小学。{{7*7}}{% raw %}]]>&lt;!--',
    "unseen.txt": "\u202e广东省\u202c对口支援\u200b巫\u200b山县\n\n\u2067深\u2069圳\ufeff市援助巫\u200d山县300万元，\u2028建\u2029设巫山县中学。",
    "long.txt": f"深圳市对口支援巫山县\n\n深圳市{LONG}有限公司投资5亿元在巫山县建设{LONG}产业园。"
    + "深圳市援助巫山县100万元。" * 200,
    "<b>name&\"'.txt": "广东省对口支援巫山县\n\n广东省2021年援助巫山县700万元，用于建设巫山县医院。",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    for name, text in ARTICLES.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    build([str(folder / "in")], folder / "out", Settings())
    assert (folder / "out" / GRAPH).stat().st_size > 5000
    return folder / "out" / PAGE


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_a_hostile_article_runs_or_leaves_its_box(browser: Browser, built: Path, size: str) -> None:
    seen = visit(browser, built, size)
    assert seen.shown() > 2
    seen.find("巫山")
    assert "援助" in seen.panel()
    for view in ("facts", "flows", "time", "map", "ask", "graph"):
        seen.open(view)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    for number in range(int(seen.data("documents.length"))):
        seen.page.evaluate(f"duikou.change({{ pick: {{ document: {number} }} }})")
        assert seen.page.evaluate("(panel => panel.scrollWidth <= panel.clientWidth)(document.getElementById('panel'))")
    for number in range(int(seen.data("entities.length"))):
        seen.page.evaluate(f"duikou.change({{ pick: {{ node: {number} }} }})")
        assert seen.page.evaluate("(panel => panel.scrollWidth <= panel.clientWidth)(document.getElementById('panel'))")
    assert seen.quiet()
    assert seen.page.locator("main img, main script, main iframe, main b img").count() == 0


def test_a_query_over_hostile_articles_is_answered(browser: Browser, built: Path) -> None:
    seen = visit(browser, built)
    seen.open("ask")
    seen.page.fill("#sparql", "SELECT ?name WHERE { ?x skos:prefLabel ?name }")
    seen.page.click("#run")
    seen.page.wait_for_selector(".answers tbody tr")
    assert seen.quiet()
