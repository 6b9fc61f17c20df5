"""The parts of the source texts that stand in the page, so that a sentence can be read in its place.

In: a document's text and the passages quoted from it. Out: pieces (offset, text), offsets counting characters of the
source text as ``#char=`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

Piece: TypeAlias = tuple[int, str]

WHOLE = 8000
"""Characters up to which a text stands in the page whole: longer than any news story, 24 kB."""

MARGIN = 160
"""Characters shown around a passage of a longer text: the sentence before and the one after."""


def read_text(folder: Path | None, document: str) -> str:
    """The source text of a document by its ID; empty where there is none to read."""
    if folder is None:
        return ""
    try:
        with (folder / f"{document}.txt").open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, ValueError):
        return ""


def pieces_of(text: str, passages: Iterable[tuple[int, int]], whole: int = WHOLE) -> list[Piece]:
    """The text, or if it is longer than ``whole`` characters what stands around the passages; passages beyond its end
    (a text that is not the one quoted) give no piece."""
    if not text:
        return []
    if len(text) <= whole:
        return [(0, text)]
    spans: list[list[int]] = []
    for start, end in sorted((start, end) for start, end in passages if 0 <= start < end <= len(text)):
        start, end = max(0, start - MARGIN), min(len(text), end + MARGIN)
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return [(start, text[start:end]) for start, end in spans]


def cut(pieces: Iterable[Piece], start: int, end: int) -> str:
    """What stands at [start, end) of the source text; empty where the pieces do not hold it."""
    for offset, text in pieces:
        if offset <= start < end <= offset + len(text):
            return text[start - offset : end - offset]
    return ""


def without_breaks(text: str) -> str:
    """Without line breaks and blanks, as ``dk:text`` is compared."""
    return "".join(text.split())
