"""Which hits are places at all: contexts that forbid one, forms that stand by themselves, evidence that a form needs.

In: the text, the places found so far, a hit. Out: yes or no. The lists are in ``ontology/lexicon/divisions.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.recognise.division_choice import Found, level_of
from kg.recognise.division_matcher import Hit, read_lexicon
from kg.recognise.division_words import is_common, reads_as_place

_BOUNDARY_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[在从到至赴和与及向为由的等是、以])$")
_BOUNDARY_AFTER = re.compile(r"$|[^\u4e00-\u9fff]|[的等和与及在至到是为]")
_NOT_A_CITY = re.compile(r"(?:场|民|长|委|政府|值|容)")
_LONGEST_TOWNSHIP = 9
_SEPARATORS = frozenset("、至到和与")
_MUNICIPAL = ("11", "12", "31", "50")

_CERTAIN_BITS = 8.0
"""Cost, against other words, of a province or of a place that the article names in full; each of these constants is a
step of evidence, fitted on the training articles. Common words cost 12 bits, rare ones 20."""
_CHAINED_BITS = 4.0
_CITY_BITS = (10.0, 14.0)
_COUNTY_NEAR_BITS, _COUNTY_FAR_BITS, _COUNTY_ALONE_BITS = 13.0, 15.0, 20.0
_FORMER_BITS = 8.0
_COMMON_BITS = 3.0
"""More for a form that is a common word too."""


@dataclass(frozen=True, slots=True)
class Risky:
    """Forms that need more evidence than others, and the contexts that forbid a short form."""

    full: frozenset[str]
    short: frozenset[str]
    short_city: frozenset[str]
    after: re.Pattern[str]
    after_county: re.Pattern[str]
    after_region: re.Pattern[str]
    after_china: re.Pattern[str]
    after_compass: re.Pattern[str]
    person: re.Pattern[str]


@cache
def load_risky() -> Risky:
    """The lexicon's lists."""
    lexicon = read_lexicon("divisions.toml")
    context = {key: re.compile(pattern) for key, pattern in lexicon["context"].items()}
    full, short, city = (frozenset(lexicon["risky"][key]) for key in ("full", "short", "short_city"))
    return Risky(full, short, city, **context)


def _overseas(codes: Sequence[str]) -> bool:
    """Districts of Taiwan, Hong Kong and Macau: many are called 东区 or 大社区."""
    return all(code[:2] in ("81", "82", "83") and level_of(code) == 2 for code in codes)


