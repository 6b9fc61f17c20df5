"""The command ``kg validate``: SHACL over a graph, every violation with the sentence behind it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.errors import GraphError


@click.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Further shapes of your own, in Turtle.",
)
@click.option(
    "--json", "json_", type=click.Path(path_type=Path), metavar="FILE", help="Also write the report to a file."
)
def validate(graph: Path, shapes: tuple[Path, ...], json_: Path | None) -> None:
    """Checks a graph against the shapes of the contract.

    Each violation is shown with the rule it breaks and the sentences behind it. Of a folder that a build left, the quoted
    passages are compared with texts/ as well. Exits with 1 if there is a violation.

    \b
    Example:
      kg validate graph/
      kg validate graph/graph.ttl --shapes my-shapes.ttl
    """
    from kg.output import TEXTS, graph_file
    from kg.validate import validate as check

    texts = graph / TEXTS
    report = check(graph_file(graph), texts if texts.is_dir() else None, shapes)
    for line in report.lines():
        click.echo(line)
    if json_ is not None:
        try:
            json_.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        except OSError as error:
            raise GraphError(f"{json_}: the report cannot be written: {error.strerror}") from error
    if report.violations:
        sys.exit(1)
