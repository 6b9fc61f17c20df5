"""A graph sent in parts into a graph beside the target, which then takes the target's place.

In: ``Source``. Out: the named graph replaced. The target is not touched before all parts have arrived and are counted; a load that breaks off
leaves the parts that arrived, and the next load of the same file goes on from there. What has arrived is noted in the store itself,
so it can be gone on with from another machine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from kg.load.doors import Doors
from kg.load.http import Credentials, LoadError, Store
from kg.load.progress import Progress
from kg.load.questions import Sparql
from kg.load.source import Source, parts_of
from kg.terms import iri

STAGING, NOTES = "#duikou-loading", "#duikou-load"
"""What is added to the IRI of the target for the graph beside it, and for the notes."""

SENDERS = 2
"""Parts on their way at once: Virtuoso reads two in 0.7 of the time that it takes for them one after the other; a third adds nothing."""

BATCH = 2_000
"""Triples in one SPARQL Update: 400 kB, which every store takes."""

_DONE = "urn:duikou:loaded"


class Staged:
    """Loads one file into one named graph of one store."""

    def __init__(self, credentials: Credentials, doors: Doors, source: Source, graph: str, progress: Progress):
        self.credentials = credentials
        self.doors = doors
        self.source = source
        self.graph = graph
        self.staging = graph + STAGING
        self.notes = graph + NOTES
        self.progress = progress
        self.sparql = Sparql(Store(credentials, doors.digest), doors)
        self._threads = threading.local()

    def load(self) -> None:
        """Replaces the named graph. Raises LoadError; until the parts are complete the graph is what it was before."""
        try:
            self._stage()
        except LoadError as error:
            raise type(error)(
                f"{error}; <{self.graph}> is as it was: run the same command again, it goes on where this one stopped"
            ) from error
        try:
            self._swap()
        except LoadError as error:
            raise type(error)(
                f"{error}; all parts have arrived, but taking the place of <{self.graph}> was interrupted: "
                "run the same command again, it goes on from the parts"
            ) from error

    def fill(self, way: Callable[[str], None]) -> None:
        """Replaces the named graph, with another way of filling the graph beside it. Raises LoadError as ``load``."""
        self._clear()
        way(self.staging)
        self._count_staged()
        self._swap()

    def _clear(self) -> None:
        self.sparql.update(f"CLEAR SILENT GRAPH {iri(self.staging)}")
        self.sparql.update(f"CLEAR SILENT GRAPH {iri(self.notes)}")

    def _stage(self) -> None:
        done = self._arrived()
        if done is None:
            self._clear()
            done = set()
        total = max(self.source.parts, 1)
        self.progress("sending", len(done), total)
        sender = self._post if self.doors.parts else self._insert
        senders = SENDERS if self.doors.parts else 1
        with ThreadPoolExecutor(senders) as pool:
            left = (part for part in parts_of(self.source) if part[0] not in done)
            running: dict[Future[None], int] = {}
            try:
                for number, part in left:
                    running[pool.submit(sender, part)] = number
                    if len(running) >= senders:
                        self._note_arrived(running, done, total)
                while running:
                    self._note_arrived(running, done, total)
            finally:
                for future in running:
                    future.cancel()
        self._count_staged()

    def _count_staged(self) -> None:
        found = self.sparql.count(self.staging)
        if found != self.source.triples:
            self.sparql.update(f"CLEAR SILENT GRAPH {iri(self.notes)}")
            raise LoadError(f"{self.doors.query}: {found} of {self.source.triples} triples arrived")

    def _arrived(self) -> set[int] | None:
        """The numbers of the parts of this very file that have arrived; None where the notes are of another file."""
        rows = self.sparql.rows(f"SELECT ?file ?part WHERE {{ GRAPH {iri(self.notes)} {{ ?file <{_DONE}> ?part }} }}")
        own = f"urn:sha256:{self.source.digest}"
        if not rows or any(row["file"] != own for row in rows):
            return None
        return {int(row["part"]) for row in rows}

    def _note_arrived(self, running: dict[Future[None], int], done: set[int], total: int) -> None:
        arrived, _ = wait(running, return_when=FIRST_COMPLETED)
        numbers = sorted(running.pop(future) for future in arrived if not future.exception())
        if numbers:
            notes = " ".join(f"<urn:sha256:{self.source.digest}> <{_DONE}> {number} ." for number in numbers)
            self.sparql.update(f"INSERT DATA {{ GRAPH {iri(self.notes)} {{ {notes} }} }}")
            done.update(numbers)
            self.progress("sending", len(done), total)
        for future in arrived:
            future.result()

    def _post(self, part: bytes) -> None:
        if not hasattr(self._threads, "store"):  # a session is for one thread
            self._threads.store = Store(self.credentials, self.doors.digest)
        self._threads.store.send(
            "POST",
            self.doors.parts,
            part,
            parameters={"graph-uri": self.staging},
            Content_Type="application/n-triples",
        )

    def _insert(self, part: bytes) -> None:
        lines = iter(part.decode("utf-8").splitlines())
        while batch := list(islice(lines, BATCH)):
            self.sparql.update(f"INSERT DATA {{ GRAPH {iri(self.staging)} {{\n" + "\n".join(batch) + "\n} }")

    def _swap(self) -> None:
        """The graph beside the target takes its place; then it and the notes go."""
        self.progress("replacing", 0, 1)
        self.sparql.update(f"COPY SILENT GRAPH {iri(self.staging)} TO {iri(self.graph)}")
        found = self.sparql.count(self.graph)
        if found != self.source.triples:
            raise LoadError(f"{self.doors.query}: <{self.graph}> holds {found} of {self.source.triples} triples")
        self._clear()
        self.progress("replacing", 1, 1)
