"""A graph as a view, with the evidence of each claim in full: what the network formats and the tables are made from.

In: a Turtle file. Out: ``Facts``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from kg.export.view import DK, DocumentView, GraphView, ObservationView, StatementView, resources_of, view_of
from kg.resources import ontology_dir
from kg.terms import NAMESPACES

_SYMMETRIC = NAMESPACES["owl"] + "SymmetricProperty"
_MAIN = DK + "mainPassage"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a claim quotes. ``main`` marks the one that makes the claim; ``source`` names the document in words."""

    passage: str
    document: str
    start: int
    end: int
    text: str
    main: bool
    source: str


class Facts:
    """A graph as a view, with what a view leaves out."""

    def __init__(self, view: GraphView, resources: Mapping[str, Mapping[str, list[str]]], symmetric: frozenset[str]):
        self.view = view
        self.resources = resources
        self.symmetric = symmetric
        self.documents = {document.iri: document for document in view.documents}

    def first(self, iri: str, term: str) -> str:
        """A literal of the thing by prefixed name (``dk:sha256``), empty where there is none."""
        prefix, local = term.split(":")
        return min(self.resources[iri].get(NAMESPACES[prefix] + local, [""]))

    def evidence(self, claim: StatementView | ObservationView) -> Iterator[Evidence]:
        """The passages of a claim, of each document first the one that makes the claim."""
        main = self.resources[claim.iri].get(_MAIN, ())
        for one in claim.passages:
            iri = f"{one.document}#char={one.start},{one.end}"
            document = self.documents.get(one.document, DocumentView(one.document))
            title = document.title and f"《{document.title}》"
            known = (text for text in (title, document.publisher, document.date, document.source) if text)
            yield Evidence(iri, one.document, one.start, one.end, one.text, iri in main, ", ".join(known))


def read_facts(graph: Path) -> Facts:
    """Reads a Turtle file. Raises GraphError naming it if it cannot be read."""
    resources: dict[str, dict[str, list[str]]] = {}
    for iri, resource in resources_of(graph):
        held = resources.setdefault(iri, {})
        for term, values in resource.items():
            held.setdefault(term, []).extend(values)
    return Facts(view_of(resources), resources, _symmetric())


def _symmetric() -> frozenset[str]:
    """The local names of the relations that the ontology declares symmetric."""
    ontology = pyoxigraph.parse(path=str(ontology_dir() / "duikou.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    named = (one.subject.value for one in ontology if getattr(one.object, "value", "") == _SYMMETRIC)
    return frozenset(iri.removeprefix(DK) for iri in named)
