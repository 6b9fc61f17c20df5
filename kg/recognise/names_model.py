"""Where a name begins and of what type it is, by weights learned from annotated text.

In: the tokens before a head (``names_words``), the head, the character after it. Out: the most probable reading with its
probability, or none where the head is a common noun there. A log-linear choice among all word boundaries before the head,
each with every type that the head allows, and "no name": the score of a reading is the sum of the weights of what the
name would take in, of what would stand before it, of its first word and of its length. ``scripts/train_names.py`` learns
the weights (``kg/data/names.json``) and says how well they do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kg.errors import DataError
from kg.recognise.names_lexicon import Head, NameLexicon
from kg.recognise.names_words import Token
from kg.resources import data_path

LONGEST = 16
PROPER = frozenset("GZSL“（《「『")
WORDLESS = frozenset("G#L“（《「『")

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
    table = head.table
    last = tokens[-1] if tokens else None
    letter = last.kind[0] if last else "|"
    text = head.text
    features = [f"no@{table}", f"no={text}", f"no={text}+{following}", f"no+{following}", f"no{letter}@{table}", f"no{letter}={text}"]
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
        typed = [f"o{out_letter}", f"f{first_kind}", f"n{min(length, LONGEST)}", f"g{min(places, 3)}"]
        if generic:
            typed.append("gen" if first else "bare")
        yield index, own, typed, *_taken(first, lexicon)


def type_features(tokens: list[Token], head: Head, following: str) -> Features:
    """What tells the type of the name apart from its beginning; joined with the type."""
    last = tokens[-1] if tokens else None
    features = [f"t={head.text}", f"t:{head.table}", f"t+{following}"]
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


def readings(
    tokens: list[Token], before: str, head: Head, following: str, lexicon: NameLexicon, weights: Mapping[str, float]
) -> list[tuple[int | None, str, float]]:
    """All readings as (token index, type, score), "no name" first."""
    weight: Callable[[str, float], float] = weights.get
    scored: list[tuple[int | None, str, float]] = [(None, "", sum(weight(f, 0.0) for f in none_features(tokens, head, following)))]
    types = head.types
    base = [sum(weight(f"{f}@{t}", 0.0) for f in type_features(tokens, head, following)) for t in types]
    for index, own, typed, taken, typed_taken in begin_features(tokens, before, head, lexicon):
        shared = sum(weight(f, 0.0) for f in taken)
        alone = sum(weight(f, 0.0) for f in own)
        for place, kind in enumerate(types):
            base[place] += shared + sum(weight(f"{f}@{kind}", 0.0) for f in typed_taken)
            scored.append((index, kind, base[place] + alone + sum(weight(f"{f}@{kind}", 0.0) for f in typed)))
    return scored


def choose(scored: list[tuple[int | None, str, float]]) -> Reading:
    """The reading with the highest score and its probability among all."""
    index, kind, top = max(scored, key=lambda r: r[2])
    return Reading(index, kind, 1 / sum(math.exp(score - top) for _, _, score in scored))
