"""Reading: a file becomes sources, by its format.

In: paths. Out: ``Source`` records. Errors: ReadError, one line that says what, where and what to do. Libraries that a
format needs are imported when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path

from kg.errors import ReadError
from kg.read.discover import discover
from kg.read.docx import read_docx
from kg.read.file import File, open_file
from kg.read.html import read_html
from kg.read.jsonl import read_jsonl
from kg.read.pdf import read_pdf
from kg.read.suffixes import SUFFIXES
from kg.read.text import read_markdown, read_text
from kg.records import Source

__all__ = ["READERS", "SUFFIXES", "discover", "read"]

Reader = Callable[[File], list[Source]]

READERS: Mapping[str, Reader] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "jsonl": read_jsonl,
}
"""The reader of each format."""

CONTENTS = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "docx"), (b"<!doctype html", "html"), (b"<html", "html"))
"""How the bytes of a file begin whose suffix names no format."""


def read(path: str | PathLike[str], *, encoding: str | None = None, format: str | None = None) -> list[Source]:
    """The sources of a file: one, or one per record of JSON Lines.

    ``encoding`` overrides what is detected for text, Markdown, HTML and JSON Lines; ``format`` names a reader where the
    suffix does not. Raises ReadError.
    """
    path = Path(path)
    if format is not None and format not in READERS:
        raise ReadError(f"{path}: no format is called {format!r}: choose from {', '.join(READERS)}")
    named = format or SUFFIXES.get(path.suffix.lower())
    file = open_file(path, encoding, many=named == "jsonl")
    return READERS[named or _by_content(file)](file)


def _by_content(file: File) -> str:
    start = file.data[:512].lstrip().lower()
    for beginning, name in CONTENTS:
        if start.startswith(beginning.lower()):
            return name
    if not Path(file.where).suffix:
        return "text"
    suffix = Path(file.where).suffix
    raise ReadError(f"{file.where}: nothing reads {suffix} files: give one of {' '.join(SUFFIXES)}")
