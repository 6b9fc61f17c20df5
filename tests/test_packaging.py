"""The wheel works outside the checkout: ontology, lexicon, gazetteer and page templates travel in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

USE = """
import sys
from pathlib import Path
import kg
from kg.resources import ontology_dir
from kg.vocabulary import load_vocabulary
from kg.export.html import render_html
from kg.export.view import GraphView
from kg.language import load_pipeline
from kg.gazetteer import load_gazetteer

here = Path(sys.argv[1])
assert here in Path(kg.__file__).parents, kg.__file__
assert here in ontology_dir().parents, ontology_dir()
assert "supports" in load_vocabulary().predicates
assert "Content-Security-Policy" in render_html(GraphView())
load_gazetteer()
load_pipeline()
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("duikou-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_a_wheel_works_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", USE, str(unpacked)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr


def test_the_wheel_brings_its_licence_and_nothing_of_the_workshop(unpacked: Path) -> None:
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert {
        "kg/ontology/duikou.ttl",
        "kg/py.typed",
        "kg/export/templates/graph.css",
        "kg/export/vendor/oxigraph.js",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "seeds", "output", "scripts"))]
