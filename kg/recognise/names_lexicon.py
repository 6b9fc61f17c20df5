"""The lexicon of names by head, read from ``ontology/lexicon/names.toml`` into frozen records and one automaton.

Out: ``NameLexicon``: the heads with their types, the names that are complete as they stand, and the words that tell where
names end or that name nothing. Raises DataError with the table at fault when the file is malformed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.errors import DataError
from kg.resources import ontology_dir


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a name: its text, its table in the file, the types that such a name may have (the usual one first) and
    whether it is a whole name already."""

    text: str
    table: str
    types: tuple[str, ...]
    known: bool
    unless_next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """The compiled lexicon. ``heads[i]`` is pattern i of ``automaton``; ``bare`` are the heads that are no name alone."""

    automaton: AhoCorasick
    heads: tuple[Head, ...]
    outside: frozenset[str]
    generic: frozenset[str]
    bare: frozenset[str]

    def heads_in(self, text: str) -> Iterator[tuple[int, int, Head]]:
        """(start, end, head) of the longest head at each end, by end."""
        longest: dict[int, tuple[int, Head]] = {}
        for pattern, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            if end not in longest or start < longest[end][0]:
                longest[end] = start, self.heads[pattern]
        for end in sorted(longest):
            start, head = longest[end]
            if not (head.unless_next and text.startswith(head.unless_next, end)):
                yield start, end, head


@cache
def load_names(path: Path | None = None) -> NameLexicon:
    """Reads and compiles the lexicon; ``path`` is for tests. Raises DataError if the file is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "names.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    heads: dict[str, Head] = {}
    for key in ("known", "head"):
        for table in data.get(key, ()):
            for head in _heads(table, key == "known", path):
                heads.setdefault(head.text, head)
    try:
        outside, generic = frozenset(data["words"]["outside"]), frozenset(data["words"]["generic"])
    except KeyError as error:
        raise DataError(f"{path}: [words] lacks {error}") from error
    ordered = tuple(heads[text] for text in sorted(heads))
    automaton = AhoCorasick([h.text for h in ordered], matchkind=MatchKind.Standard)
    return NameLexicon(automaton, ordered, outside, generic, frozenset(h.text for h in ordered if not h.known))


def _heads(table: dict[str, Any], known: bool, path: Path) -> Iterator[Head]:
    """The heads of one table of the file."""
    try:
        types = (table["type"],) if known else tuple(table["types"])
        texts = table["heads"] if "heads" in table else [a + b for a in table["first"] for b in table["second"]]
        unless_next = tuple(table["unless_next"])
    except KeyError as error:
        raise DataError(f"{path}: the table {table.get('name', '?')!r} lacks {error}") from error
    for text in texts:
        if not text:
            raise DataError(f"{path}: the table {table.get('name', '?')!r} has an empty head")
        yield Head(text, table.get("name", ""), types, known, unless_next)
