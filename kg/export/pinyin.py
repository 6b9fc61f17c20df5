"""How the characters of names are read, so that a name can be found by its pinyin.

In: names. Out: character → its readings without tones, from ``kg/data/pinyin.tsv`` (``scripts/build_pinyin.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kg.resources import data_path


def readings_of(names: Iterable[str]) -> dict[str, list[str]]:
    """The readings of every Chinese character in the names, sorted by character; others are left out."""
    table = _table()
    return {character: table[character] for character in sorted(set().union(*names)) if character in table}


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for line in data_path("pinyin.tsv").read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition("\t")
        for character in characters:
            table.setdefault(character, []).append(syllable)
    return table
