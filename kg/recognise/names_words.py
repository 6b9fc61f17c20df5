"""Cuts the text before a name's head into words, so that the name's beginning is looked for between words only.

In: text, the place spans in it, a head's position. Out: ``Token`` tuples from the last hard break to the head. The words
are those of ``kg/data/words.txt`` (``scripts/build_words.py``), cut by the most probable unigram path; characters that
form no word stay single. A place span, a number, a run of Latin letters, a quotation and a bracket are one token each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kg.recognise.names_lexicon import load_names
from kg.resources import data_path

BREAK = frozenset("，。；：、？！…,;:?!\n\r\t |•◆●■【】[]<>=+*#%　")
PAIRS = {"”": "“", "）": "（", ")": "(", "》": "《", "’": "‘", "」": "「", "』": "『"}
OPENING = frozenset(PAIRS.values())
REACH = 40
"""Characters before a head that are looked at: the longest modifier in the training articles has 33."""
PAIRED_REACH = 24
SINGLE = 23.0
"""Bits that a character costs that forms no word: one in 2**23, rarer than any word of the list (60 million in all)."""
TOTAL = 26.0
ADDED = 15.0
"""Bits that a word of the lexicon costs which the list lacks (冷链, 医技): that of the middling words of the list."""
LONGEST_WORD = 4
NUMBER = re.compile(r"[0-9０-９.．%％]+|[A-Za-z]+")


class Token(NamedTuple):
    """A piece of text. ``kind`` is a word class letter, "G" + place type, "#" number, "L" Latin, "“" quotation,
    "（" bracket, "-" dash or "S" for a character that forms no word."""

    start: int
    end: int
    kind: str
    text: str


@cache
def common_words() -> dict[str, tuple[str, float]]:
    """Word → (class letter, bits). Raises DataError if the list is missing."""
    lexicon = load_names()
    words = dict.fromkeys(sorted(lexicon.generic), ("N", ADDED)) | dict.fromkeys(sorted(lexicon.outside), ("V", ADDED))
    for line in data_path("words.txt").read_text("utf-8").splitlines():
        key, row = line.split("\t")
        words.update(dict.fromkeys(row.split(" "), (key[0], TOTAL - float(key[1:]))))
    return words


def cut_before(text: str, head: int, places: Mapping[int, Sequence[tuple[int, str]]]) -> tuple[list[Token], str]:
    """The tokens that end at ``head`` and what stands before the first: a break character, or "" where the reach ends.

    ``places`` maps the end of a place span to its (start, type), the longest first.
    """
    pieces: list[Token] = []
    at = end = head
    floor = max(0, head - REACH)
    while at > floor:
        char = text[at - 1]
        if char in PAIRS:
            opened = text.rfind(PAIRS[char], max(0, at - PAIRED_REACH), at - 1)
            if opened < 0 or "\n" in text[opened:at]:
                break
            pieces += reversed(_words(text, at, end, places))
            pieces.append(Token(opened, at, PAIRS[char], text[opened:at]))
            at = end = opened
            continue
        if char in BREAK or char in OPENING:
            break
        at -= 1
    pieces += reversed(_words(text, at, end, places))
    pieces.reverse()
    return pieces, text[at - 1] if at and (at > floor or text[at - 1] in BREAK) else ""


def _words(text: str, start: int, end: int, places: Mapping[int, Sequence[tuple[int, str]]]) -> list[Token]:
    """The most probable cut of [start, end), which holds no break and no pair."""
    if start == end:
        return []
    words = common_words()
    cost = [0.0]
    back: list[tuple[int, str]] = [(start, "")]
    numbers = {m.end(): m.start() for m in NUMBER.finditer(text, start, end)}
    for position in range(start + 1, end + 1):
        best, came = (
            cost[position - start - 1] + SINGLE,
            (position - 1, "-" if text[position - 1] in "—–-～~·" else "S"),
        )
        for length in range(1, min(LONGEST_WORD, position - start) + 1):
            entry = words.get(text[position - length : position])
            if entry and cost[position - start - length] + entry[1] < best:
                best, came = cost[position - start - length] + entry[1], (position - length, entry[0])
        for begin, kind in places.get(position, ()):
            if begin >= start and cost[begin - start] < best:
                best, came = cost[begin - start], (begin, "G" + kind)
        if position in numbers and numbers[position] >= start:
            begin = numbers[position]
            best, came = cost[begin - start], (begin, "L" if text[begin].isalpha() else "#")
        cost.append(best)
        back.append(came)
    tokens: list[Token] = []
    position = end
    while position > start:
        begin, kind = back[position - start]
        tokens.append(Token(begin, position, kind, text[begin:position]))
        position = begin
    tokens.reverse()
    return tokens
