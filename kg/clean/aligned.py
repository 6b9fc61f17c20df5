"""A text that knows from which source characters each of its own was read, and the one way to change it.

In: ``Source.text``. Out: ``Aligned`` texts, each made from the one before by named edits.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.records import Alignment

Edit = tuple[int, int, str]
"""Replace [start, end) of the text by a string. Edits of one call are sorted and do not overlap."""

POSITION = "i"
_counted = array(POSITION)


def _count(length: int) -> array[int]:
    """The numbers from 0 on, at least ``length`` of them; kept, since every source needs them."""
    if len(_counted) < length:
        _counted.extend(range(len(_counted), length))
    return _counted


@dataclass(frozen=True, slots=True)
class Aligned:
    """``starts[i]`` and ``ends[i]`` bound the source characters that ``text[i]`` was read from."""

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, source: str) -> Aligned:
        """The source itself: each character is read from itself."""
        count = _count(len(source) + 1)
        return cls(source, count[: len(source)], count[1 : len(source) + 1])

    def alignment(self) -> Alignment:
        """The positions as the record that travels with an article."""
        return Alignment(self.starts, self.ends)

    def with_text(self, text: str) -> Aligned:
        """The same positions under another text of the same length, character for character."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters cannot stand for {len(self.text)}")
        return self if text == self.text else Aligned(text, self.starts, self.ends)

    def edit(self, edits: Iterable[Edit]) -> Aligned:
        """The text with ranges replaced.

        A replacement as long as its range is read character for character; of any other length, each new character
        is read from the whole range. An empty replacement deletes.
        """
        pieces: list[str] = []
        starts, ends = array(POSITION), array(POSITION)
        at = 0
        for start, end, new in edits:
            if start < at:
                raise ValueError(f"edits overlap or are not sorted at {start}")
            pieces.append(self.text[at:start])
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if new:
                pieces.append(new)
                if len(new) == end - start:
                    starts += self.starts[start:end]
                    ends += self.ends[start:end]
                else:
                    origin = (self.starts[start], self.ends[end - 1])
                    starts.extend([origin[0]] * len(new))
                    ends.extend([origin[1]] * len(new))
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        return Aligned("".join(pieces), starts, ends)

    def delete(self, pattern: re.Pattern[str], group: int = 0) -> Aligned:
        """The text without what a pattern (or its group) matches."""
        return self.edit((*m.span(group), "") for m in pattern.finditer(self.text))

    def substitute(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Aligned:
        """The text with each match replaced by what ``replace`` makes of it."""
        return self.edit((m.start(), m.end(), replace(m)) for m in pattern.finditer(self.text))
