"""Settles which division each place mention is, by the article's own evidence, and keeps the reason.

In: accepted hits. Out: ``Place``s in order of position, each with its code and the reason, or with several candidates
and the doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.gazetteer import Gazetteer
from kg.recognise.division_matcher import Hit

LEVELS = ("Province", "City", "County", "Township")
_WEIGHTS = (4, 2, 1)
"""How much a named parent, grandparent and great-grandparent says for a candidate."""
TOWNSHIP_UNIT = re.compile(r"(?:街道|[镇乡]|苏木)$")


@cache
def level_of(code: str) -> int:
    """0 province, 1 city, 2 county, 3 township."""
    return 3 if len(code) > 6 else 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


@dataclass(slots=True)
class Place:
    """A place mention. ``codes`` are the candidates left; one and no doubt means settled (``reason`` says by what)."""

    start: int
    end: int
    text: str
    type: str
    codes: tuple[str, ...]
    kind: str
    name: str = ""
    reason: str = ""
    doubt: str = ""

    @property
    def code(self) -> str | None:
        """The settled code, if any."""
        return self.codes[0] if len(self.codes) == 1 and not self.doubt else None


@dataclass(slots=True)
class Found:
    """The state of one article: places by position, and what they say of divisions."""

    gazetteer: Gazetteer
    by_end: dict[int, Place] = field(default_factory=dict)
    by_start: dict[int, Place] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)
    """Settled code → where it is named, in order."""
    full: set[str] = field(default_factory=set)
    """Codes named by their full name."""
    around: set[str] = field(default_factory=set)
    """Divisions that hold a named one."""
    township_stems: dict[str, str | None] = field(default_factory=dict)
    """龙桥 → the code of 龙桥土家族乡, if that is named; None where it is named and unsettled."""

    @property
    def provinces(self) -> dict[str, str]:
        """Short and full names of the provinces → code."""
        return self.gazetteer.province_names

    candidates: set[int] = field(default_factory=set)
    """Where short forms of counties begin or end that still lack evidence."""

    def place(self, place: Place) -> None:
        """Puts a place where it stands."""
        self.by_end[place.end] = place
        self.by_start[place.start] = place

    def learn(self, place: Place) -> None:
        """Takes in what a settled place says."""
        if place.type == "Township" and place.kind == "full":
            stem = TOWNSHIP_UNIT.sub("", place.text)
            self.township_stems[stem] = self.township_stems.get(stem) or place.code
        if place.code is None:
            return
        insort(self.named.setdefault(place.code, []), place.start)
        if place.kind == "full":
            self.full.add(place.code)
        self.around.update(self.gazetteer.chain(place.code))

    def holds(self, code: str) -> list[str]:
        """The divisions holding this one that the article names itself, the nearest first."""
        return [above for above in self.gazetteer.chain(code) if above in self.named]

    def chained(self, start: int, codes: Sequence[str]) -> list[str]:
        """The candidates that lie in the place named right before ``start``."""
        before = self.by_end.get(start)
        if before is None:
            return []
        return [code for code in codes if not set(before.codes).isdisjoint(self._inside(code))]

    def _inside(self, code: str) -> tuple[str, ...]:
        """What holds a code, former divisions that went into one of these included."""
        chain = self.gazetteer.chain(code)
        return chain + self.gazetteer.predecessors(chain[0]) if chain and level_of(code) == 3 else chain

    def weight(self, code: str) -> tuple[int, int]:
        """How well the article supports a candidate: by ancestors it names, then by those that its other places imply."""
        chain = self.gazetteer.chain(code)
        named = sum(w for w, above in zip(_WEIGHTS, chain, strict=False) if above in self.named)
        implied = sum(w for w, above in zip(_WEIGHTS, chain, strict=False) if above in self.around)
        return named, implied


class Chooser:
    """Makes places of hits and settles their codes."""

    def __init__(self, found: Found):
        self.found = found
        self.gazetteer = found.gazetteer

    def settle(self, hits: Sequence[Hit]) -> list[Place]:
        """Unambiguous ones first, then the others by what those say; the rest keep their candidates and a doubt."""
        places = [self._place(hit) for hit in hits]
        for place in places:
            self.found.place(place)
        for place in places:
            if len(place.codes) == 1:
                self._check_single(place)
            self.found.learn(place)
        for _ in range(2):
            for place in places:
                if len(place.codes) > 1:
                    self._choose(place)
                    self.found.learn(place)
        for place in places:
            if len(place.codes) > 1:
                place.type = LEVELS[level_of(place.codes[0])]
                place.name = self.gazetteer.canonical_name(place.codes[0]) or place.text
                place.doubt = f"{place.text}: {len(place.codes)} divisions can be meant ({', '.join(place.codes[:5])})"
        return places

    def _place(self, hit: Hit) -> Place:
        form = hit.form
        if form.region:
            return Place(hit.start, hit.end, hit.text, form.type, (), "region", form.region)
        codes = form.full or form.short
        place = Place(hit.start, hit.end, hit.text, LEVELS[level_of(codes[0])], codes, "full" if form.full else "short")
        if len(codes) == 1:
            self._fix(place, codes[0], "the only division of this name")
        return place

    def _check_single(self, place: Place) -> None:
        """A township's name may be unique in the register and yet another township be meant, one that has gone."""
        if place.type != "Township":
            return
        code = place.codes[0]
        if self.found.chained(place.start, [code]):
            place.reason = f"stands in {self.found.by_end[place.start].text}"
        elif not self._township_supported(place, code):
            place.doubt = f"{place.text}: the article does not name what holds {code}"

    def _township_supported(self, place: Place, code: str) -> bool:
        """Whether the county or city that holds a township is named or implied, and no other one right before it."""
        before = self.found.by_end.get(place.start)
        if before is not None and before.type == "County" and before.codes:
            return bool(self.found.chained(place.start, [code]))
        holders = [
            above
            for above in self.gazetteer.chain(code)
            if level_of(above) > 0 or above[:2] in ("11", "12", "31", "50")
        ]
        return any(above in self.found.named or above in self.found.around for above in holders)

    def _fix(self, place: Place, code: str, reason: str) -> None:
        place.codes = (code,)
        place.type = LEVELS[level_of(code)]
        place.name = self.gazetteer.canonical_name(code) or place.text
        place.reason = reason

    def _choose(self, place: Place) -> None:
        """Settles one ambiguous place if the evidence allows: right before, elsewhere in full, by parents, by nearness."""
        chained = self.found.chained(place.start, place.codes)
        if len(chained) == 1:
            return self._fix(place, chained[0], f"stands in {self.found.by_end[place.start].text}")
        codes = tuple(chained) or place.codes
        if place.kind == "short" and (settled := self._choose_short(codes)):
            return self._fix(place, *settled)
        if place.type == "Township":
            codes = tuple(code for code in codes if self._township_supported(place, code))
            if not codes:
                return None
        weights = {code: self.found.weight(code) for code in codes}
        if place.kind == "short" and level_of(codes[0]) == 1:
            # 西安 is 西安市 before it is 西安区, unless the city that holds 西安区 is named.
            codes = tuple(c for c in codes if level_of(c) == 1 or weights[c][0] >= _WEIGHTS[0])
            if len(codes) == 1:
                return self._fix(place, codes[0], "the city, where nothing says otherwise")
        best = max(weights[code] for code in codes)
        if best == (0, 0):
            return None
        leaders = self._narrow(place, [code for code in codes if weights[code] == best])
        if len(leaders) > 1:
            place.codes = tuple(leaders)
            return None
        above = self.found.holds(leaders[0]) or [a for a in self.gazetteer.chain(leaders[0]) if a in self.found.around]
        return self._fix(place, leaders[0], f"the article speaks of {self.gazetteer.canonical_name(above[0])}")

    def _choose_short(self, codes: Sequence[str]) -> tuple[str, str] | None:
        """A short form stands for what the article names in full, else for what it stood for before, else for a province.

        吉林 stays the province beside 吉林市, which lies in it; 海南 beside 海南藏族自治州 is rather that.
        """
        if level_of(codes[0]) == 0:
            codes = [c for c in codes if c == codes[0] or c[:2] != codes[0][:2]]
        for named, how in ((self.found.full, "is named in full"), (self.found.named, "is named before")):
            known = [code for code in codes if code in named]
            if len(known) == 1:
                return known[0], f"{self.gazetteer.canonical_name(known[0])} {how}"
        return (codes[0], "the province, where nothing says otherwise") if level_of(codes[0]) == 0 else None

    def _narrow(self, place: Place, codes: list[str]) -> list[str]:
        """Of equally supported candidates those whose named parent is the last before the mention; of these the highest."""
        if len(codes) < 2:
            return codes
        last = {}
        for code in codes:
            positions = self.found.named[self.found.holds(code)[0]] if self.found.holds(code) else []
            before = bisect_left(positions, place.start)
            last[code] = positions[before - 1] if before else -1
        nearest = [code for code in codes if last[code] == max(last.values())]
        if place.kind == "short":
            top = min(level_of(code) for code in nearest)
            nearest = [code for code in nearest if level_of(code) == top]
        return nearest


def pick_longest(hits: Sequence[Hit]) -> list[Hit]:
    """Leftmost, then longest, none overlapping another."""
    chosen: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen
