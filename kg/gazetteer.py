"""The register of China's administrative divisions: code → name, type, parents, coordinates, successors.

Tables in ``kg/data`` (built by ``scripts/build_gazetteer.py``), tab-separated, sorted by code:

- ``divisions.tsv``: code, name, parent code, longitude, latitude (degrees), other forms (blank-separated, the bare stem first);
- ``divisions.former.tsv``: code, name, successor codes, mark, other forms; the mark "=" says that the old name is another
  name of its one successor, "-" that the division was dissolved into others;
- ``divisions.townships.tsv``: county code, then one item a township: last three digits (or all nine), name, /other forms;
- ``divisions.forms.tsv``: form, codes of which it is the full name, codes of which it is a short form, "old" where only
  former divisions bear it; ``divisions.townforms.tsv``: form, codes of townships.

Codes are GB/T 2260 (six digits) and, for townships, statistical codes (nine digits).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from kg.errors import DataError
from kg.resources import data_path

_ITEM = re.compile(r"(\d{9}|\d{3})(\D.*)")
_FULL_CODE = re.compile(r"(?:^| )(\d{9})")


@dataclass(frozen=True, slots=True)
class Division:
    """One division. ``type`` is Province, City, County or Township; ``forms`` are shorter ways to write ``name``.

    ``successors`` are codes of current divisions, given only for a former division. ``renamed`` says that a former
    division is its one successor under an older name or code.
    """

    code: str
    name: str
    type: str
    parent: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    forms: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    renamed: bool = False

    @property
    def former(self) -> bool:
        """Whether the division no longer exists under this code."""
        return bool(self.successors)


def division_type(code: str) -> str:
    """The class of the annotation guide that a code belongs to, by its length and final zeros."""
    if len(code) > 6:
        return "Township"
    return "Province" if code.endswith("0000") else "City" if code.endswith("00") else "County"


class Gazetteer:
    """The loaded register. Lines stay unparsed until they are looked up."""

    def __init__(self, current: str, former: str, townships: str, forms: str, town_forms: str):
        self._lines = dict(line.split("\t", 1) for line in current.splitlines())
        self._former_lines = dict(line.split("\t", 1) for line in former.splitlines())
        self._county_lines = dict(line.split("\t", 1) for line in townships.splitlines())
        self.form_lines: dict[str, str] = dict(line.split("\t", 1) for line in forms.splitlines())
        """Form → the rest of its line in ``divisions.forms.tsv``."""
        self.township_forms: dict[str, str] = dict(line.split("\t", 1) for line in town_forms.splitlines())
        """Form → the codes of the townships that bear it, blank-separated, in order."""
        self._divisions: dict[str, Division] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._parsed: dict[str, tuple[Division, ...]] = {}

    def codes(self) -> list[str]:
        """All codes down to county, the current ones first, each kind in order."""
        return [*self._lines, *self._former_lines]

    def get(self, code: str) -> Division | None:
        """The division of a code, or None if the register has no such code."""
        if len(code) > 6:
            return self._township(code)
        if code not in self._divisions:
            division = self._parse(code)
            if division is None:
                return None
            self._divisions[code] = division
        return self._divisions[code]

    def _parse(self, code: str) -> Division | None:
        if code in self._lines:
            name, parent, longitude, latitude, forms = self._lines[code].split("\t")
            east, north = (float(text) if text else None for text in (longitude, latitude))
            return Division(code, name, division_type(code), parent or None, east, north, tuple(forms.split()))
        if code in self._former_lines:
            name, successors, mark, forms = self._former_lines[code].split("\t")
            heirs = tuple(successors.split())
            return Division(code, name, division_type(code), None, None, None, tuple(forms.split()), heirs, mark == "=")
        return None

    @cached_property
    def _county_elsewhere(self) -> dict[str, str]:
        """The county of each township whose code does not begin with the county's (it was coded under a former one)."""
        return {code: county for county, line in self._county_lines.items() for code in _FULL_CODE.findall(line)}

    def _county_of(self, township: str) -> str:
        return self._county_elsewhere.get(township, township[:6])

    def townships_of(self, county: str) -> tuple[Division, ...]:
        """The townships of a county (or of a city without counties), in order of code."""
        if county not in self._parsed:
            found = []
            for item in self._county_lines.get(county, "").split():
                match = _ITEM.match(item)
                if match is None:
                    raise DataError(
                        f"divisions.townships.tsv: county {county}: cannot read {item!r}: rebuild the tables"
                    )
                code = match[1] if len(match[1]) == 9 else county + match[1]
                name, *forms = match[2].split("/")
                found.append(Division(code, name, "Township", county, forms=tuple(forms)))
            self._parsed[county] = tuple(found)
        return self._parsed[county]

    def _township(self, code: str) -> Division | None:
        return next((one for one in self.townships_of(self._county_of(code)) if one.code == code), None)

    def parent(self, code: str) -> str | None:
        """The code of the parent; of a former division, that of its first successor's."""
        if len(code) > 6:
            return self._county_of(code)
        found = self.get(code)
        if found is None:
            return None
        if found.successors:
            heir = found.successors[0]
            return heir if division_type(heir) != found.type and len(found.successors) == 1 else self.parent(heir)
        return found.parent

    def chain(self, code: str) -> tuple[str, ...]:
        """The codes of the divisions that hold this one, from its parent up to the province."""
        if code in self._chains:
            return self._chains[code]
        found: list[str] = []
        above = self.parent(code)
        while above is not None and above not in found:
            found.append(above)
            above = self.parent(above)
        return self._chains.setdefault(code, tuple(found))

    @cached_property
    def province_names(self) -> dict[str, str]:
        """Every form of every province → its code."""
        provinces = [self.get(code) for code in self._lines if division_type(code) == "Province"]
        return {form: one.code for one in provinces if one for form in (one.name, *one.forms)}

    @cached_property
    def _predecessors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, line in self._former_lines.items():
            for successor in line.split("\t")[1].split():
                found.setdefault(successor, []).append(code)
        return {code: tuple(codes) for code, codes in found.items()}

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes of the former divisions that went into this one."""
        return self._predecessors.get(code, ())

    def canonical_name(self, code: str) -> str | None:
        """The fullest official name (忠县, 龙桥土家族乡), or None for an unknown code."""
        division = self.get(code)
        return division.name if division else None

    def current(self, code: str) -> str:
        """The code under which a renamed division goes today; any other code unchanged."""
        division = self.get(code)
        return division.successors[0] if division and division.renamed else code


def _read(name: str) -> str:
    path: Path = data_path(name)
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: the division table cannot be read: {error}. Reinstall duikou") from error


@cache
def load_gazetteer() -> Gazetteer:
    """The package's register. Raises DataError naming the table that is missing or malformed."""
    tables = [_read(f"divisions{part}.tsv") for part in ("", ".former", ".townships", ".forms", ".townforms")]
    try:
        return Gazetteer(*tables)
    except ValueError as error:
        raise DataError(
            f"{data_path('divisions.tsv').parent}: a division table is malformed: {error}. Reinstall duikou"
        ) from error
