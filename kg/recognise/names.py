"""kg_names: proper names found by their heads (公司, 医院, 工业园 …) and persons by what stands around them.

In: a Doc of single characters with ``doc.spans["divisions"]``. Out: ``doc.spans["names"]``, candidates labelled with the
types of the annotation guide; they may nest and cross, the arbiter settles that. ``doc.user_data["names_scores"]`` maps
(start, end) to the probability of the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.names_lexicon import NameLexicon, load_names
from kg.recognise.names_model import choose, load_weights, readings
from kg.recognise.names_persons import PersonLexicon, load_persons, persons
from kg.recognise.names_words import cut_before

KNOWN = 0.95
"""The worth of a name that the lexicon lists whole."""


class Name(NamedTuple):
    """A candidate: [start, end), its type and how probable the reading is."""

    start: int
    end: int
    type: str
    chance: float


@Language.factory("kg_names", assigns=["doc.spans"])
def create_names(nlp: Language, name: str) -> Names:
    """Builds the component from the package's lexicon and weights."""
    return Names(load_names(), load_weights(), load_persons())


class Names:
    """The component. ``lexicon`` holds the heads, ``weights`` say which of them end a name and where it begins;
    ``person_lexicon`` holds surnames, posts and verbs."""

    def __init__(self, lexicon: NameLexicon, weights: Mapping[str, float], person_lexicon: PersonLexicon):
        self.lexicon = lexicon
        self.weights = weights
        self.persons = person_lexicon

    def __call__(self, doc: Doc) -> Doc:
        places = [(s.start, s.end, s.label_) for s in doc.spans.get("divisions", ())]
        found = sorted(
            [*headed_names(doc.text, places, self.lexicon, self.weights), *named_persons(doc.text, places, self.persons)]
        )
        doc.spans["names"] = [Span(doc, n.start, n.end, label=n.type) for n in found]
        doc.user_data["names_scores"] = {(n.start, n.end): n.chance for n in found}
        return doc


def headed_names(
    text: str, places: Iterable[tuple[int, int, str]], lexicon: NameLexicon, weights: Mapping[str, float]
) -> Iterator[Name]:
    """The names in ``text`` that end with a head. ``places`` are (start, end, type)."""
    ending: dict[int, list[tuple[int, str]]] = {}
    for start, end, kind in sorted(places):
        ending.setdefault(end, []).append((start, kind))
    for start, end, head in lexicon.heads_in(text):
        if head.known:
            yield Name(start, end, head.types[0], KNOWN)
            continue
        tokens, before = cut_before(text, start, ending)
        reading = choose(readings(tokens, before, head, text[end : end + 1], lexicon, weights))
        if reading.first is not None and reading.first < len(tokens):
            yield Name(tokens[reading.first].start, end, reading.type, reading.chance)


def named_persons(text: str, places: Iterable[tuple[int, int, str]], lexicon: PersonLexicon) -> Iterator[Name]:
    """The persons in ``text`` that are no place."""
    taken = {position for start, end, _ in places for position in range(start, end) if end - start > 1}
    for start, end, worth in persons(text, lexicon):
        if start not in taken and end - 1 not in taken:
            yield Name(start, end, "Person", worth)
