"""Where sentences and clauses of an article begin and end, and which mention stands where.

In: a Reading. Out: ``Layout``, whose look-ups are binary searches, so that one article of n characters with m numbers costs
O(n + m log n).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from kg.records import Mention, Reading

_SENTENCE = re.compile(r"[。！？；!?;\n]+[”’」』）)]?")
_CLAUSE = re.compile(r"[，,：:。！？；!?;\n]+[”’」』）)]?")


@dataclass(frozen=True, slots=True)
class Layout:
    """The cuts of one article: starts of paragraphs, sentences and clauses, and its mentions by position."""

    reading: Reading
    paragraphs: tuple[int, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    mentions: tuple[Mention, ...]  # outermost and nested, by start
    starts: tuple[int, ...]

    def paragraph(self, at: int) -> int:
        """Number of the paragraph that holds a position; the same for sentences and clauses below."""
        return bisect_right(self.paragraphs, at) - 1

    def sentence(self, at: int) -> int:
        return bisect_right(self.sentences, at) - 1

    def clause(self, at: int) -> int:
        return bisect_right(self.clauses, at) - 1

    def clause_span(self, number: int) -> tuple[int, int]:
        """[start, end) of a clause with its closing sign."""
        end = self.clauses[number + 1] if number + 1 < len(self.clauses) else len(self.reading.article.text)
        return self.clauses[number], end

    def sentence_span(self, number: int) -> tuple[int, int]:
        end = self.sentences[number + 1] if number + 1 < len(self.sentences) else len(self.reading.article.text)
        return self.sentences[number], end

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that start in [start, end)."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def lay_out(reading: Reading) -> Layout:
    """Cuts the clean text of a reading."""
    text = reading.article.text
    mentions = tuple(sorted(reading.mentions, key=lambda m: (m.start, -m.end)))
    return Layout(
        reading,
        _starts(re.compile(r"\n+"), text),
        _starts(_SENTENCE, text),
        _starts(_CLAUSE, text),
        mentions,
        tuple(m.start for m in mentions),
    )


def _starts(cut: re.Pattern[str], text: str) -> tuple[int, ...]:
    return (0, *(m.end() for m in cut.finditer(text) if m.end() < len(text)))
