"""The words that speak for an indicator, a plan or a role: ``ontology/lexicon/indicators.toml``.

In: the file. Out: ``IndicatorWords``. An indicator without triggers, or one that the file names twice, is refused.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.errors import DataError
from kg.resources import ontology_dir

NONE = "NONE"
# How far after a name, in characters, the verb is looked for that makes it the giver.
REACH = 12


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """The lexicon, compiled. ``owners`` gives for each pattern of ``matcher`` the indicators that it speaks for."""

    indicators: tuple[str, ...]
    matcher: AhoCorasick
    patterns: tuple[str, ...]
    owners: tuple[tuple[str, ...], ...]
    patterns_of: tuple[tuple[str, re.Pattern[str]], ...]
    units: dict[str, frozenset[str]]
    plans: re.Pattern[str]
    done: re.Pattern[str]
    finished: re.Pattern[str]
    signed: re.Pattern[str]
    denied: tuple[str, ...]
    giver: tuple[str, ...]
    receiver: tuple[str, ...]
    agent: tuple[str, ...]
    modifying: tuple[str, ...]
    giving: re.Pattern[str]
    collective: re.Pattern[str]
    opening: re.Pattern[str]
    reach: int

    def spoken_for(self, text: str) -> list[tuple[str, ...]]:
        """The indicators of each trigger in a short text, longest triggers first, none inside another."""
        return [self.owners[number] for number, _, _ in self.matcher.find_matches_as_indexes(text)]

    def patterned(self, text: str) -> list[str]:
        """The indicators whose patterns fit a short text in which # stands for the number."""
        return [name for name, pattern in self.patterns_of if pattern.search(text)]


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def load_indicator_words(path: Path | None = None) -> IndicatorWords:
    """Reads the lexicon; raises DataError naming the file and the table that is wrong."""
    path = path or ontology_dir() / "lexicon" / "indicators.toml"
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        owners: dict[str, list[str]] = {}
        for name, table in (*data["indicators"].items(), (NONE, data["none"])):
            if not table["triggers"] or not all(table["triggers"]):
                raise ValueError(f"indicator {name} has no trigger, or an empty one")
            for trigger in table["triggers"]:
                owners.setdefault(trigger, []).append(name)
        patterns = tuple(sorted(owners))
        return IndicatorWords(
            indicators=tuple(data["indicators"]),
            matcher=AhoCorasick(list(patterns), matchkind=MatchKind.LeftmostLongest),
            patterns=patterns,
            owners=tuple(tuple(owners[p]) for p in patterns),
            patterns_of=tuple(
                (name, re.compile("|".join(f"(?:{p})" for p in table["patterns"])))
                for name, table in data["indicators"].items()
                if table.get("patterns")
            ),
            units={name: frozenset(table["units"]) for name, table in data["indicators"].items()},
            plans=re.compile(_any(data["modality"]["planned"])),
            finished=re.compile(_any(data["modality"]["finished"])),
            signed=re.compile(_any(data["modality"]["signed"])),
            done=re.compile(_any(data["modality"]["done"])),
            denied=tuple(data["modality"]["denied"]),
            giver=tuple(data["roles"]["giver"]),
            receiver=tuple(data["roles"]["receiver"]),
            agent=tuple(data["roles"]["agent"]),
            modifying=tuple(data["roles"]["modifying"]),
            giving=re.compile(_any(data["roles"]["giver"])),
            collective=re.compile(data["roles"]["collective"]),
            # possessive: words and signs overlap (年), and backtracking over them would be exponential
            opening=re.compile(rf"(?:{_any(data['roles']['opening'])}|[0-9年月日至、—“”\"·\s])*+"),
            reach=REACH,
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error) as error:
        raise DataError(f"{path}: the lexicon of indicators cannot be read: {error}") from error
