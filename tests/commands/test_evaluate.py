from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import GraphError
from tests.test_evaluate import build, lay


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    def fake(paths: Sequence[str], out: Path, settings: object) -> None:
        build(Path(paths[0]), out)

    monkeypatch.setattr("kg.pipeline.build", fake)
    return [str(folder) for folder in lay(tmp_path)]


def test_figures_and_what_was_missed_and_wrong(folders: list[str], tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    result = CliRunner().invoke(main, ["evaluate", *folders, "--show", "relations", "--json", str(figures)])
    assert result.exit_code == 0, result.output
    assert "relations missed: t1 built(青岛市, 东西大桥)" in result.output
    assert "relations wrong: t1 supports(青岛市, 西河县)" in result.output
    assert "entities wrong:" not in result.output
    assert json.loads(figures.read_text("utf-8"))["entities"]["f1"] == 0.6667


def test_a_score_below_its_bound_is_named(folders: list[str]) -> None:
    result = CliRunner().invoke(main, ["evaluate", *folders, "--min", "entities=0.6", "--min", "relations=0.9"])
    assert result.exit_code == 1
    assert "relations falls short: 0.571 < 0.9" in result.output
    assert "entities falls short" not in result.output


@pytest.mark.parametrize("flags", [["--min", "entities"], ["--min", "entity=0.9"], ["--show", "entity"]])
def test_wrong_usage_lists_the_choices(folders: list[str], flags: list[str]) -> None:
    result = CliRunner().invoke(main, ["evaluate", *folders, *flags])
    assert result.exit_code == 2
    assert "observations_lenient" in result.output


def test_a_text_that_does_not_build_is_named(folders: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(paths: Sequence[str], out: Path, settings: object) -> None:
        raise GraphError("nothing in it")

    monkeypatch.setattr("kg.pipeline.build", fails)
    result = CliRunner().invoke(main, ["evaluate", *folders])
    assert result.exit_code == 1
    assert "not built: t1.txt: nothing in it" in result.output
