"""The terms of the ontology, checked and looked up: what classes, predicates, indicators and units there are.

In: ``ontology/duikou.ttl`` (or a user's extension of it). Out: ``Vocabulary``, plain Python, so that the reader of
relations takes its class restrictions from the ontology without knowing RDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import DataError
from kg.resources import ontology_dir

DK = Namespace("https://w3id.org/duikou/ontology#")
LANGUAGES = ("zh", "en")

T = TypeVar("T", bound="Term")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its local name (``supports``), and label and definition by language ("zh", "en")."""

    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Predicate(Term):
    """A relation between entities. ``domain`` and ``range`` hold the names of all entity types that may stand there."""

    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one ontology by local name. ``classes`` are the types of entities, umbrella classes and roles left out.

    ``supers`` gives for each of them all classes of the ontology above it.
    """

    version: str
    classes: Mapping[str, Term]
    supers: Mapping[str, frozenset[str]]
    predicates: Mapping[str, Predicate]
    indicators: Mapping[str, Term]
    units: Mapping[str, Term]
    qualifiers: Mapping[str, Term]
    modalities: Mapping[str, Term]

    def entity_class(self, name: str) -> Term:
        """The class of that name. Raises DataError listing the choices if there is none."""
        return _known("class", name, self.classes)

    def predicate(self, name: str) -> Predicate:
        """The predicate of that name. Raises DataError listing the choices if there is none."""
        return _known("predicate", name, self.predicates)

    def indicator(self, name: str) -> Term:
        """The indicator of that name. Raises DataError listing the choices if there is none."""
        return _known("indicator", name, self.indicators)

    def unit(self, name: str) -> Term:
        """The unit or currency of that name. Raises DataError listing the choices if there is none."""
        return _known("unit", name, self.units)

    def qualifier(self, name: str) -> Term:
        """The qualifier of that name. Raises DataError listing the choices if there is none."""
        return _known("qualifier", name, self.qualifiers)

    def modality(self, name: str) -> Term:
        """The modality of that name. Raises DataError listing the choices if there is none."""
        return _known("modality", name, self.modalities)


def _known(kind: str, name: str, terms: Mapping[str, T]) -> T:
    try:
        return terms[name]
    except KeyError:
        raise DataError(f"unknown {kind} {name!r}: the ontology has {', '.join(terms)}") from None


@cache
def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Reads the ontology at ``path``; the package's own where none is given.

    Raises DataError naming the file and the term if it cannot be parsed or a term lacks a label or definition in Chinese
    or English, or a predicate its domain or range.
    """
    path = path or ontology_dir() / "duikou.ttl"
    try:
        graph = Graph().parse(path, format="turtle")
    except OSError as error:
        raise DataError(f"{path}: the ontology cannot be read: {error.strerror}") from error
    except Exception as error:  # rdflib's parser raises several unrelated kinds
        reason = "it breaks off at its end" if isinstance(error, IndexError) else " ".join(str(error).split())[:200]
        raise DataError(f"{path}: not valid Turtle: {reason}") from error
    return _Reader(graph, path).vocabulary()


class _Reader:
    """Reads one parsed ontology into plain Python."""

    def __init__(self, graph: Graph, path: Path):
        self.graph = graph
        self.path = path
        self.below: dict[Node, list[Node]] = {}
        for narrow, wide in graph.subject_objects(RDFS.subClassOf):
            self.below.setdefault(wide, []).append(narrow)

    def vocabulary(self) -> Vocabulary:
        roles = set(self.graph.subjects(DK.role, Literal(True)))
        entity_classes = self._narrower(DK.Entity) - roles
        supers: dict[str, set[str]] = {}
        for wide in entity_classes:
            for narrow in self._narrower(wide) - {wide}:
                supers.setdefault(_local(narrow), set()).add(_local(wide))
        umbrellas = {DK.Entity, DK.Place}  # which graphs type nothing with, as little as with roles
        types = self._terms(node for node in entity_classes if node not in umbrellas)
        return Vocabulary(
            version=str(next(self.graph.objects(None, OWL.versionInfo), "")),
            classes=types,
            supers={name: frozenset(supers.get(name, ())) for name in types},
            predicates=self._predicates(frozenset(types)),
            indicators=self._concepts(DK.Indicator),
            units=self._concepts(DK.Unit),
            qualifiers=self._concepts(DK.Qualifier),
            modalities=self._concepts(DK.Modality),
        )

    def _narrower(self, node: Node) -> set[Node]:
        """The class and all classes below it."""
        found, open_ = {node}, [node]
        while open_:
            for narrow in self.below.get(open_.pop(), ()):
                if narrow not in found:
                    found.add(narrow)
                    open_.append(narrow)
        return found

    def _predicates(self, types: frozenset[str]) -> dict[str, Predicate]:
        found = {}
        for node in sorted(self.graph.subjects(RDFS.subPropertyOf, DK.relation), key=str):
            term = self._term(node)
            found[term.name] = Predicate(
                term.name,
                term.labels,
                term.definitions,
                domain=self._types(node, RDFS.domain, types),
                range=self._types(node, RDFS.range, types),
                symmetric=(node, RDF.type, OWL.SymmetricProperty) in self.graph,
            )
        return found

    def _types(self, predicate: Node, role: URIRef, types: frozenset[str]) -> frozenset[str]:
        """The entity types that a domain or range, a class (mostly a role) or a union of classes, admits."""
        found: set[str] = set()
        for node in self.graph.objects(predicate, role):
            union = self.graph.value(node, OWL.unionOf)
            for part in Collection(self.graph, union) if union is not None else (node,):
                found.update(_local(narrow) for narrow in self._narrower(part))
        if not found & types:
            raise DataError(f"{self.path}: dk:{_local(predicate)} has no {_local(role)} among the entity classes")
        return frozenset(found & types)

    def _concepts(self, kind: URIRef) -> dict[str, Term]:
        return self._terms(self.graph.subjects(RDF.type, kind))

    def _terms(self, nodes: Iterable[Node]) -> dict[str, Term]:
        return {term.name: term for term in map(self._term, sorted(nodes, key=str))}

    def _term(self, node: Node) -> Term:
        name = _local(node)
        labels = self._texts(node, RDFS.label) | self._texts(node, SKOS.prefLabel)
        definitions = self._texts(node, SKOS.definition)
        for language in LANGUAGES:
            if language not in labels or language not in definitions:
                raise DataError(f"{self.path}: dk:{name} needs a label and a skos:definition in {language!r}")
        return Term(name, labels, definitions)

    def _texts(self, node: Node, predicate: URIRef) -> dict[str, str]:
        texts = (text for text in self.graph.objects(node, predicate) if isinstance(text, Literal))
        return {text.language: str(text) for text in sorted(texts, key=str) if text.language}


def _local(node: Node) -> str:
    return str(node).rsplit("#", 1)[-1]
