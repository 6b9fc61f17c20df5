"""What ``ontology/lexicon/cleaning.toml`` says, compiled once.

Out: ``lexicon()``, a frozen record of compiled patterns. Raises DataError naming the file, the key and the fault.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import DataError
from kg.resources import ontology_dir

NAME = "cleaning.toml"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled patterns of the cleaning stage; each field is described in the file."""

    shared: frozenset[str]
    words: frozenset[str]
    menu: frozenset[str]
    channels: frozenset[str]
    lines: re.Pattern[str]
    foot: re.Pattern[str]
    legal: re.Pattern[str]
    notice: re.Pattern[str]
    remnants: re.Pattern[str]
    media: re.Pattern[str]
    source: re.Pattern[str]
    author: re.Pattern[str]
    filler: re.Pattern[str]
    dateline: re.Pattern[str]
    roles: frozenset[str]
    nobody: frozenset[str]
    broadcast: re.Pattern[str]
    closings: frozenset[str]
    surnames: frozenset[str]
    caption_starts: re.Pattern[str]
    credit: re.Pattern[str]
    writer: re.Pattern[str]
    credits: re.Pattern[str]
    works: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """Reads and compiles the file on first use."""
    path = ontology_dir() / "lexicon" / NAME
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing: reinstall duikou") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from error

    def get(section: str, key: str) -> Any:
        try:
            return data[section][key]
        except KeyError:
            raise DataError(f"{path}: [{section}] {key} is missing") from None

    def compiled(section: str, key: str) -> re.Pattern[str]:
        value = get(section, key)
        source = value if isinstance(value, str) else "|".join(f"(?:{pattern})" for pattern in value)
        try:
            return re.compile(source)
        except re.error as error:
            raise DataError(f"{path}: [{section}] {key}: {error}") from error

    return Lexicon(
        shared=frozenset(get("script", "shared")),
        words=frozenset(get("furniture", "words")),
        menu=frozenset(get("furniture", "menu")),
        channels=frozenset(get("furniture", "channels")),
        lines=compiled("furniture", "lines"),
        foot=compiled("furniture", "foot"),
        legal=compiled("furniture", "legal"),
        notice=compiled("furniture", "notice"),
        remnants=compiled("furniture", "remnants"),
        media=compiled("heads", "media"),
        source=compiled("heads", "source"),
        author=compiled("heads", "author"),
        filler=compiled("heads", "filler"),
        dateline=compiled("heads", "dateline"),
        roles=frozenset(get("heads", "roles")),
        nobody=frozenset(get("heads", "nobody")),
        closings=frozenset(get("heads", "closings")),
        broadcast=compiled("heads", "broadcast"),
        surnames=frozenset(get("heads", "surnames")),
        caption_starts=compiled("captions", "starts"),
        credit=compiled("captions", "credit"),
        writer=compiled("captions", "writer"),
        credits=compiled("captions", "credits"),
        works=compiled("captions", "works"),
    )
