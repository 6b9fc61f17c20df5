"""One-character abbreviations of places: 鲁 and 沈 in 鲁沈, 鲁、沈两地, 援疆, 赴鲁, 粤企.

In: the text, the places found so far (with their evidence). Out: more ``Place``s, one a character. A single character
counts only in a compound, a list or beside certain words, and only where it overlaps no other name; a city's or county's
needs that place to be named in the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.recognise.division_choice import LEVELS, Found, Place, level_of
from kg.recognise.division_matcher import read_lexicon
from kg.recognise.division_words import is_common, reads_as_place

_PAIR_BITS = 14.0
"""Cost of a compound of two places against being read as other words; two unknown characters cost 46."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The abbreviations and their contexts, from the lexicon."""

    distinct: dict[str, str]
    provinces: dict[str, str]
    cities: dict[str, str]
    run: re.Pattern[str]
    pair_after: re.Pattern[str]
    list_after: re.Pattern[str]
    listed: re.Pattern[str]
    beside: re.Pattern[str]
    aid: str
    verbs: str
    compounds: frozenset[str]
    countries: dict[str, str]
    abroad: re.Pattern[str]


@cache
def load_letters() -> Letters:
    """The lexicon's tables, compiled."""
    lexicon = read_lexicon("divisions.toml")
    table, context = lexicon["province_abbreviations"], lexicon["abbreviation_context"]
    provinces = table["distinct"] | table["common"]
    every = "".join(provinces)
    before = context["aid_before"] + context["go_before"]
    return Letters(
        table["distinct"],
        provinces,
        lexicon["city_abbreviations"],
        re.compile(f"[{every}]+"),
        re.compile(context["pair_after"]),
        re.compile(context["list_after"]),
        re.compile(f"(?:[一-鿿]、)+[一-鿿](?={context['list_after']})"),
        re.compile(f"(?<=[{before}])[{every}]|[{every}](?={context['after']})|(?<=[{context['aid_before']}])[一-鿿]"),
        context["aid_before"],
        context["go_with"],
        frozenset(context["compounds"]),
        lexicon["country_abbreviations"],
        re.compile(f"中[一-鿿](?={context['country_after']})"),
    )


