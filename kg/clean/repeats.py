"""A passage that stands twice counts once: the fuller one stays, of equal ones the first.

In and out: lines or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.clean.heads import APART
from kg.clean.lines import Line
from kg.clean.wraps import Paragraph

SPLIT = re.compile("[。！？!?；;…\\n]+")
NOISE = " “”‘’\"'，、：—（）()《》【】>·"
NOISES = re.compile("[\\W_]+")
LONG = 12
"""Sentences of fewer characters return by chance (headings, 下一步); they count only beside a repeated neighbour."""
PREFIX = 20
OPENING = 6
"""A page's description, a cut-off copy of its beginning of so many characters or more, stands among its first lines."""
REACH = 4000
HEAD = 8
SHORTEST_TITLE = 4
SITE = re.compile("\\s*[-_|—–·]+\\s*[^，。；]{2,30}$")


def drop_cut_openings(lines: Sequence[Line]) -> list[Line]:
    """The lines without those at the top that are a cut-off copy of what follows them, run together, or a window's title."""
    found: set[int] = set()
    if any(_is_window_title(lines[0].text, line.text) for line in lines[1:OPENING]):
        found.add(0)
    for i, line in enumerate(lines[:OPENING]):
        if len(line.text) < PREFIX:
            continue
        key = NOISES.sub("", line.text)
        for j in range(i + 1, min(i + OPENING, len(lines))):
            if lines[j].text[0] == key[0] and key.startswith(NOISES.sub("", lines[j].text[:PREFIX])[:HEAD]):
                after = NOISES.sub("", "".join(other.text for other in lines[j : j + 40])[:REACH])
                if len(lines[j].text) != len(line.text) and len(key) < len(after) and after.startswith(key):
                    found.add(i)
                    break
    return [line for i, line in enumerate(lines) if i not in found]


def _is_window_title(first: str, title: str) -> bool:
    """Whether a first line is a title that comes again, with the site's name after it (两地签约_某某网)."""
    return len(title) >= SHORTEST_TITLE and first.startswith(title) and bool(SITE.match(first, len(title)))


def drop_repeats(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs without those whose every sentence stands in another one or in those before."""
    keys = [[s.strip(NOISE) for s in SPLIT.split(p.text)] for p in paragraphs]
    keys = [[k for k in sentences if k] for sentences in keys]
    whole = ["".join(sentences) for sentences in keys]
    dropped: set[int] = set()
    where: dict[str, list[int]] = {}
    for i, sentences in enumerate(keys):
        if i not in dropped and paragraphs[i].kind not in APART:
            for key in sentences:
                where.setdefault(key, []).append(i)
    for i, sentences in enumerate(keys):
        if (
            i not in dropped
            and paragraphs[i].kind not in APART
            and _is_repeat(i, sentences, keys, where, dropped, paragraphs)
        ):
            dropped.add(i)
    _drop_short(paragraphs, whole, dropped)
    return [p for i, p in enumerate(paragraphs) if i not in dropped]


def _is_repeat(
    i: int,
    sentences: list[str],
    keys: list[list[str]],
    where: dict[str, list[int]],
    dropped: set[int],
    paragraphs: Sequence[Paragraph],
) -> bool:
    long = [key for key in sentences if len(key) >= LONG]
    if not long:
        return False
    if all(any(j < i and j not in dropped for j in where[key][:8]) for key in sentences):
        return True
    if paragraphs[i].kind == "title":
        return False
    for j in where[long[0]][:8]:
        if j != i and j not in dropped and len(keys[j]) > len(sentences) and set(sentences) <= set(keys[j]):
            return True
    return False


def _drop_short(paragraphs: Sequence[Paragraph], whole: list[str], dropped: set[int]) -> None:
    """Drops short lines (headings) that return between the same neighbours, and the title where it returns."""
    first: dict[str, int] = {}
    titles = {text for text, p in zip(whole, paragraphs, strict=True) if p.kind == "title"}
    for i, text in enumerate(whole):
        if i in dropped or not text or paragraphs[i].kind in APART:
            continue
        j = first.setdefault(text, i)
        if j == i:
            continue
        same_next = i + 1 < len(whole) and whole[i + 1] == whole[j + 1] and (i + 1 in dropped)
        same_before = j > 0 and whole[i - 1] == whole[j - 1] and (i - 1 in dropped)
        if text in titles or same_next or same_before:
            dropped.add(i)
