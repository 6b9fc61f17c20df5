"""The lexicon of names by head, read from ``ontology/lexicon/names.toml`` into frozen records and automata.

Out: ``NameLexicon`` with one Aho-Corasick automaton over all heads, one over all stop and keep words and sets of generic
words. Raises DataError with the group at fault when the file is malformed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.errors import DataError
from kg.resources import ontology_dir

LEFT = ("free", "place")
NEEDS = ("specific", "place", "nothing")


@dataclass(frozen=True, slots=True)
class Group:
    """Heads of one type: how far and how a name begins before them and what makes it one. ``strength`` is 1 to 3."""

    name: str
    type: str
    strength: int
    reach: int
    left: str
    needs: str
    unless_next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """The compiled lexicon. ``owners[i]`` is the group of head pattern i."""

    heads: AhoCorasick
    patterns: tuple[str, ...]
    owners: tuple[Group, ...]
    words: AhoCorasick
    word_patterns: tuple[str, ...]
    word_stops: tuple[bool, ...]
    generic: frozenset[str]
    level: frozenset[str]
    lead: frozenset[str]


@cache
def load_names(path: Path | None = None) -> NameLexicon:
    """Reads and compiles the lexicon; ``path`` is for tests. Raises DataError if the file is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "names.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    heads: dict[str, Group] = {}
    for table in (*data.get("group", ()), *data.get("compound", ())):
        group, words = _group(table, path)
        for word in words:
            heads.setdefault(word, group)
    scan = data["scan"]
    keep = set(scan["keep"])
    words = {**dict.fromkeys(scan["stop"], True), **dict.fromkeys(keep, False)}
    patterns, word_patterns = sorted(heads), sorted(words)
    return NameLexicon(
        heads=AhoCorasick(patterns, matchkind=MatchKind.Standard),
        patterns=tuple(patterns),
        owners=tuple(heads[p] for p in patterns),
        words=AhoCorasick(word_patterns, matchkind=MatchKind.Standard),
        word_patterns=tuple(word_patterns),
        word_stops=tuple(words[w] for w in word_patterns),
        generic=frozenset(scan["generic"]),
        level=frozenset(scan["level"]),
        lead=frozenset(scan["lead"]),
    )


def _group(table: dict[str, Any], path: Path) -> tuple[Group, list[str]]:
    """One table of the file as a group and its heads."""
    try:
        group = Group(
            name=table["name"], type=table["type"], strength=table["strength"], reach=table["reach"],
            left=table["left"], needs=table["needs"], unless_next=tuple(table["unless_next"]),
        )
        heads = table["heads"] if "heads" in table else [a + b for a in table["first"] for b in table["second"]]
    except KeyError as error:
        raise DataError(f"{path}: the group {table.get('name', '?')} lacks {error}") from error
    if group.left not in LEFT or group.needs not in NEEDS:
        raise DataError(f"{path}: the group {group.name}: left is one of {LEFT}, needs one of {NEEDS}")
    return group, heads
