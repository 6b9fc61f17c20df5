"""What a request to ``/sparql`` asks, by the SPARQL 1.1 Protocol, and what it is told where it asks amiss.

In: method, query string, content type and body. Out: the query as text, or ``Refused`` with an HTTP status and a sentence.
"""

from __future__ import annotations

import re
from textwrap import shorten
from urllib.parse import parse_qsl

from kg.serve.lexis import asks_elsewhere, is_update, names_graphs

READ_ONLY = "this service is read only: it answers queries and takes no updates"
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Refused(Exception):
    """A request that is not answered: an HTTP status and why."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def read_query(method: str, query_string: str, content_type: str, body: bytes) -> str | None:
    """The query of a request; None where a GET asks nothing, which asks for the description of the service.

    Raises Refused: 400 for a request that breaks the protocol or wants other graphs, 403 for an update, a LOAD or a
    SERVICE, 415 for a body of another type.
    """
    given = _pairs(query_string)
    asked: list[str]
    if method in ("GET", "HEAD"):
        if not given:
            return None
        asked = [value for name, value in given if name == "query"]
    else:
        media = content_type.partition(";")[0].strip().lower()
        if media == _UPDATE:
            raise Refused(403, READ_ONLY)
        if media == _QUERY:
            asked = [_text(body)]
        elif media == _FORM:
            given += _pairs(_text(body))
            asked = [value for name, value in given if name == "query"]
        else:
            raise Refused(415, f"post a query as {_QUERY}, or as {_FORM} with the field query")
    names = {name for name, _ in given}
    if "update" in names:
        raise Refused(403, READ_ONLY)
    if names & {"default-graph-uri", "named-graph-uri"}:
        raise Refused(
            400, "this service holds one graph, its default graph: leave out default-graph-uri and named-graph-uri"
        )
    if len(asked) != 1:
        raise Refused(400, f"give one query in the parameter query: there are {len(asked)}")
    _check(asked[0])
    return asked[0]


def _check(query: str) -> None:
    if is_update(query):
        raise Refused(403, READ_ONLY)
    if asks_elsewhere(query):
        raise Refused(403, "this service asks no other: SERVICE is switched off")
    if names_graphs(query):
        raise Refused(400, "this service holds one graph, its default graph: leave out FROM and FROM NAMED")


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise Refused(400, "the parameters are not UTF-8, percent-encoded") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, f"the body is not UTF-8: byte {error.start}") from error


def malformed(query: str, message: str) -> str:
    """Where a query is not SPARQL and why, with the line and a mark under the place."""
    place = _POSITION.match(message)
    if not place:
        return f"not a SPARQL query: {shorten(message, 200, placeholder=' …')}"
    line, column = int(place[1]), int(place[2])
    told = f"not a SPARQL query: line {line}, column {column}: {shorten(place[3], 200, placeholder=' …')}"
    lines = query.splitlines()
    if not 0 < line <= len(lines):
        return told
    start = max(0, column - 60)
    return f"{told}\n{lines[line - 1][start : start + 120]}\n{' ' * (column - 1 - start)}^"
