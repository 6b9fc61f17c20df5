"""The ``kg_divisions`` component: administrative divisions, regions, countries and foreign cities.

In: a Doc of character tokens; ``doc.user_data["article"]`` where there is one. Out: ``doc.spans["divisions"]``, each
span with its type as label and its code as ``kb_id_`` (empty where none is settled);
``doc.user_data["division_reasons"]``: (start, end) → why this code; ``doc.user_data["division_doubts"]``: (start, end) →
what could not be settled; ``doc.user_data["division_names"]``: (start, end) → the official name.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.division_choice import Chooser, Place
from kg.recognise.division_letters import LetterReader
from kg.recognise.division_matcher import DivisionMatcher, load_matcher


def find_places(text: str, background: str = "", matcher: DivisionMatcher | None = None) -> list[Place]:
    """The places of a text in order. ``background`` is text about it (publisher, dateline) that counts as weak evidence."""
    matcher = matcher or load_matcher()
    chooser = Chooser(matcher.gazetteer, text)
    places = chooser.read(matcher.find(text))
    letters = LetterReader(matcher.gazetteer, text, places, chooser.evidence).read()
    return sorted([*places, *letters], key=lambda place: place.start)


class DivisionComponent:
    """The spaCy component around ``find_places``."""

    def __call__(self, doc: Doc) -> Doc:
        article = doc.user_data.get("article")
        publisher = (article.metadata.publisher or "") if article is not None else ""
        places = find_places(doc.text, publisher)
        doc.spans["divisions"] = [Span(doc, p.start, p.end, label=p.type, kb_id=p.code or "") for p in places]
        doc.user_data["division_reasons"] = {(p.start, p.end): p.reason for p in places if p.reason}
        doc.user_data["division_doubts"] = {(p.start, p.end): p.doubt for p in places if p.doubt}
        doc.user_data["division_names"] = {(p.start, p.end): p.name for p in places}
        return doc


@Language.factory("kg_divisions")
def create_divisions(nlp: Language, name: str) -> DivisionComponent:
    """The component as pipeline configs name it."""
    return DivisionComponent()
