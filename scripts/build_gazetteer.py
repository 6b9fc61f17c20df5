"""Builds the division tables of ``kg/data`` from public raw tables.

    python scripts/build_gazetteer.py SOURCE_FOLDER [--out kg/data]

In: a folder with ``list.json`` (current code → name), ``history.json`` (every code ever used → name), ``diff.json`` (old
code → successor codes), ``townships.json`` (9-digit code → name), ``areacity_level4.csv`` (a second township list, used
for names only: its codes are not the statistical ones) and ``cpca_adcodes.csv`` (longitude, latitude).

Out: ``divisions.tsv`` (current divisions to county level), ``divisions.former.tsv`` (dissolved and renamed ones),
``divisions.townships.tsv`` (one line per county) and the indexes ``divisions.forms.tsv`` and ``divisions.townforms.tsv``
(form → codes); ``kg/gazetteer.py`` describes the columns. Deterministic.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEXICON = ROOT / "ontology" / "lexicon" / "divisions.toml"
TOWNSHIP = re.compile(r".+(?:街道|[镇乡]|苏木)$")
FILLER = re.compile(r"市辖区|直辖|行政单位|管理局|规划控制区|^市区$|兵团|居民|\(|（")


Table = dict[str, str]
Heirs = dict[str, list[str]]


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """The content of one of the source's JSON tables."""
    table: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
    return table


def level(code: str) -> str:
    """Province, City or County, from the zeros that end a six-digit code."""
    return "Province" if code.endswith("0000") else "City" if code.endswith("00") else "County"


class Shortener:
    """Makes the shorter forms under which a division is written, from its official name."""

    def __init__(self, lexicon: dict[str, Any]):
        ethnic = "|".join(sorted(lexicon["ethnic_groups"], key=lambda name: (-len(name), name)))
        self.ethnic = re.compile(rf"^(.+?)((?:{ethnic})+)(自治[州县旗]|自治区|[乡镇])$")
        self.known: dict[str, list[str]] = lexicon["known_short_forms"]

    def forms(self, name: str, kind: str) -> list[str]:
        """Short forms of a division down to county, the bare stem first (none if it has one character)."""
        stem, others = self._stem(name, kind)
        if name in self.known and kind == "Province":
            return self.known[name]
        bare = [stem] if len(stem) > 1 else []
        return list(dict.fromkeys(form for form in [*bare, *others, *self.known.get(name, [])] if form != name))

    def _stem(self, name: str, kind: str) -> tuple[str, list[str]]:
        match = self.ethnic.match(name)
        if match and len(match[1]) > 1 and match[3].startswith("自治"):
            head, unit = match[1], match[3][-1]
            if unit == "区":
                return head, []
            return head, [head + unit, head + match[3]]
        if name.endswith("各族自治县"):
            return name[:-5], [name[:-5] + "县"]
        if re.search(r"[前后中左右]旗$", name):
            return "", []
        if name.endswith(("族自治县", "族自治旗")):
            return name[:-5], [name[:-5] + name[-1]]
        for suffix in ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "林区", "特区"):
            if name.endswith(suffix) and len(name) > len(suffix) + 1:
                head = name[: -len(suffix)]
                more = [head + suffix[-1]] if suffix.startswith("自治") and suffix != "自治区" else []
                return head, more + ([head + "特区"] if suffix == "特别行政区" else [])
        if name[-1] in "省市盟县区旗" and len(name) > 1:
            return name[:-1], []
        return name, []

    def township_forms(self, name: str) -> list[str]:
        """The name without its ethnic part: 龙桥土家族乡 → 龙桥乡."""
        match = self.ethnic.match(name)
        return [match[1] + match[3]] if match else []


def final_successors(code: str, diff: Heirs, current: Table) -> list[str]:
    """Follows old → new codes to current ones."""
    found: list[str] = []
    seen, queue = {code}, list(diff.get(code, []))
    while queue:
        successor = queue.pop(0)
        if successor in seen:
            continue
        seen.add(successor)
        if successor in current:
            found.append(successor)
        else:
            queue.extend(diff.get(successor, []))
    return sorted(found)


