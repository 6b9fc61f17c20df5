"""An entity's facts in words, grouped by relation, each with its sentence and source.

In: a ``GraphView`` and a name (or IRI, or division code). Out: lines of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kg.errors import UsageError
from kg.export.view import DocumentView, EntityView, GraphView, ObservationView, PassageView, StatementView

SUGGESTIONS = 5


def explain(view: GraphView, name: str, labels: Mapping[str, str]) -> Iterator[str]:
    """The facts of every entity of that name, line by line. ``labels`` are the ontology's terms in the reader's words.

    Raises UsageError suggesting names if no entity bears this one.
    """
    found = named(view, name)
    if not found:
        near = suggestions(view, name)
        hint = f"did you mean {'、'.join(near)}?" if near else "kg query DIR --name entities lists all"
        raise UsageError(f"no entity is named {name!r}: {hint}")
    book = _Book(view, labels)
    for number, entity in enumerate(found):
        if number:
            yield ""
        yield from book.page(entity)


def named(view: GraphView, name: str) -> list[EntityView]:
    """The entities whose name is this one; where there is none, whose other form, code or IRI it is."""
    by_name = [entity for entity in view.entities if entity.name == name]
    return by_name or [entity for entity in view.entities if name in (*entity.aliases, entity.code, entity.iri)]


def suggestions(view: GraphView, name: str) -> list[str]:
    """Names that contain the one asked for or share most characters with it, the nearest first."""
    asked = set(name)
    scored = []
    for entity in view.entities:
        shared = max(len(asked & set(form)) / len(asked | set(form)) for form in (entity.name, *entity.aliases) if form)
        within = any(name in form for form in (entity.name, *entity.aliases))
        if within or shared >= 0.5:
            scored.append((not within, -shared, entity.name))
    return list(dict.fromkeys(text for _, _, text in sorted(scored)))[:SUGGESTIONS]


class _Book:
    """One graph, ready to be read out entity by entity."""

    def __init__(self, view: GraphView, labels: Mapping[str, str]):
        self.view = view
        self.labels = labels
        self.entities = {entity.iri: entity for entity in view.entities}
        self.documents = {document.iri: document for document in view.documents}

    def page(self, entity: EntityView) -> Iterator[str]:
        """All that the graph says of one entity."""
        yield f"{entity.name}  {self._label(entity.type)}  <{entity.iri}>"
        if entity.aliases:
            yield f"  also: {'、'.join(entity.aliases)}"
        if entity.code:
            above = "、".join(self._chain(entity))
            yield f"  code {entity.code}" + (f", in {above}" if above else "")
        if entity.documents:
            yield f"  named in {_count(len(entity.documents), 'document')}"
        else:
            yield "  named in no document: a division taken from the register"
        statements = [one for one in self.view.statements if entity.iri in (one.subject, one.object)]
        order = {(one.predicate, one.subject != entity.iri): None for one in statements}
        for predicate, inverse in sorted(order):
            yield ""
            yield f"{self._label(predicate)}" + (" (of it)" if inverse else "")
            for one in statements:
                if (one.predicate, one.subject != entity.iri) == (predicate, inverse):
                    yield from self._statement(one)
        numbers = [one for one in self.view.observations if entity.iri in (*one.providers, *one.recipients)]
        for indicator in sorted({one.indicator for one in numbers}):
            yield ""
            yield self._label(indicator)
            for number in numbers:
                if number.indicator == indicator:
                    yield from self._observation(number)

    def _label(self, term: str) -> str:
        return f"{self.labels[term]} ({term})" if term in self.labels else term

    def _name(self, iri: str) -> str:
        return self.entities[iri].name if iri in self.entities else iri

    def _chain(self, entity: EntityView) -> Iterator[str]:
        seen = {entity.iri}
        while entity.part_of in self.entities and entity.part_of not in seen:
            seen.add(entity.part_of)
            entity = self.entities[entity.part_of]
            yield entity.name

    def _statement(self, one: StatementView) -> Iterator[str]:
        details = [f"{_figure(amount)} {one.currency}" for amount in one.amounts]
        details += [text for text in (one.date, one.title, one.modality) if text]
        yield self._fact(f"{self._name(one.subject)} → {self._name(one.object)}", details, one.confidence)
        yield from self._evidence(one.passages)

    def _observation(self, one: ObservationView) -> Iterator[str]:
        number = "a number that could not be read" if one.value is None else _figure(one.value)
        qualifier = "" if one.qualifier == "exact" else f"{one.qualifier} "
        details = [text for text in (one.label, one.period, one.modality) if text]
        who = "、".join(map(self._name, one.providers)) or "?"
        whom = "、".join(map(self._name, one.recipients)) or "?"
        yield self._fact(f"{who} → {whom}: {qualifier}{number} {one.unit}", details, one.confidence)
        yield from self._evidence(one.passages)

    def _fact(self, what: str, details: Iterable[str], confidence: float) -> str:
        return f"  {'; '.join([what, *details])}  [{confidence:.2f}]"

    def _evidence(self, passages: Iterable[PassageView]) -> Iterator[str]:
        last = ""
        for passage in passages:
            if last and passage.document != last:
                yield f"      {self._source(last)}"
            last = passage.document
            yield f"    “{passage.text}” ({passage.start}–{passage.end})"
        if last:
            yield f"      {self._source(last)}"

    def _source(self, iri: str) -> str:
        document = self.documents.get(iri, DocumentView(iri))
        known = (f"《{document.title}》" if document.title else "", document.publisher, document.date, document.source)
        return ", ".join(text for text in known if text) or iri


def _figure(value: Decimal) -> str:
    return f"{value:,f}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
