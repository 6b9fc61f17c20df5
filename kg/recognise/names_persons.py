"""Persons by the shape of their names and by what stands around them.

In: the clean text. Out: (start, end, worth) of persons; the words are data (``ontology/lexicon/persons.toml``). A name is
taken where a post stands before it or a verb of speech after it; once taken, it is one wherever the same text uses it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError
from kg.recognise.names_words import common_words
from kg.resources import ontology_dir

SURE, LIKELY, REPEATED = 0.95, 0.75, 0.85
HAN = "[一-鿿]"
LIMITS = frozenset("，。；：、？！…（）“”‘’《》 \n")


@dataclass(frozen=True, slots=True)
class PersonLexicon:
    """Compiled words. ``before`` finds a post with the place of a name after it, ``after`` a verb of speech, ``alone``
    names that need nothing beside them: two Tibetan name words, a run of characters that write Turkic names."""

    shape: re.Pattern[str]
    before: re.Pattern[str]
    speech: re.Pattern[str]
    joined: re.Pattern[str]
    tibetan: re.Pattern[str]
    alone: re.Pattern[str]
    verbs: tuple[str, ...]
    said: tuple[str, ...]
    weak: frozenset[str]


@cache
def load_persons(path: Path | None = None) -> PersonLexicon:
    """Reads the lexicon; ``path`` is for tests. Raises DataError if the file is missing or malformed."""
    path = path or ontology_dir() / "lexicon" / "persons.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        surname = f"(?:{'|'.join(data['double_surnames'])}|[{data['surnames']}])"
        tibetan, posts, speech, turkic = (
            sorted(data[key], key=lambda w: (-len(w), w)) for key in ("tibetan", "posts", "speech", "turkic")
        )
        letter = f"[{data['turkic_letters']}]"
        verbs, weak = tuple(data["verbs"]), frozenset(data["weak_surnames"])
        words = "|".join(f"(?<={word[0]}(?={word[1:]}))" for word in data["not_posts"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise DataError(f"{path}: cannot be read as the lexicon of persons: {error}") from error
    return PersonLexicon(
        shape=re.compile(surname + HAN),
        before=re.compile(f"(?:{'|'.join(posts)})(?!{words}) ?(?={HAN}{{2}})"),
        speech=re.compile("|".join(speech)),
        joined=re.compile(f"{HAN}{{2,6}}(?:·{HAN}{{1,6}})+"),
        tibetan=re.compile(f"(?:{'|'.join(tibetan)}){{2}}|(?:{surname})?(?:{'|'.join(tibetan)})"),
        alone=re.compile(
            f"(?:{'|'.join(tibetan)}){{2}}(?![县乡镇村路区])"
            f"|(?={letter}{{0,6}}(?:{'|'.join(turkic)}))(?:{letter}{{2,9}}·{letter}{{2,8}}|{letter}{{4,9}})(?![自州县乡镇村路区市山])"
        ),
        verbs=verbs,
        said=tuple(speech),
        weak=weak,
    )


def persons(text: str, lexicon: PersonLexicon) -> Iterator[tuple[int, int, float]]:
    """The persons of ``text`` by position."""
    found: dict[tuple[int, int], float] = {}
    for match in lexicon.before.finditer(text):
        end = _end(text, match.end(), lexicon)
        if end:
            found[match.end(), end] = (
                SURE if text.startswith(lexicon.verbs, end) or text[end : end + 1] in LIMITS else LIKELY
            )
    for match in lexicon.speech.finditer(text):
        start = _start(text, match.start(), lexicon)
        if start is not None:
            found.setdefault((start, match.start()), SURE)
    for match in lexicon.alone.finditer(text):
        found.setdefault(match.span(), LIKELY)
    for start, end in _repeats(text, {text[s:e] for s, e in found}):
        found.setdefault((start, end), REPEATED)
    for (start, end), worth in sorted(found.items()):
        yield start, end, worth


def _end(text: str, start: int, lexicon: PersonLexicon) -> int | None:
    """The end of the name that starts right after a post, or None."""
    alone = lexicon.alone.match(text, start)
    if alone:
        return alone.end()
    tibetan = lexicon.tibetan.match(text, start) or lexicon.joined.match(text, start)
    if tibetan:
        return _trimmed(text, tibetan.start(), tibetan.end(), lexicon)
    for length in (2, 3, 4):
        end = start + length
        if _shaped(text, start, end, lexicon) and text.startswith(lexicon.said, end):
            return end
    for length in (3, 2, 4):
        end = start + length
        if _shaped(text, start, end, lexicon) and (
            text.startswith(lexicon.verbs, end) or text[end : end + 1] in LIMITS
        ):
            return end
    return None


def _trimmed(text: str, start: int, end: int, lexicon: PersonLexicon) -> int:
    """The end of a name joined by · without the verb that the pattern took in."""
    last = text.rfind("·", start, end)
    for cut in range(last + 2, end) if last > start else ():
        if text.startswith(lexicon.verbs, cut):
            return cut
    return end


def _shaped(text: str, start: int, end: int, lexicon: PersonLexicon) -> bool:
    """True if [start, end) is a surname with a given name of one or two characters and no common word."""
    piece = text[start:end]
    match = lexicon.shape.match(piece)
    if not match or any(not "一" <= c <= "鿿" for c in piece) or _is_word(piece):
        return False
    surname = match.end() - 1
    if not 1 <= len(piece) - surname <= 2:
        return False
    return piece[0] not in lexicon.weak or not (
        _is_word(piece[:2]) or _is_word(piece[surname:]) or _is_word(text[end - 1 : end + 1])
    )


def _is_word(piece: str) -> bool:
    """True if the piece is a common word of two characters or more."""
    entry = common_words().get(piece) if len(piece) > 1 else None
    return entry is not None and entry[0] != "Z"


def _start(text: str, end: int, lexicon: PersonLexicon) -> int | None:
    """The start of the name that ends before a verb of speech, if a quotation or a break stands before it."""
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or (start and text[start - 1] not in "。”\n，"):
            continue
        if lexicon.tibetan.fullmatch(text, start, end) or (
            _shaped(text, start, end, lexicon) and not _is_word(text[start : start + 2])
        ):
            return start
    return None


def _repeats(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """Every place where one of the names stands again."""
    for name in sorted(names):
        start = text.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = text.find(name, start + len(name))
