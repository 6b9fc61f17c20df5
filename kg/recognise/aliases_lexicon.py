"""The lexicon of name forms, read from ``ontology/lexicon/aliases.toml`` into frozen, compiled records.

Out: ``AliasLexicon``. Raises DataError naming the file when it is malformed.
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

_QUOTES = "“\"'‘「『《〈"
_CLOSING = "”\"'’」』》〉"


@dataclass(frozen=True, slots=True, eq=False)
class AliasLexicon:
    """``shorten`` matches full wordings, ``short`` maps them to short ones; ``heads`` is what a short form may leave
    off, by type ("place" for all places). The other fields are named like the keys of the file."""

    shorten: re.Pattern[str]
    short: dict[str, str]
    numbered: tuple[tuple[re.Pattern[str], str], ...]
    counted: re.Pattern[str]
    this: re.Pattern[str]
    distinct: frozenset[str]
    heads: dict[str, frozenset[str]]
    short_company: tuple[str, ...]
    trade: re.Pattern[str]
    trade_word: re.Pattern[str]
    company_tail: re.Pattern[str]
    before_repeat: frozenset[str]
    generic: frozenset[str]
    ordinal: re.Pattern[str]
    part: re.Pattern[str]
    event_ends: str
    years: re.Pattern[str]
    stating: re.Pattern[str]
    bracketed: re.Pattern[str]
    once: re.Pattern[str]
    turned: re.Pattern[str]
    following: re.Pattern[str]
    renamed: re.Pattern[str]
    former: frozenset[str]
    former_with: tuple[str, ...]
    former_types: frozenset[str]
    lasting_types: frozenset[str]
    between_places: re.Pattern[str]
    sides: str
    capital: re.Pattern[str]
    same_place: dict[str, str]
    person_before: frozenset[str]
    person_after: frozenset[str]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def _compile(data: dict[str, Any]) -> AliasLexicon:
    stated, abbreviation, ordinal = data["stated"], data["abbreviation"], data["ordinal"]
    heads = dict(data["head"])
    short_company = tuple(heads.pop("short_company"))
    short = dict((*abbreviation["short"], *data["spelling"]["short"]))
    words = _any(stated["words"])
    return AliasLexicon(
        shorten=re.compile(_any(short)),
        short=short,
        numbered=tuple((re.compile(pattern), brief) for pattern, brief in abbreviation["numbered"]),
        counted=re.compile(abbreviation["counted"]),
        this=re.compile(abbreviation["this"]),
        distinct=frozenset(data["spelling"]["distinct"]),
        heads={kind: frozenset(endings) for kind, endings in heads.items()},
        short_company=short_company,
        trade=re.compile(f"(?:{_any(data['trade']['words'])})+$"),
        trade_word=re.compile(_any(data["trade"]["words"])),
        company_tail=re.compile(f"(?:{_any([*data['trade']['words'], *short_company])})+"),
        before_repeat=frozenset(data["repeat"]["after"]),
        generic=frozenset(data["repeat"]["generic"]),
        ordinal=re.compile(ordinal["pattern"]),
        event_ends=ordinal["event_ends"],
        part=re.compile(ordinal["part"]),
        years=re.compile(ordinal["years"]),
        stating=re.compile(words),
        once=re.compile(rf"[（(](?:{_any(stated['once'])})([^（）()\n]{{2,30}})[）)]"),
        turned=re.compile(stated["turned"]),
        bracketed=re.compile(rf"[（(](?:{words})(?:为|作|：|:)?([^（）()\n]{{1,60}})[）)]"),
        following=re.compile(rf"[，,](?:{words})(?:为|作)?[{_QUOTES}]([^{_CLOSING}\n]{{1,30}})[{_CLOSING}]"),
        renamed=re.compile(_any([*stated["renamed"], *stated["former"]])),
        former=frozenset(stated["former"]),
        former_with=tuple(stated["former_with"]),
        former_types=frozenset(stated["former_types"]),
        lasting_types=frozenset(stated["lasting_types"]),
        between_places=re.compile(f"^(?:{_any(data['chain']['between'])})"),
        capital=re.compile(_any(data["chain"]["capital"])),
        same_place=dict(data["chain"]["same"]),
        sides=data["chain"]["sides"],
        person_before=frozenset(data["person"]["before"]),
        person_after=frozenset(data["person"]["after"]),
    )


@cache
def load_aliases(path: Path | None = None) -> AliasLexicon:
    """Reads and compiles the lexicon; ``path`` is for tests. Raises DataError if it is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "aliases.toml"
    try:
        return _compile(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise DataError(f"{path}: malformed: {error!r}") from error
