"""Whether a short place name is read as one in its surroundings, or is part of other words (建平 in 搭建|平台).

The few characters around are cut into words twice, with and without the place, by the cheapest path; costs are bits of
a unigram model (``kg/data/words.txt``). The place costs what its evidence in the article makes it cost.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kg.recognise.division_matcher import load_matcher, read_lexicon
from kg.recognise.names_words import common_words

_REACH = 4
_LONGEST = 4
_UNKNOWN = 23.0
"""Bits of a character that forms no word, as in the cutting of names."""
_PLACE_BITS = (8.0, 12.0, 15.0)
"""Bits of another place beside: a province, a city, anything else. Words of the list cost 12 (common) to 22 (rare)."""
_COMPOUND_BITS = 14.0


@cache
def _place_bits() -> dict[str, float]:
    """Bits of every place form and compound of places as a piece of the cut."""
    found = {form: _PLACE_BITS[min(level, 2)] for form, level in load_matcher().levels() if len(form) <= _LONGEST}
    compounds = read_lexicon("divisions.toml")["abbreviation_context"]["compounds"]
    return found | dict.fromkeys(compounds, _COMPOUND_BITS)


def _common_bits(piece: str) -> float | None:
    """Bits of a word that is no place name."""
    kind, bits = common_words().get(piece, ("Z", 0.0))
    return None if kind == "Z" else bits


def _least_bits(piece: str) -> float | None:
    """Bits of a word or place, the cheaper reading."""
    place, word = _place_bits().get(piece), common_words().get(piece)
    if word is None:
        return place
    return word[1] if place is None else min(place, word[1])


@lru_cache(maxsize=20_000)
def _cheapest(text: str, form: str = "", at: int = -1, known: bool = False) -> float:
    """Bits of the cheapest cut of a short text into words. ``form`` counts as a common word only; where it is ``known``
    as a place, no longer place name that holds it at ``at`` counts."""
    best = [0.0]
    until = at + len(form)
    for end in range(1, len(text) + 1):
        cost = best[end - 1] + (_least_bits(text[end - 1]) or _UNKNOWN)
        for start in range(max(0, end - _LONGEST), end - 1):
            piece = text[start:end]
            holds = piece == form or (known and start <= at and until <= end)
            bits = _common_bits(piece) if holds else _least_bits(piece)
            if bits is not None and best[start] + bits < cost:
                cost = best[start] + bits
        best.append(cost)
    return best[-1]


def _chinese(text: str, start: int, end: int, walls: tuple[int, int]) -> tuple[int, int]:
    """The widest run of Chinese characters around [start, end) within reach and walls."""
    left, right = start, end
    while left > max(walls[0], start - _REACH) and "一" <= text[left - 1] <= "鿿":
        left -= 1
    while right < min(walls[1], end + _REACH) and "一" <= text[right] <= "鿿":
        right += 1
    return left, right


def reads_as_place(
    text: str, start: int, end: int, bits: float, walls: tuple[int, int] | None = None, known: bool = False
) -> bool:
    """Whether [start, end) read as a place at a cost of ``bits`` is the cheaper cut.

    ``walls`` bound the surroundings; a ``known`` place also stands in place names that hold it whole (上海 in 上海港).
    """
    left, right = _chinese(text, start, end, walls or (0, len(text)))
    form = text[start:end]
    if not _crossed(text, left, start, right) and not _crossed(text, left, end, right):
        common = _common_bits(form)
        return bits <= (_cheapest(form, form, 0) if common is None else common)
    whole = _cheapest(text[left:right], form, start - left, known)
    return _cheapest(text[left:start]) + bits + _cheapest(text[end:right]) <= whole


def _crossed(text: str, left: int, at: int, right: int) -> bool:
    """Whether some word or place reaches over the position ``at``."""
    words, places = common_words(), _place_bits()
    for start in range(max(left, at - _LONGEST + 1), at):
        for end in range(at + 1, min(right, start + _LONGEST) + 1):
            piece = text[start:end]
            if piece in words or piece in places:
                return True
    return False


def is_common(form: str) -> bool:
    """Whether a form is a word of the language that is no place name."""
    return _common_bits(form) is not None
