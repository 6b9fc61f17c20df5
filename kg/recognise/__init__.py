"""Recognition: an Article and a spaCy pipeline in, a Reading out (mentions, entities, quantities, points in time)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from spacy.language import Language
from spacy.tokens import Doc

from kg.recognise.spellings import add_source_spellings
from kg.records import Article, Reading


@runtime_checkable
class LooksAhead(Protocol):
    """A component that reads many texts faster at once, and keeps what it found until it is asked for each."""

    def look_ahead(self, texts: Sequence[str]) -> None:
        """Reads the texts. What an earlier call kept is let go."""


def recognise(article: Article, nlp: Language) -> Reading:
    """Runs ``nlp`` over the article's clean text and gathers what its components wrote on the Doc.

    A component that the pipeline lacks leaves its part of the Reading empty. The components see the article as
    ``doc.user_data["article"]``. All positions are clean positions.
    """
    doc = nlp.make_doc(article.text)
    doc.user_data["article"] = article
    doc = nlp(doc)
    mentions = _written(doc, "mentions")
    return Reading(
        article=article,
        mentions=mentions,
        entities=add_source_spellings(article, mentions, _written(doc, "entities")),
        quantities=_written(doc, "quantities"),
        whens=_written(doc, "whens"),
    )


def look_ahead(articles: Sequence[Article], nlp: Language) -> None:
    """Lets those components that gain by reading several texts at once do so before ``recognise`` is asked for each."""
    texts = [article.text for article in articles]
    for _, component in nlp.pipeline:
        if isinstance(component, LooksAhead):
            component.look_ahead(texts)


def _written(doc: Doc, attribute: str) -> tuple[Any, ...]:
    """The tuple that a component wrote to ``doc._.<attribute>``, or () where none did."""
    return tuple(doc._.get(attribute) or ()) if Doc.has_extension(attribute) else ()
