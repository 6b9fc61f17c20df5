"""Loads a graph: finds the doors of the store, enters by the best of them, counts.

In: a built graph, an address, the IRI of a named graph. Out: ``Loaded``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.load.bulk import Loader
from kg.load.doors import Doors, doors_of
from kg.load.http import Credentials, LoadError, Store, checked
from kg.load.progress import Progress, silent
from kg.load.questions import Sparql
from kg.load.source import Source, read_source
from kg.load.staged import Staged
from kg.load.whole import put
from kg.output import graph_file
from kg.terms import iri


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: the address, the named graph; ``kind`` of store, its address for updates and ``bulk`` SQL port where given."""

    endpoint: str
    graph: str
    kind: str = ""
    update: str = ""
    bulk: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done: the triples that the named graph held before and holds now, the kind of store, whether it held them already."""

    kind: str
    before: int
    triples: int


def load(graph: Path, target: Target, credentials: Credentials, progress: Progress = silent) -> Loaded:
    """Replaces a named graph of a store by a built graph, all of it or nothing, and counts.

    Raises GraphError for a file that is no graph, UsageError for a wrong address, kind or IRI, LoadError for what the
    store refuses or breaks off.
    """
    try:
        iri(target.graph)
    except ValueError as error:
        raise UsageError(
            f"--graph: {error}: give the IRI of the named graph, e.g. https://example.org/duikou"
        ) from error
    endpoint = checked(target.endpoint)
    update = checked(target.update) if target.update else ""
    source = read_source(graph_file(graph))
    doors = doors_of(endpoint, target.kind, update, credentials)
    store = Store(credentials, doors.digest)
    sparql = Sparql(store, doors)
    before = sparql.count(target.graph)
    if target.bulk:
        _bulk(source, target, doors, credentials, before, progress)
    elif doors.graphs:
        put(store, doors, source, target.graph, progress)
    else:
        Staged(credentials, doors, source, target.graph, progress).load()
    found = sparql.count(target.graph)
    if found != source.triples:
        raise LoadError(
            f"{doors.query}: <{target.graph}> holds {found} triples, not the {source.triples} of {source.path}"
        )
    return Loaded(doors.kind, before, found)


def _bulk(
    source: Source, target: Target, doors: Doors, credentials: Credentials, before: int, progress: Progress
) -> None:
    """By Virtuoso's loader: straight into an empty graph; else beside it, to take its place when all has arrived."""
    if doors.kind != "virtuoso":
        raise UsageError(f"--bulk is Virtuoso's loader, and this store is {doors.kind}")
    loader = Loader(target.bulk, credentials)
    staged = Staged(credentials, doors, source, target.graph, progress)
    if before:
        staged.fill(lambda graph: loader.fill(source, graph, progress))
        return
    try:
        loader.fill(source, target.graph, progress)
    except LoadError:
        staged.sparql.update(f"CLEAR SILENT GRAPH {iri(target.graph)}")  # it was empty before
        raise
