"""The command ``kg serve``: a graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from kg.errors import UsageError


@click.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 opens it to others."
)
@click.option("--time-limit", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds for a query.")
@click.option("--result-limit", type=click.IntRange(1), default=64, show_default=True, help="Megabytes of an answer.")
@click.option("--memory-limit", type=click.IntRange(64), default=1024, show_default=True, help="Megabytes for a query.")
@click.option("--workers", type=click.IntRange(1), help="Queries answered at once; by the cores if not given.")
@click.option("--cors", multiple=True, metavar="ORIGIN", help="Origin whose pages may ask; * for all. Repeatable.")
@click.option("--base-iri", metavar="IRI", help="What the IRIs of things begin with; read from the graph if not given.")
def serve(
    graph: Path,
    port: int,
    host: str,
    time_limit: float,
    result_limit: int,
    memory_limit: int,
    workers: int | None,
    cors: tuple[str, ...],
    base_iri: str | None,
) -> None:
    """Serves a graph, read only: explorer, query page, SPARQL at /sparql, a page and RDF for every IRI.

    Ends at Ctrl-C. It listens on this machine only unless --host says otherwise.

    \b
    Example:
      kg serve graph/ --port 8000
      curl http://127.0.0.1:8000/sparql --data-urlencode 'query=ASK { ?x dk:supports ?y }'
    """
    try:
        from kg.serve.run import Serving, serve
    except ModuleNotFoundError as error:
        raise UsageError(f"kg serve needs {error.name}: pip install 'duikou[serve]'") from error
    from kg.serve.pool import Limits

    limits = Limits(time_limit, result_limit * 1_000_000, memory_limit)
    serving = Serving(host, port, workers or 0, limits, cors, base_iri or "")
    serve(graph, serving, lambda address: click.echo(f"{graph}: {address} (Ctrl-C ends it)", err=True))
