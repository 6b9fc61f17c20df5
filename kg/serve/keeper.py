"""The process that holds the store, and the workers that it forks: each answers one query at a time.

Started by ``pool`` as ``python -m kg.serve.keeper GRAPH.ttl SOCKET MEGABYTES``. SOCKET is the number of an inherited Unix socket. First
the keeper loads the graph and writes a line of JSON; then, for every socket that it is sent, it forks a worker that answers
on that socket, and writes the worker's process number. Workers share the memory of the loaded store.

A worker has no file descriptor to spare, so that no query can open a file or a connection (SERVICE), and its memory is
bounded: one that needs more ends, and its client is told.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph

from kg.errors import GraphError
from kg.store import GraphStore
from kg.terms import NAMESPACES

TABLES = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
LENGTH = struct.Struct(">Q")
"""What stands before every message: its length in bytes."""


class TooLarge(Exception):
    """An answer grew past the limit."""


class _Bounded(io.RawIOBase):
    """A file that refuses to grow past a number of bytes."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most
        self.size = 0
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self.size += len(piece)
        if self.size > self.most:
            raise TooLarge
        self.parts.append(piece)
        return len(piece)


def main() -> None:
    """Loads the graph, then forks workers until the parent goes away."""
    path, number, megabytes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers need no burial
    with socket.socket(fileno=number) as control:
        try:
            store = GraphStore(path).store
        except GraphError as error:
            control.sendall(_line(error=str(error)))
            return
        control.sendall(_line(triples=len(store)))
        while True:
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not descriptors:
                return
            process = os.fork()
            if not process:
                control.close()
                _work(store, socket.socket(fileno=descriptors[0]), megabytes)
            os.close(descriptors[0])
            control.sendall(_line(worker=process))


def _line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"


def _work(store: pyoxigraph.Store, line: socket.socket, megabytes: int) -> NoReturn:
    """Answers on a socket until it is closed."""
    status = 1
    try:
        _confine(megabytes)
        with line, line.makefile("rb") as requests:
            while head := requests.read(LENGTH.size):
                request = json.loads(requests.read(*LENGTH.unpack(head)))
                report, body = answer(store, request)
                text = json.dumps(report).encode()
                line.sendall(LENGTH.pack(len(text)) + text + LENGTH.pack(len(body)))
                line.sendall(body)
        status = 0
    except (BrokenPipeError, ConnectionResetError):
        status = 0
    finally:
        os._exit(status)


def _confine(megabytes: int) -> None:
    """No new file or connection, and no more memory than so much beyond what the store takes."""
    try:
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux: memory is not bounded there
        held = 0
    free = os.dup(2)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))
    if held:
        resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 1_000_000,) * 2)


def answer(store: pyoxigraph.Store, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer to a request: what became of it, and its bytes.

    ``request``: ``query``; ``table``, ``boolean`` and ``graph``, the format wanted for each kind of answer, or None where the
    client takes none; ``most``, bytes. The report's ``status`` is ``ok`` (with ``format``), ``unacceptable`` (with ``kind``),
    ``malformed`` or ``failed`` (with ``message``), or ``large``.
    """
    try:
        found = store.query(request["query"], prefixes=NAMESPACES)
    except SyntaxError as error:
        return {"status": "malformed", "message": str(error)}, b""
    except (RuntimeError, ValueError, OSError) as error:
        return {"status": "failed", "message": str(error)}, b""
    kind, write = _writer(found)
    wanted = request[kind]
    if wanted is None:
        return {"status": "unacceptable", "kind": kind}, b""
    out = _Bounded(request["most"])
    try:
        write(out, wanted)
    except TooLarge:
        return {"status": "large"}, b""
    except (RuntimeError, ValueError, OSError) as error:
        if out.size > out.most:
            return {"status": "large"}, b""
        return {"status": "failed", "message": str(error)}, b""
    return {"status": "ok", "kind": kind, "format": wanted}, b"".join(out.parts)


def _writer(found: Any) -> tuple[str, Callable[[Any, str], object]]:
    if isinstance(found, pyoxigraph.QueryTriples):
        return "graph", lambda out, wanted: _write_graph(found, out, wanted)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return "boolean", lambda out, wanted: found.serialize(out, TABLES[wanted])
    return "table", lambda out, wanted: found.serialize(out, TABLES[wanted])


def _write_graph(triples: pyoxigraph.QueryTriples, out: Any, wanted: str) -> None:
    named = NAMESPACES if wanted == "turtle" else None
    pyoxigraph.serialize(triples, out, GRAPHS[wanted], prefixes=named)


if __name__ == "__main__":
    main()
