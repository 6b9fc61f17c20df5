from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.errors import GraphError, UsageError
from kg.export.formats import FORMATS, export
from tests.test_validate import FACTS


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(FACTS, "utf-8")
    return path


def kg(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_writes_every_format(graph: Path, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "new" / "out"
    done = kg(graph, "--format", format_, "-o", out)
    assert (done.exit_code, done.output) == (0, "")
    assert out.is_dir() is (format_ == "csv") and out.exists()
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_standard_output(graph: Path) -> None:
    done = kg(graph, "--format", "ntriples", "-o", "-")
    assert done.exit_code == 0 and done.stdout.count("\n") == 59
    assert kg(graph, "--format", "csv", "-o", "-").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "ods"], "unknown format 'ods': there are ntriples, nquads"),
        (["--format", "csv", "--graph", "https://x.org/g"], "csv knows no name of a graph"),
        (["--format", "gexf", "--excel"], "goes with csv, not with gexf"),
        (["--format", "nquads", "--graph", "g"], "the name of a graph is an absolute IRI"),
    ],
)
def test_wrong_usage(graph: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    done = kg(graph, *arguments, "-o", tmp_path / "out")
    assert done.exit_code == 2 and message in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_graph_that_breaks_off_leaves_what_was_there(graph: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.nt"
    export(graph, "ntriples", out)
    before = out.read_bytes()
    graph.write_text(FACTS + "<https://x.org/x> a", "utf-8")
    done = kg(graph, "--format", "ntriples", "-o", out)
    assert done.exit_code == 1 and "not valid Turtle" in done.stderr
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.ttl", "out.nt"]
    assert kg(graph, "--format", "csv", "-o", tmp_path / "tables").exit_code == 1
    assert not (tmp_path / "tables").exists()


def test_the_wrong_kind_of_place(graph: Path, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="is a folder: name a file"):
        export(graph, "jsonld", tmp_path)
    with pytest.raises(GraphError, match="is a file: csv gives a folder"):
        export(graph, "csv", graph)
    with pytest.raises(GraphError, match="cannot be written"):
        export(graph, "jsonld", graph / "below" / "out")
    with pytest.raises(UsageError, match="unknown format"):
        export(graph, "xlsx", tmp_path / "out")
