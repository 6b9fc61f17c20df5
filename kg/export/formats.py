"""The formats that a graph can be exported to, by name, and writing them all or nothing.

In: a Turtle file, a format's name, a path. Out: a file, or a folder for a format of several files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import GraphError, UsageError
from kg.export.network import write_gexf, write_graphml
from kg.export.rdf import write_jsonld, write_nquads, write_ntriples, write_rdfxml
from kg.export.tables import tables

STREAMED: dict[str, Callable[[Path, BinaryIO], None]] = {
    "ntriples": write_ntriples,
    "nquads": write_nquads,
    "jsonld": write_jsonld,
    "rdfxml": write_rdfxml,
    "graphml": write_graphml,
    "gexf": write_gexf,
}
"""The formats of one file."""

FORMATS = (*STREAMED, "csv")


def export(graph: Path, format_: str, out: Path, graph_name: str | None = None, mark: bool = False) -> None:
    """Writes a Turtle file in another format to ``out``: a file, of csv a folder. What stands there is whole until the end.

    ``graph_name`` is the IRI of the graph in N-Quads; ``mark`` begins CSV files with a byte order mark, by which Excel
    knows UTF-8. Raises UsageError for an unknown format or an option that does not fit it, GraphError if the graph cannot
    be read or the file not be written.
    """
    check(format_, graph_name, mark)
    if format_ == "csv":
        _write_tables(graph, out, "utf-8-sig" if mark else "utf-8")
        return
    if out.is_dir():
        raise GraphError(f"{out}: is a folder: name a file with -o")
    with _replacing(out) as draft, open(draft, "wb") as stream:
        write(graph, format_, stream, graph_name)


def check(format_: str, graph_name: str | None = None, mark: bool = False) -> None:
    """Raises UsageError for an unknown format, or an option that does not go with it."""
    if format_ not in FORMATS:
        raise UsageError(f"unknown format {format_!r}: there are {', '.join(FORMATS)}")
    if graph_name is not None and format_ != "nquads":
        raise UsageError(f"{format_} knows no name of a graph: use nquads")
    if mark and format_ != "csv":
        raise UsageError(f"a byte order mark goes with csv, not with {format_}")


def write(graph: Path, format_: str, stream: BinaryIO, graph_name: str | None = None) -> None:
    """Writes a format of one file to a stream."""
    if graph_name is not None:
        write_nquads(graph, stream, graph_name)
    else:
        STREAMED[format_](graph, stream)


def _write_tables(graph: Path, folder: Path, encoding: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise GraphError(f"{folder}: is a file: csv gives a folder of files, name one with -o")
    with _replacing(folder / "csv") as draft:
        draft.mkdir()
        for name, text in tables(graph):
            (draft / name).write_bytes(text.encode(encoding))
        for file in sorted(draft.iterdir()):
            os.replace(file, folder / file.name)
        draft.rmdir()


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A path beside ``out`` to write to, which takes its place if all goes well and vanishes if not."""
    made = not out.parent.exists()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".exporting-", dir=out.parent) as folder:
            draft = Path(folder) / out.name
            yield draft
            if draft.exists():
                os.replace(draft, out)
    except BaseException as error:
        if made:
            shutil.rmtree(out.parent, ignore_errors=True)
        if isinstance(error, OSError):
            raise GraphError(f"{out}: cannot be written: {error.strerror or error}") from error
        raise
