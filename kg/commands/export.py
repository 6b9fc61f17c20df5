"""The command ``kg export``: a graph in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.errors import UsageError


@click.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.option(
    "--format",
    "format_",
    required=True,
    metavar="FORMAT",
    help="nquads, ntriples, jsonld, rdfxml, graphml, gexf or csv.",
)
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File to write, of csv a folder; - for standard output.",
)
@click.option(
    "--graph", "graph_name", metavar="IRI", help="Name of the graph in nquads; the default graph if not given."
)
@click.option("--excel", is_flag=True, help="Begin csv files with a byte order mark, by which Excel knows UTF-8.")
def export(graph: Path, format_: str, out: Path, graph_name: str | None, excel: bool) -> None:
    """Writes a graph in another format.

    The RDF formats hold all of it. graphml and gexf hold entities and figures as nodes and relations as edges, with their
    evidence as text, for Gephi, Cytoscape and networkx. csv gives nodes.csv, edges.csv, observations.csv, documents.csv and
    evidence.csv, for Gephi, Neo4j and spreadsheets.

    \b
    Example:
      kg export graph/ --format jsonld -o graph.jsonld
      kg export graph/ --format csv -o tables/ --excel
    """
    from kg.export.formats import STREAMED, check, write
    from kg.export.formats import export as write_all
    from kg.output import graph_file

    check(format_, graph_name, excel)
    file = graph_file(graph)
    if str(out) != "-":
        write_all(file, format_, out, graph_name, excel)
    elif format_ in STREAMED:
        write(file, format_, sys.stdout.buffer, graph_name)
    else:
        raise UsageError(f"{format_} gives several files: name a folder with -o")
