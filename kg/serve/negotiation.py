"""Content negotiation: which of the forms that there are a client likes best (RFC 9110, section 12.5.1).

In: the value of an Accept header. Out: a media type of those offered, or None.
"""

from __future__ import annotations

from collections.abc import Mapping

TABLES = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
BOOLEANS = {media: name for media, name in TABLES.items() if name in ("json", "xml")}
"""SPARQL 1.1 has no CSV or TSV form of yes and no."""
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/x-turtle": "turtle",
    "text/plain": "ntriples",
    "application/xml": "rdfxml",
    "application/json": "jsonld",
}
PAGE = "text/html"


def preferred(accept: str, offered: Mapping[str, str]) -> str | None:
    """The media type of ``offered`` that the client likes best; of equal ones the first. No header means anything will do."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best, liked = None, 0.0
    for media in offered:
        quality = _quality(media, ranges)
        if quality > liked:
            best, liked = media, quality
    return best


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media, quality


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific range gives to a media type."""
    for pattern in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [quality for name, quality in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0
