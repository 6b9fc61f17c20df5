"""What a user sees first: help that is quick, complete and shows how."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from kg.cli import main

HEAVY = ("numpy", "spacy", "rdflib", "pyoxigraph", "networkx", "pyvis", "onnxruntime", "opencc", "trafilatura", "thinc")


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_help_has_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output
    example = result.output.partition("Example:")[2]
    assert f"kg {' '.join(path)}".strip() in example


def test_help_imports_nothing_heavy() -> None:
    show = "import sys; from kg.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["bild"]).exit_code == 2
