"""Several articles in one file are parted, and each paragraph is told what it is.

In: paragraphs. Out: one list of paragraphs per article, each with its final kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.clean.heads import APART, BODY, TITLE_WIDTH
from kg.clean.lexicon import Lexicon, lexicon
from kg.clean.lines import ends_sentence, width
from kg.clean.wraps import Paragraph

HEADING_WIDTH = 40
COLUMN_MARK = 6
"""After 【栏目】 a title of so many characters follows; 【链接】 alone is a heading."""
WIDE_GAP = 2
SHORT_TITLE = 6
NEAR = 3
WORD = re.compile(r"\w")


def split_articles(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Parts the paragraphs where a title stands after the body of another article."""
    articles: list[list[Paragraph]] = [[]]
    has_body = False
    gap = _parting_gap(paragraphs)
    for i, paragraph in enumerate(paragraphs):
        if has_body and _opens_article(paragraphs, i, gap):
            articles.append([])
            has_body = False
            paragraph = replace(paragraph, kind="title")
        elif len(articles) > 1 and _is_subtitle(articles[-1], paragraph):
            paragraph = replace(paragraph, kind="title")
        articles[-1].append(paragraph)
        has_body = has_body or _is_body(paragraph)
    return [article for article in articles if any(p.kind not in APART for p in article)]


def _is_subtitle(article: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    """Whether a line goes on with the title just read: it opens with —— or follows without a blank line."""
    if not article or article[-1].kind != "title" or paragraph.kind or _ended(paragraph):
        return False
    return paragraph.text.startswith("——") or (not paragraph.gap and width(paragraph.text) <= TITLE_WIDTH)


def _parting_gap(paragraphs: Sequence[Paragraph]) -> int:
    """How many blank lines part articles: three; two where they stand before lines like titles only, each with a body of
    several paragraphs (a section under a heading that is set so may have but one)."""
    wide = [i for i, p in enumerate(paragraphs) if i and p.gap == WIDE_GAP]
    titles = wide and all(paragraphs[i].kind == "title" or _could_open(paragraphs, i) for i in wide)
    bodies = all(sum(map(_is_body, paragraphs[a:b])) > 1 for a, b in pairwise([0, *wide, len(paragraphs)]))
    return WIDE_GAP if titles and bodies else WIDE_GAP + 1


def _is_body(paragraph: Paragraph) -> bool:
    return paragraph.kind in ("", "paragraph") and len(paragraph.text) >= BODY and _ended(paragraph)


def _ended(paragraph: Paragraph) -> bool:
    return ends_sentence(paragraph.text)


def _could_open(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether a line looks like a title, after an article's end and with a body to follow."""
    this, before = paragraphs[i], paragraphs[i - 1]
    if this.kind or not SHORT_TITLE <= width(this.text) <= TITLE_WIDTH or _ended(this):
        return False
    if "。" in this.text or this.text[-1] in "，、：；" or this.text[0] in "（(":
        return False
    ends = _ended(before) or before.kind in ("caption", *APART)
    return ends and any(_is_body(p) for p in paragraphs[i + 1 : i + 8])


def _opens_article(paragraphs: Sequence[Paragraph], i: int, gap: int) -> bool:
    """Whether a new article begins: a title marked before, or a line like one that a source or a dateline follows."""
    this, before = paragraphs[i], paragraphs[i - 1]
    if this.kind == "title":
        return before.kind != "title"
    if not _could_open(paragraphs, i):
        return False
    column = this.text.startswith("【") and len(this.text) - this.text.find("】") > COLUMN_MARK
    subtitle = i + 1 < len(paragraphs) and paragraphs[i + 1].text.startswith("——") and not _ended(paragraphs[i + 1])
    if column or subtitle or before.kind == "rule" or this.gap >= gap:
        return True
    return _has_source(paragraphs[i + 1 : i + 8])


def _has_source(after: Sequence[Paragraph]) -> bool:
    """Whether a source line, or a dateline, stands between a title and the body that it belongs to."""
    words = lexicon()
    byline = False
    for n, paragraph in enumerate(after):
        if paragraph.kind == "byline" and n < NEAR:
            byline = True
        elif _is_body(paragraph):
            return byline or bool(words.dateline.match(paragraph.text) or words.broadcast.match(paragraph.text))
        elif (n and byline) or n >= NEAR or paragraph.kind:
            return False
    return False


def name_kinds(article: Sequence[Paragraph]) -> list[Paragraph]:
    """Title, heading, caption or paragraph; by-lines, credits and rules are left out."""
    words = lexicon()
    text = [p for p in article if p.kind not in APART and WORD.search(p.text)]
    return [replace(p, kind=_kind(text, i, words)) for i, p in enumerate(text)]


def _kind(text: Sequence[Paragraph], i: int, words: Lexicon) -> str:
    this = text[i]
    if this.kind:
        return this.kind
    if _ended(this) or this.text[-1] in "，、：；" or "。" in this.text or width(this.text) > HEADING_WIDTH:
        return "caption" if this.mark and i else "paragraph"
    if this.text in words.closings or (this.text[0] == "“" and this.text[-1] == "”"):
        return "paragraph"
    if (this.mark and i) or words.works.match(this.text):
        return "caption"
    return "heading" if any(not p.kind and _ended(p) for p in text[i + 1 : i + 5]) else "paragraph"
