"""Builds ``kg/data/words.txt``: common Chinese words with a coarse word class, for cutting the text before a name's head.

In: ``dict.txt`` of jieba (MIT licence; lines "word frequency tag"), path as the first argument. Out: one line per class
and frequency step: the class letter, the step (floor of the binary logarithm of the frequency), a tab, the words.
Personal names are left out: what is no common word is what names are made of.
Run: ``python scripts/build_words.py dict.txt``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).parent.parent / "kg" / "data" / "words.txt"
LEAST = (
    10  # words rarer than this are noise for the most part; 104,150 of 349,046 lines are left, personal names included
)
LONGEST = 4
CLASSES = {
    "n": "N",
    "ng": "N",
    "an": "N",
    "j": "N",
    "l": "N",
    "i": "N",
    "g": "N",
    "v": "V",
    "vg": "V",
    "vi": "V",
    "vq": "V",
    "vd": "V",
    "df": "V",
    "vn": "W",
    "a": "A",
    "b": "A",
    "z": "A",
    "ag": "A",
    "ad": "D",
    "d": "D",
    "dg": "D",
    "p": "P",
    "c": "C",
    "u": "U",
    "ul": "U",
    "uj": "U",
    "uv": "U",
    "ud": "U",
    "uz": "U",
    "ug": "U",
    "y": "U",
    "e": "U",
    "o": "U",
    "r": "R",
    "rr": "R",
    "rg": "R",
    "rz": "R",
    "ns": "Z",
    "nt": "Z",
    "nz": "Z",
    "m": "M",
    "mg": "M",
    "mq": "M",
    "q": "Q",
    "f": "F",
    "s": "F",
    "t": "T",
    "tg": "T",
    "k": "K",
    "h": "K",
}


def main(source: Path) -> None:
    """Writes the word list; the same input gives the same bytes."""
    rows: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in source.read_text("utf-8").splitlines():
        word, frequency, tag = line.split()
        kind = CLASSES.get(tag)
        if kind and int(frequency) >= LEAST and len(word) <= LONGEST and all("一" <= c <= "鿿" for c in word):
            rows[kind, int(frequency).bit_length() - 1].append(word)
    lines = [f"{kind}{step}\t{' '.join(sorted(words))}" for (kind, step), words in sorted(rows.items())]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
