"""Starts the service: loads the graph, makes the application and runs it until it is ended.

In: the folder of a build (or a Turtle file) and ``Serving``. Out: nothing; ends at Ctrl-C.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from kg.errors import GraphError
from kg.export.excerpt import excerpt_from_turtle
from kg.export.html import render_html
from kg.export.view import DK, RDF, labels_from_turtle, resources_of
from kg.output import PAGE, TEXTS, graph_file
from kg.resources import ontology_dir
from kg.serve.app import Site, application
from kg.serve.pages import Pages
from kg.serve.pool import Keeper, Limits, Pool
from kg.terms import BASE_IRI


@dataclass(frozen=True, slots=True)
class Serving:
    """How a graph is served. ``workers`` 0: one a core, two at least; slow queries at a time: four times as many."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    origins: Sequence[str] = ()
    base_iri: str = ""


def site_application(graph: Path, serving: Serving) -> Starlette:
    """The application for a graph. Raises GraphError if the graph cannot be read."""
    file = graph_file(graph)
    folder = file.parent
    page = folder / PAGE
    base = serving.base_iri or _base(file)
    keeper = Keeper(file, serving.limits.megabytes)
    try:
        explorer = page.read_text("utf-8") if page.is_file() else render_html(excerpt_from_turtle(file))
        workers = serving.workers or max(2, os.cpu_count() or 2)
        pages = Pages(base, labels_from_turtle(ontology_dir() / "duikou.ttl"))
        pool = Pool(keeper, serving.limits, workers, 4 * workers)
        return application(Site(pool, pages, explorer, folder / TEXTS, tuple(serving.origins)))
    except BaseException:
        keeper.close()
        raise


def _base(file: Path) -> str:
    """What the IRIs of a graph begin with: shown by the first document of the file."""
    for iri, resource in resources_of(file):
        if DK + "Document" in resource.get(RDF + "type", ()) and "/document/" in iri:
            return iri.rpartition("document/")[0]
    return BASE_IRI


def serve(graph: Path, serving: Serving, ready: Callable[[str], None]) -> None:
    """Serves a graph until the process is ended; calls ``ready`` with the address once it answers.

    Raises GraphError if the graph cannot be read or the port not be had.
    """
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    try:
        listening = socket.create_server((serving.host, serving.port), family=family)
    except OSError as error:
        raise GraphError(
            f"{serving.host}:{serving.port} cannot be had: {error.strerror or error}: give another port with --port"
        ) from error
    with listening:
        # Connections inherit it. Without it an answer waits 40 ms for the acknowledgement of its head.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = site_application(graph, serving)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on")
        port = listening.getsockname()[1]
        host = f"[{serving.host}]" if ":" in serving.host else serving.host
        ready(f"http://{host}:{port}/")
        uvicorn.Server(config).run(sockets=[listening])
