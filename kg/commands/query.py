"""The command ``kg query``: SPARQL, or a query that comes with the product, asked of a graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from kg.errors import UsageError


@click.command()
@click.argument("graph", required=False, type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.argument("sparql", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="F", help="Read the query from a file.")
@click.option("--name", help="A query that comes with the product.")
@click.option("--set", "values", multiple=True, metavar="PARAMETER=TEXT", help="Fix a parameter of the query.")
@click.option("--list", "list_", is_flag=True, help="List the queries that come with the product.")
@click.option(
    "--format",
    "format_",
    default="table",
    show_default=True,
    metavar="FORMAT",
    help="table, csv, tsv, json, xml or turtle.",
)
def query(
    graph: Path | None,
    sparql: str | None,
    file: Path | None,
    name: str | None,
    values: tuple[str, ...],
    list_: bool,
    format_: str,
) -> None:
    """Asks a graph in SPARQL 1.1. The prefixes dk, dcterms, prov, rdf, rdfs, schema, skos, wgs84 and xsd are known.

    \b
    Example:
      kg query graph/ 'SELECT ?n WHERE { ?x dk:supports/skos:prefLabel ?n }'
      kg query graph/ --name works --set place=忠县
      kg query --list
    """
    from kg.output import graph_file
    from kg.store import GraphStore, named_queries, named_query

    if list_:
        for one in named_queries().values():
            parameters = "".join(f" --set {parameter}=…" for parameter in one.parameters)
            click.echo(
                f"{one.name}{parameters}\n    {one.titles['zh']} · {one.titles['en']}\n    {one.descriptions['en']}"
            )
        return
    given = [source for source in (sparql, file, name) if source is not None]
    if graph is None or len(given) != 1:
        raise UsageError(
            "say which graph and one query: SPARQL, --file F or --name NAME, e.g. kg query graph/ --name works"
        )
    fixed = _pairs(values)
    if fixed and name is None:
        raise UsageError("--set goes with --name: kg query --list shows the parameters")
    if name is not None:
        sparql = named_query(name).filled(fixed)
    elif file is not None:
        try:
            sparql = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: the query cannot be read: {error}") from error
    click.echo(GraphStore(graph_file(graph)).query(str(sparql), format_), nl=False)


def _pairs(values: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        parameter, equals, text = value.partition("=")
        if not equals or not parameter:
            raise UsageError(f"--set {value}: write it as PARAMETER=TEXT, e.g. --set place=忠县")
        pairs[parameter] = text
    return pairs
