"""A graph sent whole over the Graph Store Protocol: one PUT, which the store takes as one transaction.

In: ``Source``. Out: the named graph replaced. Where the connection or the store breaks, the store keeps what it had.
"""

from __future__ import annotations

import io
from typing import Any

from kg.load.doors import Doors
from kg.load.http import Store, Unreachable
from kg.load.progress import Progress
from kg.load.source import Source


class _Watched(io.BufferedReader):
    """A file that tells how much of it has been read."""

    progress: Progress
    total: int

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.progress("sending", min(self.tell(), self.total), self.total)
        return piece


def put(store: Store, doors: Doors, source: Source, graph: str, progress: Progress) -> None:
    """Replaces a named graph. Raises LoadError; the graph then is what it was before."""
    with _Watched(io.FileIO(source.path)) as file:
        file.progress, file.total = progress, source.size
        body: Any = file
        try:
            store.send("PUT", doors.graphs, body, parameters={"graph": graph}, Content_Type="text/turtle")
        except Unreachable as error:
            raise Unreachable(
                f"{error}; the graph is one transaction, so the store keeps what it had: run the same command again"
            ) from error
