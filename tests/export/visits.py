"""A page of the graph opened from disk in a real Chromium, with all that it asked for and complained of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}


@dataclass
class Visit:
    """An open page."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def find(self, text: str) -> None:
        """Types a name and takes the first that is found."""
        self.page.fill("#query", text)
        self.page.keyboard.press("Enter")

    def open(self, view: str) -> None:
        self.page.click(f"[data-view={view}]")

    def number(self, iri: str) -> int:
        return int(self.data(f"entities.findIndex(entity => entity.iri === {iri!r})"))

    def data(self, what: str) -> Any:
        return self.page.evaluate(f"JSON.parse(document.getElementById('data').textContent).{what}")

    def shown(self) -> int:
        """How many entities are drawn."""
        return int(self.page.evaluate("duikou.visible.count"))

    def at(self, iri: str) -> dict[str, float]:
        """Where an entity stands in the graph's box, in pixels."""
        return dict(self.page.evaluate(f"duikou.drawing.screen({self.number(iri)})"))

    def quiet(self) -> bool:
        """Whether nothing but the page itself was asked for, and nothing complained of."""
        self.page.wait_for_timeout(100)
        own = self.address.partition("#")[0]
        outside = [url for url in self.requests if url.partition("#")[0] != own and not url.startswith("blob:null/")]
        assert outside == []
        assert self.complaints == []
        return self.page.evaluate("window.hurt") is None


def visit(
    browser: Browser, path: Path, size: str = "desktop", language: str = "zh-CN", mark: str = "", **options: Any
) -> Visit:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, has_touch=size == "phone", **options
    )
    context.set_default_timeout(90_000)  # a machine that is busy with other tests
    seen = Visit(context.new_page(), path.as_uri() + mark)
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.goto(seen.address)
    return seen
