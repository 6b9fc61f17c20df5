"""Builds ``kg/data/pinyin.tsv``: how characters are read, for finding a Chinese name in graph.html by its pinyin.

In: the table of single characters of pypinyin (MIT licence; ``pip install pypinyin``). Out: one line per syllable without
tone: the syllable, a tab, the characters read so. A character with two common readings stands twice, since a name such as
重庆 is looked up by one and 重点 by the other. Characters: those of GB 2312, and whatever the register of divisions holds.
Run: ``python scripts/build_pinyin.py``.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

DATA = Path(__file__).parent.parent / "kg" / "data"
READINGS = 2  # pypinyin gives the common readings first; the third of 重 is one that no reader types


def main() -> None:
    characters = {
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    }
    for name in ("divisions.tsv", "divisions.townships.tsv"):
        characters.update(one for one in (DATA / name).read_text("utf-8") if "\u4e00" <= one <= "\u9fff")
    lines: dict[str, list[str]] = defaultdict(list)
    for character in sorted(characters - {""}):
        for syllable in pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")[0][:READINGS]:
            lines[syllable.replace("ü", "v")].append(character)
    (DATA / "pinyin.tsv").write_text("".join(f"{one}\t{''.join(lines[one])}\n" for one in sorted(lines)), "utf-8")


if __name__ == "__main__":
    main()
