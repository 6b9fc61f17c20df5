"""A graph in other forms of RDF: N-Triples, N-Quads, JSON-LD, RDF/XML. Nothing is lost in any of them.

In: a Turtle file. Out: bytes on a stream, in the order of the file, the same for the same file.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyoxigraph

from kg.errors import GraphError, UsageError
from kg.terms import NAMESPACES, iri

XSD = NAMESPACES["xsd"]
TYPE = NAMESPACES["rdf"] + "type"
EXACT = 2**53
"""Whole numbers below this are plain JSON numbers; others keep their digits as typed strings."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"[\w.~%-]*")


def triples_of(path: Path) -> Iterator[Any]:
    """The triples of a Turtle file, as pyoxigraph has them. Raises GraphError naming it if it cannot be read."""
    try:
        yield from pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: not valid Turtle: {error}") from error


def write_ntriples(graph: Path, out: BinaryIO) -> None:
    """N-Triples, one triple a line."""
    pyoxigraph.serialize(triples_of(graph), out, format=pyoxigraph.RdfFormat.N_TRIPLES)


def write_nquads(graph: Path, out: BinaryIO, name: str | None = None) -> None:
    """N-Quads in the graph of that name; in the default graph where none is given.

    Raises UsageError if the name is no absolute IRI.
    """
    if name is None:
        write_ntriples(graph, out)
        return
    try:
        iri(name)
    except ValueError as error:
        raise UsageError(f"the name of a graph is an absolute IRI, e.g. https://example.org/graph: {error}") from error
    node = pyoxigraph.NamedNode(name)
    quads = (pyoxigraph.Quad(one.subject, one.predicate, one.object, node) for one in triples_of(graph))
    pyoxigraph.serialize(quads, out, format=pyoxigraph.RdfFormat.N_QUADS)


def write_rdfxml(graph: Path, out: BinaryIO) -> None:
    """RDF/XML. A control character, which XML cannot hold, becomes U+FFFD."""
    prefixes = {prefix: namespace for prefix, namespace in NAMESPACES.items() if prefix != "rdf"}
    ordered = _OrderedRoot(out)
    triples = map(_for_xml, triples_of(graph))
    pyoxigraph.serialize(triples, cast(IO[bytes], ordered), format=pyoxigraph.RdfFormat.RDF_XML, prefixes=prefixes)


def _for_xml(triple: Any) -> Any:
    literal = triple.object
    if not isinstance(literal, pyoxigraph.Literal) or not _NOT_IN_XML.search(literal.value):
        return triple
    text = _NOT_IN_XML.sub("\ufffd", literal.value)
    kind = {"language": literal.language} if literal.language else {"datatype": literal.datatype}
    return pyoxigraph.Triple(triple.subject, triple.predicate, pyoxigraph.Literal(text, **kind))


class _OrderedRoot(io.RawIOBase):
    """Passes on what the serializer writes, with the namespaces of the root element, whose order it does not promise, sorted."""

    def __init__(self, out: BinaryIO):
        self.out = out
        self.head: bytes | None = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.head is None:
            return self.out.write(data)
        self.head += data
        start = self.head.find(b"<rdf:RDF")
        end = self.head.find(b">", start)
        if start >= 0 and end >= 0:
            name, *namespaces = self.head[start:end].split()
            self.out.write(self.head[:start] + b" ".join([name, *sorted(namespaces)]) + self.head[end:])
            self.head = None
        return len(data)


def write_jsonld(graph: Path, out: BinaryIO) -> None:
    """JSON-LD with a context of prefixes, one subject a line."""
    context = json.dumps(dict(sorted(NAMESPACES.items())), ensure_ascii=False)
    out.write(f'{{"@context": {context},\n"@graph": ['.encode())
    mark = b"\n"
    for _, group in groupby(triples_of(graph), key=attrgetter("subject")):
        out.write(mark + json.dumps(_node(group), ensure_ascii=False).encode())
        mark = b",\n"
    out.write(b"\n]}\n")


def _node(triples: Iterable[Any]) -> dict[str, Any]:
    node: dict[str, list[Any]] = {}
    subject: Any = None
    for triple in triples:
        subject = triple.subject
        if triple.predicate.value == TYPE:
            node.setdefault("@type", []).append(_compact(triple.object.value))
        else:
            node.setdefault(_compact(triple.predicate.value), []).append(_value(triple.object))
    values = {key: held[0] if len(held) == 1 else held for key, held in node.items()}
    return {"@id": _reference(subject), **values}


def _value(term: Any) -> Any:
    if not isinstance(term, pyoxigraph.Literal):
        return {"@id": _reference(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    if kind == XSD + "string":
        return term.value
    if kind == XSD + "integer" and re.fullmatch(r"0|-?[1-9]\d*", term.value) and abs(int(term.value)) < EXACT:
        return int(term.value)
    return {"@value": term.value, "@type": _compact(kind)}


def _reference(term: Any) -> str:
    return _compact(term.value) if isinstance(term, pyoxigraph.NamedNode) else str(term)


def _compact(text: str) -> str:
    """An IRI with its prefix, where it is in a known namespace and what follows is plain."""
    for prefix, namespace in NAMESPACES.items():
        if text.startswith(namespace) and _LOCAL.fullmatch(text, len(namespace)):
            return f"{prefix}:{text[len(namespace) :]}"
    return text
