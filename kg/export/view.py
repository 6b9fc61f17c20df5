"""A written graph as plain records, by the graph contract: what the page, the evaluation and the tables are made from.

In: Turtle as a build leaves it. Out: ``GraphView``, frozen, every tuple sorted by IRI, free of any RDF library's terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

import pyoxigraph

from kg.errors import GraphError

DK = "https://w3id.org/duikou/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

_NAMES = (_SKOS + "prefLabel@", _SKOS + "altLabel@", _LABEL + "@")

_CHAR = re.compile(r"#char=(\d+),(\d+)$")


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document. ``date`` is the ISO date of publication; what the text does not give is empty."""

    iri: str
    title: str = ""
    date: str = ""
    publisher: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage of a document. [start, end) counts characters of the source text (RFC 5147); -1 where the IRI has none."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EntityView:
    """A real thing. ``documents`` are the IRIs of those that name it: none for a parent taken from the register.

    ``english`` are its names in other languages than Chinese; ``point`` is (longitude, latitude) in degrees, WGS84.
    """

    iri: str
    types: tuple[str, ...]
    name: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    part_of: str = ""
    documents: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    point: tuple[float, float] | None = None

    @property
    def type(self) -> str:
        """The class, or several joined by "|" where a graph breaks the contract."""
        return "|".join(self.types)


@dataclass(frozen=True, slots=True)
class StatementView:
    """A relation as one text states it. ``amounts`` are in units of ``currency``; ``predicate`` is a local name.

    ``passages`` stand by document, of each first the one that makes the claim.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    amounts: tuple[Decimal, ...] = ()
    currency: str = ""
    date: str = ""
    title: str = ""
    modality: str = ""
    confidence: float = 1.0
    documents: tuple[str, ...] = ()
    passages: tuple[PassageView, ...] = ()


@dataclass(frozen=True, slots=True)
class ObservationView:
    """A number that one text gives. ``indicator`` and ``unit`` are local names; ``value`` is None where none was read."""

    iri: str
    providers: tuple[str, ...]
    recipients: tuple[str, ...]
    indicator: str
    value: Decimal | None = None
    unit: str = ""
    qualifier: str = ""
    period: str = ""
    label: str = ""
    modality: str = ""
    confidence: float = 1.0
    documents: tuple[str, ...] = ()
    passages: tuple[PassageView, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphView:
    """A graph. ``plain`` are the plain triples (subject IRI, local predicate, object IRI) between entities.

    ``left_out`` counts the named entities and the facts of the graph that this view does not hold.
    """

    entities: tuple[EntityView, ...] = ()
    documents: tuple[DocumentView, ...] = ()
    statements: tuple[StatementView, ...] = ()
    observations: tuple[ObservationView, ...] = ()
    plain: tuple[tuple[str, str, str], ...] = ()
    left_out: tuple[int, int] = (0, 0)


Resource: TypeAlias = Mapping[str, list[str]]
"""What stands of one subject: property IRI → values (IRIs or lexical forms), in the order of the file."""


def view_from_turtle(path: Path) -> GraphView:
    """Reads a Turtle file into a view. Raises GraphError naming the file if it is missing or no Turtle."""
    resources: dict[str, dict[str, list[str]]] = {}
    for iri, resource in resources_of(path):
        held = resources.setdefault(iri, {})
        for term, values in resource.items():
            held.setdefault(term, []).extend(values)
    return view_of(resources)


def resources_of(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The subjects of a Turtle file, each with what stands together of it: all, where the file is sorted as ours are."""
    try:
        triples = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
        for subject, group in groupby(triples, key=attrgetter("subject")):
            resource: dict[str, list[str]] = {}
            for triple in group:
                resource.setdefault(_key(triple.predicate.value, triple.object), []).append(_text(triple.object))
            yield _text(subject), resource
    except OSError as error:
        raise GraphError(
            f"{path}: cannot be read ({error.strerror or error}). Build it first: kg build PATH -o DIR"
        ) from error
    except SyntaxError as error:
        raise GraphError(f"{path}: no Turtle: {error}. Build it again: kg build PATH -o DIR") from error


def types_of(resource: Resource) -> list[str]:
    """The local names of a resource's classes of the ontology, sorted."""
    return sorted(type_.removeprefix(DK) for type_ in resource.get(RDF + "type", ()) if type_.startswith(DK))


def view_of(resources: Mapping[str, Resource]) -> GraphView:
    """Turns resources by IRI into a view."""
    entities: list[EntityView] = []
    documents: list[DocumentView] = []
    statements: list[StatementView] = []
    observations: list[ObservationView] = []
    for iri in sorted(resources):
        resource = resources[iri]
        types = types_of(resource)
        if "Document" in types:
            documents.append(_document(iri, resource))
        elif "Statement" in types:
            statements.append(_statement(iri, resource, resources))
        elif "Observation" in types:
            observations.append(_observation(iri, resource, resources))
        elif types and "Passage" not in types:
            entities.append(_entity(iri, types, resource))
    known = {entity.iri for entity in entities}
    return GraphView(
        tuple(entities), tuple(documents), tuple(statements), tuple(observations), tuple(_plain(resources, known))
    )


