"""Annotated articles as training sentences for the character tagger: text, outer and nested mentions, unsure characters.

In: folders with ``gold/*.json`` (entities with name, aliases, type, optional) and ``texts/``. Out: ``Sentence`` records.
Mentions are found by searching every name and alias in the text, longest first.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import opencc

from kg.clean import clean
from kg.gazetteer import Division, Gazetteer, load_gazetteer
from kg.recognise.tag_features import PLACE_CLASSES, load_lists, pieces
from kg.recognise.tagnet import TYPES
from kg.records import Source
from kg.resources import data_path

ABBREVIATIONS = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔滇藏陕陇疆港澳台甬穗蓉沈")
_SIMPLE = opencc.OpenCC("t2s")
_DIVISIONS = frozenset(("Province", "City", "County", "Township", "Village"))
_LEVELS = [name.split("_")[0].capitalize() for name in PLACE_CLASSES]
_REFERENCES = ("该", "这", "此", "本", "我", "两地", "双方", "当地")
_BESIDE = frozenset("援赴来入在离驻到进出返抵")


Forms = dict[str, tuple[tuple[int, ...], bool]]
"""Name → indices of TYPES (none: the name is left open) and whether it is optional."""


@dataclass(frozen=True, slots=True)
class Span:
    """A mention [start, end) of the sentence; ``types`` are indices of TYPES, the annotated one first."""

    start: int
    end: int
    types: tuple[int, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One piece of text with its longest mentions, the longest ones inside them, and characters that may be either."""

    text: str
    outer: tuple[Span, ...]
    inner: tuple[Span, ...]
    unsure: frozenset[int] = field(default=frozenset())
    document: str = ""


def read_folder(folder: Path) -> Iterator[Sentence]:
    """All sentences of a folder's annotated documents in file order."""
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        yield from read_document(gold, (folder / "texts" / gold["doc"]).read_text("utf-8"), path.stem)


def read_document(gold: dict, source: str, name: str) -> Iterator[Sentence]:
    """The sentences of one annotated document."""
    forms: Forms = {}
    stacked: Forms = {}
    for entity in sorted(gold["entities"], key=lambda e: bool(e.get("optional"))):
        types = tuple(TYPES.index(t) for t in (entity["type"], *entity.get("type_also", ())))
        for form in _forms(entity):
            *above, form = _unstack(form) if entity["type"] in _DIVISIONS else [form]
            for place in above:
                stacked.setdefault(place, (tuple(TYPES.index(_LEVELS[c]) for c in place_names()[place]), True))
            if form != entity["name"] and form in common_heads():
                stacked.setdefault(form, ((), True))
            elif form:
                old = forms.get(form)
                if old is None:
                    forms[form] = (types, bool(entity.get("optional")))
                elif types[0] not in old[0]:
                    forms[form] = (old[0] + types, old[1])
    forms = stacked | forms
    for text in clean_texts(source):
        for start, end in pieces(text):
            yield mark(text[start:end], forms, name)


def _forms(entity: dict) -> Iterator[str]:
    """The entity's name and aliases in simplified script, without references (该园)."""
    for form in (entity["name"], *entity.get("aliases", ())):
        form = _SIMPLE.convert("".join(form.split()))
        if not form.startswith(_REFERENCES):
            yield form


def register(gazetteer: Gazetteer) -> Iterator[Division]:
    """The current divisions of the register."""
    for code in gazetteer.codes():
        division = gazetteer.get(code)
        if division and not division.former:
            yield division
            if division.type in ("City", "County"):
                yield from gazetteer.townships_of(code)


@cache
def common_heads() -> frozenset[str]:
    """The last words of names; an alias that is such a bare word (二期, 实验室) is left open in training and scoring."""
    return frozenset(w for group, _, words in load_lists(data_path("tagger.toml")) if group == "heads" for w in words)


@cache
def place_names() -> dict[str, tuple[int, ...]]:
    """Every current division's full name and shorter forms → indices of PLACE_CLASSES."""
    table: dict[str, set[int]] = {}
    for division in register(load_gazetteer()):
        level = PLACE_CLASSES.index(division.type.lower())
        table.setdefault(division.name, set()).add(level)
        for form in division.forms:
            if len(form) > 1:
                table.setdefault(form, set()).add(level + (form[-1] not in "镇乡省市"))
    return {name: tuple(sorted(table[name])) for name in sorted(table)}


def _unstack(form: str) -> list[str]:
    """A division named with those above it (重庆市渝北区) as the single mentions that it is."""
    places = place_names()
    if form in places:
        return [form]
    for cut in range(min(11, len(form) - 2), 1, -1):
        first, rest = form[:cut], form[cut:]
        if (
            first in places
            and min(places[first]) < 7
            and (rest in places or (len(rest) > 2 and rest[-1] in "村镇乡区") or len(_unstack(rest)) > 1)
        ):
            return [first, *_unstack(rest)]
    return [form]


def mark(text: str, forms: Forms, document: str) -> Sentence:
    """Searches the forms in a piece of text, longest first at each place."""
    longest = max(map(len, forms), default=0)
    unsure: set[int] = set()

    def scan(start: int, end: int, limit: int) -> Iterator[Span]:
        i = start
        while i < end:
            for length in range(min(limit, end - i), 0, -1):
                hit = forms.get(text[i : i + length])
                if hit is None:
                    continue
                if not hit[0]:
                    unsure.update(range(i, i + length))
                    i += length - 1
                    break
                if length == 1 and not _sure(text, i, forms):
                    unsure.add(i)
                    continue
                yield Span(i, i + length, *hit)
                i += length - 1
                break
            i += 1

    outer = tuple(scan(0, len(text), longest))
    inner = tuple(s for o in outer if o.end - o.start > 1 for s in scan(o.start, o.end, o.end - o.start - 1))
    unsure |= _overlooked(text, forms)
    unsure -= {i for o in outer for i in range(o.start, o.end)}
    return Sentence(text, outer, inner, frozenset(unsure), document)


