"""Finds dates and periods and gives them their ISO 8601 form.

In: a character Doc (token i is character i of the clean text); ``doc.user_data["article"]`` may give the article, whose date of
publication anchors 今年, 去年, 9月7日. Out: ``doc._.whens``, a tuple of ``records.When`` sorted by position, never
overlapping. What cannot be put on the calendar (三年来, 去年 without a known date) keeps its text, ``normal`` false. Words are data
(``ontology/lexicon/whens.toml``).
"""

from __future__ import annotations

import calendar
import datetime
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import DataError
from kg.recognise.doc_text import text_of
from kg.recognise.numerals import read_numeral, read_year
from kg.records import When
from kg.resources import ontology_dir

_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_SMALL = r"(?:[0-9]{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DASH = r"(?:[-—–~～至到]|——)"
_NUMBER = r"(?:[0-9]{1,3}|[一二两三四五六七八九十百]{1,3})"


@dataclass(frozen=True, slots=True)
class WhenWords:
    """The lexicon, compiled. ``pattern`` has one named group per kind of expression."""

    pattern: re.Pattern[str]
    plans: dict[str, tuple[int, int]]
    years: dict[str, int]
    same_year: dict[str, int]
    months: dict[str, int]
    days: dict[str, int]
    parts: dict[str, tuple[int, int]]
    since_before: tuple[str, ...]
    since_after: tuple[str, ...]
    until_before: tuple[str, ...]


