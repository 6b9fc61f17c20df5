"""Forms as the source spells them: 忠縣 beside 忠县, 甲(乙)园 beside 甲（乙）园.

In: an article's mentions and entities. Out: the entities, each with the spellings of its source as further aliases, so
that a name can be looked up as it was printed, in simplified characters too where only the brackets differ. What a form
suffered on its way (a blank, pinyin in between) is not its spelling and left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from kg.records import Article, Entity, Mention


def add_source_spellings(
    article: Article, mentions: Sequence[Mention], entities: Sequence[Entity]
) -> tuple[Entity, ...]:
    """``entities`` with the source's spellings after their own aliases, in text order, each once."""
    found: dict[int, dict[str, None]] = {}
    for mention in mentions:
        if mention.reference or not 0 <= mention.entity < len(entities):
            continue
        forms = found.setdefault(mention.entity, {})
        for spelt in _spellings(article, mention.start, mention.end):
            forms[spelt] = None
    return tuple(
        replace(entity, aliases=tuple(dict.fromkeys((*entity.aliases, *found[number]))))
        if found.get(number)
        else entity
        for number, entity in enumerate(entities)
    )


def _spellings(article: Article, start: int, end: int) -> list[str]:
    """The clean range as its source writes it, and with the source's width of signs only; none that is the clean form."""
    clean, text, starts = article.text[start:end], article.source.text, article.alignment.starts
    printed = [text[starts[n]] for n in range(start, end)]
    if any(sign.isspace() for sign in printed):
        return []
    widths = [
        p if unicodedata.normalize("NFKC", p) == unicodedata.normalize("NFKC", c) else c
        for p, c in zip(printed, clean, strict=True)
    ]
    return [spelt for spelt in dict.fromkeys(("".join(printed), "".join(widths))) if spelt != clean]
