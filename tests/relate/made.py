"""Readings by hand: a text in which [甲] marks mentions, so that tests need no recogniser."""

from __future__ import annotations

import re
from array import array

from kg.records import Alignment, Article, Block, Entity, Mention, Metadata, Reading, Source

MARK = re.compile(r"\[([^\]|]+)\|(\w+)(?:\|([^\]]+))?\]")


def reading(marked: str, kinds: tuple[str, ...] = ()) -> Reading:
    """The Reading of a text such as "[山东省|Province]援建[忠县大桥|Bridge]"; a third part names the entity.

    Paragraphs are parted by a line break; ``kinds`` are their kinds, "paragraph" where none is given.
    """
    text, at, mentions = "", 0, []
    entities: dict[str, Entity] = {}
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        name = match[3] or match[1]
        entities.setdefault(name, Entity(match[2], name))
        number = list(entities).index(name)
        mentions.append(Mention(len(text), len(text) + len(match[1]), match[2], number, "test", name != match[1]))
        text += match[1]
        at = match.end()
    text += marked[at:]
    positions = array("l", range(len(text)))
    alignment = Alignment(positions, array("l", range(1, len(text) + 1)))
    blocks, start = [], 0
    for number, line in enumerate(text.split("\n")):
        blocks.append(Block(start, start + len(line), kinds[number] if number < len(kinds) else "paragraph"))
        start += len(line) + 1
    source = Source("made.txt", text, "0" * 64)
    return Reading(
        Article(source, 0, text, alignment, tuple(blocks), Metadata()), tuple(mentions), tuple(entities.values())
    )


def nested(made: Reading, outer: str, inner: str, kind: str) -> Reading:
    """The same Reading with a mention of ``inner`` inside the first mention of ``outer``."""
    start = made.article.text.index(outer) + outer.index(inner)
    names = [e.name for e in made.entities]
    entities = made.entities if inner in names else (*made.entities, Entity(kind, inner))
    number = names.index(inner) if inner in names else len(made.entities)
    mentions = (*made.mentions, Mention(start, start + len(inner), kind, number, "test"))
    return Reading(made.article, tuple(sorted(mentions, key=lambda m: (m.start, -m.end))), entities)
