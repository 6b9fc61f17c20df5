"""Finds the forms of the division register and of the region lists in a text.

In: clean text. Out: raw ``Hit``s in order of position, overlapping ones included; what they mean is settled in
``kg.recognise.division_choice``. Townships are found from their unit (镇, 乡, 街道) backwards, so that 40,000 names need
a dictionary only; everything above goes through one Aho-Corasick automaton.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from kg.errors import DataError
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.resources import ontology_dir

_UNIT_END = re.compile(r"街道|[镇乡]|苏木")
_LONGEST_TOWNSHIP = 15
_REGION_BITS = {"areas": 14.0, "countries": 6.0, "world": 10.0}
"""中国 is as common as the commonest words; 华中 is rather part of 耀华|中学."""


@dataclass(frozen=True, slots=True)
class Form:
    """What one written form can mean: codes of the register, the full names apart from the short ones, or a region.

    ``word`` marks a word that merely holds a place name; ``old`` a form that only former divisions bear;
    ``bits`` what a region costs in the cut into words.
    """

    full: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    region: str = ""
    type: str = ""
    word: bool = False
    old: bool = False
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence of a form."""

    start: int
    end: int
    text: str
    form: Form


@cache
def read_lexicon(name: str) -> dict[str, Any]:
    """A TOML file of the lexicon. Raises DataError naming the file where it is missing or malformed."""
    path = ontology_dir() / "lexicon" / name
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: the lexicon cannot be read: {error}") from error


def _region_forms() -> dict[str, Form]:
    """The forms of regions, countries, foreign cities, and of words that merely hold a place name."""
    lexicon = read_lexicon("regions.toml")
    forms = {word: Form(word=True) for word in read_lexicon("divisions.toml")["risky"]["words"]}
    for group, bits in _REGION_BITS.items():
        for name, aliases in lexicon[group].items():
            for form in (name, *aliases):
                forms[form] = Form(region=name, type="Region", bits=bits)
    for group, kind in (("cities", "City"), ("provinces", "Province")):
        for name in lexicon[group]["names"]:
            forms[name] = Form(region=name, type=kind, bits=_REGION_BITS["areas"])
    return forms


class DivisionMatcher:
    """The automaton over all forms, with the township dictionary beside it. Forms are parsed when first hit."""

    def __init__(self, gazetteer: Gazetteer):
        self.gazetteer = gazetteer
        self._forms = _region_forms()
        self._texts = [*gazetteer.form_lines, *(form for form in self._forms if form not in gazetteer.form_lines)]
        self._automaton = AhoCorasick(self._texts)

    def form(self, text: str) -> Form:
        """What a form of the automaton means. A region's reading hides a division's of the same form."""
        form = self._forms.get(text)
        if form is None:
            full, short, old = self.gazetteer.form_lines[text].split("\t")
            form = self._forms[text] = Form(tuple(full.split()), tuple(short.split()), old=bool(old))
        return form

    def levels(self) -> Iterator[tuple[str, int]]:
        """Every form down to county with its level: 0 province, 1 city, 2 county or former, 3 anything else."""
        for text in self._texts:
            line = self.gazetteer.form_lines.get(text)
            if line is None:
                if not self._forms[text].word:
                    yield text, 3
            elif line.endswith("\told"):
                yield text, 2
            else:
                code = line.lstrip("\t")[:6]
                yield text, 0 if code.endswith("0000") else 1 if code.endswith("00") else 2

    def find(self, text: str) -> Iterator[Hit]:
        """All hits above township level, then all township hits (one per unit and length that the register has)."""
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            form = self._texts[number]
            yield Hit(start, end, form, self._forms.get(form) or self.form(form))
        townships = self.gazetteer.township_forms
        for match in _UNIT_END.finditer(text):
            end = match.end()
            for start in range(max(0, end - _LONGEST_TOWNSHIP), match.start()):
                codes = townships.get(text[start:end])
                if codes:
                    yield Hit(start, end, text[start:end], Form(full=tuple(codes.split()), type="Township"))


@cache
def load_matcher() -> DivisionMatcher:
    """The matcher over the package's register."""
    return DivisionMatcher(load_gazetteer())
