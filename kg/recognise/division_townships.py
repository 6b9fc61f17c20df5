"""Townships that the register does not spell as the text does: unlisted ones after their county, short forms.

In: the text, the state of the article, which characters are taken. Out: more ``Place``s of type Township.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.recognise.division_accept import load_risky
from kg.recognise.division_choice import TOWNSHIP_UNIT, Found, Place, level_of
from kg.recognise.division_matcher import read_lexicon
from kg.recognise.division_words import is_common, reads_as_place

_SHORT_BITS = 13.0


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(pattern) for key, pattern in read_lexicon("divisions.toml")["townships"].items()}


class TownshipReader:
    """Reads one article after its listed places are known."""

    def __init__(self, text: str, found: Found, taken: bytearray):
        self.text = text
        self.found = found
        self.gazetteer = found.gazetteer
        self.taken = taken
        table = read_lexicon("divisions.toml")["province_abbreviations"]
        self.abbreviations = table["distinct"].keys() | table["common"].keys()

    def read(self) -> list[Place]:
        """Unlisted names first, since short forms may follow from them."""
        return [*self._unlisted(), *self._in_lists(), *self._short_forms()]

    def _make(self, start: int, end: int, code: str | None, reason: str) -> Place:
        text = self.text[start:end]
        self.taken[start:end] = b"\1" * (end - start)
        if code is None:
            place = Place(start, end, text, "Township", (), "unlisted", text, doubt=f"{text}: not in the register")
        else:
            place = Place(
                start, end, text, "Township", (code,), "short", self.gazetteer.canonical_name(code) or text, reason
            )
        self.found.place(place)
        self.found.learn(place)
        return place

    def _counties(self) -> list[str]:
        """The named divisions that have townships, the first named first."""
        return [code for code in self.found.named if self.gazetteer.townships_of(code)]

    def _by_stem(self, stem: str, counties: list[str]) -> str | None:
        """The one township of these counties whose name without its unit is the stem."""
        codes = [
            t.code for c in counties for t in self.gazetteer.townships_of(c) if stem in self._stems(t.name, t.forms)
        ]
        return codes[0] if len(codes) == 1 else None

    def _stems(self, name: str, forms: tuple[str, ...]) -> list[str]:
        return [TOWNSHIP_UNIT.sub("", form) for form in (name, *forms)]

    def _unlisted(self) -> Iterator[Place]:
        """忠县某某镇 right after its county, and 、某某乡 or 在某某乡 where a county is named."""
        counties = self._counties()
        ends = sorted(end for end, place in self.found.by_end.items() if place.type == "County")
        chained = [match for end in ends if (match := _patterns()["after_county"].match(self.text, end))]
        free = _patterns()["after_boundary"].finditer(self.text) if counties else iter(())
        for match in [*chained, *free]:
            start, end = match.span(1)
            stem = TOWNSHIP_UNIT.sub("", match[1])
            words = (stem[:2], stem[-2:], stem) if start not in self.found.by_end else (stem,)
            if any(self.taken[start:end]) or any(map(is_common, words)) or _patterns()["no_stem"].search(stem):
                continue
            before = self.found.by_end.get(start)
            inside = list(before.codes) if before is not None else counties
            code = self._by_stem(stem, [c for c in inside if level_of(c) > 0])
            yield self._make(start, end, code, "the township of this stem in the county named")

    def _in_lists(self) -> Iterator[Place]:
        """甲、乙等镇: bare stems before one unit for all."""
        counties = self._counties()
        for match in _patterns()["list"].finditer(self.text) if counties else ():
            start = match.start(1)
            for stem in match[1].split("、"):
                end = start + len(stem)
                code = self._by_stem(stem, counties)
                if code and not any(self.taken[start:end]):
                    yield self._make(start, end, code, "listed with the unit of all")
                start = end + 1

    def _short_forms(self) -> Iterator[Place]:
        """The bare stem of a township that is named in full."""
        risky = load_risky()
        for stem, code in sorted(self.found.township_stems.items()):
            if code is None or len(stem) < 2 or is_common(stem) or self._is_compound(stem):
                continue
            at = self.text.find(stem)
            while at >= 0:
                end = at + len(stem)
                barred = risky.after.match(self.text, end) or risky.after_county.match(self.text, end)
                if not barred and not any(self.taken[at:end]) and reads_as_place(self.text, at, end, _SHORT_BITS):
                    yield self._make(at, end, code, f"{self.gazetteer.canonical_name(code)} is named in full")
                at = self.text.find(stem, at + 1)

    def _is_compound(self, stem: str) -> bool:
        """闽宁 without 镇 is rather 福建 and 宁夏."""
        return all(letter in self.abbreviations for letter in stem)
