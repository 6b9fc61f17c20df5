"""Page furniture: what a website or a page puts around an article.

In and out: lines; ``drop_remnants`` works on the text before it is split.
"""

from __future__ import annotations

import re

from kg.clean.aligned import Aligned
from kg.clean.heads import RULE, read_byline
from kg.clean.lexicon import Lexicon, lexicon
from kg.clean.lines import Line, is_caption

FRONT = re.compile(r"\A\s*---[ \t]*\n(?:[^\n]*\n){0,60}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)")
SPAN = re.compile(r"\*\*([^*\n]{1,200})\*\*|(?<!!)\[([^\]\n]{1,200})\]\((?:https?:|/|#)[^)\n]{0,400}\)")
TOKENS = re.compile(r"[^\s|｜/·•>›»:：,，、()（）\[\]-]+")
MENU_WORD = 6
MENU_LENGTH = 3
BULLET = re.compile(r"^[·•\-*▪◆]\s*\S")
ITEM = re.compile(r"^(?:[·•\-*▪◆]|[0-9]{1,2}[\s.、])\s*\S")
LEGAL_ITEM = re.compile(r"^[①-⑳\d]+\s*[、.]?\s*")
LONGEST = 400
PROSE = 15
RUNNING = (6, 30)
PAGES = 3
"""A running head is a line of so many characters that stands on so many pages or more."""
NUMBER = re.compile("[0-9]+")
FOOT_PROSE = 50
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
    prose = next((i for i, line in enumerate(lines) if _is_prose(line)), len(lines))
    for i in range(prose + 1, len(lines) - 1):
        if marks[i - 1] and marks[i + 1] and not lines[i].ended and len(lines[i].text) <= MENU_WORD:
            marks[i] = True
    _mark_running_heads(lines, marks)
    _mark_feet(lines, marks, words)
    _mark_tail(lines, marks)
    return [line for line, furniture in zip(lines, marks, strict=True) if not furniture]


def _is_furniture(line: str, words: Lexicon) -> bool:
    if len(line) > LONGEST:
        return False
    if words.lines.fullmatch(line) or words.notice.fullmatch(line):
        return not RULE.match(line)
    if "。" in line or RULE.match(line) or read_byline(line, words):
        return False
    tokens = TOKENS.findall(line)
    if not tokens:
        return not any(char in "…—" for char in line)
    named = sum(1 for t in tokens if t in words.words)
    if named and all(t in words.words or t.isdigit() for t in tokens):
        return True
    return _is_menu(line, tokens, words)


def _is_menu(line: str, tokens: list[str], words: Lexicon) -> bool:
    """Whether a line is short words, one of them of a menu only, and all known, or three or more and a third known."""
    if len(tokens) < 2 or any(char in "，、；" for char in line) or any(len(t) > MENU_WORD for t in tokens):
        return False
    sure = sum(1 for t in tokens if t in words.menu or t in words.words)
    known = sure + sum(1 for t in tokens if t in words.channels)
    if sure and known == len(tokens):
        return True
    return len(tokens) >= MENU_LENGTH and (sure > 0 or line.count("|") > 1) and known * 3 >= len(tokens)


def _mark_tail(lines: list[Line], marks: list[bool]) -> None:
    """Marks what is no sentence, caption or by-line between the first furniture after the last prose and the end."""
    words = lexicon()
    last = next((i for i in range(len(lines) - 1, -1, -1) if not marks[i] and _is_prose(lines[i])), len(lines))
    first = next((i for i in range(last + 1, len(lines)) if marks[i]), len(lines))
    while first - 1 > last and ITEM.match(lines[first - 1].text) and not lines[first - 1].ended:
        first -= 1
    for i in range(first, len(lines)):
        text = lines[i].text
        if not (lines[i].ended or is_caption(text) or words.works.match(text) or read_byline(text, words)):
            marks[i] = True


def _is_prose(line: Line) -> bool:
    return (line.ended and len(line.text) >= PROSE) or len(line.text) >= 3 * PROSE


def _mark_running_heads(lines: list[Line], marks: list[bool]) -> None:
    """Marks short lines that return on page after page, but for their numbers, each beside a blank line."""
    seen: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        beside_blank = line.gap > 0 or i + 1 == len(lines) or lines[i + 1].gap > 0
        if RUNNING[0] <= len(line.text) <= RUNNING[1] and beside_blank and not line.ended and "：" not in line.text:
            seen.setdefault(NUMBER.sub("0", line.text), []).append(i)
    for places in seen.values():
        after = {lines[i + 1].text if i + 1 < len(lines) else "" for i in places}
        if len(places) >= PAGES and len(after) == len(places):
            for i in places:
                marks[i] = True


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
        elif RULE.match(line.text):
            foot = False
        elif foot and not marks[i]:
            legal = bool(words.legal.search(line.text))
            prose = line.ended and len(line.text) >= FOOT_PROSE and not legal
            head = bool(words.source.search(line.text) or words.dateline.match(line.text)) and not legal
            if prose or head:
                foot = False
                for j in titles[-3:]:
                    marks[j] = False
            else:
                marks[i] = True
                titles = [] if legal or BULLET.match(line.text) or LEGAL_ITEM.match(line.text) else [*titles, i]
