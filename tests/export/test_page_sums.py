"""Amounts that the panel adds, and those that it must not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser

from kg.export.html import write_html
from kg.export.view import DocumentView, EntityView, GraphView, PassageView, StatementView
from tests.export.visits import visit

ID = "https://w3id.org/duikou/id/"
COUNTY = ID + "place/1"
FIRST, SECOND = ID + "document/a", ID + "document/b"


def gift(
    number: int, giver: str, amount: int, date: str = "", document: str = FIRST, at: int = 0, planned: bool = False
) -> StatementView:
    text = f"援助{amount}元"
    return StatementView(
        f"{ID}statement/{number}", f"{ID}company/{giver}", "supports", COUNTY, (Decimal(amount),), "CNY", date,
        modality="planned" if planned else "", documents=(document,), passages=(PassageView(document, at, at + len(text), text),),
    )  # fmt: skip


def sum_of(browser: Browser, folder: Path, *gifts: StatementView) -> str:
    givers = sorted({one.subject for one in gifts})
    view = GraphView(
        (EntityView(COUNTY, ("County",), "西河县"), *(EntityView(iri, ("Company",), iri[-1]) for iri in givers)),
        (DocumentView(FIRST, "一", "2021-01-01"), DocumentView(SECOND, "二", "2022-01-01")),
        gifts,
    )
    write_html(view, folder / "page.html")
    seen = visit(browser, folder / "page.html", mark="#entity=place/1")
    line = seen.page.locator("#panel .sum")
    return line.inner_text() if line.count() else ""


def test_different_payments_are_added(browser: Browser, tmp_path: Path) -> None:
    gifts = (
        gift(1, "a", 100, "2019", at=0),
        gift(2, "b", 200, at=50),
        gift(3, "a", 100, "2020", at=90),
        gift(4, "a", 100, "2021", at=120),
    )
    assert "合计 500元(4 笔)" in sum_of(browser, tmp_path, *gifts)


def test_a_payment_reported_twice_counts_once(browser: Browser, tmp_path: Path) -> None:
    gifts = gift(1, "a", 100, "2020"), gift(2, "a", 100, document=SECOND), gift(3, "b", 200, at=50)
    text = sum_of(browser, tmp_path, *gifts)
    assert "合计 300元(2 笔)" in text
    assert "重复报道 1" in text


def test_one_sum_of_two_givers_counts_once(browser: Browser, tmp_path: Path) -> None:
    text = sum_of(browser, tmp_path, gift(1, "a", 100), gift(2, "b", 100), gift(3, "c", 200, at=50))
    assert "合计 300元(2 笔)" in text


def test_plans_and_figures_that_differ_are_not_added(browser: Browser, tmp_path: Path) -> None:
    gifts = (
        gift(1, "a", 100), gift(2, "b", 200, at=30), gift(3, "c", 900, at=60, planned=True),
        gift(4, "d", 70, at=90), gift(5, "d", 80, document=SECOND),
    )  # fmt: skip
    text = sum_of(browser, tmp_path, *gifts)
    assert "合计 300元(2 笔)" in text
    assert "计划 1" in text and "数字不一 2" in text


def test_a_single_amount_is_no_sum(browser: Browser, tmp_path: Path) -> None:
    assert sum_of(browser, tmp_path, gift(1, "a", 100)) == ""
