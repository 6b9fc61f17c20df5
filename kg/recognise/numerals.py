"""Reads Chinese and Arabic numerals as numbers.

In: a numeral as a text writes it (5.36亿, 3,000, 三十, 1万2千, 两百). Out: ``decimal.Decimal`` or None where no single number
can be read from it (数千, 几十, 七八百). Never guesses.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
LARGE = (("亿", 10**8), ("万", 10**4))
SMALL = (("千", 1000), ("百", 100), ("十", 10))
# Signs for "several": a numeral with one has no single value.
VAGUE = frozenset("数几")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Longer numerals name nothing that can be counted; the bound keeps the reading of absurd input short.
LONGEST = 24


def read_numeral(text: str) -> Decimal | None:
    """The number that ``text`` writes, in full (1.2万 is 12000), or None.

    What stands before a magnitude multiplies it (1.2万亿 is 1.2 × 10⁴ × 10⁸), a bare magnitude counts once (百万 is 10⁶), a
    single digit after one counts its tenths (两万五 is 25000).
    """
    text = unicodedata.normalize("NFKC", text).replace(",", "")
    return _read(text, LARGE + SMALL) if 0 < len(text) <= LONGEST else None


def _read(text: str, magnitudes: tuple[tuple[str, int], ...]) -> Decimal | None:
    for place, (sign, size) in enumerate(magnitudes):
        if sign not in text:
            continue
        left, right = text.rsplit(sign, 1)
        # 亿 and 万 may be multiplied by any numeral (万亿), 千 百 十 only by smaller ones
        before = (
            Decimal(1)
            if not left
            else _read(left, magnitudes[place:] if size >= LARGE[-1][1] else magnitudes[place + 1 :])
        )
        after = Decimal(0) if not right else _read(right, magnitudes[place + 1 :])
        if before is None or after is None or after >= size:
            return None
        if len(right) == 1 and size > 10:
            after *= size // 10
        return before * size + after
    return _digits(text)


def _digits(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    text = text.lstrip("零〇") if len(text) > 1 else text
    return Decimal(DIGITS[text]) if text in DIGITS else None


def read_year(text: str) -> int | None:
    """A year written digit by digit (2021, 二〇二一), or None."""
    text = unicodedata.normalize("NFKC", text)
    plain = "".join(str(DIGITS.get(c, c)) for c in text)
    return int(plain) if len(plain) == 4 and plain.isdecimal() else None
