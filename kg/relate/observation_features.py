"""What can be seen around a number and around a name: the features of the two fitted choices.

In: a Layout. Out: lists of feature names (strings). ``number_features`` serves the choice of the indicator, ``ArgumentView``
the choice of giver and receiver. Both look at a bounded window, so that their cost does not grow with the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.records import Quantity
from kg.relate.observation_layout import Layout
from kg.relate.observation_lexicon import IndicatorWords

# Characters looked at before and after a number: wider windows gained nothing on held-out articles (24/12 against 40/20).
LEFT, RIGHT, BEFORE = 24, 12, 16
# Characters of the sentence that the lexicon's patterns see on each side.
WIDE = 40
_PLACE = frozenset({"Province", "City", "County", "Township", "Village", "Region"})
_BODY = frozenset({"Company", "Government", "School", "Hospital", "Organization"})


def group(kind: str) -> str:
    """The coarse group of an entity type: place, body, work or other."""
    return (
        "place"
        if kind in _PLACE
        else "body"
        if kind in _BODY
        else "other"
        if kind in ("Event", "Person", "Product")
        else "work"
    )


def number_features(layout: Layout, quantity: Quantity, previous: Quantity | None, words: IndicatorWords) -> list[str]:
    """The features of one number: its unit and noun, the characters around it, trigger words, the kinds of names near it."""
    text = layout.reading.article.text
    number = layout.clause(quantity.start)
    start, end = layout.clause_span(number)
    left = _plain(text[max(start, quantity.start - LEFT) : quantity.start])
    right = _plain(text[quantity.end : min(end, quantity.end + RIGHT)])
    before = _plain(text[max(layout.clause_span(number - 1)[0], start - BEFORE) : start]) if number else ""
    size = len(str(int(quantity.number))) if quantity.number is not None else 0
    features = [
        "bias",
        f"unit:{quantity.unit}",
        f"class:{quantity.classifier}",
        f"size:{quantity.unit}:{size}",
        f"qualifier:{quantity.qualifier}",
        f"noun:{quantity.noun[-2:]}",
        f"noun1:{quantity.noun[:2]}",
        f"end:{left[-2:]}",
        f"end3:{left[-3:]}",
        f"end4:{left[-4:]}",
        f"next:{right[:1]}",
        f"next2:{right[:2]}",
        f"next3:{right[:3]}",
    ]
    features += (
        [f"L:{g}" for g in _grams(left)] + [f"R:{g}" for g in _grams(right)] + [f"P:{g}" for g in _grams(before)]
    )
    features += [f"U:{quantity.unit}:{g}" for g in _grams(left[-10:])]
    for side, part in (("L", left), ("R", right + quantity.noun), ("P", before)):
        features += [f"T{side}:{quantity.unit}:{owner}" for owners in words.spoken_for(part) for owner in owners]
    sentence = layout.sentence_span(layout.sentence(quantity.start))
    ahead = text[max(sentence[0], quantity.start - WIDE) : quantity.start]
    behind = text[quantity.end : min(sentence[1], quantity.end + WIDE)]
    unit = quantity.unit if quantity.unit in ("CNY", "person", "person-time", "household", "batch", "item") else "other"
    features += [f"F:{unit}:{name}" for name in words.patterned(f"{ahead}#{behind}")]
    for side, part in (("S", ahead), ("A", behind)):
        features += [f"{side}:done:{unit}"] if words.finished.search(part) else []
        features += [f"{side}:plan:{unit}"] if words.plans.search(part) else []
        features += [f"{side}:sign:{unit}"] if words.signed.search(part) else []
    features += _written(text[quantity.start : quantity.end], quantity)
    features += _surroundings(layout, quantity, previous)
    return features


def _written(text: str, quantity: Quantity) -> list[str]:
    """The numeral in Chinese characters: 一个 and 一条 seldom count anything."""
    chinese = re.sub(r"[^一二两三四五六七八九十百千万亿几数]", "", text)
    return (
        []
        if re.search(r"[0-9]", text)
        else ["chinese", f"chinese:{chinese[:2]}", f"chinese:{chinese[:2]}:{quantity.classifier}"]
    )


def _plain(text: str) -> str:
    return re.sub(r"[0-9.]+", "0", text)


def _grams(text: str) -> Iterator[str]:
    seen: set[str] = set()
    for at in range(len(text) - 1):
        gram = text[at : at + 2]
        if gram not in seen:
            seen.add(gram)
            yield gram


def _surroundings(layout: Layout, quantity: Quantity, previous: Quantity | None) -> list[str]:
    """The kinds of the names near a number, whether it stands inside one, and what the number before it counted."""
    start, end = layout.sentence_span(layout.sentence(quantity.start))
    near = layout.mentions_in(max(start, quantity.start - 120), min(end, quantity.end + 60))
    features = []
    inside = [m for m in near if m.start <= quantity.start and quantity.end <= m.end]
    if inside:
        features += ["inside", f"inside:{inside[0].type}"]
    ahead = [m for m in near if m.end <= quantity.start]
    if ahead:
        features += [
            f"near:{ahead[-1].type}",
            f"first:{group(ahead[0].type)}",
            f"first:{ahead[0].type}:{quantity.unit}",
        ]
    else:
        features.append("near:")
    features += [f"has:{kind}:{quantity.unit}" for kind in sorted({m.type for m in near})]
    if previous is not None and previous.end > start:
        same = "same" if layout.clause(previous.start) == layout.clause(quantity.start) else "before"
        features += [f"prev:{same}:{previous.unit}", f"prev:{previous.classifier}:{quantity.classifier}"]
    else:
        features.append("prev:none")
    if layout.paragraph(quantity.start) == 0:
        features.append("title")
    return features
