"""The interactive graph: one HTML file that opens from disk and asks nothing of the network.

In: ``GraphView`` and a path. Out: the file, UTF-8, the same bytes for the same view. pyvis holds the network and renders
our own template (``templates/``), with the vis-network script that pyvis ships written into the page; positions are
computed here, physics is off. Whatever comes from an article stands in the page as JSON with ``<`` escaped, and the
script puts it on the screen as text, never as markup; a content security policy allows these scripts and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.errors import GraphError
from kg.export.layout import place
from kg.export.view import (
    EntityView,
    GraphView,
    ObservationView,
    PassageView,
    StatementView,
    labels_from_turtle,
)
from kg.resources import ontology_dir

MOST_NODES = 2000
"""Entities drawn at most, by importance: beyond that a browser pans below 30 frames a second and the eye finds nothing."""

MOST_FACTS = 8000
"""Statements, and observations, in a page at most, by importance of whom they are about: about 4 MB of sentences."""

_TEMPLATES = Path(__file__).parent / "templates"
_VIS = "lib/vis-9.1.2/vis-network.min.js"

_CLASSES = {
    "Province": ("dot", "#1e40af"),
    "City": ("dot", "#2563eb"),
    "County": ("dot", "#4f8ff0"),
    "Township": ("dot", "#0e7c9b"),
    "Village": ("dot", "#38a3bd"),
    "Region": ("hexagon", "#5b5bd6"),
    "Government": ("square", "#c62828"),
    "Company": ("square", "#e0620d"),
    "School": ("square", "#c98a04"),
    "Hospital": ("square", "#d9487d"),
    "Organization": ("square", "#9a5b2c"),
    "Port": ("diamond", "#0f6f66"),
    "Bridge": ("diamond", "#2e7d32"),
    "Park": ("diamond", "#6a961f"),
    "Facility": ("diamond", "#23a26d"),
    "Project": ("triangle", "#4d7c0f"),
    "Event": ("triangleDown", "#8e3fd1"),
    "Person": ("star", "#64748b"),
    "Product": ("star", "#b5359c"),
}
"""Class -> shape and colour, in the order of the legend: places round, bodies square, built things pointed. The colours
stand out on a light and on a dark ground. A class of the user's own gets a grey dot."""

