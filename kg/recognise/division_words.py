"""Whether a short place name is read as one in its surroundings, or is part of other words (建平 in 搭建|平台).

The few characters around are cut into words twice, with and without the place, by the cheapest path; costs are bits of
a unigram model (``kg/data/words.txt``). The place costs what its evidence in the article makes it cost.
"""

from __future__ import annotations

from functools import cache

from kg.recognise.names_words import common_words

_REACH = 4
_UNKNOWN = 23.0
"""Bits of a character that forms no word, as in the cutting of names."""


@cache
def _costs() -> tuple[dict[str, float], frozenset[str]]:
    words = common_words()
    return {word: bits for word, (_, bits) in words.items()}, frozenset(w for w, (kind, _) in words.items() if kind == "Z")


def _cheapest(text: str, without: str = "") -> float:
    """Bits of the cheapest cut of a short text into words, ``without`` not being one."""
    costs, _ = _costs()
    best = [0.0]
    for end in range(1, len(text) + 1):
        cost = best[end - 1] + costs.get(text[end - 1], _UNKNOWN)
        for start in range(max(0, end - 4), end - 1):
            piece = text[start:end]
            if piece != without and piece in costs:
                cost = min(cost, best[start] + costs[piece])
        best.append(cost)
    return best[-1]


def _chinese(text: str, start: int, end: int) -> tuple[int, int]:
    """The widest run of Chinese characters around [start, end) within reach."""
    left, right = start, end
    while left > max(0, start - _REACH) and "一" <= text[left - 1] <= "鿿":
        left -= 1
    while right < min(len(text), end + _REACH) and "一" <= text[right] <= "鿿":
        right += 1
    return left, right


def reads_as_place(text: str, start: int, end: int, bits: float, walls: tuple[int, int] | None = None) -> bool:
    """Whether [start, end) read as a place at a cost of ``bits`` is the cheaper cut. ``walls`` bound the surroundings."""
    left, right = _chinese(text, start, end)
    if walls is not None:
        left, right = max(left, walls[0]), min(right, walls[1])
    form = text[start:end]
    _, places = _costs()
    whole = _cheapest(text[left:right], form if form in places else "")
    return _cheapest(text[left:start]) + bits + _cheapest(text[end:right]) <= whole


def is_common(form: str) -> bool:
    """Whether a form is a word of the language that is no place name."""
    costs, places = _costs()
    return form in costs and form not in places
