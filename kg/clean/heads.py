"""Titles, by-lines and datelines: which lines they are, and what they say of an article.

In: lines or paragraphs. Out: lines with their kind, ``Metadata``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.clean.lexicon import Lexicon, lexicon
from kg.clean.lines import Line, is_caption, width
from kg.clean.wraps import Paragraph
from kg.records import Metadata

DATE = re.compile(
    r"((?:19|20)\d{2})\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2}))(?:\s*\d{1,2}[：:]\d{2}(?:[：:]\d{2})?)?"
)
HINT = re.compile("(?:19|20)[0-9]{2}|[来來]源|记者|通讯员|作者|实习生|评论员|撰|摘自|转自|原载|供稿|^[（(□■]?\\s*文")
"""What a line of sources, names and dates holds one of: a quick look before the whole."""
STAMP = re.compile(r"(?:19|20)\d{2}[-/]\d{1,2}[-/]\d{1,2}\s+\d{1,2}[：:]\d{2}")
STAMP_WORDS = 2
STAMP_WORD = 10
"""Beside a date with its time of day a line may hold so many short words: an account's name, a place."""
MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日")
TITLE_WIDTH = 48
TITLE_LINES = 3
TITLE_SHORTEST = 4
SUBTITLE = 10
APART = ("byline", "credit", "rule")
"""Kinds of lines that stand beside an article's text and are no part of it."""
BODY = 30
"""A paragraph of so many characters that ends as a sentence does is body text."""
RULE = re.compile(r"^[=\-*_—~·•#＝－＊]{3,}$")
NAME = re.compile("^[\u4e00-\u9fff]{2,4}$")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line of sources, names and dates says."""

    publisher: str | None = None
    author: str | None = None
    published: str | None = None


def iso_date(match: re.Match[str]) -> str | None:
    """A match of ``DATE`` as an ISO date; None if there is no such day."""
    year, *rest = match.groups()
    month, day = [int(part) for part in rest if part is not None]
    try:
        return datetime.date(int(year), month, day).isoformat()
    except ValueError:
        return None


def read_byline(line: str, words: Lexicon) -> Byline | None:
    """What a line says that holds nothing but sources, names of writers and dates; None for any other line."""
    if len(line) > 120 or "。" in line or not HINT.search(line):
        return None
    date = DATE.search(line)
    published = iso_date(date) if date else None
    rest = DATE.sub(" ", line)
    publisher = author = None
    source = words.source.search(rest)
    if source:
        publisher = source["publisher"]
        rest = rest[: source.start()] + " " + rest[source.end() :]
    found = words.author.search(rest)
    if found and (found["names"].strip() or found.end() == len(rest)):
        author = _names(found["names"]) or None
        rest = rest[: found.start()] + " " + rest[found.end() :]
        more = words.author.search(rest)
        while more and more["names"].strip():
            rest = rest[: more.start()] + " " + rest[more.end() :]
            more = words.author.search(rest)
    rest = words.filler.sub(" ", rest)
    tokens = [t for t in rest.split() if t not in words.words and t not in words.menu and t not in words.channels]
    if tokens and not publisher and words.media.fullmatch(tokens[0]) and (published or author):
        publisher = tokens.pop(0).strip("《》")
    if len(tokens) <= STAMP_WORDS and all(len(token) <= STAMP_WORD for token in tokens) and STAMP.search(line):
        publisher = publisher or (tokens[0] if tokens and line.startswith(tokens[0]) else None)
        tokens = []
    if tokens or not (published or author or source):
        return None
    return Byline(publisher, author, published)


def _names(text: str) -> str:
    tokens = text.split()
    if len(tokens) > 1 and all(len(token) == 1 for token in tokens):
        return "".join(tokens)
    roles = lexicon().roles
    return " ".join(name for name in re.split(r"[、\s]+", text.strip()) if name not in roles)


def _is_signature(line: str, words: Lexicon) -> bool:
    """Whether a line is nothing but two or more personal names."""
    tokens = line.strip("（）() ").split()
    return len(tokens) >= 2 and all(NAME.match(t) and t[0] in words.surnames for t in tokens)


def mark_lines(lines: Sequence[Line]) -> list[Line]:
    """Gives the lines that are titles, by-lines, credits and rules their kind."""
    words = lexicon()
    kinds = [_kind(line, words) for line in lines]
    for i in _openings(lines, kinds):
        end = i + 1
        while end < min(i + TITLE_LINES, len(lines)) and not (kinds[end] or lines[end].gap):
            if not _could_be_title(lines[end], goes_on=True):
                break
            end += 1
        parted = end == len(lines) or lines[end].gap > 0 or kinds[end] in APART
        for j in range(i, end):
            if j > i and not parted and width(lines[j].text) < SUBTITLE and not lines[j].text.startswith("——"):
                break
            kinds[j] = "title"
        if kinds[i] == "title" and _is_subtitle(lines, kinds, i + 1):
            kinds[i + 1] = "title"
            tail = lines[i + 2 : i + 4]
            if len(tail) == 2 and not tail[0].gap and tail[1].gap and _could_be_title(tail[0], goes_on=True):
                kinds[i + 2] = kinds[i + 2] or "title"
    return [replace(line, kind=kind) if kind else line for line, kind in zip(lines, kinds, strict=True)]


def _kind(line: Line, words: Lexicon) -> str:
    if line.mark == "#":
        return "title"
    if RULE.match(line.text):
        return "rule"
    if words.credits.fullmatch(line.text):
        return "credit"
    if not line.kind and (_is_signature(line.text, words) or read_byline(line.text, words)):
        return "byline"
    return line.kind


def _openings(lines: Sequence[Line], kinds: Sequence[str]) -> list[int]:
    """Where a title may stand: the first line, and a line after the signature or the rule that closes an article."""
    found = []
    nothing_yet = True
    for i, line in enumerate(lines):
        if kinds[i]:
            continue
        first, nothing_yet = nothing_yet, False
        if not _could_be_title(line) or _is_set_as_body(lines, i):
            continue
        if first or (i > 1 and kinds[i - 1] in APART and _body_follows(lines, i) and _body_before(lines, kinds, i)):
            found.append(i)
    return found


def _is_subtitle(lines: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """Whether line i, set apart from the title by a blank line, goes on with it: it opens with —— or is no short heading."""
    if i + 1 >= len(lines) or kinds[i] or not _could_be_title(lines[i]):
        return False
    line, after = lines[i], lines[i + 1]
    if line.text.startswith("——"):
        return True
    if width(line.text) < SUBTITLE or not after.gap:
        return False
    wrapped = not any(mark in line.text for mark in "，。") and width(after.text) > width(line.text)
    return bool(kinds[i + 1]) or after.ended or wrapped


def _is_set_as_body(lines: Sequence[Line], i: int) -> bool:
    """Whether line i is the first of wrapped lines: at least as wide as those after it, which follow without a gap."""
    after = lines[i + 1 : i + 1 + TITLE_LINES]
    if len(after) < TITLE_LINES or any(line.gap for line in after):
        return False
    return width(lines[i].text) + lines[i].indent > max(width(line.text) for line in after) - 1.5


def _body_follows(lines: Sequence[Line], i: int) -> bool:
    return sum(1 for line in lines[i + 1 : i + 60] if line.ended) >= 2


def _body_before(lines: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """Whether an article's end stands before the by-lines above line i."""
    j = i - 1
    while j >= 0 and kinds[j] in APART:
        j -= 1
    return j > 2 and lines[j].ended and sum(1 for line in lines[max(0, j - 40) : j] if line.ended) >= 2


