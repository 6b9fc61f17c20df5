"""Several articles in one file are parted, and each paragraph is told what it is.

In: paragraphs. Out: one list of paragraphs per article, each with its final kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.clean.heads import APART, BODY, TITLE_WIDTH
from kg.clean.lexicon import Lexicon, lexicon
from kg.clean.lines import ends_sentence, width
from kg.clean.wraps import Paragraph

HEADING_WIDTH = 40
COLUMN_MARK = 6
"""After 【栏目】 a title of so many characters follows; 【链接】 alone is a heading."""
WIDE_GAP = 2
SHORT_TITLE = 8
WORD = re.compile(r"\w")


def split_articles(paragraphs: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Parts the paragraphs where a title stands after the body of another article."""
    articles: list[list[Paragraph]] = [[]]
    has_body = False
    for i, paragraph in enumerate(paragraphs):
        if has_body and _opens_article(paragraphs, i):
            articles.append([])
            has_body = False
            paragraph = replace(paragraph, kind="title")
        articles[-1].append(paragraph)
        has_body = has_body or _is_body(paragraph)
    return [article for article in articles if any(p.kind not in APART for p in article)]


def _is_body(paragraph: Paragraph) -> bool:
    return paragraph.kind in ("", "paragraph") and len(paragraph.text) >= BODY and _ended(paragraph)


def _ended(paragraph: Paragraph) -> bool:
    return ends_sentence(paragraph.text)


def _opens_article(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether a new article begins: a title marked before, or a line like one that a source or a dateline follows."""
    this, before = paragraphs[i], paragraphs[i - 1]
    if this.kind == "title":
        return before.kind != "title"
    if this.kind or width(this.text) > TITLE_WIDTH or _ended(this) or "。" in this.text or this.text[-1] in "，、：；":
        return False
    if not (_ended(before) or before.kind in ("caption", *APART)):
        return False
    words = lexicon()
    if not any(_is_body(p) for p in paragraphs[i + 1 : i + 8]):
        return False
    column = this.text.startswith("【") and len(this.text) - this.text.find("】") > COLUMN_MARK
    if column or before.kind == "rule":
        return True
    if this.gap > WIDE_GAP and before.gap <= 1 and width(this.text) >= SHORT_TITLE:
        return True
    for paragraph in paragraphs[i + 1 : i + 4]:
        if paragraph.kind == "byline":
            return True
        if _is_body(paragraph):
            return bool(words.dateline.match(paragraph.text) or words.broadcast.match(paragraph.text))
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
