"""RDF terms as N-Triples text, the one form that mapping writes and the exports read.

In: Python values. Out: ``str`` that stands as it is in an N-Triples line. Literals are canonical, because stores rewrite
others (``1.50`` to ``1.5``), and equal values must be equal text for output to be the same bytes.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

NAMESPACES = {
    "dcterms": "http://purl.org/dc/terms/",
    "dk": "https://w3id.org/duikou/ontology#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
BASE_IRI = "https://w3id.org/duikou/id/"

# What RFC 3987 and N-Triples forbid inside an IRI.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        **{chr(code): f"\\u{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127)},
        # half a surrogate pair, as undecodable bytes of a file name give: no text in UTF-8 can hold it
        **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd"),
    }
)
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class Triple(NamedTuple):
    """One triple of N-Triples terms."""

    subject: str
    predicate: str
    object: str


def iri(text: str) -> str:
    """The term of an absolute IRI. Raises ValueError if a character may not stand in one or the scheme is missing."""
    if _NOT_IN_IRI.search(text) or not _ABSOLUTE.match(text):
        raise ValueError(f"not an absolute IRI: {text!r}")
    return f"<{text}>"


@cache
def name(prefixed: str) -> str:
    """The term of a prefixed name (``dk:supports``) in one of ``NAMESPACES``."""
    prefix, local = prefixed.split(":", 1)
    return f"<{NAMESPACES[prefix]}{local}>"


def segment(text: str) -> str:
    """A path segment of an IRI, percent-encoded to ASCII, which every importer takes (raw Chinese is refused by some)."""
    return quote(text, safe="", errors="replace")


def string(text: str, language: str | None = None) -> str:
    """A string literal, with a language tag where one is given."""
    literal = f'"{text.translate(_ESCAPES)}"'
    return f"{literal}@{language}" if language else literal


def typed(lexical: str, datatype: str) -> str:
    """A literal of a datatype of XML Schema (``gYear``)."""
    return f'"{lexical}"^^<{NAMESPACES["xsd"]}{datatype}>'


def number(value: Decimal | int) -> str:
    """``xsd:integer`` where the value is whole, else ``xsd:decimal``, without exponent or trailing zeros."""
    value = Decimal(value)
    if value == value.to_integral_value():
        return typed(f"{int(value)}", "integer")
    return typed(f"{value:f}".rstrip("0"), "decimal")


def decimal(value: float, digits: int) -> str:
    """``xsd:decimal`` rounded to so many digits after the point."""
    lexical = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return typed(lexical if lexical != "-0" else "0", "decimal")


def moment(value: str) -> str:
    """A year, month or day as ``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date``; anything else as a string."""
    match = _ISO.fullmatch(value)
    if match:
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError:
            return string(value)
        return typed(value, "date" if day else "gYearMonth" if month else "gYear")
    return string(value)


def digest(*parts: str) -> str:
    """A name for content: 20 hex digits of SHA-256, so that among 10⁹ of them a collision has odds of one in a million."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
