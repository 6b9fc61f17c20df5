"""Finds numbers with their units: money, counts, people, areas, lengths, shares.

In: a character Doc (token i is character i of the clean text). Out: ``doc._.quantities``, a tuple of ``records.Quantity``
sorted by position, never overlapping. Words are data (``ontology/lexicon/quantities.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import DataError
from kg.recognise.doc_text import text_of
from kg.recognise.numerals import VAGUE, read_numeral
from kg.records import Quantity
from kg.resources import ontology_dir

_CHINESE = "零〇一二三四五六七八九十百千万亿两"
# A numeral is digits with magnitudes (3亿5000万) or Chinese characters; 余, 多, 来 may stand inside (3000多万, 十余万).
# 千 that begins a unit is no magnitude (万千瓦, 500千伏).
_SIZE = r"(?:[十百万亿]|千(?![瓦克米伏升卡]))"
_NUMERAL = re.compile(
    r"(?P<digits>[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)?)"
    rf"(?P<more>[多余来几](?=[十百千万亿]))?(?P<size>{_SIZE}{{0,4}})"
    r"(?P<rest>(?<=亿)[0-9０-９]+(?:[.．][0-9０-９]+)?万|(?<=万)[0-9０-９]千?)?"
    rf"|(?P<chinese>(?:[数几]|好几)?[{_CHINESE}]{{1,12}}(?:[点．.][{_CHINESE}]{{1,4}}[万亿]?)?)(?P<more2>[多余几](?=[十百千万亿])|(?<=十)几)?(?P<size2>(?<=[多余几])[十百千万亿]{{0,3}})?"
)
_JOIN = re.compile(r"\s?(?:[-—–~～至到]|[-—]{2})\s?")
_NOUN_END = re.compile(r"[，。、；：！？（）()“”‘’《》〈〉\s,;:!?的了和与及等并在为将由从于被把至到是有0-9０-９]")
# The head noun of what a number counts seldom stands later (500多个民生项目).
NOUN_REACH = 12


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """The lexicon, compiled: suffix tables keyed by word, words by falling length."""

    units: dict[str, str]
    longest_unit: int
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    guards: tuple[str, ...]
    ordinal: tuple[str, ...]
    not_bare: frozenset[str]
    nouns: tuple[tuple[str, str], ...]
    continued: frozenset[str]
    money: tuple[str, ...]
    metre: str
    length: tuple[str, ...]
    nouns_before: tuple[tuple[str, str], ...]
    bare: tuple[tuple[str, str], ...]
    multiples: dict[str, int]
    before_magnitude: tuple[tuple[str, str], ...]
    between: tuple[str, ...]
    arabic_only: frozenset[str]
    not_followed: dict[str, frozenset[str]]
    fixed: re.Pattern[str]


def _by_length(table: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    pairs = [(word, key) for key, words in table.items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def load_quantity_words(path: Path | None = None) -> QuantityWords:
    """Reads the lexicon of units; raises DataError naming the file if it cannot be read or a section is missing."""
    path = path or ontology_dir() / "lexicon" / "quantities.toml"
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        units = {w: unit for part in ("units", "currency") for unit, words in data[part].items() for w in words}
        return QuantityWords(
            units=units,
            longest_unit=max(map(len, units)),
            before=_by_length(data["before"]),
            after=_by_length(data["after"]),
            guards=tuple(data["guards"]["before"]),
            ordinal=tuple(data["guards"]["ordinal"]),
            not_bare=frozenset(data["guards"]["not_bare"]),
            nouns=_by_length({unit: data["nouns"][unit] for unit in ("person", "household", "other")}),
            continued=frozenset(data["nouns"]["continued"]),
            money=tuple(data["money"]["before"]),
            metre=data["metres"]["unit"],
            length=tuple(data["metres"]["before"]),
            nouns_before=_by_length(data["nouns_before"]),
            bare=_by_length(data["bare"]),
            multiples=dict(data["multiples"]),
            before_magnitude=_by_length(data["before_magnitude"]),
            between=tuple(data["between"]["words"]),
            arabic_only=frozenset(data["arabic_only"]["words"]),
            not_followed={word: frozenset(signs) for word, signs in data["not_followed"].items()},
            fixed=re.compile("|".join(re.escape(w) for w, _ in _by_length({"": data["fixed"]["words"]}))),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise DataError(f"{path}: the lexicon of quantities cannot be read: {error}") from error


def find_quantities(text: str, words: QuantityWords | None = None) -> tuple[Quantity, ...]:
    """The quantities of ``text`` in order. ``words`` is the lexicon (the package's own if None)."""
    words = words or load_quantity_words()
    fixed = _fixed_characters(text, words)
    found: list[Quantity] = []
    pending: list[_Numeral] = []  # numerals without unit, waiting for the unit of the next one (133、119个)
    done = 0
    for numeral in _numerals(text, words, fixed):
        if numeral.start < done:
            continue
        unit = _unit_at(text, numeral, words)
        if unit is None:
            pending = [*pending[-LONGEST_LIST:], numeral] if numeral.arabic else []
            quantity = _bare_quantity(text, numeral, words)
        else:
            found.extend(_shared_unit(text, pending, numeral, unit, words, done))
            pending = []
            quantity = _quantity(text, numeral, unit, words, done)
        if quantity is not None:
            found.append(quantity)
            done = quantity.end
            pending = []
    return tuple(found)


# Measure words that say nothing of what they count: the noun does.
COUNTERS = ("个", "家", "户")
# Numerals that may share one unit at the end of a list; more are no list but a table.
LONGEST_LIST = 8


@dataclass(frozen=True, slots=True)
class _Numeral:
    start: int
    end: int
    number: Decimal | None
    arabic: bool
    large: bool  # has 万 or 亿, or is a bare magnitude
    magnitude: bool  # is nothing but a magnitude (千, 百万)
    qualifier: str  # from what stands inside the numeral: 余, 多, a range


def _fixed_characters(text: str, words: QuantityWords) -> set[int]:
    return {i for match in words.fixed.finditer(text) for i in range(*match.span())}


def _numerals(text: str, words: QuantityWords, fixed: set[int]) -> Iterator[_Numeral]:
    """The numerals that can count something: no ordinals, dates, names of grades. A range is one numeral, its lower end."""
    at = 0
    while match := _NUMERAL.search(text, at):
        at = match.end()
        if match["chinese"] and match.start() in fixed:
            continue
        if text.endswith(words.ordinal, 0, match.start()) or _glued(text, match):
            continue
        numeral = _read_match(match)
        if numeral is None:
            continue
        join = _JOIN.match(text, _past_unit(text, numeral.end, words))
        upper = _NUMERAL.match(text, join.end()) if join else None
        if upper and bool(upper["digits"]) == numeral.arabic:
            numeral = _range(text, numeral, match, upper, words)
            at = upper.end()
        yield numeral


def _glued(text: str, match: re.Match[str]) -> bool:
    """Whether the digits belong to a word of letters (G50, 5A) or to a longer number (电话 023-54…)."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    return bool(match["digits"]) and ((before.isascii() and (before.isalpha() or before in ".:/")) or after in ":/")


def _read_match(match: re.Match[str]) -> _Numeral | None:
    arabic = bool(match["digits"])
    core = match["digits"] or match["chinese"]
    size = (match["size"] if arabic else match["size2"]) or ""
    more = (match["more"] if arabic else match["more2"]) or ""
    written = core + size + (match["rest"] or "")
    number = read_numeral(written.replace("．", "."))
    if number is None and not arabic and not set(core) & VAGUE:
        return None
    # 数千 and 几十 are more than one of their magnitude: a lower bound that the text does state
    plural = number is None and not arabic and len(core) > 1
    if plural:
        number, more = read_numeral("".join(c for c in core if c not in VAGUE and c != "好") + size), "多"
    if more == "几":
        more = "多"
    magnitude = not arabic and not set(written) - set("十百千万亿") and written != "十"
    qualifier = {"多": "over", "余": "over", "来": "about"}.get(more, "about" if magnitude else "exact")
    large = bool(set(written) & set("万亿")) or magnitude
    return _Numeral(match.start(), match.end(), number, arabic, large, magnitude, qualifier)


def _range(text: str, lower: _Numeral, match: re.Match[str], upper: re.Match[str], words: QuantityWords) -> _Numeral:
    """3000万至5000万元, 12亿元至15亿元, 400至500人: the lower end, about; it takes the upper one's magnitude if it has none."""
    number, second = lower.number, _read_match(upper)
    size = upper["size"] or ""
    bare_lower = (
        lower.end == match.end() and not set(match[0]) & set("十百千万亿") and text[lower.end : lower.end + 1] != "%"
    )
    if number is not None and size and bare_lower and second and second.number is not None:
        scaled = read_numeral((match["digits"] or "") + size) if lower.arabic else None
        if scaled is not None and scaled < second.number and not words.units.get(text[lower.end : lower.end + 1]):
            number = scaled
    large = lower.large or bool(second and second.large)
    return _Numeral(lower.start, upper.end(), number, lower.arabic, large, False, "about")


def _past_unit(text: str, at: int, words: QuantityWords) -> int:
    unit = _longest(text, at, words)
    return at + len(unit)


def _longest(text: str, at: int, words: QuantityWords) -> str:
    for size in range(min(words.longest_unit, len(text) - at), 0, -1):
        if text[at : at + size] in words.units:
            return text[at : at + size]
    return ""


def _unit_at(text: str, numeral: _Numeral, words: QuantityWords) -> tuple[int, int, str] | None:
    """Where the measure word after a numeral stands and what stands between (余, 多): (start, end, qualifier)."""
    at, qualifier = numeral.end, ""
    at += text[at : at + 1] == " "
    if text[at : at + 1] in ("余", "多", "来"):
        qualifier = "about" if text[at] == "来" else "over"
        at += 1
    at += text[at : at + 1] == " "
    unit = _longest(text, at, words)
    if not unit or (not numeral.arabic and unit in words.arabic_only):
        return None
    after = text[at + len(unit) : at + len(unit) + 1]
    if after and after in words.not_followed.get(unit, ()):
        return None
    return at, at + len(unit), qualifier


def _quantity(
    text: str, numeral: _Numeral, unit: tuple[int, int, str], words: QuantityWords, floor: int
) -> Quantity | None:
    start_unit, end, inner = unit
    classifier = text[start_unit:end]
    noun = _noun_after(text, end)
    kind = words.units[classifier]
    start, before = _qualifier_before(text, numeral, words, floor)
    if classifier in COUNTERS:
        kind = next((key for word, key in words.nouns_before if text.endswith(word, floor, start)), kind)
    if classifier == COUNTERS[0]:
        kind = next(
            (k for w, k in words.nouns if noun.startswith(w) and noun[len(w) : len(w) + 1] not in words.continued), kind
        )
    end, after = _qualifier_after(text, end, words)
    qualifier = next((q for q in (before, inner, after, numeral.qualifier) if q and q != "exact"), "exact")
    if after:
        noun = _noun_after(text, end)
    factor = words.multiples.get(classifier)
    number = numeral.number * factor if factor and numeral.number is not None else numeral.number
    if classifier == words.metre and number is not None and text.endswith(words.length, floor, start):
        number, kind = number / 1000, "km"
    return Quantity(start, end, number, kind, qualifier, classifier, noun)


def _shared_unit(
    text: str, pending: list[_Numeral], last: _Numeral, unit: tuple[int, int, str], words: QuantityWords, floor: int
) -> Iterator[Quantity]:
    """Numerals of a list that take the unit at its end (分别为133、119个)."""
    chain: list[_Numeral] = []
    following = last
    for numeral in reversed(pending):
        if text[numeral.end : following.start] not in ("、", "和", "与", "，", "或") or numeral.start < floor:
            break
        chain.append(numeral)
        following = numeral
    classifier = text[unit[0] : unit[1]]
    for numeral in reversed(chain):
        yield Quantity(
            numeral.start, numeral.end, numeral.number, words.units[classifier], numeral.qualifier, classifier
        )


def _bare_quantity(text: str, numeral: _Numeral, words: QuantityWords) -> Quantity | None:
    """A number that counts a noun without measure word (5万群众), or that only its size shows to be a count (5.2亿)."""
    at, qualifier = numeral.end, numeral.qualifier
    if text[at : at + 1] in ("余", "多"):
        at, qualifier = at + 1, "over"
    noun = _noun_after(text, at)
    kind = next((key for word, key in words.bare if word in noun), None)
    following = text[at : at + 1]
    if kind is None:
        countable = numeral.arabic and (numeral.large or qualifier == "over") and following not in words.not_bare
        if not countable:
            return None
        money = numeral.large and text.endswith(words.money, 0, _qualifier_before(text, numeral, words, 0)[0])
        kind = "CNY" if money else "other"
    elif numeral.magnitude or (not numeral.arabic and not numeral.large):
        return None
    start, before = _qualifier_before(text, numeral, words, 0)
    return Quantity(start, at, numeral.number, kind, before if before != "exact" else qualifier, "", noun)


def _qualifier_before(text: str, numeral: _Numeral, words: QuantityWords, floor: int) -> tuple[int, str]:
    """Where the quantity starts with its qualifier, and which it is ("exact" if none)."""
    start = numeral.start
    for between in ("", *words.between):
        if between and not text.endswith(between, floor, start):
            continue
        at = start - len(between)
        if text.endswith(words.guards, floor, at):
            continue
        tables = words.before + words.before_magnitude if numeral.magnitude and not between else words.before
        for word, qualifier in tables:
            if text.endswith(word, floor, at):
                return at - len(word), qualifier
    return start, "exact"


def _qualifier_after(text: str, end: int, words: QuantityWords) -> tuple[int, str]:
    for word, qualifier in words.after:
        if text.startswith(word, end):
            rest = text[end + len(word) : end + len(word) + 1]
            # a single 多 or 余 after the unit may begin another word (2人多次)
            if len(word) > 1 or not rest.isalnum():
                return end + len(word), qualifier
    return end, ""


def _noun_after(text: str, at: int) -> str:
    window = text[at : at + NOUN_REACH]
    stop = _NOUN_END.search(window)
    return window[: stop.start()] if stop else window


@Language.factory("kg_quantities", assigns=["doc._.quantities"])
class QuantityComponent:
    """The spaCy component ``kg_quantities``."""

    def __init__(self, nlp: Language, name: str):
        self.words = load_quantity_words()
        if not Doc.has_extension("quantities"):
            Doc.set_extension("quantities", default=())

    def __call__(self, doc: Doc) -> Doc:
        doc._.quantities = find_quantities(text_of(doc), self.words)
        return doc
