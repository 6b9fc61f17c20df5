"""The command ``kg load``: a graph into a real triple store."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("graph", type=click.Path(path_type=Path), metavar="DIR_OR_TTL")
@click.option("--endpoint", required=True, metavar="URL", help="Address of the store.")
@click.option("--graph", "named", required=True, metavar="IRI", help="Named graph to fill; what it held is replaced.")
@click.option(
    "--store",
    "kind",
    metavar="KIND",
    help="oxigraph, fuseki, rdf4j, graphdb, virtuoso or sparql (any other with SPARQL Update); found out if not given.",
)
@click.option(
    "--update-endpoint", metavar="URL", help="Address for updates, where it is not the usual one of its kind."
)
@click.option("--bulk", metavar="HOST:PORT", help="SQL port of a Virtuoso on this machine: use its bulk loader.")
def load(
    graph: Path, endpoint: str, named: str, kind: str | None, update_endpoint: str | None, bulk: str | None
) -> None:
    """Loads a graph into a named graph of a triple store, all of it or nothing, and counts what arrived.

    User and password come from DUIKOU_STORE_USER and DUIKOU_STORE_PASSWORD, or a token from DUIKOU_STORE_TOKEN. A load that broke off goes
    on where it stopped when the same command is run again.

    \b
    Example:
      kg load graph/ --endpoint http://127.0.0.1:7878/ --graph https://example.org/duikou
      DUIKOU_STORE_USER=dba DUIKOU_STORE_PASSWORD=… kg load graph/ --endpoint http://127.0.0.1:8890/ --graph https://example.org/duikou
    """
    from kg.load.http import Credentials
    from kg.load.run import Target
    from kg.load.run import load as run

    user, password, token = (os.environ.get(f"DUIKOU_STORE_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
    target = Target(endpoint, named, kind or "", update_endpoint or "", bulk or "")
    with _Progress() as progress:
        loaded = run(graph, target, Credentials(user, password, token), progress)
    click.echo(f"<{named}>: {loaded.triples} triples ({loaded.before} before), {loaded.kind}", err=True)


class _Progress:
    """A bar for each thing that is done, on a terminal; nothing in a pipe."""

    def __init__(self) -> None:
        self.what = ""
        self.bar: Any = None
        self.done = 0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if what != self.what:
            self._finish()
            self.what, self.done = what, 0
            self.bar = click.progressbar(length=total, file=sys.stderr, label=what)
            self.bar.__enter__()
        self.bar.update(done - self.done)
        self.done = done

    def _finish(self) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)
            self.bar = None
