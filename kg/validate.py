"""Does a graph keep to the contract? SHACL over ``ontology/shapes.ttl``, and the texts beside a build.

In: a Turtle file, further shapes, the folder of texts. Out: a ``ValidationReport``: every violation with the sentences behind it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, SH, SKOS
from rdflib.term import Node

from kg.errors import DataError
from kg.resources import ontology_dir
from kg.store import ntriples
from kg.terms import NAMESPACES

DK = Namespace("https://w3id.org/duikou/ontology#")
LANGUAGE = "en"
_CHAR = re.compile(r"#char=(\d+),(\d+)$")
_BLANK = re.compile(r"\s+")
_TEXT_MISSING = "The text of the document of a passage stands in texts/."
_TEXT_DIFFERS = "The text of a passage is what stands at its place in texts/."


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence and its source: ``start`` and ``end`` in characters of the source text, -1 where the IRI says none."""

    text: str
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that breaks a rule. ``path`` is the property in question, ``found`` the value; each empty where there is none.

    ``name`` is what a person calls the node: an entity's name, of a statement its parts, else empty. ``quotes`` are the sentences that the node rests on; of an entity those of one claim about it.
    """

    node: str
    name: str
    path: str
    message: str
    found: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What was checked and what breaks it, in order of node."""

    triples: int
    violations: tuple[Violation, ...]

    def lines(self) -> Iterator[str]:
        """The report for people: two lines and more a violation."""
        for one in self.violations:
            yield f"{one.node}  {one.name}".rstrip()
            found = f" (found: {one.found})" if one.found else ""
            yield "  " + ": ".join(text for text in (one.path, one.message + found) if text)
            for quote in one.quotes:
                place = f" ({quote.start}–{quote.end})" if quote.start >= 0 else ""
                yield f"    “{quote.text}”{place}" if quote.text else "    named in:"
                yield f"      {quote.source}"
        nodes = len({one.node for one in self.violations})
        count = f"{_count(len(self.violations), 'violation')} at {_count(nodes, 'node')}" if nodes else "no violation"
        yield f"{self.triples} triples, {count}"

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {"triples": self.triples, "violations": [asdict(one) for one in self.violations]}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def validate(path: Path, texts: Path | None = None, shapes: Sequence[Path] = ()) -> ValidationReport:
    """Checks a Turtle file against the package's shapes and those in the files ``shapes``.

    With ``texts``, the folder of a build's texts, each passage must be what stands at its place there. Raises GraphError
    if the graph cannot be read, DataError naming the file of shapes that cannot.
    """
    with _quiet():
        graph = Graph().parse(data=ntriples(path), format="nt")
        triples = len(graph)
        violations = [] if texts is None else list(_texts(graph, texts))
        violations += _shacl(graph, shapes)
    found = sorted(set(violations), key=lambda one: (one.node, one.path, one.message, one.found))
    return ValidationReport(triples, tuple(found))


def _shacl(graph: Graph, shapes: Sequence[Path]) -> list[Violation]:
    """The violations by SHACL. Mixes the ontology into the graph, where shapes look up classes and relations."""
    rules = _turtle(ontology_dir() / "shapes.ttl")
    for path in shapes:
        rules += _turtle(path)
    facts = _Facts(graph)
    ontology = _turtle(ontology_dir() / "duikou.ttl")
    for triple in ontology:
        graph.add(triple)
    try:
        _, results, _ = pyshacl.validate(graph, shacl_graph=rules, inplace=True)
    except Exception as error:  # its errors for malformed shapes have no common base
        results = error
    if not isinstance(results, Graph):
        names = ", ".join(map(str, (ontology_dir() / "shapes.ttl", *shapes)))
        raise DataError(f"{names}: the shapes cannot be used: {' '.join(str(results).split())[:300]}")
    return [_violation(results, result, facts) for result in results.subjects(RDF.type, SH.ValidationResult)]


def _turtle(path: Path) -> Graph:
    try:
        return Graph().parse(path, format="turtle")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except Exception as error:  # rdflib's parser raises several unrelated kinds
        raise DataError(f"{path}: not valid Turtle: {' '.join(str(error).split())[:200]}") from error


