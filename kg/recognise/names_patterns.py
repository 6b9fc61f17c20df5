"""Names that what stands around them gives away: items of a list that a noun closes, and regular expressions.

In: the clean text and its places. Out: (start, end, type). The patterns are data (``ontology/lexicon/name_patterns.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError
from kg.recognise.names_lexicon import load_names
from kg.recognise.names_words import cut_before
from kg.resources import ontology_dir

ITEM = "[^，。；：、！？\n]{2,24}"
SHORTEST, LONGEST = 2, 16
BOUNDARIES, SINGLE_BOUNDARIES = frozenset("VPCUDRTM#F"), frozenset("PCUR#")
"""Word classes that end the search for the beginning of a list's first item; fewer of them in words of one character,
which are often parts of names."""
EDGES = {"“": "”", "《": "》", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled patterns: ``lists`` finds 、…等…noun with the type of the noun, ``shapes`` are (pattern, type)."""

    lists: re.Pattern[str]
    nouns: dict[str, str]
    shapes: tuple[tuple[re.Pattern[str], str], ...]


@cache
def load_patterns(path: Path | None = None) -> Patterns:
    """Reads the patterns; ``path`` is for tests. Raises DataError if the file is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "name_patterns.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        nouns = {noun: table["type"] for table in data["list"] for noun in table["nouns"]}
        shapes = tuple((re.compile(table["regex"]), table["type"]) for table in data["pattern"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise DataError(f"{path}: cannot be read as patterns of names: {error}") from error
    closing = "|".join(sorted(nouns, key=lambda n: (-len(n), n)))
    number = "(?:[0-9]+|[一二三四五六七八九十百数几两]+)?(?:余|多)?(?:家|个|种|项|所|名|款|座|大)?"
    return Patterns(re.compile(f"等{number}[一-鿿]{{0,4}}?({closing})"), nouns, shapes)


def patterned(
    text: str, places: Mapping[int, Sequence[tuple[int, str]]], patterns: Patterns
) -> Iterator[tuple[int, int, str]]:
    """The names of ``text`` that a pattern gives away. ``places`` maps the end of a place to its (start, type)."""
    for match in patterns.lists.finditer(text):
        kind = patterns.nouns[match.group(1)]
        for start, end in _items(text, match.start(), places):
            yield start, end, kind
    for shape, kind in patterns.shapes:
        for match in shape.finditer(text):
            yield match.start(1), match.end(1), kind


def _items(text: str, end: int, places: Mapping[int, Sequence[tuple[int, str]]]) -> Iterator[tuple[int, int]]:
    """The items of the list that ends at ``end``, from the last to the first."""
    bounds = [end]
    at = end
    while at > 0 and text[at - 1] not in "，。；：！？\n":
        at -= 1
        if text[at] == "、":
            bounds.append(at)
    if len(bounds) == 1:
        return
    for number, right in enumerate(bounds):
        first = number == len(bounds) - 1
        left = _first_start(text, right, places) if first else bounds[number + 1] + 1
        if left < right - 1 and EDGES.get(text[left]) == text[right - 1]:
            left, right = left + 1, right - 1
        if SHORTEST <= right - left <= LONGEST and not any(s == left for s, _ in places.get(right, ())):
            yield left, right


def _first_start(text: str, end: int, places: Mapping[int, Sequence[tuple[int, str]]]) -> int:
    """Where the first item of a list begins: after the last verb or function word before it."""
    start = end
    outside = load_names().outside
    for token in reversed(cut_before(text, end, places)[0]):
        if token.kind in (BOUNDARIES if len(token.text) > 1 else SINGLE_BOUNDARIES) or token.text in outside:
            break
        start = token.start
    return start
