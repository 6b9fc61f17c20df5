"""Repairs of single characters: invisible ones, pinyin that a website put after characters, traditional script.

In and out: ``Aligned``. Line breaks stay where they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from kg.clean.aligned import Aligned
from kg.clean.lexicon import lexicon

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]+"
)
BRACKETED = re.compile(f"(?<=[{HAN}])[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{{1,6}})[)）]")
SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?(?:i?ang|i?ong|u?eng|u?ang|iao|ian|uai|uan|[iu]?an|[iu]?en|ing|in|un|ün|üe|üan|ua|uo"
    "|ue|ui|iu|ie|ia|ai|ei|ao|ou|er|[aoeiuü])"
)
PLAIN_SYLLABLES_NEED = 2
"""Bracketed syllables without a tone mark (們(men)) are pinyin only in a text that has this many with one."""


def drop_invisible(text: Aligned) -> Aligned:
    """Deletes control characters, zero-width characters, soft hyphens and direction marks."""
    return text.delete(INVISIBLE)


def drop_pinyin(text: Aligned) -> Aligned:
    """Deletes bracketed pinyin that a website inserted after a character: 堅(jiān)持 becomes 堅持.

    A bracket goes if it holds one syllable with one tone mark.
    """
    toned: list[tuple[int, int, str]] = []
    plain: list[tuple[int, int, str]] = []
    for match in BRACKETED.finditer(text.text):
        inside = match[1].replace("ü", "v")
        letters = unicodedata.normalize("NFD", inside)
        base = "".join(c for c in letters if not unicodedata.combining(c))
        marks = len(letters) - len(base) - letters.count("\u0308")
        if marks > 1 or not SYLLABLE.fullmatch(base.replace("v", "ü")):
            continue
        (toned if marks else plain).append((match.start(), match.end(), ""))
    return text.edit(sorted(toned + plain) if len(toned) >= PLAIN_SYLLABLES_NEED else toned)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("tw2s")


def simplify(text: Aligned) -> Aligned:
    """Traditional characters become simplified ones, one for one (OpenCC ``tw2s``, which also knows 著重, 沿著).

    A line that holds only such traditional characters as simplified text uses too (乾县) is left alone, unless the
    text around it is traditional.
    """
    source = text.text
    converted = _converter().convert(source)
    if converted == source or len(converted) != len(source):
        return text
    shared = lexicon().shared
    lines, new = source.split("\n"), converted.split("\n")
    sure = [
        any(a != b and a not in shared for a, b in zip(old, line, strict=True)) if old != line else False
        for old, line in zip(lines, new, strict=True)
    ]
    if sum(len(line) for line, yes in zip(lines, sure, strict=True) if yes) * 2 > len(source):
        return text.with_text(converted)
    return text.with_text("\n".join(b if yes else a for a, b, yes in zip(lines, new, sure, strict=True)))
