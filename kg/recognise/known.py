"""kg_known_names and kg_known_entities: the names that the user brings, found in the text and kept as the user gives them.

In: a Doc of single characters; the names are set on the components (``names``). Out of the first, before the arbiter: the
span group "known", which the arbiter takes as it is. Out of the second, after kg_entities: the entity that such a mention
belongs to has the user's name, class, code and IRI; two that the user knows as one thing are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.recognise.doc_text import text_of
from kg.records import Entity, KnownName, Mention

WHY = "named so in the user's own names"
Places = dict[tuple[int, int], int]


@Language.factory("kg_known_names", assigns=["doc.spans"])
def create_known_names(nlp: Language, name: str) -> KnownNames:
    """Builds the component without names."""
    return KnownNames()


@Language.factory("kg_known_entities", requires=["doc._.entities"], assigns=["doc._.entities", "doc._.mentions"])
def create_known_entities(nlp: Language, name: str) -> KnownEntities:
    """Builds the component without names."""
    return KnownEntities()


def add_known_names(nlp: Language, names: Sequence[KnownName]) -> None:
    """Puts both components into a pipeline, before its arbiter and at its end."""
    before = "kg_arbiter" if "kg_arbiter" in nlp.pipe_names else None
    for component in (nlp.add_pipe("kg_known_names", before=before), nlp.add_pipe("kg_known_entities", last=True)):
        assert isinstance(component, KnownNames | KnownEntities)
        component.use(names)


class KnownNames:
    """Finds the forms of ``names``, the longest at each place; no form that is part of a longer word in Latin letters."""

    def __init__(self) -> None:
        self.use(())

    def use(self, names: Sequence[KnownName]) -> None:
        """Sets the names to look for."""
        self.names = tuple(names)
        self.forms = [(form, number) for number, known in enumerate(names) for form in (known.name, *known.aliases)]
        self.automaton = AhoCorasick([form for form, _ in self.forms], matchkind=MatchKind.LeftmostLongest)

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        places: Places = {}
        for form, start, end in self.automaton.find_matches_as_indexes(text) if self.forms else ():
            if not (_letters(text[start - 1 : start + 1]) or _letters(text[end - 1 : end + 1])):
                places[start, end] = self.forms[form][1]
        doc.spans["known"] = [
            Span(doc, start, end, label=self.names[n].type, kb_id=self.names[n].code or "")
            for (start, end), n in places.items()
        ]
        doc.user_data["known_names"] = places
        return doc


def _letters(pair: str) -> bool:
    """Whether a word goes on between two characters."""
    return len(pair) == 2 and all(sign.isascii() and sign.isalnum() for sign in pair)


class KnownEntities:
    """Gives the entities of known mentions what the user says of them."""

    def __init__(self) -> None:
        self.use(())

    def use(self, names: Sequence[KnownName]) -> None:
        """Sets the names that the numbers in ``doc.user_data["known_names"]`` mean."""
        self.names = tuple(names)

    def __call__(self, doc: Doc) -> Doc:
        doc._.entities, doc._.mentions = self.settle(
            doc._.entities, doc._.mentions, doc.user_data.get("known_names", {})
        )
        return doc

    def settle(
        self, entities: Sequence[Entity], mentions: Sequence[Mention], places: Places
    ) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
        """The entities and mentions with the user's word in place of what was read."""
        known: dict[int, int] = {}
        for mention in mentions:
            number = places.get((mention.start, mention.end))
            if number is not None:
                known.setdefault(mention.entity, number)
        leaders: dict[int, int] = {}
        target = [leaders.setdefault(known[n], n) if n in known else n for n in range(len(entities))]
        kept = [n for n in range(len(entities)) if target[n] == n]
        numbers = {old: new for new, old in enumerate(kept)}
        joined = tuple(
            self._named([entities[o] for o in range(len(entities)) if target[o] == n], known.get(n)) for n in kept
        )
        moved = (replace(m, entity=numbers[target[m.entity]]) for m in mentions)
        return joined, tuple(replace(m, type=joined[m.entity].type) for m in moved)

    def _named(self, parts: Sequence[Entity], number: int | None) -> Entity:
        if number is None:
            return parts[0]
        known = self.names[number]
        forms = {form for part in parts for form in (part.name, *part.aliases)} - {known.name}
        why = tuple(dict.fromkeys((*(reason for part in parts for reason in part.why), WHY)))
        code = known.code or next((part.code for part in parts if part.code), None)
        return Entity(known.type, known.name, tuple(sorted(forms)), code, why, "", known.iri)
