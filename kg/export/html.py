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
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.errors import GraphError
from kg.export.layout import place
from kg.export.page import choose, join, payload
from kg.export.view import EntityView, GraphView, labels_from_turtle
from kg.resources import ontology_dir

_TEMPLATES = Path(__file__).parent / "templates"
_VIS = "lib/vis-9.1.2/vis-network.min.js"

_MANY_LINES = 1500
"""Lines from which on they are not drawn while the graph moves. Panning without a graphics card: 37 frames a second with
1,000 nodes and 10 with 5,000, and 60 and 37 without the lines."""

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
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"smooth": False, "hoverWidth": 1, "selectionWidth": 1.5, "arrowStrikethrough": False},
    "groups": {name: {"color": colour, "shape": shape} for name, (shape, colour) in _CLASSES.items()},
}


def write_html(view: GraphView, path: Path) -> None:
    """Writes the page of a graph. Raises GraphError if the file cannot be written."""
    page = render_html(view)
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(f"{path}: the page cannot be written: {error.strerror or error}") from error


def render_html(view: GraphView) -> str:
    """The page of a graph as text."""
    drawn = choose(view)
    lines = join(view, drawn)
    radii = [_radius(drawn.weight[entity.iri]) for entity in drawn.entities]
    places = place(len(radii), list(lines), radii)
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _options(len(lines))
    # Network.add_node and add_edge look each name up in a list: 28 s for 40,000 edges, so the lists are filled directly.
    network.nodes.extend(
        Node(number, _shape(entity), entity.name, group=entity.type, size=radii[number], x=x, y=y).options
        for number, (entity, (x, y)) in enumerate(zip(drawn.entities, places, strict=True))
    )
    network.edges.extend(
        Edge(*pair, True, id=number, arrows=line.arrows, predicates=list(line.ways), planned=line.planned).options
        for number, (pair, line) in enumerate(lines.items())
    )
    script, style = _script(), _template("graph.css")
    vis = files("pyvis").joinpath("templates", _VIS).read_text(encoding="utf-8")
    network.set_template_dir(str(_TEMPLATES), "graph.html.jinja")
    network.templateEnv.globals.update(
        data=_json({"classes": list(_CLASSES), **payload(view, drawn, _labels())}),
        json=_json,
        style=style,
        vis=vis,
        script=script,
        policy=_policy([vis, script], style),
    )
    return str(network.generate_html())


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _script() -> str:
    """The parts of the page's script, in the order of their names, in one scope of their own."""
    parts = "\n".join(_template(path.name) for path in sorted(_TEMPLATES.glob("*.js")))
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


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


def _options(lines: int) -> dict[str, Any]:
    """vis-network's options; beyond a few thousand lines they are left out while the graph is moved."""
    many = lines > _MANY_LINES
    interaction = {"hover": True, "hideEdgesOnDrag": many, "hideEdgesOnZoom": many, "multiselect": False}
    return {**_OPTIONS, "interaction": interaction}


def _shape(entity: EntityView) -> str:
    return _CLASSES.get(entity.type, ("dot", ""))[0]


def _radius(weight: int) -> float:
    """Pixels: area grows with importance, from a dot that can be hit to one that does not cover its neighbours."""
    return round(min(6.5 + 2.1 * math.sqrt(weight), 34.0), 1)


def _labels() -> dict[str, dict[str, str]]:
    """The ontology's labels; the script shows bare names for what has none."""
    path = ontology_dir() / "duikou.ttl"
    return labels_from_turtle(path) if path.exists() else {}
