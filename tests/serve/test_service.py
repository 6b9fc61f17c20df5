"""The running service, asked by real clients."""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

from kg.store import GraphStore, named_queries
from tests.serving import TEXT, served

NAMES = "SELECT ?n { ?x a dk:County ; skos:prefLabel ?n }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
YUNYANG = "id/place/500235"


def ask(service: str, query: str, accept: str = "*/*", **more: object) -> requests.Response:
    return requests.get(service + "sparql", {"query": query}, headers={"Accept": accept}, timeout=20, **more)  # type: ignore[arg-type]


def test_sparqlwrapper(service: str) -> None:
    client = SPARQLWrapper(service + "sparql")
    client.setQuery(NAMES)
    for form in (JSON, XML, CSV):
        client.setReturnFormat(form)
        answer = client.query().convert()
        text = (
            answer.toxml()
            if form == XML
            else answer.decode()
            if form == CSV
            else json.dumps(answer, ensure_ascii=False)
        )
        assert "云阳县" in text
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    assert client.query().convert()["results"]["bindings"][0]["n"] == {
        "type": "literal",
        "value": "云阳县",
        "xml:lang": "zh",
    }
    client.setQuery("CONSTRUCT WHERE { ?s a dk:County }")
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=client.query().convert())) == 1
    client.setQuery("SELEC")
    with pytest.raises(QueryBadFormed):
        client.query()
    client.setQuery(CROSS)
    with pytest.raises(EndPointInternalError, match="time limit of 3 s"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(service: str, method: str) -> None:
    graph = Graph(SPARQLStore(service + "sparql", method=method))
    county = URIRef("https://w3id.org/duikou/" + YUNYANG)
    assert (county, None, None) in graph
    assert [str(row[0]) for row in graph.query("SELECT ?n { ?x dk:adminCode ?n } ORDER BY ?n", initNs={})] == [
        "320000",
        "500235",
    ]


def test_curl(service: str) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True).stdout

    endpoint = service + "sparql"
    assert (
        curl(endpoint, "--data-urlencode", f"query={NAMES}", "-H", "Accept: text/csv") == "n\n云阳县\n"
    )  # line ends as text mode reads them
    posted = curl(
        endpoint,
        "-H",
        "Content-Type: application/sparql-query",
        "--data-binary",
        NAMES,
        "-H",
        "Accept: text/tab-separated-values",
    )
    assert posted == '?n\n"云阳县"@zh\n'
    assert "HTTP/1.1 200" in curl("-I", "-G", endpoint, "--data-urlencode", f"query={NAMES}")
    assert "dk:County" in curl("-L", service + YUNYANG, "-H", "Accept: text/turtle")
    assert "<h1>云阳县</h1>" in curl("-L", service + YUNYANG, "-H", "Accept: text/html")


def test_every_named_query_answers_as_it_does_embedded(service: str, graph: Path) -> None:
    store = GraphStore(graph / "graph.ttl")
    for query in named_queries().values():
        answer = ask(service, query.sparql, "text/csv, application/n-triples")
        assert answer.status_code == 200, query.name
        if "n-triples" in answer.headers["content-type"]:
            embedded = Graph().parse(data=store.query(query.sparql, "turtle"), format="turtle")
            assert set(Graph().parse(data=answer.content, format="nt")) == set(embedded), query.name
        else:
            assert answer.content == store.query(query.sparql, "csv"), query.name


