"""Where a name begins and of what type it is, by weights learned from annotated text.

In: the tokens before a head (``names_words``), the head, the ``AHEAD`` characters after it. Out: the most probable reading with its
probability, or none where the head is a common noun there. A log-linear choice among all word boundaries before the head,
each with every type that the head allows, and "no name": the score of a reading is the sum of the weights of what the
name would take in, of what would stand before it, of its first word and of its length. ``scripts/train_names.py`` learns
the weights (``kg/data/names.json``) and says how well they do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kg.errors import DataError
from kg.recognise.names_lexicon import Head, NameLexicon
from kg.recognise.names_words import Token
from kg.resources import data_path

LONGEST = 16
PROPER = frozenset("GZSL“（《「『")
WORDLESS = frozenset("G#L“（《「『")

TYPES = frozenset(
    [
        "Company",
        "Government",
        "School",
        "Hospital",
        "Organization",
        "Port",
        "Bridge",
        "Park",
        "Facility",
        "Project",
        "Event",
        "Village",
        "Township",
        "Region",
        "Person",
        "Product",
    ]
)
SIGNS = (
    "投资",
    "亿元",
    "面积",
    "占地",
    "期",
    "签",
    "召开",
    "举行",
    "通车",
    "开通",
    "投产",
    "开工",
    "院长",
    "年产",
    "列",
    "班",
    "长",
)
"""Words shortly after a name that tell a project from a building, an event from a project."""
AHEAD = 14
"""Characters after the head that are looked at for ``SIGNS``."""
NOTHING: dict[str, float] = {}
NEGLIGIBLE = 8.0
"""A score so far below the best adds less than a two-thousandth to the sum of probabilities."""
KEPT = 100_000
"""Sums that are remembered at most: some 30 MB, beyond which the memory starts anew."""

Features = list[str]


class Reading(NamedTuple):
    """A name begins with token number ``first`` and has ``type``; None: there is no name. ``chance`` is its probability."""

    first: int | None
    type: str
    chance: float


@cache
def load_weights() -> dict[str, float]:
    """Feature → weight. Raises DataError if the model is missing or malformed."""
    path = data_path("names.json")
    try:
        weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    except (ValueError, KeyError) as error:
        raise DataError(f"{path}: cannot be read as weights: {error}") from error
    return weights


def none_features(tokens: list[Token], head: Head, following: str) -> Features:
    """What speaks for and against there being no name at all."""
    following = following[:1]
    table = head.table
    last = tokens[-1] if tokens else None
    letter = last.kind[0] if last else "|"
    text = head.text
    features = [
        f"no@{table}",
        f"no={text}",
        f"no={text}+{following}",
        f"no+{following}",
        f"no{letter}@{table}",
        f"no{letter}={text}",
    ]
    if last and letter not in WORDLESS:
        features.append(f"no^{last.text}")
    return features


def begin_features(
    tokens: list[Token], before: str, head: Head, lexicon: NameLexicon
) -> Iterator[tuple[int, Features, Features, Features, Features]]:
    """For each beginning from the head leftwards: its token index; what it has; the same to be joined with the type; and
    what its first token adds to this and all further beginnings, again plain and to be joined with the type."""
    length = places = 0
    generic = True
    for index in range(len(tokens), -1, -1):
        first = tokens[index] if index < len(tokens) else None
        if first:
            length += first.end - first.start
            places += first.kind[0] == "G"
            generic = generic and first.kind[0] not in PROPER and first.text[0] != "第"
        out = tokens[index - 1] if index else None
        out_letter = out.kind[0] if out else "|"
        out_text = before if not out else out_letter if out_letter in WORDLESS else out.text
        first_kind = first.kind if first else "^"
        own = [f"o={out_text}", f"o{out_letter}", f"of{out_letter}{first_kind}"]
        if out and out.text in lexicon.outside:
            own.append("o!")
        if first and first_kind[0] not in WORDLESS:
            own.append(f"f={first.text}")
        if generic:
            own.append(f"gen={head.text}" if first else f"bare={head.text}")
        typed = [f"o{out_letter}", f"o={out_text}", f"f{first_kind}", f"n{min(length, LONGEST)}", f"g{min(places, 3)}"]
        if generic:
            typed.append("gen" if first else "bare")
        yield index, own, typed, *_taken(first, lexicon)


def type_features(tokens: list[Token], head: Head, following: str) -> Features:
    """What tells the type of the name apart from its beginning; joined with the type."""
    last = tokens[-1] if tokens else None
    features = [f"t={head.text}", f"t:{head.table}", f"t+{following[:1]}"]
    features += [f"t~{sign}" for sign in SIGNS if sign in following]
    if last and last.kind[0] not in WORDLESS:
        features.append(f"t^{last.text}")
    return features


def _taken(token: Token | None, lexicon: NameLexicon) -> tuple[Features, Features]:
    """What a name takes in with this token."""
    if not token:
        return [], []
    features = [f"i{token.kind}"]
    if token.kind[0] not in WORDLESS:
        features.append(f"i={token.text}")
        if token.text in lexicon.outside:
            features.append("i!")
        if token.text in lexicon.generic:
            features.append("i~")
    return features, [f"i{token.kind[0]}"]


class Scorer:
    """Scores readings by one set of weights; keeps what words and word classes contribute, which is what repeats."""

    def __init__(self, weights: Mapping[str, float], lexicon: NameLexicon):
        self.lexicon = lexicon
        self._plain: dict[str, float] = {}
        self._typed: dict[str, dict[str, float]] = {}
        for feature, weight in weights.items():
            name, mark, kind = feature.rpartition("@")
            if mark and kind in TYPES:
                self._typed.setdefault(name, {})[kind] = weight
            else:
                self._plain[feature] = weight
        self._kept: dict[tuple[str, ...], tuple[float, Mapping[str, float]]] = {}

    def readings(
        self, tokens: list[Token], before: str, head: Head, following: str
    ) -> list[tuple[int | None, str, float]]:
        """All readings as (token number, type, score), "no name" first."""
        plain = self._plain.get
        scored: list[tuple[int | None, str, float]] = [
            (None, "", sum(plain(f, 0.0) for f in none_features(tokens, head, following)))
        ]
        kinds = head.types
        told = self._sum(*([], type_features(tokens, head, following)))[1]
        base = [told.get(kind, 0.0) for kind in kinds]
        for index, own, typed, taken, typed_taken in begin_features(tokens, before, head, self.lexicon):
            if taken:
                inner, inner_typed = self._known(taken, typed_taken)
                base = [b + inner + inner_typed.get(kind, 0.0) for b, kind in zip(base, kinds, strict=True)]
            alone, alone_typed = self._known(own, typed)
            scored.extend(
                (index, kind, b + alone + alone_typed.get(kind, 0.0)) for b, kind in zip(base, kinds, strict=True)
            )
        return scored

    def _known(self, features: Features, typed: Features) -> tuple[float, Mapping[str, float]]:
        """``_sum``, remembered."""
        key = (*features, *typed)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > KEPT:
                self._kept.clear()
            found = self._kept[key] = self._sum(features, typed)
        return found

    def _sum(self, features: Features, typed: Features) -> tuple[float, Mapping[str, float]]:
        """The weight of ``features`` and, by type, of ``typed``."""
        by_type: dict[str, float] = {}
        for name in typed:
            for kind, weight in self._typed.get(name, NOTHING).items():
                by_type[kind] = by_type.get(kind, 0.0) + weight
        return sum(self._plain.get(f, 0.0) for f in features), by_type


def choose(scored: list[tuple[int | None, str, float]]) -> Reading:
    """The reading with the highest score and its probability among all."""
    first, kind, top = max(scored, key=lambda r: r[2])
    return Reading(first, kind, 1 / sum(math.exp(score - top) for _, _, score in scored))


def likely(scored: list[tuple[int | None, str, float]], least: float) -> list[Reading]:
    """For each beginning its best type, where its probability reaches ``least``; the most probable first."""
    top = max(score for _, _, score in scored)
    near = [(first, kind, math.exp(score - top)) for first, kind, score in scored if score > top - NEGLIGIBLE]
    total = sum(part for _, _, part in near)
    best: dict[int, tuple[float, str]] = {}
    for first, kind, part in near:
        if first is not None and part >= least * total and (first not in best or part > best[first][0]):
            best[first] = part, kind
    found = [Reading(first, kind, part / total) for first, (part, kind) in best.items()]
    return sorted(found, key=lambda r: (-r.chance, r.first))
