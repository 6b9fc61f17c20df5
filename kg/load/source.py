"""The graph to load: its triples counted and cut into parts, the same parts whenever the file is the same.

In: a Turtle file. Out: ``Source``; N-Triples in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pyoxigraph

from kg.errors import GraphError, UsageError

PART = 50_000
"""Triples in a part: 9 MB and about a second of a store's time, little to lose where a load breaks off."""


@dataclass(frozen=True, slots=True)
class Source:
    """A Turtle file: its triples (each counted once), its bytes, the SHA-256 of its content."""

    path: Path
    triples: int
    size: int
    digest: str

    @property
    def parts(self) -> int:
        """Into how many parts it is cut."""
        return -(-self.triples // PART)


def read_source(path: Path) -> Source:
    """Counts a Turtle file. Raises GraphError if it cannot be read, UsageError if it has blank nodes, which parts would split."""
    seen: set[int] = set()  # of 64 bits: among 10⁸ triples two fall together with odds of 1 in 3,700
    try:
        with path.open("rb") as file:
            digest = sha256()
            while piece := file.read(1 << 20):
                digest.update(piece)
        for triple in _triples(path):
            seen.add(hash(triple))
            if isinstance(triple.subject, pyoxigraph.BlankNode) or isinstance(triple.object, pyoxigraph.BlankNode):
                raise UsageError(
                    f"{path}: has blank nodes, which no store can compare: load a graph that kg build wrote"
                )
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: not valid Turtle: {error}") from error
    return Source(path, len(seen), path.stat().st_size, digest.hexdigest())


def _triples(path: Path) -> Iterator[pyoxigraph.Triple]:
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
        yield quad.triple


def parts_of(source: Source) -> Iterator[tuple[int, bytes]]:
    """The parts by number, each N-Triples. A file that names a triple twice may give a part more."""
    triples = _triples(source.path)
    number = 0
    while part := list(islice(triples, PART)):
        yield number, pyoxigraph.serialize(part, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        number += 1
