"""What holds for every test: a graph that is built keeps to the contract."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kg import pipeline
from kg.output import GRAPH, TEXTS
from kg.records import Claims, Resolution
from kg.settings import Settings

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(autouse=True, scope="session")
def _every_build_validates() -> Iterator[None]:
    """Each build of this process is validated before its files are moved into place."""
    write = pipeline.write_graph

    def write_and_validate(
        claims: Sequence[Claims], folder: Path, settings: Settings
    ) -> tuple[Resolution, int, dict[tuple[str, int], str]]:
        from kg.validate import validate

        written = write(claims, folder, settings)
        report = validate(folder / GRAPH, folder / TEXTS)
        assert not report.violations, "\n".join(report.lines())
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "write_graph", write_and_validate)
        yield


@pytest.fixture(scope="session")
def seeds_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of all seeds, made once however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()  # of this process; above it, where there are several, that of them all
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "seeds-graph"
    with open(f"{shared}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / GRAPH).exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(SEEDS.parent)
                pipeline.build([SEEDS.name], shared, Settings())
    return shared
