from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import served, write_graph


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("served") / "graph")


@pytest.fixture(scope="session")
def service(graph: Path) -> Iterator[str]:
    with served(graph, "--time-limit", "3", "--result-limit", "1", "--cors", "https://example.org") as address:
        yield address
