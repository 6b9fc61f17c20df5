"""The query page and the explorer in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.export.conftest import browser  # noqa: F401


def test_a_ready_made_query_is_asked_from_our_own_files_alone(service: str, browser: Browser) -> None:  # noqa: F811
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(service + "query")
    page.select_option("#choice", "supports")
    page.fill("#parameters input", '云阳县"} #')
    page.click("#named button")
    page.wait_for_selector(".yasr_results table, .yasr_results .dataTables_empty")
    page.fill("#parameters input", "云阳县")
    page.click("#named button")
    page.wait_for_selector("text=江苏省")
    assert all(url.startswith((service, "data:", "blob:")) for url in asked)
    assert complaints == []
    page.close()


def test_the_explorer_leads_to_the_query_page(service: str, browser: Browser) -> None:  # noqa: F811
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(service)
    page.click("text=SPARQL")
    page.wait_for_url(service + "query")
    assert complaints == []
    page.close()
