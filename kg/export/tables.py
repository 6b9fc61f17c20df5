"""A graph as tables: one CSV file of each kind of thing, joined by IRIs, for Gephi, Neo4j and spreadsheets.

In: a Turtle file. Out: a folder with ``nodes.csv`` (entities), ``edges.csv`` (statements and what division is part of which),
``observations.csv``, ``documents.csv`` and ``evidence.csv`` (which claim quotes which passage). No cell holds a line break.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.export.facts import Facts, read_facts
from kg.export.view import ObservationView, StatementView

_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")

BETWEEN = "|"
"""Stands between the values of a cell that holds several: no IRI holds one, and in a name it is written ``\\|``."""


def tables(graph: Path) -> Iterator[tuple[str, str]]:
    """The name and text of each file."""
    facts = read_facts(graph)
    yield "nodes.csv", _csv(_NODES, _nodes(facts))
    yield "edges.csv", _csv(_EDGES, _edges(facts))
    yield "observations.csv", _csv(_OBSERVATIONS, _observations(facts))
    yield "documents.csv", _csv(_DOCUMENTS, _documents(facts))
    yield "evidence.csv", _csv(_EVIDENCE, _evidence(facts))


_NODES = [
    "Id",
    "Label",
    "Class",
    "OtherNames",
    "AdminCode",
    "PartOf",
    "Latitude",
    "Longitude",
    "Articles",
    "MentionedIn",
]
_EDGES = [
    "Source",
    "Target",
    "Type",
    "Id",
    "Label",
    "Amount",
    "Currency",
    "Date",
    "Title",
    "Modality",
    "Confidence",
    "Documents",
]
_OBSERVATIONS = [
    "Id",
    "Providers",
    "Recipients",
    "Indicator",
    "IndicatorLabel",
    "Value",
    "Unit",
    "Qualifier",
    "Period",
    "Modality",
    "Confidence",
    "Documents",
]
_DOCUMENTS = ["Id", "Title", "Publisher", "Date", "Creator", "Source", "Sha256"]
_EVIDENCE = ["Claim", "Passage", "Document", "Start", "End", "Main", "Text"]

Row = Sequence[object]


def _csv(header: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_LINE_BREAK.sub(" ", cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _several(values: Iterable[str]) -> str:
    return BETWEEN.join(value.replace(BETWEEN, "\\" + BETWEEN) for value in values)


def _nodes(facts: Facts) -> Iterator[Row]:
    for one in facts.view.entities:
        longitude, latitude = one.point or (None, None)
        place = one.code, one.part_of, latitude, longitude
        yield one.iri, one.name, one.type, _several(one.aliases), *place, len(one.documents), _several(one.documents)


def _edges(facts: Facts) -> Iterator[Row]:
    for one in facts.view.statements:
        amounts = _several(f"{amount:f}" for amount in one.amounts)
        kind = "Undirected" if one.predicate in facts.symmetric else "Directed"
        ends, qualifiers = (one.subject, one.object), (amounts, one.currency, one.date, one.title, one.modality)
        yield *ends, kind, one.iri, one.predicate, *qualifiers, one.confidence, _several(one.documents)
    for entity in facts.view.entities:
        if entity.part_of:
            yield entity.iri, entity.part_of, "Directed", f"{entity.iri} partOf", "partOf", *[None] * 7


def _observations(facts: Facts) -> Iterator[Row]:
    for one in facts.view.observations:
        ends = _several(one.providers), _several(one.recipients)
        value = None if one.value is None else f"{one.value:f}"
        what = (one.indicator, one.label, value, one.unit, one.qualifier, one.period, one.modality)
        yield one.iri, *ends, *what, one.confidence, _several(one.documents)


def _documents(facts: Facts) -> Iterator[Row]:
    for one in facts.view.documents:
        more = facts.first(one.iri, "dcterms:creator"), one.source, facts.first(one.iri, "dk:sha256")
        yield one.iri, one.title, one.publisher, one.date, *more


def _evidence(facts: Facts) -> Iterator[Row]:
    claims: tuple[StatementView | ObservationView, ...] = (*facts.view.statements, *facts.view.observations)
    for claim in claims:
        for one in facts.evidence(claim):
            yield claim.iri, one.passage, one.document, one.start, one.end, "true" if one.main else "false", one.text