def build_current(current: Table, places: dict[str, tuple[str, str]], shortener: Shortener) -> list[str]:
    """Lines code, name, parent, longitude, latitude, forms (blank-separated)."""
    lines = []
    for code, raw in sorted(current.items()):
        name = re.sub(r"\(.*\)", "", raw)
        province, city = code[:2] + "0000", code[:4] + "00"
        kind = level(code)
        parent = "" if kind == "Province" else city if city in current and kind == "County" else province
        longitude, latitude = places.get(code, ("", ""))
        lines.append("\t".join([code, name, parent, longitude, latitude, " ".join(shortener.forms(name, kind))]))
    return lines


def add_districts_outside_the_standard(current: Table, history: Table, diff: Heirs, with_townships: set[str]) -> None:
    """Settles codes that have townships, are no longer in the standard and have no successor in the source.

    One whose stem a current division of the same prefecture bears was renamed (米林县, 米林市); others are kept as they
    are (加格达奇区).
    """
    bearers = {(code[:4], name[:-1]): code for code, name in current.items()}
    for code in sorted(with_townships & history.keys() - current.keys() - diff.keys()):
        name = history[code]
        if FILLER.search(name) or name[-1] not in "县市区旗" or code[:4] + "00" not in current:
            continue
        if (code[:4], name[:-1]) in bearers:
            diff[code] = [bearers[code[:4], name[:-1]]]
        else:
            current[code] = name


def build_former(history: Table, current: Table, diff: Heirs, shortener: Shortener) -> list[str]:
    """Lines code, name, successors, mark, forms.

    The mark is "=" where the old name is another name of its one successor (宜昌县 of 夷陵区): the same level, and
    the same stem, its successor's name beginning with it (万县 and 万州区), or no other stem that went into the successor. Else the division was dissolved into others
    ("-"), and what is said of it is not said of them.
    """
    stem = {code: (shortener.forms(name, level(code)) or [name])[0] for code, name in {**history, **current}.items()}
    former = [c for c in sorted(diff) if c not in current and c in history and not FILLER.search(history[c])]
    former = [c for c in former if [history.get(d) for d in diff[c]] != [history[c]] or diff[c][0] in current]
    successors = {code: final_successors(code, diff, current) for code in former}
    stems_into = defaultdict(set)
    for code in former:
        for successor in successors[code]:
            if level(code) == level(successor):
                stems_into[successor].add(stem[code])
    lines = []
    for code in former:
        name, heirs = history[code], successors[code]
        if not heirs:
            continue
        one = heirs[0] if len(heirs) == 1 and level(heirs[0]) == level(code) else None
        head = re.sub(r"[县市区旗]$", "", name)
        renamed = one is not None and (
            stem[code] == stem[one] or current[one].startswith(head) or stems_into[one] == {stem[code]}
        )
        mark = "=" if renamed else "-"
        lines.append("\t".join([code, name, " ".join(heirs), mark, " ".join(shortener.forms(name, level(code)))]))
    return lines


def build_townships(folder: Path, current: Table, diff: Heirs, shortener: Shortener) -> list[str]:
    """Lines county code, then items "002石宝镇" or "277龙桥土家族乡/龙桥乡"; a nine-digit code where it is not the county's."""
    raw = read_json(folder, "townships.json")
    names: dict[str, dict[str, list[str]]] = defaultdict(dict)
    later: list[tuple[str, str, str]] = []
    for code, name in sorted(raw.items()):
        if name.endswith("地区") and code[:2] == "11":
            name, extra = name[:-2] + "镇", [name[:-2] + "乡", name]
        else:
            name, extra = name.removesuffix("办事处"), []
        if not TOWNSHIP.match(name) or name in ("城镇", "街道"):
            continue
        county = code[:6]
        if county in current:
            names[county].setdefault(name, [code, *extra, *shortener.township_forms(name)])
            continue
        heirs = final_successors(county, diff, current)
        heir = heirs[0] if len(heirs) == 1 else None if heirs else county[:4] + "00"
        if heir in current:
            later.append((heir, name, code))
    for county, name, code in later:
        names[county].setdefault(name, [code, *shortener.township_forms(name)])
    add_second_list(folder, names)
    lines = []
    for county in sorted(names):
        items = []
        for name, (code, *forms) in sorted(names[county].items(), key=lambda item: item[1][0]):
            number = code[6:] if code[:6] == county else code
            items.append("/".join([number + name, *dict.fromkeys(f for f in forms if f not in names[county])]))
        lines.append(county + "\t" + " ".join(items))
    return lines


