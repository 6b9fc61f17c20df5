"""What the page of a graph shows: which things are drawn, which are joined, and the facts with their sentences.

In: ``GraphView``. Out: ``Drawn``, ``Line`` and a payload of plain JSON values, in which entities, documents and passages
are known by number and stand once each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from kg.export.parts import is_part, part_words
from kg.export.pinyin import readings_of
from kg.export.texts import cut, pieces_of, read_text, without_breaks
from kg.export.view import EntityView, GraphView, ObservationView, PassageView, StatementView

MOST_NODES = 20_000
"""Entities in a page at most, by importance."""

MOST_FACTS = 40_000
"""Statements, and observations, in a page at most, by importance of whom they are about: about 12 MB with their sentences."""

ALL_DRAWN = 5000
"""Entities up to which all are drawn when the page opens."""

FIRST_DRAWN = 2000
"""Of more, the most important that are drawn then; the rest comes by search and expansion."""

_PLANNED = "planned"

_BEFORE = 60
"""Characters before a passage that are looked at for a word that opens parts: a clause or two."""

Pair: TypeAlias = tuple[int, int]
"""Two drawn entities by number, the smaller first."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The entities that the page holds, most important first, and the number by which it knows each."""

    entities: tuple[EntityView, ...]
    number: Mapping[str, int]
    weight: Mapping[str, int]

    @property
    def first(self) -> int:
        """How many are drawn when the page opens."""
        return len(self.entities) if len(self.entities) <= ALL_DRAWN else FIRST_DRAWN


@dataclass(frozen=True, slots=True)
class Line:
    """All that joins two entities. ``ways``: predicate → whether it runs from the first of the pair, the second, or both.

    ``planned`` where no text says that any of it is done.
    """

    ways: Mapping[str, frozenset[bool]]
    planned: bool

    @property
    def arrows(self) -> str:
        """The ends that carry an arrow, in vis-network's words; none where every relation is symmetric."""
        directed = {way for ways in self.ways.values() if len(ways) == 1 for way in ways}
        return ", ".join(["to"] * (True in directed) + ["from"] * (False in directed))


def choose(view: GraphView) -> Drawn:
    """The entities of the page: those that a document names or a fact points at, the most important where there are many."""
    weight: Counter[str] = Counter()
    for statement in view.statements:
        weight.update({statement.subject, statement.object})
    for observation in view.observations:
        weight.update({*observation.providers, *observation.recipients})
    named = [entity for entity in view.entities if entity.documents or entity.iri in weight]
    for entity in named:
        weight[entity.iri] += len(entity.documents)
    named.sort(key=lambda entity: (-weight[entity.iri], entity.iri))
    entities = tuple(named[:MOST_NODES])
    return Drawn(entities, {entity.iri: number for number, entity in enumerate(entities)}, weight)


def join(view: GraphView, drawn: Drawn) -> dict[Pair, Line]:
    """Which of the drawn entities are joined, and by what."""
    ways: dict[Pair, dict[str, set[bool]]] = {}
    for subject, predicate, object_ in view.plain:
        a, b = drawn.number.get(subject), drawn.number.get(object_)
        if a is not None and b is not None and a != b:
            ways.setdefault((min(a, b), max(a, b)), {}).setdefault(predicate, set()).add(a < b)
    moods: dict[Pair, set[str]] = {}
    for statement in view.statements:
        a, b = (drawn.number.get(end, -1) for end in (statement.subject, statement.object))
        moods.setdefault((min(a, b), max(a, b)), set()).add(statement.modality)
    return {
        pair: Line({name: frozenset(ways[pair][name]) for name in sorted(ways[pair])}, moods.get(pair) == {_PLANNED})
        for pair in sorted(ways)
    }


def payload(
    view: GraphView, drawn: Drawn, labels: Mapping[str, Mapping[str, str]], texts: Path | None = None
) -> dict[str, Any]:
    """What the script of the page shows. ``labels``: term → language → label; ``texts``: the folder of the source texts."""
    facts = _Facts(view, drawn, texts)
    relations, more_relations = facts.relations()
    observations, more_observations = facts.observations()
    left = sum(1 for e in view.entities if e.documents) - sum(1 for e in drawn.entities if e.documents)
    gone_entities, gone_facts = view.left_out
    return {
        "terms": labels,
        "entities": [facts.entity(entity) for entity in drawn.entities],
        "relations": relations,
        "observations": observations,
        "symmetric": sorted(_symmetric(view)),
        "readings": readings_of(name for entity in drawn.entities for name in (entity.name, *entity.aliases)),
        "passages": facts.quoted(),
        "documents": facts.documents,
        "left": {"entities": left + gone_entities, "facts": more_relations + more_observations + gone_facts},
    }


def _symmetric(view: GraphView) -> set[str]:
    """The predicates of which every plain triple stands both ways."""
    plain = set(view.plain)
    return {p for _, p, _ in plain} - {p for s, p, o in plain if (o, p, s) not in plain}


