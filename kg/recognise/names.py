"""kg_names: proper names found by their heads (公司, 医院, 工业园 …), by quotation marks and by what persons do.

In: a Doc of single characters with ``doc.spans["divisions"]``. Out: ``doc.spans["names"]``, candidates labelled with the
types of the annotation guide; they may nest and cross, the arbiter settles that. ``doc.user_data["name_strengths"]`` maps
(start, end, label) to 1 (weak head) … 3 (sure head).
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.names_lexicon import NameLexicon, load_names
from kg.recognise.names_scan import Scene, begin

PLACES = frozenset(("Province", "City", "County", "Township", "Village", "Region"))


@Language.factory("kg_names", assigns=["doc.spans"])
def create_names(nlp: Language, name: str) -> Names:
    """Builds the component from the package's lexicon."""
    return Names(load_names())


class Names:
    """The component. ``lexicon`` holds heads, stop words and generic words."""

    def __init__(self, lexicon: NameLexicon):
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text
        places = [(s.start, s.end, s.label_) for s in doc.spans.get("divisions", ()) if s.label_ in PLACES]
        found = headed_names(Scene.of(text, self.lexicon, places))
        doc.spans["names"] = [Span(doc, start, end, label=label) for start, end, label in sorted(found)]
        doc.user_data["name_strengths"] = found
        return doc


def headed_names(scene: Scene) -> dict[tuple[int, int, str], int]:
    """All names that end with a head of the lexicon: (start, end, type) → strength."""
    text, lexicon = scene.text, scene.lexicon
    best: dict[int, int] = {}
    for pattern, _start, end in lexicon.heads.find_matches_as_indexes(text, overlapping=True):
        if end not in best or len(lexicon.patterns[pattern]) > len(lexicon.patterns[best[end]]):
            best[end] = pattern
    found: dict[tuple[int, int, str], int] = {}
    for end, pattern in best.items():
        group = lexicon.owners[pattern]
        if group.unless_next and text.startswith(group.unless_next, end):
            continue
        left = begin(scene, end - len(lexicon.patterns[pattern]), group)
        if left is not None:
            found[left, end, group.type] = group.strength
    return found
