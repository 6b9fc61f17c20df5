"""Measured quality against its floors, a set of annotated texts at a time. Run by ``make floors``, not by ``make test``."""

from __future__ import annotations

import importlib.util
import tomllib
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.evaluate import KINDS, Evaluation, evaluate
from kg.pipeline import build
from kg.settings import Settings
from tests.quality.places import BESIDE, ROOT, SCORER

FLOORS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))

pytestmark = pytest.mark.floors


def place(name: str, what: str) -> Path:
    return (ROOT if name == "own" else BESIDE) / FLOORS[name][what]


class Built:
    """Builds a text and, where the reference scorer is here, has it score the same graph."""

    def __init__(self, scorer: ModuleType | None, gold: Path):
        self.scorer = scorer
        self.gold = {one["doc"]: one for one in map(_json, sorted(gold.glob("*.json")))}
        self.tallies: Any = defaultdict(scorer.Tally) if scorer else None
        self.per: Any = defaultdict(scorer.Tally) if scorer else None

    def __call__(self, text: Path, out: Path) -> None:
        build([str(text)], out, Settings())
        if self.scorer:
            raw = text.read_text("utf-8")
            self.scorer.score_document(self.gold[text.name], raw, out / "graph.ttl", self.tallies, self.per)


def _json(file: Path) -> dict[str, Any]:
    import json

    return dict(json.loads(file.read_text("utf-8")))


def reference() -> ModuleType | None:
    spec = importlib.util.spec_from_file_location("score", SCORER) if SCORER.exists() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def show(name: str, result: Evaluation) -> str:
    bands = [
        f"  from {a:.1f}: {n:4} relations, mean {mean:.3f}, right {right:.3f}"
        for a, n, mean, right in result.reliability()
    ]
    return "\n".join([f"\n{name}: {result.documents} documents", *result.lines(), "confidence", *bands, *result.failed])


@pytest.fixture(scope="module")
def results() -> dict[str, Evaluation]:
    """What was measured, by the name of the set."""
    return {}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str, results: dict[str, Evaluation], capsys: pytest.CaptureFixture[str]) -> None:
    gold, texts = place(name, "gold"), place(name, "texts")
    if name != "own" and not gold.is_dir():
        pytest.skip(f"{gold} is not here")
    built = Built(reference() if name != "own" else None, gold)
    result = results[name] = evaluate(gold, texts, built)
    with capsys.disabled():
        print(show(name, result))
    assert result.failed == []
    assert (result.plain_without_statement, result.statement_without_plain) == (0, 0)
    short = {
        kind: f"{result.bound_by(kind):.3f} < {floor}"
        for kind, floor in FLOORS[name].get("floors", {}).items()
        if result.bound_by(kind) < floor
    }
    assert short == {}
    if built.tallies is not None:
        for kind in KINDS:
            score, tally = result.scores[kind], built.tallies[kind]
            assert (score.right, len(score.wrong), len(score.missed)) == (tally.tp, tally.fp, tally.fn), kind


UNSEEN = [name for name in FLOORS if name != "own"]


def test_confidence_means_what_it_says(results: dict[str, Evaluation]) -> None:
    """In each tenth of confidence with twenty relations or more, the share that is right lies near the mean confidence."""
    if not all(name in results for name in UNSEEN):
        pytest.skip("the annotated texts to measure on are not here")
    both = Evaluation(judged=[one for name in UNSEEN for one in results[name].judged])
    off = {
        start: (n, mean, right) for start, n, mean, right in both.reliability() if n >= 20 and abs(mean - right) > 0.08
    }
    assert off == {}