class Acceptance:
    """The rules, over one article's state."""

    def __init__(self, text: str, found: Found):
        self.text = text
        self.found = found
        self.risky = load_risky()

    def forbids(self, hit: Hit) -> bool:
        """Whether the context makes the hit part of another name or word."""
        after = self.text[hit.end : hit.end + 6]
        form = hit.form
        if form.full:
            if form.type == "Township":
                return hit.text[-1] == "乡" and after[:1] == "镇"
            cut = hit.text[-1] == "市" and _NOT_A_CITY.match(after) is not None
            return (cut and not self._holds_the_next(hit)) or (hit.text[-1] in "县市" and after[:1] == "域")
        if form.region:
            if form.type != "Region" or hit.text == "我国":
                return False
            rest = self.risky.after_china if form.region == "中国" else self.risky.after_compass
            after = self.text[hit.end : hit.end + 16]
            return self.risky.after_region.match(after) is not None or rest.match(after) is not None
        if not form.short:
            return False
        if after[1:2] == "”" and self.text[hit.start - 1 : hit.start] == "“":
            return True  # a brand: “中山杉”
        if self.risky.after.match(after) or self.risky.person.search(self.text, max(0, hit.start - 2), hit.start):
            return True
        loose = level_of(form.short[0]) == 2 or hit.text in self.risky.short_city
        return loose and self.risky.after_county.match(after) is not None

    def is_strong(self, hit: Hit) -> bool:
        """Whether the form is a place by itself: full names, provinces, cities, regions that no other cut contests."""
        form = hit.form
        if form.region:
            return len(hit.text) > 2 or reads_as_place(self.text, hit.start, hit.end, form.bits)
        if form.type == "Township":
            return len(hit.text) > 2
        if form.full:
            return hit.text not in self.risky.full and not _overseas(form.full)
        top = level_of(form.short[0])
        if top > 1 or form.old or hit.text in self.risky.short or hit.text in self.risky.short_city:
            return False
        return reads_as_place(self.text, hit.start, hit.end, (_CERTAIN_BITS, _CITY_BITS[0])[top], known=True) and not (
            top == 1 and self._in_other_province(hit)
        )

    def is_supported(self, hit: Hit) -> bool:
        """Whether a weak form is a place in the light of those found."""
        codes = hit.form.full + hit.form.short
        chained = bool(self.found.chained(hit.start, codes))
        if hit.form.type == "Township":
            return chained
        held = [above for code in codes for above in self.found.holds(code)]
        if hit.form.full:
            bounded = _BOUNDARY_BEFORE.search(self.text[max(0, hit.start - 1) : hit.start]) is not None
            whole = len(hit.text) > 2 and reads_as_place(self.text, hit.start, hit.end, _COUNTY_ALONE_BITS)
            return chained or self._holds_the_next(hit) or ((bounded or whole) and bool(held) and not _overseas(codes))
        if hit.text in self.risky.short:
            return self._is_held_here(hit, codes)
        if _overseas(codes) and not chained:
            return False
        named = any(code in self.found.full for code in codes)
        if hit.text in self.found.township_stems and not named and not chained:
            return False
        bits = self._cost(hit, codes, chained, named, held)
        return bits is not None and reads_as_place(self.text, hit.start, hit.end, bits, self._walls(hit))

    def _cost(self, hit: Hit, codes: Sequence[str], chained: bool, named: bool, held: list[str]) -> float | None:
        """Bits of the short form by its evidence, None where it has too little."""
        top = level_of(codes[0])
        common = is_common(hit.text)
        near = any(level_of(above) == 1 or above[:2] in _MUNICIPAL for above in held)
        listed = self._listed(hit) or self._listed_with_likes(hit)
        if hit.form.old and not held:
            return None
        if chained:
            bits = _CHAINED_BITS
        elif named or top == 0:
            bits = _CERTAIN_BITS
        elif top == 1:
            doubtful = hit.text in self.risky.short_city and not held and not listed
            if doubtful or self._in_other_province(hit):
                return None
            bits = _CITY_BITS[0 if held else 1]
        elif self._after_stranger(hit):
            return None
        elif near or self._listed(hit):
            bits = _COUNTY_NEAR_BITS + (_COMMON_BITS if common else 0.0)
        elif held and (not common or self._stands_alone(hit)):
            bits = _COUNTY_FAR_BITS + (_COMMON_BITS if common else 0.0)
        elif (len(hit.text) > 2 or listed or self._stands_alone(hit)) and not common:
            bits = _COUNTY_ALONE_BITS
        else:
            return None
        if bits >= _COUNTY_FAR_BITS and self._begins_a_township(hit):
            return None
        return bits + (_FORMER_BITS if hit.form.old else 0.0)

    def _is_held_here(self, hit: Hit, codes: Sequence[str]) -> bool:
        """Whether the very parent stands right before and the name ends there: 石家庄|新华，."""
        before = self.found.by_end.get(hit.start)
        if before is None or _BOUNDARY_AFTER.match(self.text[hit.end : hit.end + 1]) is None:
            return False
        return any(self.found.gazetteer.parent(code) in before.codes for code in codes)

    def _holds_the_next(self, hit: Hit) -> bool:
        """Whether one of its townships stands right after: 环县|环城镇, 新乐市|长寿街道."""
        gazetteer = self.found.gazetteer
        for length in range(2, _LONGEST_TOWNSHIP):
            codes = gazetteer.township_forms.get(self.text[hit.end : hit.end + length])
            if codes and any(gazetteer.parent(code) in hit.form.full for code in codes.split()):
                return True
        return False

    def _after_stranger(self, hit: Hit) -> bool:
        """Whether the place right before does not hold it (威海|荣昌|食品 is no 荣昌区)."""
        before = self.found.by_end.get(hit.start)
        return before is not None and before.kind != "region"

    def _begins_a_township(self, hit: Hit) -> bool:
        """Whether the text goes on to the longer name of a township: 巴彦 in 巴彦浩特."""
        townships = self.found.gazetteer.township_forms
        return any(self.text[hit.start : hit.end + more] + "镇" in townships for more in (1, 2))

    def _stands_alone(self, hit: Hit) -> bool:
        """Whether both sides are the edges of a name: punctuation or function words."""
        before, after = self.text[max(0, hit.start - 1) : hit.start], self.text[hit.end : hit.end + 1]
        return _BOUNDARY_BEFORE.search(before) is not None and _BOUNDARY_AFTER.match(after) is not None

    def _in_other_province(self, hit: Hit) -> bool:
        """Whether a province that does not hold the city stands right before it: 浙江|南阳 is no 南阳市 (but 上海|杭州)."""
        for length in (2, 3):
            province = self.found.provinces.get(self.text[max(0, hit.start - length) : hit.start])
            if province is not None and province[:2] not in _MUNICIPAL:
                return all(code[:2] != province[:2] for code in hit.form.short)
        return False

    def _listed(self, hit: Hit) -> bool:
        """Whether a place stands beside it, parted by 、 or a word like 至."""
        before = self.text[hit.start - 1 : hit.start] in _SEPARATORS and hit.start - 1 in self.found.by_end
        after = self.text[hit.end : hit.end + 1] in _SEPARATORS and hit.end + 1 in self.found.by_start
        return before or after

    def _listed_with_likes(self, hit: Hit) -> bool:
        """Whether it stands in a list with other short forms that lack evidence: 巫溪、巴东两县."""
        before = self.text[hit.start - 1 : hit.start] in _SEPARATORS and hit.start - 1 in self.found.candidates
        after = self.text[hit.end : hit.end + 1] in _SEPARATORS and hit.end + 1 in self.found.candidates
        return before or after

    def _walls(self, hit: Hit) -> tuple[int, int]:
        """How far the words around the hit may reach: to the places beside it."""
        left = next((at for at in range(hit.start, max(0, hit.start - 5), -1) if at in self.found.by_end), 0)
        right = next((at for at in range(hit.end, hit.end + 5) if at in self.found.by_start), len(self.text))
        return left, right