def labels_from_turtle(path: Path) -> dict[str, dict[str, str]]:
    """The labels of an ontology's terms: local name → language → label. Raises GraphError as ``view_from_turtle``."""
    labels: dict[str, dict[str, str]] = {}
    try:
        for triple in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            term, label = _text(triple.subject), triple.object
            if triple.predicate.value == _LABEL and term.startswith(DK) and isinstance(label, pyoxigraph.Literal):
                labels.setdefault(term.removeprefix(DK), {})[label.language or ""] = label.value
    except (OSError, SyntaxError) as error:
        raise GraphError(f"{path}: the labels cannot be read: {error}") from error
    return labels


def _text(term: object) -> str:
    """The IRI or the lexical form; of a quoted triple, which no graph of ours holds, its text."""
    return str(getattr(term, "value", term))


def _key(predicate: str, value: object) -> str:
    """The predicate; with its language after it where the value is in another language than Chinese."""
    language = value.language if isinstance(value, pyoxigraph.Literal) else None
    return predicate if not language or language.startswith("zh") else f"{predicate}@{language}"


def _first(resource: Resource, term: str) -> str:
    values = resource.get(term)
    return min(values) if values else ""


def _all(resource: Resource, term: str) -> tuple[str, ...]:
    return tuple(sorted(set(resource.get(term, ()))))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _document(iri: str, resource: Resource) -> DocumentView:
    return DocumentView(iri, *(_first(resource, _DCTERMS + term) for term in ("title", "date", "publisher", "source")))


def _entity(iri: str, types: list[str], resource: Resource) -> EntityView:
    name = _first(resource, _SKOS + "prefLabel") or _first(resource, _LABEL)
    return EntityView(
        iri,
        tuple(types),
        name,
        aliases=tuple(alias for alias in _all(resource, _SKOS + "altLabel") if alias != name),
        code=_first(resource, DK + "adminCode"),
        part_of=_first(resource, DK + "partOf"),
        documents=_all(resource, DK + "mentionedIn"),
        english=tuple(sorted({value for term in resource if term.startswith(_NAMES) for value in resource[term]})),
        point=_point(resource),
    )


def _point(resource: Resource) -> tuple[float, float] | None:
    try:
        return float(_first(resource, _GEO + "long")), float(_first(resource, _GEO + "lat"))
    except ValueError:
        return None


def _passages(resource: Resource, resources: Mapping[str, Resource]) -> tuple[PassageView, ...]:
    """The passages by document; of each document first the one that makes the claim, then those that it leans on."""
    main = resource.get(DK + "mainPassage", ())
    passages = []
    for iri in _all(resource, PROV + "wasQuotedFrom"):
        passage = resources.get(iri, {})
        place = _CHAR.search(iri)
        start, end = (int(place[1]), int(place[2])) if place else (-1, -1)
        document = _first(passage, _DCTERMS + "isPartOf") or iri.partition("#")[0]
        passages.append((document, iri not in main, start, end, _first(passage, DK + "text")))
    return tuple(PassageView(document, start, end, text) for document, _, start, end, text in sorted(passages))


def _confidence(resource: Resource) -> float:
    return float(_first(resource, DK + "confidence") or 1.0)


def _statement(iri: str, resource: Resource, resources: Mapping[str, Resource]) -> StatementView:
    amounts = (_number(amount) for amount in _all(resource, DK + "amount"))
    return StatementView(
        iri,
        subject=_first(resource, RDF + "subject"),
        predicate=_first(resource, RDF + "predicate").removeprefix(DK),
        object=_first(resource, RDF + "object"),
        amounts=tuple(sorted(amount for amount in amounts if amount is not None)),
        currency=_first(resource, DK + "currency"),
        date=_first(resource, DK + "date"),
        title=_first(resource, DK + "title"),
        modality=_first(resource, DK + "modality"),
        confidence=_confidence(resource),
        documents=_all(resource, PROV + "wasDerivedFrom"),
        passages=_passages(resource, resources),
    )


def _observation(iri: str, resource: Resource, resources: Mapping[str, Resource]) -> ObservationView:
    return ObservationView(
        iri,
        providers=_all(resource, DK + "provider"),
        recipients=_all(resource, DK + "recipient"),
        indicator=_first(resource, DK + "indicator").removeprefix(DK),
        value=_number(_first(resource, DK + "value")),
        unit=_first(resource, DK + "unit").removeprefix(DK),
        qualifier=_first(resource, DK + "qualifier"),
        period=_first(resource, DK + "period"),
        label=_first(resource, DK + "label") or _first(resource, _LABEL),
        modality=_first(resource, DK + "modality"),
        confidence=_confidence(resource),
        documents=_all(resource, PROV + "wasDerivedFrom"),
        passages=_passages(resource, resources),
    )


def _plain(resources: Mapping[str, Resource], entities: set[str]) -> Iterable[tuple[str, str, str]]:
    for iri in sorted(entities):
        for term, values in sorted(resources[iri].items()):
            if term.startswith(DK):
                for value in sorted(set(values)):
                    if value in entities:
                        yield iri, term.removeprefix(DK), value
