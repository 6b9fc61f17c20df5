"""The relation frames of the lexicon: which words can state which predicate, between which classes.

In: ``ontology/lexicon/frames.toml`` and the domains and ranges of the ontology. Out: ``Frames``.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick_rs

from kg.errors import DataError


@dataclass(frozen=True, slots=True)
class Frame:
    """How one predicate is stated. ``structural`` frames need no trigger word."""

    predicate: str
    triggers: tuple[str, ...]
    strong: frozenset[str]
    structural: bool
    symmetric: bool
    domain: frozenset[str]
    range: frozenset[str]


@dataclass(frozen=True, slots=True)
class TriggerHit:
    """A trigger word in the clean text. ``strength`` is 2 for a word that by itself states the relation, else 1."""

    word: str
    start: int
    end: int
    clause: int
    strength: int


@dataclass(frozen=True, slots=True)
class Words:
    """The small words that structure a clause, from the lexicon's ``structure.toml``."""

    fillers: re.Pattern[str]
    denials: re.Pattern[str]
    plans: re.Pattern[str]
    parts: re.Pattern[str]
    listed: re.Pattern[str]
    agents: frozenset[str]
    companions: frozenset[str]
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Which amounts and dates attach: indicators whose money may be a predicate's amount, predicates whose sums may
    stand in other sentences, kinds of indicators that join giver and receiver, currencies, predicates that
    take no date, predicates by which a division lies in another, and the likelihood from which a predicate that was never fitted is stated."""

    amounts: Mapping[str, frozenset[str]]
    elsewhere: frozenset[str]
    links: Mapping[str, frozenset[str]]
    currencies: frozenset[str]
    timeless: frozenset[str]
    within: frozenset[str]
    threshold: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds the reading of text beyond all measure: numbers of names, pairs and triggers, each explained in the file."""

    names: int
    some: int
    pairs: int
    leads: int
    near: int
    triggers: int
    borrowers: int


class Frames:
    """All frames, indexed by the classes they join and by their trigger words."""

    def __init__(self, frames: tuple[Frame, ...], words: Words, qualifiers: Qualifiers, bounds: Bounds):
        self.frames = frames
        self.words = words
        self.qualifiers = qualifiers
        self.bounds = bounds
        self._structural = frozenset(frame.predicate for frame in frames if frame.structural)
        self._words: dict[str, list[tuple[str, int]]] = {}
        for frame in frames:
            for word in frame.triggers:
                self._words.setdefault(word, []).append((frame.predicate, 2 if word in frame.strong else 1))
        self._order = sorted(self._words)
        self._automaton = ahocorasick_rs.AhoCorasick(self._order)
        self._between: dict[tuple[str, str], tuple[Frame, ...]] = {}

    def between(self, subject: str, object: str) -> tuple[Frame, ...]:
        """The frames whose domain holds the subject's class and whose range the object's."""
        key = (subject, object)
        if key not in self._between:
            self._between[key] = tuple(f for f in self.frames if subject in f.domain and object in f.range)
        return self._between[key]

    def structural(self, predicate: str) -> bool:
        """Whether a predicate is also read without a trigger word."""
        return predicate in self._structural

    def find(self, text: str, offset: int, clauses: Sequence[int]) -> dict[str, tuple[TriggerHit, ...]]:
        """Per predicate its trigger words in ``text``, the longest where one holds another; positions plus ``offset``.

        ``clauses`` are the clean positions at which the clauses of the text start.
        """
        found: dict[str, list[TriggerHit]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            start, end = start + offset, end + offset
            word = self._order[number]
            clause = max(0, bisect_right(clauses, start) - 1)
            for predicate, strength in self._words[word]:
                hits = found.setdefault(predicate, [])
                while hits and start <= hits[-1].start and end >= hits[-1].end:
                    hits.pop()
                if not hits or not (hits[-1].start <= start and end <= hits[-1].end):
                    hits.append(TriggerHit(word, start, end, clause, strength))
        return {predicate: tuple(hits) for predicate, hits in found.items()}


def load_frames(folder: Path, terms: Mapping[str, tuple[frozenset[str], frozenset[str], bool]]) -> Frames:
    """Reads ``frames.toml`` and ``structure.toml``; ``terms`` gives each predicate's domain, range, whether symmetric.

    Raises DataError with the file and the reason: an unknown predicate, a frame without a trigger that is not structural,
    a trigger that is empty or can never match.
    """
    path = folder / "frames.toml"
    frames = []
    for predicate, table in _tables(path).items():
        if predicate not in terms:
            raise DataError(f"{path}: [{predicate}] is no predicate of the ontology; known: {', '.join(sorted(terms))}")
        strong = tuple(table.get("strong", ()))
        triggers = tuple(dict.fromkeys((*strong, *table.get("triggers", ()))))
        structural = bool(table.get("structural", False))
        if not triggers and not structural:
            raise DataError(f"{path}: [{predicate}] has no trigger and is not structural: it can never match")
        for word in triggers:
            if not word or any(c.isspace() for c in word):
                raise DataError(
                    f"{path}: [{predicate}] trigger {word!r} is empty or holds a blank: clean text has none"
                )
        domain, range_, symmetric = terms[predicate]
        frames.append(Frame(predicate, triggers, frozenset(strong), structural, symmetric, domain, range_))
    return Frames(tuple(frames), *_structure(folder / "structure.toml"))


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as TOML: {error}") from error


def _structure(path: Path) -> tuple[Words, Qualifiers, Bounds]:
    table = _tables(path)
    try:
        alternatives = {key: "|".join(map(re.escape, table[key])) for key in ("fillers", "denials", "plans", "parts")}
        since = "|".join(table["since"])
        words = Words(
            re.compile(f"(?:{alternatives['fillers']}|{since})*"),
            re.compile(alternatives["denials"]),
            re.compile(alternatives["plans"]),
            re.compile(alternatives["parts"]),
            re.compile(table["listed"]),
            *(frozenset(table[key]) for key in ("agents", "companions", "targets")),
        )
        part = table["qualifiers"]
        qualifiers = Qualifiers(
            {predicate: frozenset(indicators) for predicate, indicators in part["amounts"].items()},
            frozenset(part["elsewhere"]),
            {kind: frozenset(indicators) for kind, indicators in part["links"].items()},
            frozenset(part["currencies"]),
            frozenset(part["timeless"]),
            frozenset(part["within"]),
            float(part["threshold"]),
        )
        return words, qualifiers, Bounds(**{key: int(value) for key, value in table["bounds"].items()})
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise DataError(f"{path}: lacks or cannot use {error}") from error
