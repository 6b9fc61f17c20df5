"""Articles and claims made by hand, for tests of what comes after reading: no model, no lexicon."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable
from typing import Any

from kg.records import Alignment, Article, Block, Claims, Entity, Metadata, Observation, Reading, Source, Statement


def made_article(
    text: str, source_text: str | None = None, location: str = "made/a.txt", index: int = 0, **known: Any
) -> Article:
    """An article whose clean text is ``text``, found character by character in ``source_text`` (else the same)."""
    source_text = text if source_text is None else source_text
    starts = array("l")
    at = 0
    for character in text:
        at = source_text.index(character, at)
        starts.append(at)
        at += 1
    source = Source(location, source_text, hashlib.sha256(source_text.encode()).hexdigest())
    alignment = Alignment(starts, array("l", (start + 1 for start in starts)))
    return Article(source, index, text, alignment, (Block(0, len(text), "paragraph"),), Metadata(**known))


def made_claims(
    article: Article,
    entities: Iterable[tuple[str, str] | tuple[str, str, str]],
    statements: Iterable[tuple[int, str, int] | tuple[int, str, int, dict[str, Any]]] = (),
    observations: Iterable[dict[str, Any]] = (),
) -> Claims:
    """Claims whose evidence is the whole article unless said otherwise. Entities are (type, name, code)."""
    whole = ((0, len(article.text)),)
    made = tuple(Entity(kind, name, code=code[0] if code else None) for kind, name, *code in entities)
    return Claims(
        Reading(article, (), made),
        tuple(
            Statement(s, p, o, **{"evidence": whole, "confidence": 0.9, "frame": "made", **(rest[0] if rest else {})})
            for s, p, o, *rest in statements
        ),
        tuple(
            Observation(
                **{
                    "providers": (),
                    "recipients": (),
                    "indicator": "AidFunds",
                    "value": None,
                    "unit": "CNY",
                    "qualifier": "exact",
                    "evidence": whole,
                    "confidence": 0.9,
                    "frame": "made",
                    **observation,
                }
            )
            for observation in observations
        ),
    )
