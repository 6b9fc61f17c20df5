"""Which amounts are parts of another that stands beside them (累计投入4亿元,其中产业资金1亿元), so that nobody adds them to it.

In: the text of a passage and what stands before it, an amount, the words that open parts (``ontology/lexicon/explorer.toml``).
Out: yes or no. An amount that is not found in the text is taken for no part.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg.errors import DataError
from kg.resources import ontology_dir

_FIGURE = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([十百千]?[万亿]?)")
_FACTORS = {"": 1, "十": 10, "百": 100, "千": 1000}
_STEPS = {"": 1, "万": 10_000, "亿": 100_000_000}
_ENDS = re.compile(r"[。;；!！?？\n]")


@dataclass(frozen=True, slots=True)
class PartWords:
    """The words that open the parts of a sum."""

    opening: tuple[str, ...]


@cache
def part_words() -> PartWords:
    """The words of the lexicon. Raises DataError if the file is broken."""
    path = ontology_dir() / "lexicon" / "explorer.toml"
    try:
        return PartWords(tuple(tomllib.loads(path.read_text(encoding="utf-8"))["parts"]["opening"]))
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: no list parts.opening: {error!r}: reinstall duikou") from error


def is_part(before: str, passage: str, amount: Decimal, words: PartWords) -> bool:
    """Whether a word that opens parts stands before the amount in its sentence, in the passage or just before it."""
    text = before + passage
    for found in _FIGURE.finditer(text):
        if found.end() > len(before) and _value(found) == amount:
            sentence = _ENDS.split(text[: found.start()])[-1]
            return any(word in sentence for word in words.opening)
    return False


def _value(found: re.Match[str]) -> Decimal:
    digits, unit = re.sub("[,，]", "", found[1]), found[2]
    step = unit[-1:] if unit[-1:] in _STEPS else ""
    return Decimal(digits) * _FACTORS[unit.removesuffix(step) if step else unit] * _STEPS[step]
