"""Settles which hits are places, and which division each one is, by the article's own evidence.

In: the text, the raw hits and the places that the metadata names. Out: non-overlapping ``Place``s in order of position,
each with its code and the reason, or with several candidates and the doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.gazetteer import Gazetteer
from kg.recognise.division_matcher import Form, Hit, read_lexicon
from kg.recognise.division_words import is_common, reads_as_place

_MUNICIPAL = ("11", "12", "31", "50")
_SEPARATORS = frozenset("、至到和与")
_LEVELS = ("Province", "City", "County", "Township")
_BOUNDARY_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[在从到至赴和与及向为由的等是、以])$")
_MARKET = re.compile(r"市(?:场|民|长|委|政府|值|容)")


@dataclass(slots=True)
class Place:
    """A place mention. ``codes`` are the candidates left; one means settled (``reason`` says by what)."""

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


@dataclass(frozen=True, slots=True)
class Risky:
    """Forms that need more evidence than others, from the lexicon."""

    full: frozenset[str]
    short: frozenset[str]
    after: re.Pattern[str]
    after_county: re.Pattern[str]
    person: re.Pattern[str]
    after_region: re.Pattern[str]


@cache
def load_risky() -> Risky:
    """The lexicon's lists of forms that are also common words."""
    lexicon = read_lexicon("divisions.toml")
    risky = lexicon["risky"]
    return Risky(frozenset(risky["full"]), frozenset(risky["short"]), *(re.compile(lexicon["context"][key]) for key in ("after", "after_county", "person", "after_region")))


class Evidence:
    """What the article has said of places so far: named codes and the divisions that hold them."""

    def __init__(self, gazetteer: Gazetteer):
        self.gazetteer = gazetteer
        self.named: dict[str, list[int]] = {}
        self.full: set[str] = set()
        self.around: set[str] = set()

    def add(self, place: Place) -> None:
        """Takes in a settled place."""
        if place.code is None:
            return
        self.named.setdefault(place.code, []).append(place.start)
        if place.kind == "full":
            self.full.add(place.code)
        self.around.update(self.gazetteer.chain(place.code))

    def holds(self, code: str) -> list[str]:
        """The ancestors of a code that the article names itself."""
        return [above for above in self.gazetteer.chain(code) if above in self.named]

    def weight(self, code: str) -> tuple[int, int]:
        """How well the article supports a candidate: named ancestors (near ones weigh more), then ones implied by siblings."""
        chain = self.gazetteer.chain(code)
        weights = [4, 2, 1]
        named = sum(w for w, above in zip(weights, chain, strict=False) if above in self.named)
        implied = sum(w for w, above in zip(weights, chain, strict=False) if above in self.around)
        return named, implied