@pytest.mark.parametrize(
    ("query", "accept", "given"),
    [
        (NAMES, "", "application/sparql-results+json"),
        (NAMES, "application/sparql-results+xml", "application/sparql-results+xml"),
        (NAMES, "text/csv", "text/csv; charset=utf-8"),
        ("ASK {}", "text/csv;q=1, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
        ("DESCRIBE ?x { ?x a dk:County }", "*/*", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s a ?o }", "application/ld+json", "application/ld+json"),
    ],
)
def test_the_form_that_the_client_likes(service: str, query: str, accept: str, given: str) -> None:
    answer = ask(service, query, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, given)
    assert answer.headers["vary"].startswith("Accept")


def test_a_form_that_there_is_not(service: str) -> None:
    answer = ask(service, NAMES, "image/png")
    assert answer.status_code == 406 and "text/csv" in answer.text
    assert ask(service, "ASK {}", "text/csv").status_code == 406


def test_a_malformed_query_is_told_where_and_why(service: str) -> None:
    answer = ask(service, "SELECT *\nWHERE { ?s dk:supports }")
    assert answer.status_code == 400
    assert answer.text.startswith("not a SPARQL query: line 2, column ")
    assert answer.text.splitlines()[1:] == [
        "WHERE { ?s dk:supports }",
        " " * 23 + "^",
    ]
    assert ask(service, "SELECT * { ?s nope:x ?o }").status_code == 400


def test_the_result_limit_says_so(service: str) -> None:
    answer = ask(service, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert answer.status_code == 500
    assert answer.text == "the answer is larger than the result limit of 1 MB: ask for less, e.g. with LIMIT\n"


def test_nothing_is_changed_and_nobody_else_asked(service: str) -> None:
    seen: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        do_POST = do_GET

    trap = HTTPServer(("127.0.0.1", 0), Trap)
    Thread(target=trap.serve_forever, daemon=True).start()
    there = f"http://127.0.0.1:{trap.server_port}/"
    try:
        for field in ("query", "update"):
            for text in ("CLEAR ALL", f"LOAD <{there}>", "DELETE WHERE { ?s ?p ?o }"):
                assert requests.post(service + "sparql", {field: text}, timeout=20).status_code == 403
        for silent in ("", "SILENT "):
            answer = ask(service, f"SELECT * {{ SERVICE {silent}<{there}> {{ ?s ?p ?o }} }}")
            assert answer.status_code == 403
        for method in ("PUT", "DELETE", "PATCH"):
            assert requests.request(method, service + "sparql", timeout=20).status_code == 405
    finally:
        trap.shutdown()
    assert seen == []
    assert ask(service, "SELECT (COUNT(*) AS ?n) { ?s a dk:Statement }", "text/csv").text == "n\r\n3\r\n"


def test_a_runaway_query_hurts_no_other_client(service: str) -> None:
    with ThreadPoolExecutor(16) as clients:
        started = time.perf_counter()
        runaways = [clients.submit(ask, service, CROSS) for _ in range(4)]
        time.sleep(0.2)
        while not all(runaway.done() for runaway in runaways):
            answer = ask(service, NAMES, "text/csv")
            assert (answer.status_code, answer.text) == (200, "n\r\n云阳县\r\n")
        took = time.perf_counter() - started
    assert [(r.result().status_code, "time limit of 3 s" in r.result().text) for r in runaways] == [(500, True)] * 4
    assert took < 12


def test_a_query_that_needs_too_much_memory_is_stopped(graph: Path) -> None:
    greedy = "SELECT ?a ?d ?g ?j { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?i"
    with served(graph, "--memory-limit", "64", "--time-limit", "60") as service:
        answer = ask(service, greedy)
        assert (answer.status_code, "64 MB of memory" in answer.text) == (500, True)
        assert ask(service, NAMES).status_code == 200


def test_iris_lead_to_a_page_and_to_rdf(service: str) -> None:
    for accept, room in (("text/html", "page"), ("text/turtle", "data"), ("application/ld+json", "data")):
        answer = requests.get(service + YUNYANG, headers={"Accept": accept}, allow_redirects=False, timeout=20)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{room}/place/500235")
    school = "school/%E9%9D%92%E7%A6%BE%E5%B0%8F%E5%AD%A6"
    for written in (school, school.lower(), "school/青禾小学"):
        page = requests.get(service + "id/" + written, headers={"Accept": "text/html"}, timeout=20)
        assert page.status_code == 200 and "<h1>青禾小学</h1>" in page.text
    assert "3,000,000 CNY" in page.text and "江苏省援建青禾小学" in page.text
    for form in ("turtle", "ntriples", "jsonld", "rdfxml"):
        data = requests.get(f"{service}data/{school}", {"format": form}, timeout=20)
        syntax = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}[form]
        found = Graph().parse(data=data.content, format=syntax)
        assert (URIRef("https://w3id.org/duikou/id/" + school), None, None) in found and len(found) == 6


def test_a_document_shows_its_text_with_the_passages(service: str) -> None:
    page = requests.get(service + "page/document/d1", timeout=20).text
    assert "甲&lt;b&gt;乙" in page and "<b>" not in page
    assert '<a id="char=19,28"></a><mark>青禾公司投资云阳县</mark>' in page
    assert requests.get(service + "texts/d1.txt", timeout=20).content.decode() == TEXT


@pytest.mark.parametrize(
    "path",
    [
        "page/place/9",
        "data/place/9",
        "texts/d2.txt",
        "texts/..%2Fgraph.ttl",
        "static/..%2Fapp.py",
        "nothing",
        "page/%FF",
    ],
)
def test_what_is_not_there(service: str, path: str) -> None:
    assert requests.get(service + path, timeout=20).status_code == 404


def test_no_iri_breaks_out_of_the_query(service: str) -> None:
    assert requests.get(service + "data/x%3E%20%3Fp%20%3Fo%20%7D%20UNION%20%7B%20%3Fs", timeout=20).status_code == 404


def test_the_service_describes_itself(service: str) -> None:
    answer = requests.get(service + "sparql", headers={"Accept": "text/turtle"}, timeout=20)
    described = Graph().parse(data=answer.text)
    assert (URIRef(service + "sparql"), None, None) in described
    browser = requests.get(service + "sparql", headers={"Accept": "text/html"}, allow_redirects=False, timeout=20)
    assert (browser.status_code, browser.headers["location"]) == (303, "/query")


def test_headers_of_safety_and_who_may_read(service: str) -> None:
    for path in ("", "query", "page/place/500235", "sparql", "nothing"):
        answer = requests.get(service + path, headers={"Origin": "https://evil.example"}, timeout=20)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
    allowed = ask(service, NAMES)
    assert "access-control-allow-origin" not in allowed.headers
    preflight = requests.options(
        service + "sparql",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"},
        timeout=20,
    )
    assert preflight.headers["access-control-allow-origin"] == "https://example.org"
    assert requests.options(service + "sparql", timeout=20).headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_query_may_not_be_endless(service: str) -> None:
    answer = requests.post(service + "sparql", {"query": "ASK {} #" + "x" * 1_000_000}, timeout=20)
    assert answer.status_code == 413


def test_what_cannot_be_served(graph: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("江苏", "utf-8")
    with pytest.raises(AssertionError, match=r"bad.ttl: no"), served(bad):
        pass
    with pytest.raises(AssertionError, match="build a graph first"), served(tmp_path / "none"):
        pass
    with served(graph) as service:
        port = service.rpartition(":")[2].strip("/")
        with pytest.raises(AssertionError, match="give another port"), served(graph, "--port", port):
            pass
