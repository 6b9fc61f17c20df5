"""How fast graph.html opens and moves, in a real Chromium without a graphics card.

For made-up graphs of 1,000, 5,000 and 20,000 entities: seconds to write the page and its size; seconds from opening the file
to a drawn graph, and to the answer of a search; frames a second while the graph is dragged about, and the longest wait
between two. The last row is the seeds' own graph if a folder that ``kg build`` wrote is given.
Run: ``python benchmarks/explorer.py [output]``. What was measured: docs/explorer.md.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kg.export.excerpt import excerpt_from_turtle
from kg.export.html import write_html
from kg.export.view import DocumentView, EntityView, GraphView, PassageView, StatementView

SIZES = ((1000, 3000), (5000, 15_000), (20_000, 40_000))
ID = "https://w3id.org/duikou/id/"
CLASSES = ("County", "City", "Province", "Company", "Project", "School", "Facility", "Person")
PREDICATES = ("supports", "built", "investsIn", "locatedIn", "cooperatesWith")
DRAG_SECONDS = 3

FRAMES = """() => new Promise(done => { const gaps = []; let last = performance.now(), start = last;
  const tick = now => { gaps.push(now - last); last = now; now - start < %d ? requestAnimationFrame(tick) : done(gaps.slice(2)); };
  requestAnimationFrame(tick); })"""


def numbers() -> Iterator[float]:
    """The same numbers in [0, 1) every time (Park and Miller's generator)."""
    state = 1
    while True:
        state = state * 16807 % 2147483647
        yield state / 2147483647


def made_up(count: int, lines: int) -> GraphView:
    """A graph with a few hubs and many small groups, as news has."""
    chance = numbers()
    pairs: dict[tuple[int, int], None] = {}
    for n in range(1, count):
        pairs[int(n * next(chance) ** 3), n] = None
    while len(pairs) < lines:
        a = int(next(chance) * count)
        b = a // 25 * 25 + int(next(chance) * 25)
        if a != b and b < count:
            pairs[min(a, b), max(a, b)] = None
    iris = [f"{ID}{CLASSES[n % 8].lower()}/{n:05}" for n in range(count)]
    documents = tuple(
        DocumentView(f"{ID}document/{n:04}", f"第{n}篇报道", "2022-06-01", "某报") for n in range(count // 25)
    )
    statements = []
    for n, (a, b) in enumerate(pairs):
        document = documents[n % len(documents)].iri
        text = f"某地{a}与某地{b}签订协议，投资{n % 900 + 1}万元建设产业园，项目将于次年投产。"
        passage = PassageView(document, n * 50, n * 50 + len(text), text)
        amounts = (Decimal(10_000 * (n % 900 + 1)),) if n % 3 == 0 else ()
        statements.append(
            StatementView(
                f"{ID}statement/{n:06}", iris[a], PREDICATES[n % 5], iris[b], amounts, "CNY" if amounts else "", str(2010 + n % 16),
                confidence=0.5 + n % 50 / 100, documents=(document,), passages=(passage,),
            )
        )  # fmt: skip
    entities = tuple(
        EntityView(iris[n], (CLASSES[n % 8],), f"某地名称{n}", documents=(documents[n % len(documents)].iri,))
        for n in range(count)
    )
    plain = tuple((one.subject, one.predicate, one.object) for one in statements)
    return GraphView(entities, documents, tuple(statements), (), plain)


def measure(browser: Browser, path: Path, name: str) -> tuple[float, float, float, float, float]:
    """Seconds to a drawn graph and to a search's answer, frames a second, the longest gap in ms, entities drawn."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(60_000)
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector("#graph canvas")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    drawn = time.perf_counter() - start
    page.fill("#query", name)
    page.wait_for_selector("#query-hits [role=option]")
    found = time.perf_counter() - start
    page.keyboard.press("Escape")
    page.mouse.move(640, 500)
    page.mouse.down()
    page.evaluate(f"window.frames_ = ({FRAMES % (DRAG_SECONDS * 1000)})()")
    until, step = time.perf_counter() + DRAG_SECONDS, 0
    while time.perf_counter() < until:
        step += 1
        page.mouse.move(640 + (step * 9) % 500 - 250, 440 + (step * 5) % 240 - 120)
    gaps = page.evaluate("window.frames_")
    page.mouse.up()
    shown = page.evaluate("duikou.visible.count")
    page.close()
    return drawn, found, 1000 * len(gaps) / sum(gaps), max(gaps), shown


def main() -> None:
    path = os.environ.get("DUIKOU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    print(
        f"{'entities':>9}{'lines':>8}{'write s':>9}{'MB':>6}{'drawn s':>9}{'found s':>9}{'fps':>6}{'worst ms':>10}{'shown':>7}"
    )
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        views = [(made_up(*size), "名称99") for size in SIZES]
        if len(sys.argv) > 1:
            views.append((excerpt_from_turtle(Path(sys.argv[1]) / "graph.ttl"), "县"))
        for view, name in views:
            page = Path(folder) / "graph.html"
            start = time.perf_counter()
            write_html(view, page)
            wrote = time.perf_counter() - start
            drawn, found, rate, worst, shown = measure(browser, page, name)
            print(
                f"{len(view.entities):9}{len(view.plain):8}{wrote:9.2f}{page.stat().st_size / 1e6:6.1f}{drawn:9.2f}{found:9.2f}"
                f"{rate:6.0f}{worst:10.0f}{shown:7}"
            )
        browser.close()


if __name__ == "__main__":
    main()
