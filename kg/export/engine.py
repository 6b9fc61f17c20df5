"""What the page needs to answer SPARQL by itself: Oxigraph as WebAssembly, the graph, the named queries.

In: the Turtle file of the graph. Out: a value for JSON, in which the engine and the graph stand compressed as base64;
the page unpacks them when its query view is opened. The engine is npm ``oxigraph`` (``vendor/``), as it comes.
"""

from __future__ import annotations

import base64
import gzip
import re
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.store import named_queries
from kg.terms import NAMESPACES

_VENDOR = Path(__file__).parent / "vendor"

_EXPORT = re.compile(r"^export (?:\{[^}]*\};?$|(?=class |function |async ))", re.MULTILINE)

_PREFIXES = tuple(f"PREFIX {prefix}: <{iri}>" for prefix, iri in NAMESPACES.items())

MOST_TURTLE = 16_000_000
"""Bytes of Turtle that a page carries, about 1.8 MB compressed; of a larger graph it asks what it shows."""


def engine(graph: Path | None) -> dict[str, Any]:
    """The engine with the graph of a file; with an empty ``graph`` where there is no file, or too large a one.

    Raises GraphError if the file cannot be read.
    """
    return {
        "glue": _classic((_VENDOR / "oxigraph.js").read_text(encoding="utf-8")),
        "wasm": base64.b64encode((_VENDOR / "oxigraph.wasm.gz").read_bytes()).decode(),
        "graph": _packed(graph),
        "prefixes": dict(NAMESPACES),
        "queries": [
            {
                "name": query.name,
                "sparql": _body(query.sparql),
                "titles": dict(query.titles),
                "descriptions": dict(query.descriptions),
                "parameters": dict(query.parameters),
            }
            for query in named_queries().values()
        ],
    }


def _classic(module: str) -> str:
    """The engine's module as a plain script: a page opened from disk may start a worker from a plain script only."""
    return _EXPORT.sub("", module).replace("import.meta.url", "self.location.href")


def _packed(graph: Path | None) -> str:
    if graph is None:
        return ""
    try:
        if graph.stat().st_size > MOST_TURTLE:
            return ""
        turtle = graph.read_bytes()
    except OSError as error:
        raise GraphError(f"{graph}: cannot be read: {error.strerror or error}") from error
    return base64.b64encode(gzip.compress(turtle, 6, mtime=0)).decode()


def _body(sparql: str) -> str:
    """Without its head: the comments say what the title and the description say, and the page knows the prefixes."""
    lines = sparql.splitlines()
    while lines and (lines[0].startswith("#") or lines[0].startswith(_PREFIXES)):
        del lines[0]
    return "\n".join(lines) + "\n"