def _any(words: list[str] | dict[str, Any]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def load_when_words(path: Path | None = None) -> WhenWords:
    """Reads the lexicon of dates; raises DataError naming the file if it cannot be read or a section is missing."""
    path = path or ontology_dir() / "lexicon" / "whens.toml"
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        year = rf"(?:{_YEAR}年度?|{_any(data['years'])})"
        part = _any(data["parts"])
        text = data["text"]
        kinds = {
            "plan": rf"[“\"]?{_any(data['plans'])}[”\"]?(?=期间|时期|以来|规划|末|初|中|内|前|后|，|、|至|到|开局|收官)(?:期间|时期)?",
            "years": rf"{_YEAR}年?{_DASH}{_YEAR}年",
            "range": rf"(?:{year}的?)?{_SMALL}月(?:{_SMALL}[日号])?{_DASH}(?:{year})?(?:{_SMALL}月)?(?:{_SMALL}[日号])?(?<=[月日号])"
            rf"|(?:{year}的?)?前{_NUMBER}个?月|(?:{year}的?)?{_SMALL}{_DASH}{_SMALL}月(?:份)?",
            "day": rf"(?:{year}的?)?{_SMALL}月(?:份|{_SMALL}[日号])?(?![^，。；\n]{{0,1}}月份?工资)",
            "year": rf"{year}(?:的?{part}|底|末|初|春天|夏天|秋天|冬天|年底)?",
            "same": rf"{_any(data['same_year'])}(?:{_SMALL}月(?:{_SMALL}[日号])?|年?底)?",
            "near": rf"{_any({**data['months'], **data['days']})}(?:{_SMALL}[日号])?",
            "text": rf"(?:{_any(text['before'])}{_NUMBER}(?:多|余)?(?:年|个月|天|周){_any(text['after'])}?"
            rf"|{_NUMBER}(?:多|余)?(?:年|个月|天|周){_any(text['after'])}|{_any(text['words'])}|上?世纪[0-9一二三四五六七八九]{{1,2}}0?十?年代[初中末]?)",
        }
        joined = "|".join(f"(?P<{kind}>{expression})" for kind, expression in kinds.items())
        return WhenWords(
            pattern=re.compile(rf"(?<![0-9.第])(?:{joined})"),
            plans={name: (first, last) for name, (first, last) in data["plans"].items()},
            years=dict(data["years"]),
            same_year=dict(data["same_year"]),
            months=dict(data["months"]),
            days=dict(data["days"]),
            parts={name: (first, last) for name, (first, last) in data["parts"].items()},
            since_before=tuple(data["since"]["before"]),
            since_after=tuple(data["since"]["after"]),
            until_before=tuple(data["until"]["before"]),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError, re.error) as error:
        raise DataError(f"{path}: the lexicon of dates cannot be read: {error}") from error


@dataclass(slots=True)
class _Calendar:
    """What is known while reading on: the date of publication and the year last named."""

    published: datetime.date | None
    named: int | None = None
    sentence: int = -1  # where the sentence of the year last named ends

    def year_of(self, text: str, words: WhenWords) -> int | None:
        if text in words.years:
            return self.published.year + words.years[text] if self.published else None
        return read_year(text.rstrip("年度"))

    def year_for(self, month: int, at: int) -> int | None:
        """The year of a month named without one: the year of its sentence, else the last such month before publication."""
        if self.named is not None and (at <= self.sentence or self.published is None):
            return self.named
        if self.published is None:
            return None
        # a month far ahead of publication lies in the year before (12月 in an article of January)
        return self.published.year - (1 if month > self.published.month + 6 else 0)


def parse_published(value: str | None) -> datetime.date | None:
    """The date of an ISO date of publication; None where there is none or it is no date."""
    try:
        return datetime.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def find_whens(text: str, published: str | None = None, words: WhenWords | None = None) -> tuple[When, ...]:
    """The dates and periods of ``text`` in order. ``published`` is the ISO date of publication, if known."""
    words = words or load_when_words()
    known = _Calendar(parse_published(published))
    found: list[When] = []
    at = 0
    while match := words.pattern.search(text, at):
        at = match.end()
        kind = match.lastgroup or ""
        # the years of a number or a clock are none (2021年 is, 2021个 is not), nor is 5年 in 5年级
        if text[at : at + 1] in ("级", "制", "生", "龄") and kind in ("text", "years"):
            continue
        value = _READERS[kind](match[0], match.start(), known, words)
        if kind in ("years", "day", "range", "year"):
            _remember(value, text, match, known)
        found.append(_framed(text, match, value, known, words))
        at = found[-1].end
    return tuple(found)


def _remember(value: str | None, text: str, match: re.Match[str], known: _Calendar) -> None:
    if value:
        known.named = int(value.split("/")[-1][:4])
        stop = re.compile(r"[。！？\n]").search(text, match.end())
        known.sentence = stop.start() if stop else len(text)


def _framed(text: str, match: re.Match[str], value: str | None, known: _Calendar, words: WhenWords) -> When:
    """A When with what stands around the date: 自…以来, 截至…, …至今."""
    start, end = match.span()
    kind = match.lastgroup
    if value is None:
        return When(start, end, match[0], "period", normal=False)
    shape = "period" if "/" in value else "date"
    if kind in ("plan", "years", "text", "range"):
        after = "以来" if text.startswith("以来", end) else ""
        return When(start, end + len(after), value, "since" if after else shape)
    before = next((w for w in words.since_before if text.endswith(w, 0, start)), "")
    after = next((w for w in words.since_after if text.startswith(w, end)), "")
    if (after and after != "后") or (before and after):
        first = value.split("/")[0]
        last = str(known.published.year) if known.published else ""
        if last and last < first[:4]:
            last = ""
        return When(start - len(before), end + len(after), f"{first}/{last}", "since")
    until = next((w for w in words.until_before if text.endswith(w, 0, start)), "")
    if until:
        return When(start - len(until), end, value.split("/")[-1], "until")
    return When(start, end, value, shape)


def _plan(text: str, _at: int, _known: _Calendar, words: WhenWords) -> str | None:
    first, last = next(span for name, span in sorted(words.plans.items(), key=lambda p: -len(p[0])) if name in text)
    return f"{first}/{last}"


def _years(text: str, _at: int, _known: _Calendar, _words: WhenWords) -> str | None:
    first, last = (read_year(y) for y in re.findall(_YEAR, text))
    return f"{first}/{last}" if first and last and first <= last else None


def _year_part(text: str, known: _Calendar, words: WhenWords) -> tuple[str, int | None]:
    """Splits the year off the front of an expression: (the rest, the year or None)."""
    match = re.match(rf"({_YEAR}年度?|{_any(words.years)})的?", text)
    return (text[match.end() :], known.year_of(match[1], words)) if match else (text, None)


def _small(text: str) -> int:
    number = read_numeral(text)
    return int(number) if number is not None else 0


def _day(text: str, at: int, known: _Calendar, words: WhenWords) -> str | None:
    rest, year = _year_part(text, known, words)
    named = rest != text
    numbers = [_small(n) for n in re.findall(_SMALL, rest)]
    year = year if named else known.year_for(numbers[0], at)
    return _iso(year, *numbers) if year else None


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if month is None:
        return str(year)
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year}-{month:02d}" if day is None else f"{year}-{month:02d}-{day:02d}"


