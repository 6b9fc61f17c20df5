"""Turtle by a sorted stream: in, triples in any order, repeats included; out, a file that is the same bytes every time.

Sorting is external beyond ``CHUNK`` lines, so that memory stays flat however large the graph. There are no blank nodes,
prefixes stand in a fixed order, and a subject's triples stand together, its class first.
"""

from __future__ import annotations

import heapq
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph

from kg.errors import GraphError
from kg.terms import NAMESPACES, Triple, name

CHUNK = 1_000_000
"""Triples sorted in memory at a time: about 300 MB."""

_TYPE = name("rdf:type")


def write_turtle(
    triples: Iterable[Triple], path: Path, prefixes: dict[str, str] | None = None, chunk: int = CHUNK
) -> int:
    """Writes the file and returns the number of distinct triples. ``prefixes`` add to the standard ones.

    Raises GraphError if the file cannot be written or a triple is not RDF.
    """
    known = dict(sorted({**NAMESPACES, **(prefixes or {})}.items()))
    counted = _Counted()
    try:
        with ExitStack() as files, open(path, "wb") as out:
            texts = counted.texts(_sorted_runs(triples, chunk, path.parent, files))
            parsed = pyoxigraph.parse(cast(IO[bytes], _TextReader(texts)), format=pyoxigraph.RdfFormat.N_TRIPLES)
            body = _WithoutPrefixes(out)
            for prefix, namespace in known.items():
                out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
            pyoxigraph.serialize(parsed, cast(IO[bytes], body), format=pyoxigraph.RdfFormat.TURTLE, prefixes=known)
            body.close()
    except OSError as error:
        raise GraphError(f"{path}: the graph cannot be written: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: a triple is not RDF: {error}") from error
    return counted.triples


Subject = tuple[str, list[str]]
"""A subject and what follows it in the lines of its triples, sorted, none twice.

The class of a subject sorts first: "!" stands before "<", and is taken off again before the line is parsed.
"""


def _subjects(triples: Iterable[Triple]) -> list[Subject]:
    """The triples by subject, sorted: far faster than sorting lines, most of which begin alike."""
    held: dict[str, list[str]] = {}
    for subject, predicate, object_ in triples:
        rest = f"!{predicate} {object_}" if predicate == _TYPE else f"{predicate} {object_}"
        if subject in held:
            held[subject].append(rest)
        else:
            held[subject] = [rest]
    return [(subject, sorted(set(held.pop(subject)))) for subject in sorted(held)]


def _sorted_runs(triples: Iterable[Triple], chunk: int, folder: Path, files: ExitStack) -> Iterator[Subject]:
    """All triples by subject, sorted by chunks which are merged; the chunks but the last wait in files."""
    left = iter(triples)
    runs: list[Iterable[Subject]] = []
    run = _subjects(islice(left, chunk))
    while following := _subjects(islice(left, chunk)):
        runs.append(_spill(run, folder, files))
        run = following
    if not runs:
        return iter(run)
    return _joined(heapq.merge(*runs, run))


def _joined(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """One entry a subject, where several runs have something of it."""
    for subject, entries in groupby(subjects, key=itemgetter(0)):
        rests = [rests for _, rests in entries]
        yield subject, rests[0] if len(rests) == 1 else sorted(set(chain(*rests)))


def _spill(run: list[Subject], folder: Path, files: ExitStack) -> Iterator[Subject]:
    """A sorted run, moved to a file that vanishes with the stack. Terms hold no line break and no tab but escaped."""
    file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder)  # noqa: SIM115  the stack closes it
    files.enter_context(file)
    file.writelines("\t".join((subject, *rests)) + "\n" for subject, rests in run)
    file.seek(0)
    return ((subject, rests) for subject, *rests in (line[:-1].split("\t") for line in file))


class _Counted:
    """Turns sorted subjects into N-Triples and counts the triples."""

    def __init__(self) -> None:
        self.triples = 0

    def texts(self, subjects: Iterable[Subject]) -> Iterator[str]:
        """The lines of a subject's triples as one text."""
        for subject, rests in subjects:
            self.triples += len(rests)
            for at, rest in enumerate(rests):
                if not rest.startswith("!"):
                    break
                rests[at] = rest[1:]
            yield f"{subject} " + f" .\n{subject} ".join(rests) + " .\n"


class _TextReader(io.RawIOBase):
    """A binary file over a stream of texts, as the parser wants one."""

    def __init__(self, texts: Iterator[str]):
        self.texts = texts
        self.block = io.BytesIO()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.block.read() + "".join(self.texts).encode("utf-8")
        data = self.block.read(size)
        if not data:
            self.block = io.BytesIO("".join(islice(self.texts, 512)).encode("utf-8"))
            data = self.block.read(size)
        return data


class _WithoutPrefixes(io.RawIOBase):
    """Passes on what the serializer writes but for the prefix lines at its head, whose order it does not promise."""

    def __init__(self, out: BinaryIO):
        self.out = out
        self.head: bytes | None = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.head is None:
            return self.out.write(data)
        self.head += data
        while self.head.startswith(b"@prefix ") and b"\n" in self.head:
            self.head = self.head[self.head.index(b"\n") + 1 :]
        if len(self.head) >= len(b"@prefix ") and not self.head.startswith(b"@prefix "):
            self.out.write(self.head)
            self.head = None
        return len(data)

    def close(self) -> None:
        if not self.closed and self.head:
            self.out.write(self.head)
            self.head = None
        super().close()