def _overlooked(text: str, forms: Forms) -> set[int]:
    """Characters of division names and one-character abbreviations that the annotation does not have: left open."""
    out: set[int] = set()
    places = place_names()
    for i, char in enumerate(text):
        if char in ABBREVIATIONS and char not in forms and _sure(text, i, forms):
            out.add(i)
        if char in "省市县区州旗镇乡":
            for start in range(max(0, i - 10), i - 1):
                if any(c % 2 == 0 for c in places.get(text[start : i + 1], ())):
                    out.update(range(start, i + 1))
                    break
    return out


def _sure(text: str, i: int, forms: Forms) -> bool:
    """Whether a one-character name at i stands as a name: beside another one, in a list of them, or after 援, 赴 …"""
    around = [text[j] for j in (i - 1, i + 1) if 0 <= j < len(text)]
    if any(c in forms or c in ABBREVIATIONS for c in around):
        return True
    lists = [text[j] for j in (i - 2, i + 2) if 0 <= j < len(text) and text[(i + j) // 2] in "、和与"]
    if any(c in forms for c in lists):
        return True
    return text[i] in ABBREVIATIONS and bool(
        (i and text[i - 1] in _BESIDE) or (text[i + 1 : i + 2] and text[i + 1] in "企方商籍上")
    )


class Swapper:
    """Makes new sentences from old ones: names are replaced by others of the same type and make, places by any of the register.

    ``register`` maps "province", "city", "county", "township" to full names and their short forms.
    """

    def __init__(self, sentences: list[Sentence], register: dict[str, list[tuple[str, str | None]]], seed: int):
        self._random = random.Random(seed)
        self._register = register
        self._pool: dict[tuple[int, bool], list[tuple[str, tuple[Span, ...]]]] = {}
        seen = set()
        for sentence in sentences:
            for span in sentence.outer:
                text = sentence.text[span.start : span.end]
                if (text, span.types[0]) in seen or len(text) < 2:
                    continue
                seen.add((text, span.types[0]))
                nested = tuple(
                    Span(s.start - span.start, s.end - span.start, s.types)
                    for s in sentence.inner
                    if span.start <= s.start and s.end <= span.end
                )
                self._pool.setdefault(self._make(text, span.types[0]), []).append((text, nested))
        persons = [t for (k, _), v in self._pool.items() if TYPES[k] == "Person" for t, _ in v if 2 <= len(t) <= 3]
        self._surnames = [t[0] for t in persons]
        self._given = [c for t in persons for c in t[1:]]

    @staticmethod
    def _make(text: str, kind: int) -> tuple[int, bool]:
        full = text[-1] in "省市区县旗州盟镇乡村" or text.endswith(("街道", "社区")) if kind < 5 else len(text) > 6
        return kind, full

    def _name(self, text: str, kind: int, nested: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
        rnd, name = self._random, TYPES[kind]
        if len(text) == 1:
            return text, ()
        if name in ("Province", "City", "County", "Township"):
            full = self._make(text, kind)[1]
            for _ in range(9):
                long, short = rnd.choice(self._register[name.lower()])
                pick = long if full else short
                if pick and (full or len(pick) <= 4):
                    return pick, ()
            return text, nested
        if name == "Person" and self._given and rnd.random() < 0.8:
            length = len(text) if len(text) <= 3 else 3
            return rnd.choice(self._surnames) + "".join(rnd.choice(self._given) for _ in range(length - 1)), ()
        pool = self._pool.get(self._make(text, kind))
        return rnd.choice(pool) if pool else (text, nested)

    def __call__(self, sentence: Sentence, rate: float) -> Sentence:
        """A copy of the sentence with about ``rate`` of its names replaced."""
        parts, outer, inner = [], [], []
        unsure: set[int] = set()
        at = size = 0
        for span in (*sentence.outer, None):
            stop = span.start if span else len(sentence.text)
            unsure |= {size + i - at for i in sentence.unsure if at <= i < stop}
            parts.append(sentence.text[at:stop])
            size += stop - at
            if span is None:
                break
            at = span.end
            text = sentence.text[span.start : span.end]
            nested = tuple(
                Span(s.start - span.start, s.end - span.start, s.types)
                for s in sentence.inner
                if span.start <= s.start and s.end <= span.end
            )
            if self._random.random() < rate:
                text, nested = self._name(text, span.types[0], nested)
                if nested and self._random.random() < 0.6:
                    text, nested = self._renest(text, nested)
            parts.append(text)
            outer.append(Span(size, size + len(text), span.types, span.optional))
            inner += [Span(s.start + size, s.end + size, s.types) for s in nested]
            size += len(text)
        return Sentence("".join(parts), tuple(outer), tuple(inner), frozenset(unsure), sentence.document)

    def _renest(self, text: str, nested: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
        parts, out = [], []
        at = size = 0
        for span in nested:
            parts.append(text[at : span.start])
            size += span.start - at
            name = text[span.start : span.end]
            if span.types[0] < 4:
                name, _ = self._name(name, span.types[0], ())
            parts.append(name)
            out.append(Span(size, size + len(name), span.types))
            size += len(name)
            at = span.end
        parts.append(text[at:])
        return "".join(parts), tuple(out)


def clean_texts(source: str) -> list[str]:
    """The texts that the cleaning stage makes of a source."""
    return [article.text for article in clean(Source("training text", source, ""))]
