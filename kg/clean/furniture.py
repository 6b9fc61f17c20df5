"""Page furniture: what a website or a page puts around an article.

In and out: lines; ``drop_remnants`` works on the text before it is split.
"""

from __future__ import annotations

import re

from kg.clean.aligned import Aligned
from kg.clean.heads import read_byline
from kg.clean.lexicon import Lexicon, lexicon
from kg.clean.lines import Line

FRONT = re.compile(r"\A\s*---[ \t]*\n(?:[^\n]*\n){0,60}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)")
SPAN = re.compile(r"\*\*([^*\n]{1,200})\*\*|(?<!!)\[([^\]\n]{1,200})\]\((?:https?:|/|#)[^)\n]{0,400}\)")
TOKENS = re.compile(r"[^\s|｜/·•>›»:：,，、()（）\[\]-]+")
MENU_WORD = 6
MENU_LENGTH = 3
BULLET = re.compile(r"^[·•\-*▪◆]\s*\S")
LEGAL_ITEM = re.compile(r"^[①-⑳\d]+\s*[、.]?\s*")
FOOT_PROSE = 60
"""Prose so long, without a word of a legal note, ends the foot of a page: another article begins."""


def drop_markup(text: Aligned) -> Aligned:
    """Deletes front matter and Markdown's marks inside lines; the marks of headings stay for ``split_lines`` to see."""
    front = FRONT.match(text.text)
    if front:
        text = text.edit([(0, front.end(), "")])
    text = text.delete(PICTURE)
    spans = [(m.span(), m.span(1) if m[1] else m.span(2)) for m in SPAN.finditer(text.text)]
    return text.edit(edit for (a, b), (c, d) in spans for edit in ((a, c, ""), (d, b, "")))


def drop_remnants(text: Aligned) -> Aligned:
    """Deletes left-overs of a page's source: entities, tags, a closing ``"/>``."""
    return text.delete(lexicon().remnants)


def drop_furniture(lines: list[Line]) -> list[Line]:
    """The lines without menus, tool bars, share buttons, editors' lines, copyright notes and lists of other articles."""
    words = lexicon()
    marks = [_is_furniture(line.text, words) for line in lines]
    for i in range(1, len(lines) - 1):
        if marks[i - 1] and marks[i + 1] and not marks[i] and not lines[i].ended and len(lines[i].text) <= MENU_WORD:
            marks[i] = True
    _mark_feet(lines, marks, words)
    return [line for line, furniture in zip(lines, marks, strict=True) if not furniture]


def _is_furniture(line: str, words: Lexicon) -> bool:
    if words.lines.fullmatch(line):
        return True
    if read_byline(line, words):
        return False
    if len(line) > 120 or "。" in line:
        return False
    tokens = TOKENS.findall(line)
    if not tokens:
        return len(line) < 3 or not any(c in "…—" for c in line)
    named = sum(1 for t in tokens if t in words.words or (t.isdigit() and len(tokens) > 1))
    if named == len(tokens):
        return True
    short = all(len(t) <= MENU_WORD for t in tokens)
    known = sum(1 for t in tokens if t in words.menu or t in words.words)
    return (
        short
        and len(tokens) >= MENU_LENGTH
        and known * 3 >= len(tokens)
        and known > 0
        and not line.endswith(("，", "、"))
    )


def _mark_feet(lines: list[Line], marks: list[bool], words: Lexicon) -> None:
    """Marks what follows the opening of a page's foot, until prose comes again."""
    foot = False
    titles: list[int] = []
    for i, line in enumerate(lines):
        if words.foot.match(line.text) and not (
            line.ended and len(line.text) > FOOT_PROSE and not words.legal.search(line.text)
        ):
            foot, titles = True, []
            marks[i] = True
        elif foot and not marks[i]:
            legal = bool(words.legal.search(line.text))
            prose = line.ended and len(line.text) >= FOOT_PROSE and not legal
            head = bool(words.source.search(line.text) or words.dateline.match(line.text)) and not legal
            if prose or head:
                foot = False
                for j in titles[-2:]:
                    marks[j] = False
            else:
                marks[i] = True
                titles = [] if legal or BULLET.match(line.text) or LEGAL_ITEM.match(line.text) else [*titles, i]
