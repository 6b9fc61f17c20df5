from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.lexis import asks_elsewhere, is_update, names_graphs, words
from kg.serve.negotiation import GRAPHS, TABLES, preferred
from kg.serve.protocol import Refused, malformed, read_query

FORM = "application/x-www-form-urlencoded"
ASK = "ASK { ?江 ?p 'é' }"


def test_the_three_ways_to_ask() -> None:
    asked = urlencode({"query": ASK})
    assert read_query("GET", asked, "", b"") == ASK
    assert read_query("POST", "", FORM + "; charset=utf-8", asked.encode()) == ASK
    assert read_query("POST", "", "application/sparql-query", ASK.encode()) == ASK
    assert read_query("GET", "", "", b"") is None


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "status"),
    [
        ("GET", "quer=x", "", b"", 400),
        ("GET", "query=ASK{}&query=ASK{}", "", b"", 400),
        ("GET", "query=%FF", "", b"", 400),
        ("POST", "", "application/sparql-query", b"\xff", 400),
        ("POST", "", "", b"ASK{}", 415),
        ("POST", "", "text/turtle", b"", 415),
        ("POST", "", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "", FORM, b"update=CLEAR+ALL", 403),
        ("GET", "query=ASK{}&default-graph-uri=http://x", "", b"", 400),
        ("POST", "named-graph-uri=http://x", "application/sparql-query", b"ASK{}", 400),
    ],
)
def test_what_breaks_the_protocol(method: str, query_string: str, content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        read_query(method, query_string, content_type, body)
    assert refused.value.status == status


UPDATES = (
    "LOAD <http://127.0.0.1:1/x>",
    "load silent <file:///etc/passwd>",
    "PREFIX a: <http://x/SELECT> INSERT DATA { a:b a:c a:d }",
    "# SELECT\nDELETE WHERE { ?s ?p ?o }",
    "BASE <http://x/> CLEAR ALL",
    "WITH <http://x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DROP ALL",
    "\\u0043LEAR ALL",
)


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused(update: str) -> None:
    assert is_update(update)
    with pytest.raises(Refused, match="read only"):
        read_query("GET", urlencode({"query": update}), "", b"")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://x/> {} }",
        "SELECT * { ?s <p'> ?o . SERVICE <http://x/> { ?s <'p> ?o } }",
    ],
)
def test_no_other_service_is_asked(query: str) -> None:
    assert asks_elsewhere(query)
    with pytest.raises(Refused, match="SERVICE is switched off"):
        read_query("GET", urlencode({"query": query}), "", b"")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?from $load WHERE { ?service dk:from 'SERVICE' ; <SERVICE> \"FROM\"@from }",
        '# SERVICE FROM\nASK { from:service:x ?p \'\'\'LOAD \' SERVICE\'\'\' , """FROM " \\" SERVICE""" }',
        "PREFIX service: <http://from/> ASK { ?s service:from _:service }",
    ],
)
def test_words_in_names_and_strings_are_no_keywords(query: str) -> None:
    assert not asks_elsewhere(query) and not names_graphs(query) and not is_update(query)


@given(st.text(alphabet="SERVIC'\"\\<>#{}?:\n \u6c5f"))
def test_any_text_is_taken_apart(text: str) -> None:
    assert all(word.isascii() and word.isupper() for word in words(text))


def test_other_graphs_are_refused() -> None:
    with pytest.raises(Refused, match="leave out FROM"):
        read_query("GET", urlencode({"query": "SELECT * FROM <http://x> { ?s ?p ?o }"}), "", b"")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("*/*;q=0.1, text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("application/sparql-results+json;q=0, application/*", "application/json"),
        ("image/png", None),
        ("text/csv;q=nonsense", None),
    ],
)
def test_negotiation(accept: str, media: str | None) -> None:
    assert preferred(accept, TABLES) == media


def test_turtle_is_the_first_form_of_a_graph() -> None:
    assert preferred("*/*", GRAPHS) == "text/turtle"


def test_where_and_why_a_query_is_malformed() -> None:
    told = malformed("SELECT *\n{ ?s ?p", "error at 2:8: expected one of x")
    assert told == "not a SPARQL query: line 2, column 8: expected one of x\n{ ?s ?p\n       ^"
    assert malformed("x", "error at 9:9: y") == "not a SPARQL query: line 9, column 9: y"
    assert malformed("x", "prefix not known") == "not a SPARQL query: prefix not known"
