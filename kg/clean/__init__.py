"""Cleaning: a source as it stands becomes articles of clean simplified text, aligned to it.

In: ``Source``. Out: ``Article`` records, whose text is paragraphs parted by one line break each. Every repair is a small
named step on a text that knows its source positions, so that what is read in the clean text can be shown in the original.
"""

from __future__ import annotations

from kg.clean.aligned import Aligned
from kg.clean.articles import name_kinds, split_articles
from kg.clean.assemble import assemble, blocks_of
from kg.clean.blanks import close_blanks
from kg.clean.furniture import drop_furniture, drop_markup, drop_remnants
from kg.clean.heads import drop_openers, mark_lines, read_metadata
from kg.clean.lines import split_lines
from kg.clean.repeats import drop_cut_openings, drop_repeats
from kg.clean.script import drop_invisible, drop_pinyin, simplify
from kg.clean.width import pair_quotes, unify_forms, widen_punctuation
from kg.clean.wraps import join_wrapped
from kg.records import Article, Source

__all__ = ["clean"]

CHARACTER_REPAIRS = (
    drop_invisible,
    drop_markup,
    drop_remnants,
    drop_pinyin,
    simplify,
    unify_forms,
    close_blanks,
    widen_punctuation,
    pair_quotes,
)
"""What is repaired before lines are looked at, in order."""


def clean(source: Source, *, published: str | None = None) -> list[Article]:
    """The articles of a source.

    ``published`` (an ISO date) is taken where neither the text nor the file says when it was published. A source that
    holds nothing but furniture gives an empty list.
    """
    text = Aligned.of(source.text)
    for repair in CHARACTER_REPAIRS:
        text = repair(text)
    lines = mark_lines(drop_cut_openings(drop_furniture(split_lines(text))))
    paragraphs = drop_repeats(join_wrapped(lines))
    articles: list[Article] = []
    for part in split_articles(paragraphs):
        metadata = read_metadata(part, source.metadata, published)
        typed = drop_openers(name_kinds(part))
        if not typed:
            continue
        body = close_blanks(assemble(text, typed))
        blocks = blocks_of(body.text, [p.kind for p in typed])
        articles.append(Article(source, len(articles), body.text, body.alignment(), blocks, metadata))
    return articles
