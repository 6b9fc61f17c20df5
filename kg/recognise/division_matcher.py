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
from kg.gazetteer import Division, Gazetteer, load_gazetteer
from kg.resources import ontology_dir

_UNIT_END = re.compile(r"街道|[镇乡]|苏木")
_LONGEST_TOWNSHIP = 15
_REGION_BITS = {"areas": 14.0, "countries": 6.0, "world": 10.0}
"""中国 is as common as the commonest words; 华中 is rather part of 耀华|中学."""
_LEVEL = {"Province": 0, "City": 1, "County": 2, "Township": 3}


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


def _is_full(division: Division, form: str) -> bool:
    """石柱县 is as good as the full name; the bare stem 石柱 and customary forms (克州) are not."""
    stem = division.forms[0]
    return form != stem and form.startswith(stem)


def collect_forms(gazetteer: Gazetteer) -> dict[str, Form]:
    """Every form down to county, and of regions and foreign cities. A current division hides former ones of its name."""
    full: dict[str, dict[bool, list[str]]] = {}
    short: dict[str, dict[bool, list[str]]] = {}
    for code, division in gazetteer.divisions.items():
        former = division.former
        full.setdefault(division.name, {}).setdefault(former, []).append(code)
        for form in division.forms:
            table = full if _is_full(division, form) else short
            table.setdefault(form, {}).setdefault(former, []).append(code)

    def codes(table: dict[str, dict[bool, list[str]]], form: str) -> tuple[str, ...]:
        by_age = table.get(form, {})
        former = by_age.get(True, [])
        renamed = [gazetteer.current(code) for code in former if gazetteer.divisions[code].renamed]
        found = by_age.get(False) or renamed or former
        return tuple(sorted(dict.fromkeys(found), key=lambda c: (_LEVEL[gazetteer.divisions[c].type], c)))

    forms = {}
    for form in full.keys() | short.keys():
        whole, part = codes(full, form), codes(short, form)
        if part and all(gazetteer.divisions[c].former for c in part) and whole:
            part = ()
        old = False not in full.get(form, {}) and False not in short.get(form, {})
        forms[form] = Form(whole, tuple(c for c in part if c not in whole), old=old)
    _add_regions(forms)
    return forms


def _add_regions(forms: dict[str, Form]) -> None:
    lexicon = read_lexicon("regions.toml")
    for group in ("areas", "countries", "world"):
        for name, aliases in lexicon[group].items():
            for form in (name, *aliases):
                forms[form] = Form(region=name, type="Region", bits=_REGION_BITS[group])
    for name in lexicon["cities"]["names"]:
        forms[name] = Form(region=name, type="City", bits=14.0)
    for word in read_lexicon("divisions.toml")["risky"]["words"]:
        forms.setdefault(word, Form(word=True))


class DivisionMatcher:
    """The automaton over all forms, with the township dictionary beside it."""

    def __init__(self, gazetteer: Gazetteer):
        self.gazetteer = gazetteer
        forms = collect_forms(gazetteer)
        self._texts = sorted(forms)
        self._forms = [forms[text] for text in self._texts]
        self._automaton = AhoCorasick(self._texts)
        self._townships = gazetteer.township_codes

    def levels(self) -> Iterator[tuple[str, int]]:
        """Every form down to county with its level: 0 province, 1 city, 2 county, 3 anything else."""
        for text, form in zip(self._texts, self._forms, strict=True):
            codes = form.full or form.short
            if codes:
                yield text, _LEVEL[self.gazetteer.divisions[codes[0]].type] if not form.old else 2
            elif form.region:
                yield text, 3

    def find(self, text: str) -> Iterator[Hit]:
        """All hits above township level, then all township hits (one per unit and length that the register has)."""
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield Hit(start, end, self._texts[number], self._forms[number])
        for match in _UNIT_END.finditer(text):
            end = match.end()
            for start in range(max(0, end - _LONGEST_TOWNSHIP), match.start()):
                codes = self._townships.get(text[start:end])
                if codes:
                    yield Hit(start, end, text[start:end], Form(full=tuple(codes), type="Township"))


@cache
def load_matcher() -> DivisionMatcher:
    """The matcher over the package's register."""
    return DivisionMatcher(load_gazetteer())
