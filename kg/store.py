"""Questions to a built graph: SPARQL on an embedded store, and the queries that come with the product.

In: a Turtle file and SPARQL. Out: bytes in one of ``FORMATS``. Named queries are ``ontology/queries/*.rq``; their head
comments give title and description in Chinese and English and the parameters that ``--set`` fills.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from kg.errors import DataError, GraphError, UsageError
from kg.resources import ontology_dir
from kg.terms import NAMESPACES, string

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
_RESULTS = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
_HEAD = re.compile(r"#\s*(title|description|parameter)(?:\.(zh|en))?:\s*(.+)")
CELL_WIDTH = 60
"""Columns of a table's cell; what is longer is cut there (the other formats cut nothing)."""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that comes with the product. ``parameters`` are its variables that may be given a value."""

    name: str
    sparql: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: Mapping[str, str]

    def filled(self, values: Mapping[str, str]) -> str:
        """The query with parameters fixed to texts: ``VALUES ?place { UNDEF }`` becomes the text, tagged zh as names are.

        Raises UsageError for a parameter that the query does not have.
        """
        sparql = self.sparql
        for parameter, text in values.items():
            if parameter not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise UsageError(f"the query {self.name} has no parameter {parameter!r}: it has {known}")
            sparql = sparql.replace(_open(parameter), f"VALUES ?{parameter} {{ {string(text, 'zh')} }}")
        return sparql


def named_queries(folder: Path | None = None) -> dict[str, NamedQuery]:
    """All named queries by name, sorted. Raises DataError naming the file that lacks a title or description."""
    found = {}
    for path in sorted((folder or ontology_dir() / "queries").glob("*.rq")):
        sparql = path.read_text("utf-8")
        heads = [match.groups() for match in map(_HEAD.match, sparql.splitlines()) if match]
        titles = {language: text for kind, language, text in heads if kind == "title"}
        descriptions = {language: text for kind, language, text in heads if kind == "description"}
        if not {"zh", "en"} <= titles.keys() & descriptions.keys():
            raise DataError(f"{path}: needs comments # title.zh:, # title.en:, # description.zh:, # description.en:")
        parameters = dict(text.split(None, 1) for kind, _, text in heads if kind == "parameter")
        for parameter in parameters:
            if _open(parameter) not in sparql:
                raise DataError(f"{path}: parameter {parameter} needs {_open(parameter)} in the query")
        found[path.stem] = NamedQuery(path.stem, sparql, titles, descriptions, parameters)
    return found


def _open(parameter: str) -> str:
    return f"VALUES ?{parameter} {{ UNDEF }}"


def named_query(name: str) -> NamedQuery:
    """The query of that name. Raises UsageError listing the choices if there is none."""
    queries = named_queries()
    if name not in queries:
        raise UsageError(f"no query is named {name!r}: there are {', '.join(queries)}")
    return queries[name]


class GraphStore:
    """One graph in memory, to be asked."""

    def __init__(self, path: Path):
        """Loads a Turtle file. Raises GraphError naming it if it cannot be read or is not Turtle."""
        self.store = pyoxigraph.Store()
        try:
            self.store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
        except OSError as error:
            raise GraphError(f"{path}: cannot be read: {error}") from error
        except SyntaxError as error:
            raise GraphError(f"{path}: not valid Turtle: {error}") from error

    def query(self, sparql: str, format_: str = "table") -> bytes:
        """The answer to a query, UTF-8.

        A SELECT or ASK is answered in any format but turtle; a CONSTRUCT or DESCRIBE in turtle (also as "table").
        Raises UsageError for a query that is not SPARQL or a format that does not fit.
        """
        if format_ not in FORMATS:
            raise UsageError(f"unknown format {format_!r}: there are {', '.join(FORMATS)}")
        try:
            answer = _written(self.store.query(sparql, prefixes=NAMESPACES), format_)
        except SyntaxError as error:
            raise UsageError(f"not a SPARQL query: {error}") from error
        except (RuntimeError, ValueError, OSError) as error:
            raise UsageError(f"the query cannot be answered: {error}") from error
        return answer if answer.endswith(b"\n") else answer + b"\n"


def ntriples(path: Path) -> bytes:
    """The triples of a Turtle file as N-Triples, in its order. Raises GraphError naming it if it cannot be read."""
    try:
        parsed = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
        return pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise GraphError(f"{path}: not valid Turtle: {error}") from error


def _written(answer: object, format_: str) -> bytes:
    if isinstance(answer, pyoxigraph.QueryTriples):
        if format_ not in ("turtle", "table"):
            raise UsageError(f"the query gives triples, which {format_} cannot hold: use --format turtle")
        triples = pyoxigraph.serialize(answer, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        lines = sorted(set(triples.splitlines(keepends=True)))
        parsed = pyoxigraph.parse(b"".join(lines), format=pyoxigraph.RdfFormat.N_TRIPLES)
        return pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.TURTLE, prefixes=NAMESPACES) or b""
    if format_ == "turtle":
        raise UsageError("the query gives a table, which turtle cannot hold: use CONSTRUCT, or another --format")
    if isinstance(answer, pyoxigraph.QueryBoolean):
        if format_ == "table":
            return b"true\n" if answer else b"false\n"
        if format_ in ("csv", "tsv"):
            raise UsageError(f"the query asks yes or no, which {format_} cannot hold: use --format table, json or xml")
        return answer.serialize(format=_RESULTS[format_]) or b""
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    if format_ != "table":
        return answer.serialize(format=_RESULTS[format_]) or b""
    header = [variable.value for variable in answer.variables]
    rows = [[_cell(solution[name]) for name in header] for solution in answer]
    return _table(header, rows).encode("utf-8")


def _cell(term: object) -> str:
    """A term as a person reads it: text without quotes, IRIs with their prefix."""
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.NamedNode):
        for prefix, namespace in NAMESPACES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
        return term.value
    return " ".join(term.value.split()) if isinstance(term, pyoxigraph.Literal) else str(term)


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str) -> str:
    if _width(text) <= CELL_WIDTH:
        return text
    taken = ""
    for character in text:
        if _width(taken + character) > CELL_WIDTH - 1:
            break
        taken += character
    return taken + "…"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [list(header), *([_cut(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(header))]
    out = io.StringIO()
    for number, row in enumerate(cells):
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        out.write("  ".join(padded).rstrip() + "\n")
        if number == 0:
            out.write("  ".join("-" * width for width in widths) + "\n")
    return out.getvalue()
