"""kg_names: proper names found by their heads (公司, 医院, 工业园 …) and persons by what stands around them.

In: a Doc of single characters with ``doc.spans["divisions"]``. Out: ``doc.spans["names"]``, candidates labelled with the
types of the annotation guide; they may nest and cross, the arbiter settles that. ``doc.user_data["names_scores"]`` maps
(start, end) to the probability of the reading. What a list or a pattern gives away goes to ``doc.spans["patterns"]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.doc_text import text_of
from kg.recognise.names_lexicon import load_names
from kg.recognise.names_model import AHEAD, Scorer, likely, load_weights
from kg.recognise.names_patterns import Patterns, load_patterns, patterned
from kg.recognise.names_persons import PersonLexicon, load_persons, persons
from kg.recognise.names_words import common_words, cut_before

Places = Mapping[int, Sequence[tuple[int, str]]]

KNOWN = 0.95
"""The worth of a name that the lexicon lists whole."""

LEAST = 0.05
"""The least probability of a reading that is proposed: enough for the arbiter to weigh what another finder says."""


class Name(NamedTuple):
    """A candidate: [start, end), its type and how probable the reading is."""

    start: int
    end: int
    type: str
    chance: float


@Language.factory("kg_names", assigns=["doc.spans"])
def create_names(nlp: Language, name: str) -> Names:
    """Builds the component from the package's lexicons and weights."""
    common_words()  # read with the rest of the model, not with the first text
    return Names(Scorer(load_weights(), load_names()), load_persons(), load_patterns())


class Names:
    """The component. ``scorer`` knows the heads, which of them end a name and where it begins; the lexicons hold surnames,
    posts and verbs, and the patterns."""

    def __init__(self, scorer: Scorer, person_lexicon: PersonLexicon, patterns: Patterns):
        self.scorer = scorer
        self.persons = person_lexicon
        self.patterns = patterns

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        places: dict[int, list[tuple[int, str]]] = {}
        for span in doc.spans.get("divisions", ()):
            places.setdefault(span.end, []).append((span.start, span.label_))
        for starts in places.values():
            starts.sort()
        found = sorted([*headed_names(text, places, self.scorer), *named_persons(text, places, self.persons)])
        doc.spans["names"] = [Span(doc, n.start, n.end, label=n.type) for n in found]
        doc.user_data["names_scores"] = {(n.start, n.end): n.chance for n in found}
        given = sorted(set(patterned(text, places, self.patterns)))
        doc.spans["patterns"] = [Span(doc, start, end, label=kind) for start, end, kind in given]
        return doc


def headed_names(text: str, places: Places, scorer: Scorer) -> Iterator[Name]:
    """The names in ``text`` that end with a head. ``places`` maps the end of a place to its (start, type)."""
    for start, end, head in scorer.lexicon.heads_in(text):
        if head.known:
            yield Name(start, end, head.types[0], KNOWN)
            continue
        tokens, before = cut_before(text, start, places)
        for reading in likely(scorer.readings(tokens, before, head, text[end : end + AHEAD]), LEAST):
            if reading.first is not None and reading.first < len(tokens):
                yield Name(tokens[reading.first].start, end, reading.type, reading.chance)


def named_persons(text: str, places: Places, lexicon: PersonLexicon) -> Iterator[Name]:
    """The persons in ``text`` that are no place."""
    taken = {at for end, starts in places.items() for start, _ in starts for at in range(start, end) if end - start > 1}
    for start, end, worth in persons(text, lexicon):
        if start not in taken and end - 1 not in taken:
            yield Name(start, end, "Person", worth)
