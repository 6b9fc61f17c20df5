"""The lexicon of referring expressions, read from ``ontology/lexicon/references.toml`` into frozen, compiled records.

Out: ``ReferenceLexicon``. Raises DataError naming the file when it is malformed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import DataError
from kg.resources import ontology_dir


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun of a reference can stand for: types in order of preference, endings of the name, whether they must be."""

    types: tuple[str, ...]
    ends: tuple[str, ...] = ()
    hard: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceLexicon:
    """The compiled lexicon: one pattern for all expressions, the meaning of each noun."""

    pattern: re.Pattern[str]
    nouns: dict[str, Noun]
    plurals: dict[str, Noun]
    counts: dict[str, int]
    parties: Noun
    local: Noun
    never: tuple[str, ...]
    joints: frozenset[str]
    levels: dict[str, Noun]
    search: re.Pattern[str]
    before_search: frozenset[str]
    owned_types: frozenset[str]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def _plural(word: str, types: list[str], nouns: dict[str, Noun]) -> Noun:
    """What a noun after a count stands for: a one-character one (县) asks for the same ending as alone."""
    alone = nouns.get(word)
    hard = alone is not None and alone.hard and len(word) == 1
    return Noun(tuple(types), alone.ends if alone and hard else (), hard)


def _compile(data: dict[str, Any]) -> ReferenceLexicon:
    nouns = {
        word: Noun(tuple(table["types"]), tuple(table.get("ends", ())), bool(table.get("hard", False)))
        for table in data["noun"]
        for word in table["words"]
    }
    plural, whole, local, determined = data["plural"], data["whole"], data["local"], data["determined"]
    parts = (
        rf"(?<![{determined['not_after']}])(?P<det>{_any(determined['determiners'])})(?P<noun>{_any(nouns)})",
        rf"(?P<count>{_any(plural['counts'])})(?P<plural>{_any(plural['nouns'])})",
        rf"(?P<pair>{_any(plural['pair'])})",
        rf"(?P<local>{_any(local['words'])})(?!{local['not_before']})",
        rf"(?<![{whole['not_after']}])(?P<whole>{_any(whole['determiners'])})(?P<kind>{_any(whole['nouns'])})"
        rf"(?![{whole['not_before']}])",
        rf"(?<![{whole['not_after']}])(?P<own>{_any(whole['own'])})(?P<self>{_any(whole['own_nouns'])})"
        rf"(?![{whole['not_before']}])",
        rf"(?P<addressed>{_any(whole['addressed'])})(?P<place>{_any(whole['addressed_nouns'])})",
    )
    owned = data["owned"]
    return ReferenceLexicon(
        pattern=re.compile("|".join(parts)),
        nouns=nouns,
        plurals={word: _plural(word, types, nouns) for word, types in plural["nouns"].items()},
        parties=Noun(tuple(plural["parties"])),
        local=Noun(tuple(local["types"])),
        never=tuple(whole["never"]),
        counts=dict(plural["counts"]),
        joints=frozenset(data["list"]["joints"]),
        levels={word: Noun(tuple(types), (word,), True) for word, types in owned["levels"].items()},
        search=re.compile(_any(owned["search"])),
        before_search=frozenset(owned["after"]),
        owned_types=frozenset(owned["types"]),
    )


@cache
def load_references(path: Path | None = None) -> ReferenceLexicon:
    """Reads and compiles the lexicon; ``path`` is for tests. Raises DataError if it is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "references.toml"
    try:
        return _compile(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise DataError(f"{path}: malformed: {error!r}") from error
