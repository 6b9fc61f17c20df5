"""The interactive graph: one HTML file that opens from disk and asks nothing of the network.

In: ``GraphView`` and a path. Out: the file, UTF-8, the same bytes for the same view. pyvis holds the network and renders
our own template (``templates/``), with the vis-network script that pyvis ships written into the page; positions are
computed here, physics is off. Whatever comes from an article stands in the page as JSON with ``<`` escaped, and the
script puts it on the screen as text, never as markup; a content security policy allows these scripts, the query engine
that the page itself carries, and nothing else.
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
from kg.export.engine import engine
from kg.export.layout import place
from kg.export.page import choose, join, payload
from kg.export.script import joined
from kg.export.view import EntityView, GraphView, labels_from_turtle
from kg.gazetteer import load_gazetteer
from kg.resources import ontology_dir

_TEMPLATES = Path(__file__).parent / "templates"
_VIS = "lib/vis-9.1.2/vis-network.min.js"

_CLASSES = {
    "Province": ("dot", "#3b5bdb"),
    "City": ("dot", "#2f7de1"),
    "County": ("dot", "#4a90e8"),
    "Township": ("dot", "#0f86aa"),
    "Village": ("dot", "#2f95a8"),
    "Region": ("hexagon", "#6a6ae0"),
    "Government": ("square", "#d23b3b"),
    "Company": ("square", "#e0620d"),
    "School": ("square", "#b57d05"),
    "Hospital": ("square", "#d9487d"),
    "Organization": ("square", "#a5653a"),
    "Port": ("diamond", "#128a7e"),
    "Bridge": ("diamond", "#348f3a"),
    "Park": ("diamond", "#6f961f"),
    "Facility": ("diamond", "#1f9a61"),
    "Project": ("triangle", "#5c8a12"),
    "Event": ("triangleDown", "#9a4fe0"),
    "Person": ("star", "#708096"),
    "Product": ("star", "#c23fb0"),
}
"""Class -> shape and colour, in the order of the legend: places round, bodies square, built things pointed. The colours
stand out by 3 to 1 and more on the light and on the dark ground of the page (WCAG 2.2, 1.4.11). A class of the user's own gets a grey dot."""

_OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "multiselect": False, "keyboard": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {"smooth": False, "hoverWidth": 1, "selectionWidth": 1.5, "arrowStrikethrough": False},
    "groups": {name: {"color": colour, "shape": shape} for name, (shape, colour) in _CLASSES.items()},
}


_VIS_MOST = 500
"""Lines, and entities, up to which vis-network draws the graph; beyond them our own canvas does (``templates/canvas.js``),
and the page does not carry vis-network. Without a graphics card vis-network with fixed positions pans at 37 frames a second
with 1,000 nodes and 3,000 lines, at 10 with 5,000 nodes; our canvas at 60 with either (``benchmarks/explorer.py``)."""


def write_html(view: GraphView, path: Path, graph: Path | None = None, texts: Path | None = None) -> None:
    """Writes the page of a graph. ``graph`` is its Turtle file, which the page can then be asked about, ``texts`` the folder
    of its source texts, in which it then shows the sentences. Raises GraphError if a file cannot be read or written."""
    page = render_html(view, graph, texts)
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GraphError(f"{path}: the page cannot be written: {error.strerror or error}") from error


def render_html(view: GraphView, graph: Path | None = None, texts: Path | None = None) -> str:
    """The page of a graph as text; see ``write_html``."""
    held = choose(view)
    lines = join(view, held)
    radii = [_radius(held.weight[entity.iri]) for entity in held.entities]
    first = [pair for pair in lines if pair[1] < held.first]
    places = place(held.first, first, radii[: held.first])
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS
    # Network.add_node and add_edge look each name up in a list: 28 s for 40,000 edges, so the lists are filled directly.
    network.nodes.extend(
        Node(number, _shape(entity), entity.name, group=entity.type, size=radii[number], **_at(places, number)).options
        for number, entity in enumerate(held.entities)
    )
    network.edges.extend(
        Edge(*pair, True, id=number, arrows=line.arrows, predicates=list(line.ways), planned=line.planned).options
        for number, (pair, line) in enumerate(lines.items())
    )
    script, style = joined(_TEMPLATES, "start"), _template("graph.css")
    vis = _vis() if max(len(first), len(held.entities)) <= _VIS_MOST else ""
    network.set_template_dir(str(_TEMPLATES), "graph.html.jinja")
    network.templateEnv.globals.update(
        data=_json({"classes": list(_CLASSES), **payload(view, held, _labels(), texts), "ground": _ground(view)}),
        ask=_json(engine(graph)),
        json=_json,
        style=style,
        vis=vis,
        guard=_template("guard.js"),
        script=script,
        policy=_policy([vis, _template("guard.js"), script], style),
    )
    return str(network.generate_html())


def _at(places: list[tuple[float, float]], number: int) -> dict[str, Any]:
    """The place of a node, or that it has none yet."""
    return {"x": places[number][0], "y": places[number][1]} if number < len(places) else {"hidden": True}


def _vis() -> str:
    return files("pyvis").joinpath("templates", _VIS).read_text(encoding="utf-8")


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    """JSON that cannot end the script element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(scripts: Iterable[str], style: str) -> str:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    allowed = " ".join(digest(script) for script in scripts if script)
    return (
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval'; worker-src blob:; style-src {digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _shape(entity: EntityView) -> str:
    return _CLASSES.get(entity.type, ("dot", ""))[0]


def _radius(weight: int) -> float:
    """Pixels: area grows with importance, from a dot that can be hit to one that does not cover its neighbours."""
    return round(min(6.5 + 2.1 * math.sqrt(weight), 34.0), 1)


def _labels() -> dict[str, dict[str, str]]:
    """The ontology's labels; the script shows bare names for what has none."""
    path = ontology_dir() / "duikou.ttl"
    return labels_from_turtle(path) if path.exists() else {}


def _ground(view: GraphView) -> list[int]:
    """The seats of all counties as hundredths of a degree, x and y in turn: what the map is drawn on, if anything is on it.

    The points show the country's shape by themselves, so that no outline with its borders has to be drawn."""
    if not any(entity.point for entity in view.entities):
        return []
    gazetteer = load_gazetteer()
    seats = (gazetteer.get(code) for code in gazetteer.codes())
    return [
        round(degrees * 100)
        for seat in seats
        if seat and seat.type == "County" and seat.longitude is not None and seat.latitude is not None
        for degrees in (seat.longitude, seat.latitude)
    ]
