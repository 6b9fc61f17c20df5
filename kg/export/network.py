"""A graph as a network for Gephi, Cytoscape, yEd and networkx: GraphML and GEXF.

In: a Turtle file. Out: XML. Nodes are entities and observations, edges are statements, the ends of observations and what
division is part of which. These formats know no lists and no sources, so names and evidence are lines of one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import networkx

from kg.export.facts import Evidence, Facts, read_facts
from kg.export.view import EntityView, ObservationView, StatementView

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATED = re.compile(r' lastmodifieddate="[^"]*"')

Attributes = Mapping[str, str | float | int | bool | None]


def write_graphml(graph: Path, out: BinaryIO) -> None:
    """GraphML, with the types of attributes declared."""
    networkx.write_graphml_xml(network_of(read_facts(graph)), out, encoding="utf-8", prettyprint=True)
    out.write(b"\n")


def write_gexf(graph: Path, out: BinaryIO) -> None:
    """GEXF 1.2draft, as Gephi reads it, without the day of writing."""
    text = "\n".join(networkx.generate_gexf(network_of(read_facts(graph)), encoding="utf-8", prettyprint=True))
    out.write(b'<?xml version="1.0" encoding="utf-8"?>\n' + _DATED.sub("", text, count=1).encode("utf-8") + b"\n")


def network_of(facts: Facts) -> Any:
    """The network as a directed networkx graph with parallel edges, whose keys are the IRIs of statements."""
    net = networkx.MultiDiGraph()
    for entity in facts.view.entities:
        net.add_node(entity.iri, **_held(_entity(entity)))
    for observation in facts.view.observations:
        net.add_node(observation.iri, **_held(_observation(observation, facts)))
        for role, ends in (("provider", observation.providers), ("recipient", observation.recipients)):
            for end in ends:
                start, target = (end, observation.iri) if role == "provider" else (observation.iri, end)
                _edge(net, start, target, f"{observation.iri} {role} {end}", {"label": role, "kind": "observation"})
    for statement in facts.view.statements:
        _edge(net, statement.subject, statement.object, statement.iri, _statement(statement, facts))
    for entity in facts.view.entities:
        if entity.part_of:
            _edge(net, entity.iri, entity.part_of, f"{entity.iri} partOf", {"label": "partOf", "kind": "register"})
    return net


def _edge(net: Any, start: str, target: str, key: str, attributes: Attributes) -> None:
    net.add_edge(start, target, key=key, id=key, **_held(attributes))


def _held(attributes: Attributes) -> dict[str, Any]:
    """The attributes that there are, in characters that XML can hold."""
    return {
        name: _NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in attributes.items()
        if value is not None and value != ""
    }


def _entity(entity: EntityView) -> Attributes:
    longitude, latitude = entity.point or (None, None)
    return {
        "label": entity.name,
        "kind": "entity",
        "class": entity.type,
        "otherNames": "\n".join(entity.aliases),
        "adminCode": entity.code,
        "latitude": latitude,
        "longitude": longitude,
        "articles": len(entity.documents),
        "mentionedIn": "\n".join(entity.documents),
    }


def _observation(one: ObservationView, facts: Facts) -> Attributes:
    return {
        "label": f"{one.label or one.indicator} {'?' if one.value is None else one.value} {one.unit}",
        "kind": "observation",
        "class": one.indicator,
        "indicatorLabel": one.label,
        "value": _number(one.value),
        "unit": one.unit,
        "qualifier": one.qualifier,
        "period": one.period,
        "modality": one.modality,
        "confidence": one.confidence,
        "evidence": _lines(facts.evidence(one)),
    }


def _statement(one: StatementView, facts: Facts) -> Attributes:
    return {
        "label": one.predicate,
        "kind": "statement",
        "symmetric": one.predicate in facts.symmetric,
        "amount": _number(one.amounts[0]) if one.amounts else None,
        "currency": one.currency,
        "date": one.date,
        "title": one.title,
        "modality": one.modality,
        "confidence": one.confidence,
        "evidence": _lines(facts.evidence(one)),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _lines(evidence: Iterable[Evidence]) -> str:
    """Each passage with its IRI and its source, one a line, the main one first."""
    return "\n".join(f"“{one.text}” <{one.passage}> {one.source}" for one in evidence)