def build_forms(current: list[str], former: list[str]) -> list[str]:
    """Lines form, codes whose full name it is, codes whose short form it is, "old" if only former divisions bear it.

    石柱县 counts as full, the bare stem 石柱 and customary forms (克州) as short. A current division hides former ones of
    its name; a former one that was renamed stands for its successor and hides ones that were dissolved.
    """
    full: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    short: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in [*current, *former]:
        code, name, *_, forms = line.split("\t")
        mark = line.split("\t")[3] if line.count("\t") == 4 else ""
        bears = line.split("\t")[2] if mark == "=" else code
        full[name][mark].append(bears)
        stem, *others = forms.split() or [""]
        for form in [stem, *others] if stem else []:
            table = full if form != stem and form.startswith(stem) else short
            table[form][mark].append(bears)

    def pick(by_mark: dict[str, list[str]]) -> list[str]:
        codes = by_mark.get("") or by_mark.get("=") or by_mark.get("-") or []
        return sorted(set(codes), key=lambda code: (("Province", "City", "County").index(level(code)), code))

    lines = []
    for form in sorted(full.keys() | short.keys()):
        whole, part = pick(full.get(form, {})), pick(short.get(form, {}))
        if whole and "" not in short.get(form, {}):
            part = []
        old = "" not in full.get(form, {}) and "" not in short.get(form, {})
        shorts = [code for code in part if code not in whole]
        lines.append("\t".join([form, " ".join(whole), " ".join(shorts), "old" if old else ""]))
    return lines


def build_town_forms(townships: list[str]) -> list[str]:
    """Lines form, codes of the townships that bear it."""
    found = defaultdict(list)
    for line in townships:
        county, items = line.split("\t")
        for number, names in re.findall(r"(\d+)(\S+)", items):
            for form in names.split("/"):
                found[form].append(number if len(number) == 9 else county + number)
    return [f"{form}\t{' '.join(codes)}" for form, codes in sorted(found.items())]


def add_second_list(folder: Path, names: dict[str, dict[str, list[str]]]) -> None:
    """Adds the second list's name as a form of the township of the same county and stem (a township became a town)."""
    unit = re.compile(r"(?:街道|[镇乡]|苏木)$")
    with (folder / "areacity_level4.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            county, name = row["pid"], row["ext_name"].removesuffix("办事处")
            if row["deep"] != "3" or county not in names or name in names[county] or not TOWNSHIP.match(name):
                continue
            same = [entry for other, entry in names[county].items() if unit.sub("", other) == unit.sub("", name)]
            if len(same) == 1:
                same[0].append(name)


def read_places(folder: Path) -> dict[str, tuple[str, str]]:
    """Six-digit code → longitude and latitude in degrees, four decimals at most."""
    with (folder / "cpca_adcodes.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["longitude"] and row["latitude"]]
    return {
        row["adcode"][:6]: (f"{float(row['longitude']):.4f}", f"{float(row['latitude']):.4f}")
        for row in rows
        if row["adcode"].endswith("000000")
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "kg" / "data")
    arguments = parser.parse_args()
    shortener = Shortener(tomllib.loads(LEXICON.read_text("utf-8")))
    current, history, diff = (read_json(arguments.source, f"{name}.json") for name in ("list", "history", "diff"))
    add_districts_outside_the_standard(
        current, history, diff, {code[:6] for code in read_json(arguments.source, "townships.json")}
    )
    divisions = build_current(current, read_places(arguments.source), shortener)
    former = build_former(history, current, diff, shortener)
    townships = build_townships(arguments.source, current, diff, shortener)
    tables = {
        "divisions.tsv": divisions,
        "divisions.former.tsv": former,
        "divisions.townships.tsv": townships,
        "divisions.forms.tsv": build_forms(divisions, former),
        "divisions.townforms.tsv": build_town_forms(townships),
    }
    for name, lines in tables.items():
        (arguments.out / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