class LetterReader:
    """Finds the abbreviations of one article. ``taken`` marks the characters that belong to other names."""

    def __init__(self, text: str, found: Found, taken: bytearray):
        self.gazetteer = found.gazetteer
        self.text = text
        self.state = found
        self.letters = load_letters()
        self.taken = taken
        self.local = self._local_letters()
        self.found: dict[int, Place] = {}

    def _local_letters(self) -> dict[str, str]:
        """Character → code of the city or county named in the article that it can stand for; cities first, then first named."""
        ranked: dict[str, tuple[int, int, str]] = {}
        for code, positions in self.state.named.items():
            level = level_of(code)
            if level not in (1, 2):
                continue
            customary = [letter for letter, city in self.letters.cities.items() if city == code]
            for letter in (self.gazetteer.canonical_name(code) or "")[:1], *customary:
                key = (level, positions[0], code)
                ranked[letter] = min(ranked.get(letter, key), key)
        return {letter: key[2] for letter, key in ranked.items()}

    def read(self) -> list[Place]:
        """All abbreviations, in order of position."""
        self._read_lists()
        self._read_named_compounds()
        self._read_runs()
        self._read_pairs()
        self._read_beside()
        self._read_countries()
        return [self.found[at] for at in sorted(self.found)]

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _supported(self, code: str) -> bool:
        return code in self.state.named or code in self.state.around

    def _add(self, at: int, code: str, reason: str) -> None:
        if at in self.found or self.taken[at]:
            return
        name = self.gazetteer.canonical_name(code) or self.text[at]
        self.found[at] = Place(at, at + 1, self.text[at], LEVELS[level_of(code)], (code,), "letter", name, reason)
        self.taken[at] = 1

    def _read_code(self, letter: str, other: str | None = None) -> str | None:
        """What a character stands for: the province, unless only a city of that character is in the article."""
        province, local = self.letters.provinces.get(letter), self.local.get(letter)
        if province is None or local is None:
            return province or local
        if letter in self.letters.distinct and other is None:
            return province
        if other is not None and other not in self.letters.provinces:
            return local if not self._supported(province) or local[:2] == province[:2] else province
        return province if self._supported(province) else local

    def _read_lists(self) -> None:
        for match in self.letters.listed.finditer(self.text):
            spots = range(match.start(), match.end(), 2)
            codes = [self._read_code(self.text[at]) for at in spots]
            if all(codes) and all(self._free(at, at + 1) for at in spots):
                for at, code in zip(spots, codes, strict=True):
                    self._add(at, str(code), "abbreviation in a list of places")

    def _read_named_compounds(self) -> None:
        """A region made of abbreviations that is then counted out: 京津冀|三地."""
        for place in [*self.state.by_start.values()]:
            if place.kind != "region" or not all(letter in self.letters.provinces for letter in place.text):
                continue
            if self.letters.list_after.match(self.text, place.end):
                for at in range(place.start, place.end):
                    self.taken[at] = 0
                    self._add(at, self.letters.provinces[self.text[at]], "abbreviation in a compound of places")

    def _read_runs(self) -> None:
        """Two or more province characters in a row: 鲁渝, 川滇黔."""
        for match in self.letters.run.finditer(self.text):
            for start, end in self._compounds(match.start(), match.end()):
                for at in range(start, end):
                    code = self._read_code(self.text[at])
                    self._add(at, str(code), "abbreviation in a compound of places")

    def _compounds(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while end - start >= 2:
            for size in range(min(4, end - start), 1, -1):
                if self._is_compound(start, start + size):
                    yield start, start + size
                    start += size
                    break
            else:
                start += 1

    def _is_compound(self, start: int, end: int) -> bool:
        letters = self.text[start:end]
        if not self._free(start, end) or len(set(letters)) < len(letters):
            return False
        if letters in self.letters.compounds:
            return True
        if letters[-1] not in self.letters.distinct and is_common(self.text[end - 1 : end + 1]):
            return False
        codes = [self._read_code(letter) for letter in letters]
        if len(set(codes)) < len(codes):
            return False
        sure = sum(letter in self.letters.distinct for letter in letters)
        supported = sum(self._supported(code) for code in codes if code)
        followed = any(p.match(self.text, end) for p in (self.letters.pair_after, self.letters.list_after))
        followed = followed or not any(
            "一" <= c <= "鿿" for c in (self.text[start - 1 : start] + self.text[end : end + 1])
        )
        if sure == 0 or (sure < len(letters) and not followed and supported < len(letters)):
            return False
        if not followed and supported == 0:
            return False
        return reads_as_place(self.text, start, end, 4.0 if followed else _PAIR_BITS)

    def _read_pairs(self) -> None:
        """A province or city character with that of a place in the article: 鲁沈, 浙涪, 渝甬, 烟巫."""
        if not self.local:
            return
        spots = [match.start() for match in re.finditer(f"[{''.join(sorted(self.local))}]", self.text)]
        for start in sorted({at for spot in spots for at in (spot - 1, spot) if 0 <= at < len(self.text) - 1}):
            if self.taken[start] or self.taken[start + 1]:
                continue
            first, second = self.text[start], self.text[start + 1]
            one, two = self._read_code(first, second), self._read_code(second, first)
            if one is None or two is None or one == two:
                continue
            followed = self.letters.pair_after.match(self.text, start + 2) is not None
            sure = first in self.letters.distinct or second in self.letters.distinct
            if (followed or sure) and reads_as_place(self.text, start, start + 2, 8.0 if followed else _PAIR_BITS):
                self._add(start, one, "abbreviation in a compound of places")
                self._add(start + 1, two, "abbreviation in a compound of places")

    def _read_beside(self) -> None:
        """援疆, 赴鲁, 粤企; of a city or county only after 援."""
        for match in self.letters.beside.finditer(self.text):
            at = match.start()
            letter = self.text[at]
            code = self._read_code(letter)
            if code is None or not self._free(at, at + 1):
                continue
            aid = self.text[at - 1 : at] == self.letters.aid
            known = self._supported(code)
            sure = letter in self.letters.distinct
            if not sure and not (aid and (known or letter in self.letters.provinces)):
                continue
            start = at - 1 if at and (aid or self.text[at - 1] in self.letters.verbs) else at
            if reads_as_place(self.text, start, at + 1, 10.0):
                self._add(
                    at,
                    code,
                    f"abbreviation beside {self.text[at - 1 : at] if start < at else self.text[at + 1 : at + 2]}",
                )

    def _read_countries(self) -> None:
        """中非合作, 中越、中朝边境; other characters stand for a country that the article names."""
        named = {place.name[:1]: place.name for place in self.state.by_start.values() if place.kind == "region"}
        for match in self.letters.abroad.finditer(self.text):
            at = match.start()
            name = self.letters.countries.get(self.text[at + 1]) or named.get(self.text[at + 1])
            if name is None or not self._free(at, at + 2) or not reads_as_place(self.text, at, at + 2, _PAIR_BITS):
                continue
            for place, country in ((at, "中国"), (at + 1, name)):
                self.taken[place] = 1
                self.found[place] = Place(
                    place,
                    place + 1,
                    self.text[place],
                    "Region",
                    (),
                    "letter",
                    country,
                    "abbreviation in a compound of countries",
                )
