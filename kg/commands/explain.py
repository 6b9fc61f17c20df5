"""The command ``kg explain``: an entity's facts, each with its sentence and source."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("name", metavar="NAME")
def explain(graph: Path, name: str) -> None:
    """Shows what the graph says of an entity: each fact with its sentence and source.

    NAME is a name or another form of it, a division code or an IRI. The number in brackets is the confidence; the numbers
    behind a sentence are its place in the source text.

    \b
    Example:
      kg explain graph/ 忠县
    """
    from kg.explain import explain
    from kg.export.view import labels_from_turtle, view_from_turtle
    from kg.output import graph_file
    from kg.resources import ontology_dir

    terms = labels_from_turtle(ontology_dir() / "duikou.ttl")
    labels = {term: texts["zh"] for term, texts in terms.items() if "zh" in texts}
    for line in explain(view_from_turtle(graph_file(graph)), name, labels):
        click.echo(line)
