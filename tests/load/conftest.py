from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.load.stores import Oxigraph, Server, Virtuoso, virtuoso_program
from tests.serve.conftest import graph, service  # noqa: F401
from tests.serving import write_graph


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_graph(tmp_path_factory.mktemp("small") / "graph")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    server = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    if virtuoso_program() is None:
        pytest.skip("no Virtuoso 7 here, and scripts/install-virtuoso.sh could not install it")
    server = Virtuoso(tmp_path_factory.mktemp("virtuoso"), tmp_path_factory.getbasetemp().parent)
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]
