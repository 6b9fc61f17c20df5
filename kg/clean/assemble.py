"""Puts the paragraphs of an article together: clean text, alignment, blocks.

In: ``Aligned`` and typed paragraphs. Out: ``Aligned`` and ``Block`` records.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from kg.clean.aligned import POSITION, Aligned
from kg.clean.wraps import Paragraph
from kg.records import Block


def assemble(text: Aligned, paragraphs: Sequence[Paragraph]) -> Aligned:
    """The paragraphs' pieces, a line break between paragraphs; a blank joins Latin words that a line end parted.

    A line break is read from the source character after its paragraph.
    """
    pieces: list[str] = []
    starts, ends = array(POSITION), array(POSITION)

    def add(new: str, start: int, end: int) -> None:
        pieces.append(new)
        starts.append(start)
        ends.append(end)

    last = text.ends[-1] if len(text.ends) else 0
    for number, paragraph in enumerate(paragraphs):
        if number:
            add("\n", min(ends[-1], last - 1), min(ends[-1] + 1, last))
        before = ""
        for start, end in paragraph.pieces:
            piece = text.text[start:end]
            if before and before.isascii() and piece[0].isascii() and before.isalpha() and piece[0].isalpha():
                add(" ", ends[-1], text.starts[start])
            pieces.append(piece)
            starts += text.starts[start:end]
            ends += text.ends[start:end]
            before = piece[-1]
    return Aligned("".join(pieces), starts, ends)


def blocks_of(text: str, kinds: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs of a clean text as blocks of the given kinds."""
    blocks, at = [], 0
    for line, kind in zip(text.split("\n"), kinds, strict=True):
        blocks.append(Block(at, at + len(line), kind))
        at += len(line) + 1
    return tuple(blocks)
