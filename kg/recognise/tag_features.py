"""What the character tagger sees: pieces of a text, and features of their characters.

In: clean text, the word lists of ``kg/data/tagger.toml`` and a table of place names. Out: ranges of pieces; 0/1 arrays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, MatchKind

from kg.errors import DataError

_PLACES = "province province_short city city_short county county_short township township_short"
PLACE_CLASSES = _PLACES.split()
"""Levels of divisions, each with its full and its shorter names."""

SIGNS = ("digit", "latin", "numeral", "open", "close", "comma", "stop", "quoted", "bracketed", "first", "last")

MAX_PIECE = 200
"""Longest piece in characters. Sentences of the training text are shorter (longest 190); it bounds time and memory."""

_SENTENCE = re.compile(r"[^\n。！？]*(?:[。！？]+[”’」』）)]*|\n|\Z)")
_DIGITS = frozenset("0123456789０１２３４５６７８９.%％")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
_OPEN, _CLOSE = "“‘「『《（(【〈", "”’」』》）)】〉"


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """The non-empty ranges of a text that are tagged alone: sentences and lines, no longer than MAX_PIECE.

    A longer sentence is cut after its last comma within the bound, or at the bound. Blanks at the ends are left out.
    """
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        while end - start > MAX_PIECE:
            window = text[start : start + MAX_PIECE]
            cut = 1 + max(window.rfind("；"), window.rfind("，"))
            cut = cut if cut > MAX_PIECE // 4 else MAX_PIECE
            yield start, start + cut
            start += cut
        if start < end:
            yield start, end


class Features:
    """What the network sees beside the characters: hits of word lists and place names, and signs.

    ``lists`` are (group, name, words) in column order; ``places`` maps a name to indices of PLACE_CLASSES. A hit of a word
    of several characters sets three columns of its list (first, middle, last character), of one character one.
    """

    def __init__(self, lists: Sequence[tuple[str, str, Sequence[str]]], places: dict[str, tuple[int, ...]]):
        self.names: list[str] = []
        single: dict[str, list[int]] = {}
        tables: dict[str, dict[str, list[int]]] = {}
        for group, name, words in lists:
            column = len(self.names)
            if group == "one":
                self.names.append(name)
                for word in words:
                    single.setdefault(word, []).append(column)
                continue
            self.names += [f"{name}-{part}" for part in "BIE"]
            table = tables.setdefault("heads" if group == "heads" else "words", {})
            for word in words:
                table.setdefault(word, []).append(column)
        first_place = len(self.names)
        self.names += [f"{name}-{part}" for name in PLACE_CLASSES for part in "BIE"]
        columns_of = {classes: [first_place + 3 * i for i in classes] for classes in set(places.values())}
        tables["places"] = {name: columns_of[classes] for name, classes in places.items()}
        self.sign = {name: len(self.names) + i for i, name in enumerate(SIGNS)}
        self.names += SIGNS
        self.width = len(self.names)
        self._single = single
        self._tables = [(_automaton(table), list(table.values())) for table in tables.values() if table]

    def __call__(self, text: str) -> npt.NDArray[np.uint8]:
        """A 0/1 array [characters, columns] of a text of pieces parted by LF."""
        rows: list[int] = []
        columns: list[int] = []
        self._signs(text, rows, columns)
        for automaton, of_word in self._tables:
            for word, start, end in automaton.find_matches_as_indexes(text):
                for column in of_word[word]:
                    rows.append(start)
                    columns.append(column)
                    for middle in range(start + 1, end - 1):
                        rows.append(middle)
                        columns.append(column + 1)
                    rows.append(end - 1)
                    columns.append(column + 2)
        out = np.zeros((len(text), self.width), np.uint8)
        out[rows, columns] = 1
        return out

    def _signs(self, text: str, rows: list[int], columns: list[int]) -> None:
        sign, single = self.sign, self._single
        quoted = bracketed = False
        for i, char in enumerate(text):
            if char == "\n":
                quoted = bracketed = False
            elif char in _DIGITS:
                rows.append(i)
                columns.append(sign["digit"])
            elif char.isascii() and char.isalpha():
                rows.append(i)
                columns.append(sign["latin"])
            elif char in _OPEN:
                rows.append(i)
                columns.append(sign["open"])
                quoted, bracketed = quoted or char in "“‘「『《", bracketed or char in "（("
                continue
            elif char in _CLOSE:
                rows.append(i)
                columns.append(sign["close"])
                quoted, bracketed = quoted and char not in "”’」』》", bracketed and char not in "）)"
            elif char in "，、；：,":
                rows.append(i)
                columns.append(sign["comma"])
            elif char in "。！？":
                rows.append(i)
                columns.append(sign["stop"])
            elif char in _NUMERALS:
                rows.append(i)
                columns.append(sign["numeral"])
            for column in single.get(char, ()):
                rows.append(i)
                columns.append(column)
            if quoted:
                rows.append(i)
                columns.append(sign["quoted"])
            if bracketed:
                rows.append(i)
                columns.append(sign["bracketed"])
            if i == 0 or text[i - 1] == "\n":
                rows.append(i)
                columns.append(sign["first"])
            if i + 1 == len(text) or text[i + 1] == "\n":
                rows.append(i)
                columns.append(sign["last"])


def _automaton(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)


def load_lists(path: Path) -> list[tuple[str, str, list[str]]]:
    """The word lists of a ``tagger.toml`` as (group, name, words) in the order of the file."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        out = []
        for group in ("heads", "cues", "names"):
            for name, words in table[group].items():
                kind = "one" if all(len(w) == 1 for w in words) or name in ("one", "surname") else group
                out.append((kind, f"{group}.{name}", list(words)))
        return out
    except (KeyError, AttributeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: not a list file of the tagger: {error!r}") from error


def unpack_places(lines: str) -> dict[str, tuple[int, ...]]:
    """Name → indices of PLACE_CLASSES, from one line of blank-separated names per class."""
    out: dict[str, tuple[int, ...]] = {}
    for index, line in enumerate(lines.split("\n")):
        names = line.split()
        known = {name: (*out[name], index) for name in out.keys() & names}
        out.update(dict.fromkeys(names, (index,)))
        out.update(known)
    return out