_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "hideEdgesOnDrag": False, "multiselect": False, "tooltipDelay": 150},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"smooth": False, "hoverWidth": 1, "selectionWidth": 1.5, "arrowStrikethrough": False},
    "groups": {name: {"color": colour, "shape": shape} for name, (shape, colour) in _CLASSES.items()},
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The entities that are drawn, with the number by which the page knows each."""

    entities: tuple[EntityView, ...]
    number: Mapping[str, int]
    weight: Mapping[str, int]


def write_html(view: GraphView, path: Path) -> None:
    """Writes the page of a graph. Raises GraphError if the file cannot be written."""
    page = render_html(view)
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(f"{path}: the page cannot be written: {error.strerror or error}") from error


def render_html(view: GraphView) -> str:
    """The page of a graph as text."""
    drawn = _choose(view)
    pairs = _pairs(view, drawn)
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS
    radii = [_radius(drawn.weight[entity.iri]) for entity in drawn.entities]
    places = place(len(radii), sorted(pairs), radii)
    # Network.add_node and add_edge look each name up in a list: 28 s for 40,000 edges, so the lists are filled directly.
    network.nodes.extend(
        Node(number, _shape(entity), entity.name, group=entity.type, size=radii[number], x=x, y=y).options
        for number, (entity, (x, y)) in enumerate(zip(drawn.entities, places, strict=True))
    )
    network.edges.extend(_edge(number, pair, pairs[pair]) for number, pair in enumerate(sorted(pairs)))
    script, style = _template("graph.js"), _template("graph.css")
    vis = files("pyvis").joinpath("templates", _VIS).read_text(encoding="utf-8")
    network.set_template_dir(str(_TEMPLATES), "graph.html.jinja")
    network.templateEnv.globals.update(
        data=_json(_payload(view, drawn)),
        json=_json,
        style=style,
        vis=vis,
        script=script,
        policy=_policy([vis, script], style),
    )
    return str(network.generate_html())


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    """JSON that cannot end the script element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(scripts: Iterable[str], style: str) -> str:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    allowed = " ".join(digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _choose(view: GraphView) -> _Drawn:
    """The entities to draw: those that a document names or a fact points at, the most important where there are many."""
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
    return _Drawn(entities, {entity.iri: number for number, entity in enumerate(entities)}, weight)


def _shape(entity: EntityView) -> str:
    return _CLASSES.get(entity.type, ("dot", ""))[0]


def _radius(weight: int) -> float:
    """Pixels: area grows with importance, from a dot that can be hit to one that does not cover its neighbours."""
    return round(min(6.5 + 2.1 * math.sqrt(weight), 34.0), 1)


def _pairs(view: GraphView, drawn: _Drawn) -> dict[tuple[int, int], dict[str, set[bool]]]:
    """Which nodes are joined (smaller number first): predicate -> whether it runs from the smaller, the larger or both."""
    pairs: dict[tuple[int, int], dict[str, set[bool]]] = {}
    for subject, predicate, object_ in view.plain:
        a, b = drawn.number.get(subject), drawn.number.get(object_)
        if a is not None and b is not None and a != b:
            pairs.setdefault((min(a, b), max(a, b)), {}).setdefault(predicate, set()).add(a < b)
    return pairs


def _symmetric(view: GraphView) -> set[str]:
    """The predicates of which every plain triple stands both ways."""
    plain = set(view.plain)
    return {p for _, p, _ in plain} - {p for s, p, o in plain if (o, p, s) not in plain}


def _edge(number: int, pair: tuple[int, int], predicates: Mapping[str, set[bool]]) -> dict[str, Any]:
    """One line for all that joins two nodes: arrows say which way, none where every relation is symmetric."""
    directed = {way for ways in predicates.values() if len(ways) == 1 for way in ways}
    arrows = ", ".join(["to"] * (True in directed) + ["from"] * (False in directed))
    return dict(Edge(*pair, True, id=number, arrows=arrows, predicates=sorted(predicates)).options)


def _payload(view: GraphView, drawn: _Drawn) -> dict[str, Any]:
    """What the script shows: facts by number of their entities, passages and documents each once."""
    facts = _Facts(view, drawn)
    relations, more_relations = facts.relations()
    observations, more_observations = facts.observations()
    return {
        "terms": _labels(),
        "classes": list(_CLASSES),
        "entities": [_entity(entity, facts) for entity in drawn.entities],
        "relations": relations,
        "observations": observations,
        "symmetric": sorted(_symmetric(view)),
        "passages": facts.passages,
        "documents": facts.documents,
        "left": {
            "entities": sum(1 for e in view.entities if e.documents) - sum(1 for e in drawn.entities if e.documents),
            "facts": more_relations + more_observations,
        },
    }


def _labels() -> dict[str, dict[str, str]]:
    """The ontology's labels; the script shows bare names for what has none."""
    path = ontology_dir() / "duikou.ttl"
    return labels_from_turtle(path) if path.exists() else {}


def _entity(entity: EntityView, facts: _Facts) -> dict[str, Any]:
    described: dict[str, Any] = {"iri": entity.iri, "name": entity.name, "type": entity.type}
    if entity.aliases:
        described["aliases"] = list(entity.aliases)
    if entity.code:
        described["code"] = entity.code
    if entity.part_of in facts.names:
        described["partOf"] = facts.names[entity.part_of]
    if entity.documents:
        described["documents"] = sorted(facts.document[iri] for iri in entity.documents if iri in facts.document)
    return described


class _Facts:
    """Numbers the documents and passages of a view, and groups what is said of the same thing so that it stands together."""

    def __init__(self, view: GraphView, drawn: _Drawn):
        self.view = view
        self.drawn = drawn
        self.names = {entity.iri: entity.name for entity in view.entities}
        self.document = {document.iri: number for number, document in enumerate(view.documents)}
        self.dates = {document.iri: document.date for document in view.documents}
        self.documents = [
            {
                "id": d.iri.rpartition("/")[2],
                "title": d.title,
                "date": d.date,
                "publisher": d.publisher,
                "source": d.source,
            }
            for d in view.documents
        ]
        self.passages: list[list[Any]] = []
        self._passage: dict[PassageView, int] = {}

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
                "said": [self._statement(said) for said in sorted(group, key=self._age)],
            }
            for (s, p, o), group in groups.items()
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
                "said": [self._figure(said) for said in sorted(group, key=self._age)],
            }
            for (indicator, label, providers, recipients), group in groups.items()
        ]
        return observations, len(self.view.observations) - min(len(drawn), MOST_FACTS)

    def _age(self, fact: StatementView | ObservationView) -> tuple[str, str, str]:
        own = fact.date if isinstance(fact, StatementView) else fact.period
        return max((self.dates.get(iri, "") for iri in fact.documents), default=""), own, fact.iri

    def _statement(self, statement: StatementView) -> dict[str, Any]:
        return _filled(
            amounts=[_plain_number(amount) for amount in statement.amounts],
            currency=statement.currency,
            date=statement.date,
            title=statement.title,
            **self._common(statement),
        )

    def _figure(self, figure: ObservationView) -> dict[str, Any]:
        return _filled(
            value=None if figure.value is None else _plain_number(figure.value),
            unit=figure.unit,
            qualifier=figure.qualifier,
            period=figure.period,
            **self._common(figure),
        )

    def _common(self, fact: StatementView | ObservationView) -> dict[str, Any]:
        passages = [self._number(passage) for passage in fact.passages]
        return {"planned": fact.modality == "planned", "confidence": round(fact.confidence, 2), "passages": passages}

    def _number(self, passage: PassageView) -> int:
        if passage not in self._passage:
            self._passage[passage] = len(self.passages)
            self.passages.append([self.document.get(passage.document, -1), passage.start, passage.end, passage.text])
        return self._passage[passage]


def _plain_number(number: Decimal) -> str:
    """Digits without an exponent or trailing zeros."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