class _Facts:
    """Numbers the documents and passages of a view, and groups what is said of the same thing so that it stands together."""

    def __init__(self, view: GraphView, drawn: Drawn, texts: Path | None):
        self.view = view
        self.drawn = drawn
        self.names = {entity.iri: entity.name for entity in view.entities}
        self.document = {document.iri: number for number, document in enumerate(view.documents)}
        self.dates = {document.iri: document.date for document in view.documents}
        self.documents = [
            _filled(id=d.iri.rpartition("/")[2], title=d.title, date=d.date, publisher=d.publisher, source=d.source)
            for d in view.documents
        ]
        self.texts = [read_text(texts, document["id"]) for document in self.documents]
        self.passages: list[PassageView] = []
        self._passage: dict[PassageView, int] = {}

    def entity(self, entity: EntityView) -> dict[str, Any]:
        """An entity without its facts."""
        return _filled(
            iri=entity.iri,
            name=entity.name,
            type=entity.type,
            aliases=list(entity.aliases),
            code=entity.code,
            partOf=self.names.get(entity.part_of),
            english=list(entity.english),
            point=entity.point and [round(degrees, 3) for degrees in entity.point],
            documents=sorted(self.document[iri] for iri in entity.documents if iri in self.document),
        )

    def relations(self) -> tuple[list[dict[str, Any]], int]:
        """Subject, predicate, object with all statements of it, the newest last; and how many were left out."""
        number = self.drawn.number
        drawn = [s for s in self.view.statements if s.subject in number and s.object in number]
        drawn.sort(key=lambda s: (number[s.subject] + number[s.object], s.subject, s.predicate, s.object))
        groups: dict[tuple[str, str, str], list[StatementView]] = {}
        for statement in drawn[:MOST_FACTS]:
            groups.setdefault((statement.subject, statement.predicate, statement.object), []).append(statement)
        relations = [
            {
                "s": number[s],
                "p": p,
                "o": number[o],
                "said": [self._statement(one) for one in sorted(said, key=self._age)],
            }
            for (s, p, o), said in groups.items()
        ]
        return relations, len(self.view.statements) - min(len(drawn), MOST_FACTS)

    def observations(self) -> tuple[list[dict[str, Any]], int]:
        """Indicator, givers, receivers with all figures of it, the newest last; and how many were left out."""
        number = self.drawn.number
        drawn = [o for o in self.view.observations if all(iri in number for iri in (*o.providers, *o.recipients))]
        drawn.sort(key=lambda o: (min((number[i] for i in (*o.providers, *o.recipients)), default=len(number)), o.iri))
        groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[ObservationView]] = {}
        for figure in drawn[:MOST_FACTS]:
            groups.setdefault((figure.indicator, figure.label, figure.providers, figure.recipients), []).append(figure)
        observations = [
            {
                "i": indicator,
                "label": label,
                "by": sorted(number[iri] for iri in providers),
                "to": sorted(number[iri] for iri in recipients),
                "said": [self._figure(one) for one in sorted(said, key=self._age)],
            }
            for (indicator, label, providers, recipients), said in groups.items()
        ]
        return observations, len(self.view.observations) - min(len(drawn), MOST_FACTS)

    def _age(self, fact: StatementView | ObservationView) -> tuple[str, str, str]:
        own = fact.date if isinstance(fact, StatementView) else fact.period
        return max((self.dates.get(iri, "") for iri in fact.documents), default=""), own, fact.iri

    def _statement(self, statement: StatementView) -> dict[str, Any]:
        return _filled(
            amounts=[_digits(amount) for amount in statement.amounts],
            part=self._part(statement.passages, statement.amounts),
            currency=statement.currency,
            date=statement.date,
            title=statement.title,
            **self._common(statement),
        )

    def _figure(self, figure: ObservationView) -> dict[str, Any]:
        return _filled(
            value=None if figure.value is None else _digits(figure.value),
            unit=figure.unit,
            qualifier=figure.qualifier,
            part=self._part(figure.passages, () if figure.value is None else (figure.value,)),
            period=figure.period,
            **self._common(figure),
        )

    def _common(self, fact: StatementView | ObservationView) -> dict[str, Any]:
        passages = [self._number(passage) for passage in fact.passages]
        name = fact.iri.rpartition("/")[2]
        return {
            "id": name,
            "planned": fact.modality == _PLANNED,
            "confidence": round(fact.confidence, 2),
            "passages": passages,
        }

    def _part(self, passages: Sequence[PassageView], amounts: Sequence[Decimal]) -> bool:
        """Whether an amount is part of another, as the first passage of a document says."""
        if not passages or not amounts:
            return False
        first = passages[0]
        text = self.texts[self.document[first.document]] if first.document in self.document else ""
        before = text[max(0, first.start - _BEFORE) : first.start] if first.start > 0 else ""
        return any(is_part(before, first.text, amount, part_words()) for amount in amounts)

    def _number(self, passage: PassageView) -> int:
        if passage not in self._passage:
            self._passage[passage] = len(self.passages)
            self.passages.append(passage)
        return self._passage[passage]

    def quoted(self) -> list[tuple[int, int, int] | tuple[int, int, int, str]]:
        """The passages as (document, start, end), with their text where the document's own in the page does not hold it.

        Puts the pieces of the texts into ``documents``; to be called when all facts have been numbered.
        """
        spans: dict[int, list[tuple[int, int]]] = {}
        for passage in self.passages:
            spans.setdefault(self.document.get(passage.document, -1), []).append((passage.start, passage.end))
        pieces = {number: pieces_of(self.texts[number], spans.get(number, ())) for number in range(len(self.documents))}
        for number, document in enumerate(self.documents):
            if pieces[number]:
                document["text"] = pieces[number]
        quoted: list[tuple[int, int, int] | tuple[int, int, int, str]] = []
        for passage in self.passages:
            number = self.document.get(passage.document, -1)
            held = cut(pieces.get(number, ()), passage.start, passage.end)
            place = (number, passage.start, passage.end)
            same = held and without_breaks(held) == without_breaks(passage.text)
            quoted.append(place if same else (*place, passage.text))
        return quoted


def _digits(number: Decimal) -> str:
    """Digits without an exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
