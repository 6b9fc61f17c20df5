"""The notebooks run as they stand: on a graph built from one made-up article, and from a few seeds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from kg.pipeline import build
from kg.settings import Settings

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SEEDS = ("01-hubei-counties.txt", "07-wushan-big5.txt", "17-yunyang-captions.txt")

ARTICLE = """福建援建通渭县文化馆

2021年9月,福建省援建通渭县文化馆,援助资金300万元。
福建省累计向通渭县提供无偿援助资金5亿元,培训教师120人次。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    build([str(tmp_path / "a.txt")], tmp_path / "output", Settings())
    (tmp_path / "articles").mkdir()
    for name in SEEDS:
        shutil.copy(ROOT / "seeds" / name, tmp_path / "articles")
    return tmp_path


def run(path: Path, folder: Path) -> list[Any]:
    """The outputs of the notebook, run in a kernel of its own in that folder."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def text(outputs: list[Any]) -> str:
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_kept(notebook: Path) -> None:
    for cell in nbformat.read(notebook, as_version=4).cells:
        assert cell.cell_type != "code" or (cell.outputs, cell.execution_count) == ([], None)


def test_a_first_look(folder: Path) -> None:
    assert "all stand where the graph says" in text(run(ROOT / "notebooks" / "first-look.ipynb", folder))


def test_from_articles_to_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_ARTICLES", "articles")
    outputs = run(ROOT / "notebooks" / "articles-to-answers.ipynb", folder)
    shown = text(outputs)
    assert "no violation" in shown and "江苏省" in shown
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
    warned = [line for output in outputs if output.get("name") == "stderr" for line in output["text"].splitlines()]
    assert not [line for line in warned if "Glyph" in line], "a Chinese font is missing: sh scripts/install-browser.sh"