class Chooser:
    """Reads one article. ``places`` grows as evidence comes in."""

    def __init__(self, gazetteer: Gazetteer, text: str, background: Sequence[str] = ()):
        self.gazetteer = gazetteer
        self.text = text
        self.risky = load_risky()
        self.evidence = Evidence(gazetteer)
        self.background = tuple(background)
        self.by_end: dict[int, Place] = {}
        self.by_start: dict[int, Place] = {}

    def read(self, hits: Iterable[Hit]) -> list[Place]:
        """Strong forms first, then weak ones in the light of them; longest first where they overlap."""
        sound = [hit for hit in hits if not self._vetoed(hit)]
        masks = [hit for hit in sound if hit.form.word]
        strong = [hit for hit in sound if self._is_strong(hit)]
        weak = [hit for hit in sound if not hit.form.word and not self._is_strong(hit)]
        places = self._settle(pick_longest([*strong, *masks]), [])
        free = [hit for hit in weak if self._supported(hit)]
        taken = sorted([*((p.start, p.end) for p in places), *((m.start, m.end) for m in masks)])
        chosen = pick_longest([hit for hit in free if not _overlaps(hit, taken)])
        return self._settle(chosen, places)

    def _vetoed(self, hit: Hit) -> bool:
        after = self.text[hit.end : hit.end + 4]
        if hit.form.full and hit.text.endswith("市") and _MARKET.match("市" + after) and hit.form.type != "Township":
            return True
        if hit.form.full and hit.text[-1] in "县市" and after[:1] == "域":
            return True
        if hit.form.region:
            return hit.form.type == "Region" and hit.text != "我国" and self.risky.after_region.match(after) is not None
        if hit.form.short and not hit.form.full:
            if self.risky.person.search(self.text, max(0, hit.start - 2), hit.start):
                return True
            county = self._level(hit.form.short[0]) == 2
            return bool(self.risky.after.match(after) or (county and self.risky.after_county.match(after)))
        return False

    def _is_strong(self, hit: Hit) -> bool:
        form = hit.form
        if form.word:
            return True
        if form.region:
            return len(hit.text) > 2 or reads_as_place(self.text, hit.start, hit.end, form.bits)
        if form.full:
            if form.type == "Township":
                return len(hit.text) > 2
            return hit.text not in self.risky.full and not self._overseas(form.full)
        top = self._level(form.short[0])
        return top < 2 and not form.old and hit.text not in self.risky.short and reads_as_place(self.text, hit.start, hit.end, 8.0 + 2 * top, known=True)

    def _overseas(self, codes: Sequence[str]) -> bool:
        return all(code[:2] in ("81", "82", "83") and self._level(code) == 2 for code in codes)

    def _level(self, code: str) -> int:
        return 3 if len(code) > 6 else 0 if code.endswith("0000") else 1 if code.endswith("00") else 2

    def _candidates(self, form: Form) -> tuple[str, ...]:
        return form.full + form.short

    def _chained(self, start: int, codes: Sequence[str]) -> list[str]:
        """The candidates that lie in the place named right before."""
        before = self.by_end.get(start)
        if before is None:
            return []
        return [code for code in codes if set(before.codes) & set(self.gazetteer.chain(code))]

    def _listed(self, hit: Hit) -> bool:
        """Whether a place stands beside it, parted by 、 or a word like 至."""
        before = self.text[hit.start - 1 : hit.start] in _SEPARATORS and hit.start - 1 in self.by_end
        after = self.text[hit.end : hit.end + 1] in _SEPARATORS and hit.end + 1 in self.by_start
        return before or after

    def _supported(self, hit: Hit) -> bool:
        codes = self._candidates(hit.form)
        chained = bool(self._chained(hit.start, codes))
        if hit.form.type == "Township":
            return chained
        held = [above for code in codes for above in self.evidence.holds(code)]
        if hit.form.full:
            bounded = _BOUNDARY_BEFORE.search(self.text[max(0, hit.start - 1) : hit.start]) is not None
            return chained or (bounded and bool(held) and not self._overseas(codes))
        if hit.text in self.risky.short or (self._overseas(codes) and not chained):
            return False
        top = self._level(codes[0])
        named = any(code in self.evidence.full for code in codes)
        near = any(self._level(above) == 1 or above[:2] in _MUNICIPAL for above in held)
        if chained:
            bits = 4.0
        elif named or top == 0:
            bits = 8.0
        elif top == 1:
            bits = 10.0 if held else 14.0
        elif self._listed(hit):
            bits = 13.0
        elif near and not is_common(hit.text):
            bits = 13.0
        elif held and not is_common(hit.text):
            bits = 15.0
        elif len(hit.text) > 2 and not is_common(hit.text):
            bits = 20.0
        else:
            return False
        if hit.form.old:
            if not held:
                return False
            bits += 8.0
        return reads_as_place(self.text, hit.start, hit.end, bits, self._walls(hit))

    def _walls(self, hit: Hit) -> tuple[int, int]:
        """How far the words around the hit may reach: to the places beside it."""
        left = next((at for at in range(hit.start, max(0, hit.start - 5), -1) if at in self.by_end), 0)
        right = next((at for at in range(hit.end, hit.end + 5) if at in self.by_start), len(self.text))
        return left, right

    def _settle(self, hits: list[Hit], places: list[Place]) -> list[Place]:
        """Makes places of hits; settled ones first, then the ambiguous ones by what those say."""
        fresh = [self._place(hit) for hit in hits if not hit.form.word]
        for place in fresh:
            self.by_end[place.end] = place
            self.by_start[place.start] = place
        for place in fresh:
            self.evidence.add(place)
        for _ in range(2):
            for place in fresh:
                if len(place.codes) > 1 and not place.doubt:
                    self._choose(place)
                    self.evidence.add(place)
        for place in fresh:
            if len(place.codes) > 1:
                names = [self.gazetteer.canonical_name(code) or code for code in place.codes]
                place.doubt = f"{place.text}: {len(place.codes)} divisions bear the name ({', '.join(place.codes[:5])})"
                place.name = names[0]
        return sorted([*places, *fresh], key=lambda place: place.start)

    def _place(self, hit: Hit) -> Place:
        form = hit.form
        if form.region:
            return Place(hit.start, hit.end, hit.text, form.type, (), "region", form.region)
        codes = form.full or form.short
        kind = "full" if form.full else "short"
        place = Place(hit.start, hit.end, hit.text, _LEVELS[self._level(codes[0])], codes, kind)
        if len(codes) == 1:
            self._fix(place, codes[0], "the only division of this name")
        return place

    def _fix(self, place: Place, code: str, reason: str) -> None:
        place.codes = (code,)
        place.type = _LEVELS[self._level(code)]
        place.name = self.gazetteer.canonical_name(code) or place.text
        place.reason = reason

    def _choose(self, place: Place) -> None:
        codes = place.codes
        chained = self._chained(place.start, codes)
        if len(chained) == 1:
            return self._fix(place, chained[0], f"stands in {self.by_end[place.start].text}")
        codes = tuple(chained) or codes
        if place.kind == "short":
            named = [code for code in codes if code in self.evidence.full]
            if len(named) == 1:
                return self._fix(place, named[0], f"{self.gazetteer.canonical_name(named[0])} is named in full")
            before = [code for code in codes if code in self.evidence.named]
            if len(before) == 1:
                return self._fix(place, before[0], f"{self.gazetteer.canonical_name(before[0])} is named before")
            if self._level(codes[0]) == 0:
                return self._fix(place, codes[0], "the province, where nothing says otherwise")
        weights = {code: self.evidence.weight(code) for code in codes}
        if place.kind == "short" and self._level(codes[0]) == 1:
            # 西安 is 西安市 before it is 西安区, unless the city that holds 西安区 is named.
            codes = tuple(c for c in codes if self._level(c) == 1 or weights[c][0] >= 4) or codes
            weights = {code: weights[code] for code in codes}
            if len(codes) == 1:
                return self._fix(place, codes[0], "the city, where nothing says otherwise")
        best = max(weights.values())
        if best == (0, 0):
            return None
        leaders = [code for code in codes if weights[code] == best]
        if len(leaders) > 1:
            leaders = self._nearest(place, leaders)
        if len(leaders) > 1 and place.kind == "short":
            top = min(self._level(code) for code in leaders)
            leaders = [code for code in leaders if self._level(code) == top]
        if len(leaders) == 1:
            above = self.evidence.holds(leaders[0]) or [a for a in self.gazetteer.chain(leaders[0]) if a in self.evidence.around]
            return self._fix(place, leaders[0], f"the article names {self.gazetteer.canonical_name(above[0])}")
        place.codes = tuple(leaders)
        return None

    def _nearest(self, place: Place, codes: list[str]) -> list[str]:
        """Of equally supported candidates those whose named ancestor was named last before the mention."""
        last = {}
        for code in codes:
            positions = [p for above in self.evidence.holds(code)[:1] for p in self.evidence.named[above] if p < place.start]
            last[code] = max(positions, default=-1)
        best = max(last.values())
        return [code for code in codes if last[code] == best]


def pick_longest(hits: list[Hit]) -> list[Hit]:
    """Leftmost, then longest, none overlapping another."""
    chosen: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen


def _overlaps(hit: Hit, taken: list[tuple[int, int]]) -> bool:
    from bisect import bisect_left

    at = bisect_left(taken, (hit.start, hit.start))
    if at < len(taken) and taken[at][0] < hit.end:
        return True
    return at > 0 and taken[at - 1][1] > hit.start
