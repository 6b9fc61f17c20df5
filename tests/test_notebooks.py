"""The notebooks run as they stand, on a graph built from one made-up article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.pipeline import build
from kg.settings import Settings

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))

ARTICLE = """福建援建通渭县文化馆

2021年9月,福建省援建通渭县文化馆,援助资金300万元。
福建省累计向通渭县提供无偿援助资金5亿元,培训教师120人次。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    build([str(folder / "a.txt")], folder / "output", Settings())
    return folder


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(
    notebook: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), f"{notebook.name} {cell['id']}", "exec"), names)
    assert "all stand where the graph says" in capsys.readouterr().out
