"""The structure that relations are read from: sentences, their clauses, and the mentions in them.

In: a ``Reading``. Out: ``Sentence`` records in text order. A sentence ends at 。！？ or at the end of a block; its clauses
are parted by ，；：. Mentions are split into outer ones and those nested in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from kg.records import Block, Mention, Reading

SENTENCE_END = re.compile(r"[。！？!?…]+[”’』」）)]*|\n")
CLAUSE_END = re.compile(r"[，；：,;:—]+")
LONGEST_SENTENCE = 600
"""A longer run without a full stop is cut at a clause end: it bounds the number of pairs (newspaper sentences stay under 400)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A mention in its sentence. ``outer`` is the slot number of the mention that holds it, itself if none does.

    ``group`` numbers the coordination it belongs to (甲、乙和丙 are one group), ``place`` its rank in it; ``chained`` is true
    where the next mention follows with nothing between and continues the name (重庆市 in 重庆市万州区).
    """

    mention: Mention
    outer: int
    group: int
    place: int
    chained: bool
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. ``clauses`` are half-open clean ranges; ``groups`` give the slot numbers of each coordination."""

    number: int
    start: int
    end: int
    text: str
    block: Block
    heading: int
    clauses: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]
    groups: tuple[tuple[int, ...], ...]
    whole: bool = True
    """False for the parts of a run without a full stop that was too long."""

    def clause_at(self, position: int) -> int:
        """The number of the clause that holds a clean position."""
        return max(0, bisect_right([start for start, _ in self.clauses], position) - 1)


def split_sentences(reading: Reading) -> list[Sentence]:
    """Cuts an article's reading into sentences with their mentions.

    ``Sentence.heading`` is the number of the sentence that is the nearest heading above, -1 without one.
    """
    text = reading.article.text
    mentions = sorted(reading.mentions, key=lambda m: (m.start, -m.end, m.entity))
    starts = [m.start for m in mentions]
    sentences: list[Sentence] = []
    heading = -1
    for block in reading.article.blocks:
        if block.kind in ("heading", "title"):
            heading = -1
        for start, end, whole in _sentence_ranges(text, block.start, block.end):
            inside = [m for m in mentions[bisect_left(starts, start) : bisect_left(starts, end)] if m.end <= end]
            clauses = _clause_ranges(text, start, end)
            slots, groups = _arrange(text, inside, clauses)
            sentences.append(
                Sentence(len(sentences), start, end, text[start:end], block, heading, clauses, slots, groups, whole)
            )
        if block.kind == "heading":
            heading = len(sentences) - 1
    return sentences


def _sentence_ranges(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    ranges: list[tuple[int, int, bool]] = []
    at = start
    for match in SENTENCE_END.finditer(text, start, end):
        if match.end() > at:
            ranges.extend(_bounded(text, at, match.end()))
        at = match.end()
    if at < end:
        ranges.extend(_bounded(text, at, end))
    return ranges


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    ranges = []
    whole = end - start <= LONGEST_SENTENCE
    while end - start > LONGEST_SENTENCE:
        cuts = [m.end() for m in CLAUSE_END.finditer(text, start, start + LONGEST_SENTENCE)]
        cut = cuts[-1] if cuts else start + LONGEST_SENTENCE
        ranges.append((start, cut, whole))
        start = cut
    return [*ranges, (start, end, whole)]


def _clause_ranges(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    ranges, at = [], start
    for match in CLAUSE_END.finditer(text, start, end):
        if match.start() > at:
            ranges.append((at, match.start()))
        at = match.end()
    if at < end or not ranges:
        ranges.append((at, end))
    return tuple(ranges)


def _arrange(
    text: str, mentions: list[Mention], clauses: tuple[tuple[int, int], ...]
) -> tuple[tuple[Slot, ...], tuple[tuple[int, ...], ...]]:
    outer = _outer_slots(mentions)
    chains = _chains(mentions, outer)
    groups: list[list[int]] = []
    position: dict[int, tuple[int, int, bool]] = {}
    for number, chain in enumerate(chains):
        if number and _coordinated(text, mentions[chains[number - 1][-1]], mentions[chain[0]]):
            groups[-1].append(chain[-1])
        else:
            groups.append([chain[-1]])
        for slot in chain:
            position[slot] = (len(groups) - 1, len(groups[-1]) - 1, slot != chain[-1])
    starts = [start for start, _ in clauses]
    slots = tuple(
        Slot(mention, outer[n], *position[outer[n]], max(0, bisect_right(starts, mention.start) - 1))
        for n, mention in enumerate(mentions)
    )
    return slots, tuple(tuple(group) for group in groups)


def _chains(mentions: list[Mention], outer: list[int]) -> list[list[int]]:
    """Outer slots in order, those that touch joined: 重庆市|万州区|太安镇 is one chain whose last link is meant."""
    chains: list[list[int]] = []
    for number, mention in enumerate(mentions):
        if outer[number] != number:
            continue
        last = mentions[chains[-1][-1]] if chains else None
        if last is not None and last.end == mention.start:
            chains[-1].append(number)
        else:
            chains.append([number])
    return chains


def _outer_slots(mentions: list[Mention]) -> list[int]:
    outer: list[int] = []
    top = -1
    for number, mention in enumerate(mentions):
        inside = top >= 0 and mention.start >= mentions[top].start and mention.end <= mentions[top].end
        same = inside and (mention.start, mention.end) == (mentions[top].start, mentions[top].end)
        if inside and not same:
            outer.append(top)
        else:
            outer.append(number)
            top = number
    return outer


LIST_LINK = re.compile(r"^[”’』」）》]*(?:、|和|及|以及|，以及|、以及)[“‘『「（《]*$")


def _coordinated(text: str, left: Mention, right: Mention) -> bool:
    if (left.start, left.end) == (right.start, right.end):
        return True
    gap = text[left.end : right.start]
    return 0 < len(gap) <= 6 and bool(LIST_LINK.match(gap))
