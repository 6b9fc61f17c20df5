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
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph

from kg.errors import GraphError
from kg.terms import NAMESPACES, Triple, name

CHUNK = 1_000_000
"""Lines sorted in memory at a time: about 300 MB."""

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
            lines = counted.distinct(_sorted_lines(triples, chunk, path.parent, files))
            parsed = pyoxigraph.parse(cast(IO[bytes], _LineReader(lines)), format=pyoxigraph.RdfFormat.N_TRIPLES)
            body = _WithoutPrefixes(out)
            for prefix, namespace in known.items():
                out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
            pyoxigraph.serialize(parsed, cast(IO[bytes], body), format=pyoxigraph.RdfFormat.TURTLE, prefixes=known)
            body.close()
    except OSError as error:
        raise GraphError(f"{path}: the graph cannot be written: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: a triple is not RDF: {error}") from error
    return counted.lines


def _line(triple: Triple) -> str:
    # The class of a subject sorts first: "!" stands before "<", and is taken off again before the line is parsed.
    subject, predicate, object_ = triple
    mark = "!" if predicate == _TYPE else ""
    return f"{subject} {mark}{predicate} {object_} .\n"


def _sorted_lines(triples: Iterable[Triple], chunk: int, folder: Path, files: ExitStack) -> Iterator[str]:
    lines = map(_line, triples)
    runs: list[Iterable[str]] = []
    run = sorted(set(islice(lines, chunk)))
    while following := set(islice(lines, chunk)):
        runs.append(_spill(run, folder, files))
        run = sorted(following)
    return heapq.merge(*runs, run) if runs else iter(run)


def _spill(lines: list[str], folder: Path, files: ExitStack) -> Iterator[str]:
    """A sorted run, moved to a file that vanishes with the stack."""
    file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder)  # noqa: SIM115  the stack closes it
    files.enter_context(file)
    file.writelines(lines)
    file.seek(0)
    return iter(file)


class _Counted:
    """Takes out repeats of a sorted stream and counts what is left."""

    def __init__(self) -> None:
        self.lines = 0

    def distinct(self, lines: Iterable[str]) -> Iterator[str]:
        last = ""
        for line in lines:
            if line != last:
                last = line
                self.lines += 1
                at = line.index(" ") + 1
                yield line[:at] + line[at + 1 :] if line[at] == "!" else line


class _LineReader(io.RawIOBase):
    """A binary file over a stream of lines, as the parser wants one."""

    def __init__(self, lines: Iterator[str]):
        self.lines = lines
        self.block = io.BytesIO()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.block.read() + "".join(self.lines).encode("utf-8")
        data = self.block.read(size)
        if not data:
            self.block = io.BytesIO("".join(islice(self.lines, 4096)).encode("utf-8"))
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
