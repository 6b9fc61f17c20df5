"""Measures division recognition alone against gold annotations.

    python benchmarks/recognise_divisions.py GOLD_DIR TEXT_DIR [--show] [--codes N] [--only PREFIX]

Per document, entities of the five division types are compared as (name, type): what is found counts as right where its
official name (or a form of it in the text) is a name or alias of a gold entity of that type; optional gold counts
neither way. Text is taken through ``kg.clean`` where that works, else simplified and freed of blanks.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import opencc

from kg.recognise.division_choice import Place
from kg.recognise.division_matcher import load_matcher
from kg.recognise.divisions import find_places

TYPES = ("Province", "City", "County", "Township", "Region")
_CONVERT = opencc.OpenCC("t2s")


def tidy(raw: str) -> str:
    """A stand-in for cleaning: simplified, no inserted pinyin, lines of a paragraph joined, no blanks."""
    text = re.sub(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]", "", _CONVERT.convert(raw))
    text = re.sub(r"[ \t\u3000\u00a0]+", "", text)
    text = re.sub(r"\n\s*\n", "\0", text)
    return re.sub(r"(?<![。！？”：])\n", "", text).replace("\0", "\n")


def read_text(path: Path) -> str:
    """The clean text of a file: its articles one after another."""
    raw = path.read_text("utf-8")
    try:
        from kg.clean import clean
        from kg.records import Source

        return "\n".join(article.text for article in clean(Source(path.name, raw, "")))
    except Exception:
        return tidy(raw)


def gather(places: list[Place]) -> dict[tuple[str, str], dict[str, Any]]:
    """Entities as (name, type) → forms in the text and one place."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for place in places:
        entity = found.setdefault((place.name or place.text, place.type), {"forms": set(), "places": []})
        entity["forms"].add(place.text)
        entity["places"].append(place)
    return found


def compare(gold: dict[str, Any], found: dict[tuple[str, str], dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(verdict, type, name) with verdict right, missed or wrong."""
    entities = [e for e in gold["entities"] if e["type"] in TYPES]
    left = dict(found)
    result = []
    paired: set[str] = set()
    for strict in (True, False):
        for entity in entities:
            if entity["id"] in paired:
                continue
            types = {entity["type"], *entity.get("type_also", [])}
            names = {entity["name"]} if strict else {entity["name"], *entity.get("aliases", [])}
            names = {_CONVERT.convert(n) for n in names}
            for key, value in left.items():
                if key[1] in types and (key[0] in names or (not strict and len(value["forms"] & names) > 0)):
                    paired.add(entity["id"])
                    del left[key]
                    if not entity.get("optional"):
                        result.append(("right", entity["type"], entity["name"]))
                    break
    for entity in entities:
        if entity["id"] not in paired and not entity.get("optional"):
            result.append(("missed", entity["type"], entity["name"] + " " + "/".join(entity.get("aliases", []))))
    others = {n: e for e in gold["entities"] for n in (e["name"], *e.get("aliases", []))}
    for (name, kind), value in left.items():
        same = others.get(name)
        note = f" (gold {same['type']}{' optional' if same.get('optional') else ''})" if same else ""
        if same and same.get("optional") and same["type"] not in TYPES:
            continue
        result.append(
            ("wrong", kind, f"{name} as {'/'.join(sorted(value['forms']))}{note} {value['places'][0].codes[:3]}")
        )
    return result


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--show", action="store_true", help="list what was missed and wrong")
    parser.add_argument("--only", default="", help="only documents whose name starts so")
    parser.add_argument(
        "--codes", type=int, default=0, help="list every N-th coded mention with its context, to check by hand"
    )
    arguments = parser.parse_args()
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    characters, seconds, mentions = 0, 0.0, 0
    started = time.process_time()
    load_matcher()
    loaded = time.process_time() - started
    find_places("重庆市忠县石宝镇")
    for path in sorted(arguments.gold.glob(arguments.only + "*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = read_text(arguments.texts / gold["doc"])
        started = time.process_time()
        places = find_places(text, gold.get("publisher") or "")
        seconds += time.process_time() - started
        characters += len(text)
        for verdict, kind, name in compare(gold, gather(places)):
            tally[kind][verdict] += 1
            if arguments.show and verdict != "right":
                around = ""
                if verdict == "wrong":
                    place = next(p for p in places if p.text in name and (p.name or p.text) == name.split(" ")[0])
                    around = text[max(0, place.start - 12) : place.end + 10].replace("\n", "|")
                print(verdict, path.stem, kind, name, around)
        for place in places:
            if place.code and arguments.codes:
                mentions += 1
                if mentions % arguments.codes == 0:
                    around = (
                        text[max(0, place.start - 15) : place.start]
                        + f"[{place.text}]"
                        + text[place.end : place.end + 12]
                    )
                    print(path.stem, place.code, place.name, "|", around.replace("\n", "/"), "|", place.reason)
    total: Counter[str] = sum(tally.values(), Counter())
    for kind, counts in [*((k, tally[k]) for k in TYPES), ("all", total)]:
        right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{kind:9} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({right} right, {wrong} wrong, {missed} missed)")
    print(
        f"{characters} characters, {characters / max(seconds, 1e-9) / 1e6:.2f} M characters/s; register and matcher in {loaded * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
