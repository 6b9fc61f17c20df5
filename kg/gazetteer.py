"""The register of China's administrative divisions: code → name, type, parents, coordinates, successors.

Tables in ``kg/data`` (built by ``scripts/build_gazetteer.py``), tab-separated, sorted by code:

- ``divisions.tsv``: code, name, parent code, longitude, latitude (degrees), other forms (blank-separated, the bare stem first);
- ``divisions.former.tsv``: code, name, successor codes, mark, other forms; the mark "=" says that the old name is another
  name of its one successor, "-" that the division was dissolved into others;
- ``divisions.townships.tsv``: county code, then one item a township: last three digits (or all nine), name, /other forms.

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
    """The loaded register. Townships stay unparsed until they are looked up by code."""

    def __init__(self, current: str, former: str, townships: str):
        self.divisions: dict[str, Division] = {}
        self._load_current(current)
        self._load_former(former)
        self._county_lines = dict(line.split("\t", 1) for line in townships.splitlines())
        self._chains: dict[str, tuple[str, ...]] = {}
        self._parsed: dict[str, tuple[Division, ...]] = {}

    def _load_current(self, table: str) -> None:
        for line in table.splitlines():
            code, name, parent, longitude, latitude, forms = line.split("\t")
            self.divisions[code] = Division(
                code, name, division_type(code), parent or None,
                float(longitude) if longitude else None, float(latitude) if latitude else None, tuple(forms.split()),
            )  # fmt: skip

    def _load_former(self, table: str) -> None:
        for line in table.splitlines():
            code, name, successors, mark, forms = line.split("\t")
            self.divisions[code] = Division(
                code, name, division_type(code), None, None, None,
                tuple(forms.split()), tuple(successors.split()), mark == "=",
            )  # fmt: skip

    def get(self, code: str) -> Division | None:
        """The division of a code, or None if the register has no such code."""
        if len(code) > 6:
            return self._township(code)
        return self.divisions.get(code)

    @cached_property
    def township_codes(self) -> dict[str, list[str]]:
        """Every form of every township → the codes that bear it, in order of code."""
        found: dict[str, list[str]] = {}
        for county, line in self._county_lines.items():
            for item in line.split(" "):
                number, name = (item[:3], item[3:]) if not item[3:4].isdigit() else (item[:9], item[9:])
                code = county + number if len(number) == 3 else number
                if "/" in name:
                    for form in name.split("/"):
                        found.setdefault(form, []).append(code)
                elif name in found:
                    found[name].append(code)
                else:
                    found[name] = [code]
        return found

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
                    raise DataError(f"divisions.townships.tsv: county {county}: cannot read {item!r}: rebuild the tables")
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
        found = self.divisions.get(code)
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
    def _predecessors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, division in self.divisions.items():
            for successor in division.successors:
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
        division = self.divisions.get(code)
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
    names = ("divisions.tsv", "divisions.former.tsv", "divisions.townships.tsv")
    tables = [_read(name) for name in names]
    try:
        return Gazetteer(*tables)
    except ValueError as error:
        raise DataError(f"{data_path(names[0]).parent}: a division table is malformed: {error}. Reinstall duikou") from error