def _could_be_title(line: Line, *, goes_on: bool = False) -> bool:
    return (
        (goes_on or len(line.text) >= TITLE_SHORTEST)
        and width(line.text) <= TITLE_WIDTH
        and (not line.ended or line.text[-1] in "！？!?…")
        and "。" not in line.text
        and line.text[-1] not in "，、：；,:;"
        and not (line.text[0] == "“" and line.text[-1] == "”")
        and not is_caption(line.text)
        and not lexicon().dateline.match(line.text)
    )


def read_metadata(paragraphs: Sequence[Paragraph], given: Metadata, published: str | None) -> Metadata:
    """What the text says of its article; where it is silent, what the file says; then the date that the caller gives."""
    words = lexicon()
    title = " ".join(p.text for p in paragraphs if p.kind == "title") or None
    lines = [b for p in paragraphs if p.kind == "byline" and (b := read_byline(p.text, words))]
    signed = [p.text for p in paragraphs if p.kind == "byline" and _is_signature(p.text, words)]
    body = [p for p in paragraphs if p.kind in ("", "paragraph", "heading")]
    opening = _opening(body, words)
    publisher = _first([b.publisher for b in lines] + [opening.publisher])
    author = _first([b.author for b in lines] + [opening.author] + [" ".join(s.split()) for s in signed])
    date = _first([b.published for b in lines] + [opening.published])
    return Metadata(
        title=title or given.title,
        published=date or given.published or published,
        publisher=publisher or given.publisher,
        author=author or given.author,
    )


def _first(values: Sequence[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _opening(body: Sequence[Paragraph], words: Lexicon) -> Byline:
    """What the opening of the first paragraphs says: 某某日报某地4月18日电（记者 某某）."""
    for paragraph in body[:3]:
        news = words.broadcast.match(paragraph.text)
        if news:
            return Byline(news["publisher"])
        match = words.dateline.match(paragraph.text)
        if not match:
            continue
        publisher: str | None = match["publisher"].strip("《》").removeprefix("据")
        if publisher in words.nobody or (publisher and publisher.startswith("本")):
            publisher = None
        date = DATE.match(match["date"] or match["later"] or "")
        published = iso_date(date) if date else None
        if published is None and match["date"]:
            published = _same_day(match["date"], body)
        names = words.author.search(paragraph.text, match.end(), match.end() + 40)
        author = _names(names["names"]) if names and names["names"] else match["names"]
        return Byline(publisher, author or None, published)
    return Byline()


def _same_day(day: str, body: Sequence[Paragraph]) -> str | None:
    """The full date in the text that falls on the day and month of the dateline."""
    wanted = MONTH_DAY.search(day)
    for paragraph in body:
        for match in DATE.finditer(paragraph.text):
            date = iso_date(match)
            if date and wanted and date[5:] == f"{int(wanted[1]):02}-{int(wanted[2]):02}":
                return date
    return None


def drop_openers(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs without the formula that opens an item of television news (某某网消息（某某）：)."""
    words = lexicon()
    kept = []
    for paragraph in paragraphs:
        match = words.broadcast.match(paragraph.text)
        if match and match.end() < len(paragraph.text) and len(paragraph.pieces) == 1:
            start, end = paragraph.pieces[0]
            paragraph = replace(paragraph, pieces=((start + match.end(), end),), text=paragraph.text[match.end() :])
        kept.append(paragraph)
    return kept