def _range(text: str, at: int, known: _Calendar, words: WhenWords) -> str | None:
    rest, year = _year_part(text, known, words)
    if year is None and rest != text:
        return None
    if rest.startswith("前"):
        year = year or (known.published.year if known.published else None)
        last = _small(re.sub("[前个月]", "", rest))
        return f"{year}-01/{_iso(year, last)}" if year and _iso(year, last) else None
    left, right = re.split(_DASH, rest, maxsplit=1)
    first = [_small(n) for n in re.findall(_SMALL, left)]
    right, second_year = _year_part(right, known, words)
    last_numbers = [_small(n) for n in re.findall(_SMALL, right)]
    year = year or known.year_for(first[0], at)
    if not year or not last_numbers:
        return None
    if len(last_numbers) == 1 and len(first) == 2 and "月" not in right:
        last_numbers = [first[0], *last_numbers]
    begin, end = _iso(year, *first), _iso(second_year or year, *last_numbers)
    return f"{begin}/{end}" if begin and end and begin[:7] <= end[:7] else None


def _year(text: str, _at: int, known: _Calendar, words: WhenWords) -> str | None:
    rest, year = _year_part(text, known, words)
    if not year:
        return None
    if rest in words.parts and words.parts[rest][0] != words.parts[rest][1]:
        first, last = words.parts[rest]
        return str(year) if (first, last) == (1, 12) else f"{_iso(year, first)}/{_iso(year, last)}"
    return str(year)


def _same(text: str, _at: int, known: _Calendar, words: WhenWords) -> str | None:
    word = next(w for w in words.same_year if text.startswith(w))
    if known.named is None:
        return None
    numbers = [_small(n) for n in re.findall(_SMALL, text[len(word) :])]
    return _iso(known.named + words.same_year[word], *numbers)


def _near(text: str, _at: int, known: _Calendar, words: WhenWords) -> str | None:
    if known.published is None:
        return None
    word = next((w for w in sorted(words.days, key=len, reverse=True) if text.startswith(w)), None)
    if word:
        return (known.published + datetime.timedelta(days=words.days[word])).isoformat()
    word = next(w for w in sorted(words.months, key=len, reverse=True) if text.startswith(w))
    month = known.published.year * 12 + known.published.month - 1 + words.months[word]
    numbers = [_small(n) for n in re.findall(_SMALL, text[len(word) :])]
    return _iso(month // 12, month % 12 + 1, *numbers)


def _text(_text: str, _at: int, _known: _Calendar, _words: WhenWords) -> str | None:
    return None


_READERS: dict[str, Callable[[str, int, _Calendar, WhenWords], str | None]] = {
    "plan": _plan,
    "years": _years,
    "range": _range,
    "day": _day,
    "year": _year,
    "same": _same,
    "near": _near,
    "text": _text,
}


@Language.factory("kg_whens", assigns=["doc._.whens"])
class WhenComponent:
    """The spaCy component ``kg_whens``."""

    def __init__(self, nlp: Language, name: str):
        self.words = load_when_words()
        if not Doc.has_extension("whens"):
            Doc.set_extension("whens", default=())

    def __call__(self, doc: Doc) -> Doc:
        article = doc.user_data.get("article")
        doc._.whens = find_whens(text_of(doc), article.metadata.published if article else None, self.words)
        return doc
