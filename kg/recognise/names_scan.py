"""Where a name begins: a scan from a head leftwards over one text.

In: the clean text, the place spans found in it and the lexicon. Out: the start of the name that ends with a given head,
or None where what stands before the head names nothing. Time is linear in the text plus the reach of each head.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.recognise.names_lexicon import Group, NameLexicon

BREAK = frozenset("，。；：、？！…,.;:?!\n\r\t 　|/·•◆●■【】[]<>=+*#%")
OPENING = {"”": "“", "）": "（", ")": "(", "》": "《", "’": "‘", "」": "「"}
CLOSING = {opening: closing for closing, opening in OPENING.items()}
QUOTED_REACH = 20
DIGITS = frozenset("0123456789０１２３４５６７８９")
ORDINALS = frozenset("一二三四五六七八九十百")


@dataclass(slots=True)
class Scene:
    """One text prepared for scanning: for each position, what ends there."""

    text: str
    lexicon: NameLexicon
    places: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """End of a place span → its starts with their types, longest first."""
    stops: dict[int, int] = field(default_factory=dict)
    """End of a stop word that no kept word covers → its length."""
    keeps: dict[int, int] = field(default_factory=dict)
    """Position inside or at the end of a kept word → start of that word."""

    @classmethod
    def of(cls, text: str, lexicon: NameLexicon, places: list[tuple[int, int, str]]) -> Scene:
        """Prepares ``text`` with its place spans (start, end, type)."""
        scene = cls(text, lexicon)
        for start, end, kind in sorted(places, key=lambda p: (p[1], p[0])):
            scene.places.setdefault(end, []).append((start, kind))
        stops: dict[int, int] = {}
        for pattern, start, end in lexicon.words.find_matches_as_indexes(text, overlapping=True):
            if lexicon.word_stops[pattern]:
                stops[end] = max(stops.get(end, 0), end - start)
            else:
                for position in range(start + 1, end + 1):
                    scene.keeps[position] = min(scene.keeps.get(position, start), start)
        for end, length in stops.items():
            kept = scene.keeps.get(end)
            if kept is None or kept > end - length:
                scene.stops[end] = length
        return scene

    def place_ending(self, end: int) -> tuple[int, str] | None:
        """The longest place span that ends at ``end`` as (start, type)."""
        found = self.places.get(end)
        return found[0] if found else None


def begin(scene: Scene, head: int, group: Group) -> int | None:
    """The start of the name whose head starts at ``head``, or None if no name ends there."""
    if group.needs == "nothing" and group.reach == 0:
        return head
    start, specific = _place_left(scene, head, group) if group.left == "place" else _free_left(scene, head, group)
    if group.needs == "nothing":
        return start
    if group.needs == "place":
        return start if start < head else None
    return start if specific else None


def _place_left(scene: Scene, head: int, group: Group) -> tuple[int, bool]:
    """Leftwards over place names, level words and lead words."""
    text, lexicon, at = scene.text, scene.lexicon, head
    floor = max(0, head - group.reach)
    while at > floor:
        place = scene.place_ending(at)
        if place:
            at = place[0]
            continue
        word = _word_ending(text, at, lexicon.level | lexicon.lead, 5)
        if word and (at == head or word in lexicon.lead):
            at -= len(word)
            continue
        break
    return at, at < head


def _word_ending(text: str, end: int, words: frozenset[str], longest: int) -> str:
    """The longest of ``words`` that ends at ``end``, or ""."""
    for length in range(min(longest, end), 0, -1):
        if text[end - length : end] in words:
            return text[end - length : end]
    return ""


def _free_left(scene: Scene, head: int, group: Group) -> tuple[int, bool]:
    """Leftwards over any characters up to what cannot be part of a name."""
    text, at, placed = scene.text, head, False
    floor = max(0, head - group.reach)
    while at > floor:
        place = scene.place_ending(at)
        if place:
            at, placed = place[0], True
            continue
        if placed and not _word_ending(text, at, scene.lexicon.lead, 5):
            break
        char = text[at - 1]
        if char in OPENING:
            opened = text.rfind(OPENING[char], max(0, at - QUOTED_REACH), at - 1)
            if opened < 0 or any(c in "\n。；" for c in text[opened : at]):
                break
            at = opened
            if char in "”’」》" and at > 0 and text[at - 1] in BREAK:
                break
            continue
        if char in BREAK or char in CLOSING:
            break
        if at in scene.stops:
            break
        at = scene.keeps[at] if at in scene.keeps and scene.keeps[at] >= floor else at - 1
    return _trim(scene, at, head, group)


def _trim(scene: Scene, start: int, head: int, group: Group) -> tuple[int, bool]:
    """Drops digits and loose marks at the beginning; says whether what is left is specific."""
    text = scene.text
    while start < head and (text[start] in DIGITS or text[start] in "—-.～~％"):
        if group.type in ("Project", "Event"):
            break
        start += 1
    return start, start < head and is_specific(scene, start, head)


def is_specific(scene: Scene, start: int, head: int) -> bool:
    """True if [start, head) holds a place, a quotation, an ordinal or a word that is not generic."""
    text = scene.text
    for end in range(start + 1, head + 1):
        if any(start <= s for s, _ in scene.places.get(end, ())):
            return True
    core = text[start:head]
    if any(c in OPENING for c in core) or "第" in core:
        return True
    return not _all_generic(core, scene.lexicon.generic)


def _all_generic(core: str, generic: frozenset[str]) -> bool:
    """True if ``core`` can be cut into generic words."""
    reach = [True] + [False] * len(core)
    for end in range(1, len(core) + 1):
        reach[end] = any(reach[s] and (core[s:end] in generic or core[s].isdigit()) for s in range(max(0, end - 6), end))
    return reach[-1]