def _violation(results: Graph, result: Node, facts: _Facts) -> Violation:
    node, value = results.value(result, SH.focusNode), results.value(result, SH.value)
    if isinstance(node, URIRef) and node.startswith(str(DK)) and value is not None:
        node, value = value, None  # a rule about a whole class gives what breaks it as the value
    path = results.value(result, SH.resultPath)
    messages = [text for text in results.objects(result, SH.resultMessage) if isinstance(text, Literal)]
    message = min(messages, key=lambda text: (text.language != LANGUAGE, text), default=Literal("breaks a rule"))
    found = "" if value in (None, node) else _term(value)
    path_, quotes = _term(path) if isinstance(path, URIRef) else "", facts.quotes(node, path)
    return Violation(str(node), facts.name(node), path_, str(message), found, tuple(quotes))


def _term(term: Node | None) -> str:
    """A term as a report shows it: literals with their type, what is in a known namespace with its prefix."""
    if isinstance(term, Literal):
        kind = f"@{term.language}" if term.language else f"^^{_term(term.datatype)}" if term.datatype else ""
        return f'"{term}"{kind}'
    text = str(term)
    for prefix, namespace in NAMESPACES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text


class _Facts:
    """A graph, to be asked for the sentences behind a node."""

    def __init__(self, graph: Graph):
        self.graph = graph

    def name(self, node: Node | None) -> str:
        """The name of an entity; the parts of a statement."""
        if node is None or isinstance(node, Literal):
            return ""
        names = sorted(text for text in self.graph.objects(node, SKOS.prefLabel) if isinstance(text, Literal))
        parts = [self.graph.value(node, part, any=True) for part in (RDF.subject, RDF.predicate, RDF.object)]
        if not names and None not in parts:
            subject, predicate, object_ = parts
            return f"{self.name(subject)} {_term(predicate)} {self.name(object_)}"
        return str(min(names, key=lambda text: text.language != "zh", default=""))

    def quotes(self, node: Node | None, path: Node | None) -> Iterator[Quote]:
        """The sentences behind a claim, a passage or an entity; of an entity without claims the document that names it."""
        graph = self.graph
        if node is None or isinstance(node, Literal):
            return
        if (node, DK.text, None) in graph:
            yield self._quote(node)
            return
        claim = node if (node, PROV.wasQuotedFrom, None) in graph else self._claim(node, path)
        passages = sorted(graph.objects(claim, PROV.wasQuotedFrom), key=str) if claim is not None else []
        yield from map(self._quote, passages)
        if not passages:
            for document in sorted(graph.objects(node, DK.mentionedIn), key=str)[:1]:
                yield Quote("", -1, -1, self._source(document))

    def _claim(self, entity: Node, path: Node | None) -> Node | None:
        """A claim about the entity, by that relation if there is one."""
        roles = (RDF.subject, RDF.object, DK.provider, DK.recipient)
        claims = sorted((claim for role in roles for claim in self.graph.subjects(role, entity)), key=str)
        return min(claims, key=lambda claim: (claim, RDF.predicate, path) not in self.graph, default=None)

    def _quote(self, passage: Node) -> Quote:
        place = _CHAR.search(str(passage))
        start, end = (int(place[1]), int(place[2])) if place else (-1, -1)
        document = self.graph.value(passage, DCTERMS.isPartOf)
        text = min(map(str, self.graph.objects(passage, DK.text)), default="")
        return Quote(text, start, end, self._source(document) if document else str(passage))

    def _source(self, document: Node) -> str:
        title, publisher, date, source = (
            min(map(str, self.graph.objects(document, term)), default="")
            for term in (DCTERMS.title, DCTERMS.publisher, DCTERMS.date, DCTERMS.source)
        )
        known = [text for text in (title and f"《{title}》", publisher, date, source) if text]
        return ", ".join(known) or str(document)


def _texts(graph: Graph, folder: Path) -> Iterator[Violation]:
    """The passages whose words do not stand at their place in the text of their document."""
    facts = _Facts(graph)
    read: dict[str, str | None] = {}
    for passage in graph.subjects(RDF.type, DK.Passage):
        place = _CHAR.search(str(passage))
        if place is None:
            continue  # its shape says so
        name = str(passage)[: place.start()].rpartition("/")[2]
        if name not in read:
            read[name] = _read(folder / f"{name}.txt")
        text, quotes = read[name], tuple(facts.quotes(passage, None))
        if text is None:
            yield Violation(str(passage), "", "", _TEXT_MISSING, "", quotes)
            continue
        found = _BLANK.sub("", text[int(place[1]) : int(place[2])])
        if Literal(found) not in set(graph.objects(passage, DK.text)):
            yield Violation(str(passage), "", "dk:text", _TEXT_DIFFERS, found, quotes)


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps rdflib from writing to standard error what it thinks of an ill-typed literal: that is a violation's to say."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
