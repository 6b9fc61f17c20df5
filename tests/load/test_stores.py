"""Real stores: what is loaded is all there, answers as it does embedded, and replaces what was there."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
import requests
from rdflib import Graph

from kg.load import source as sources
from kg.load.http import Credentials, LoadError, Unreachable
from kg.load.run import Loaded, Target, load
from kg.store import GraphStore, named_queries
from tests.load.stores import Oxigraph, Server, Virtuoso
from tests.test_queries import ANSWERS

DBA = Credentials("dba", "dba")
NOBODY = Credentials()


LEAST = {"single-source": "sentence"}
"""Columns that are the least of several texts: Virtuoso 7 does not order Chinese texts by code point, and may take another."""


def without(column: str, found: Counter[tuple[tuple[str, str], ...]]) -> Counter[tuple[tuple[str, str], ...]]:
    kept: Counter[tuple[tuple[str, str], ...]] = Counter()
    for row, times in found.items():
        kept[tuple(cell for cell in row if cell[0] != column)] += times
    return kept


def credentials(store: Server) -> Credentials:
    return DBA if isinstance(store, Virtuoso) else NOBODY


def put(store: Server, graph: Path, name: str, **more: Any) -> Loaded:
    return load(graph, Target(store.address, name, **more), credentials(store))


def rows(document: dict[str, Any]) -> Counter[tuple[tuple[str, str], ...]]:
    """The solutions of a JSON answer, each as its values; numbers by what they are worth, since stores write them anew."""
    return Counter(
        tuple(sorted((name, plain(term["value"])) for name, term in row.items()))
        for row in document["results"]["bindings"]
    )


def plain(value: str) -> str:
    try:
        return str(Decimal(value).normalize())
    except InvalidOperation:
        return value


def test_all_arrives_and_every_named_query_answers_as_it_does_embedded(store: Server, seeds_graph: Path) -> None:
    name = "https://example.org/seeds"
    embedded = GraphStore(seeds_graph / "graph.ttl")
    loaded = put(store, seeds_graph, name)
    assert loaded.triples == len(embedded.store) == store.count(name)
    answered = 0
    for query in named_queries().values():
        given = next((given for asked, given, _ in ANSWERS if asked == query.name), {})
        sparql = query.filled(given)
        if "CONSTRUCT" in sparql:
            there = Graph().parse(data=store.ask(sparql, name, "text/turtle").content, format="turtle")
            assert set(there) == set(Graph().parse(data=embedded.query(sparql, "turtle"), format="turtle")), query.name
        else:
            here = rows(json.loads(embedded.query(sparql, "json")))
            answered += bool(here)
            there_rows = rows(store.ask(sparql, name).json())
            if isinstance(store, Virtuoso) and query.name in LEAST:
                here, there_rows = (without(LEAST[query.name], found) for found in (here, there_rows))
            if isinstance(store, Virtuoso):  # DISTINCT leaves some rows twice there, in the query sources
                here, there_rows = Counter(set(here)), Counter(set(there_rows))
            assert there_rows == here, query.name
    assert answered >= 15  # not all are about what the seeds tell of


def test_an_earlier_load_is_replaced_and_other_graphs_are_left_alone(
    store: Server, small: Path, tmp_path: Path
) -> None:
    one, other = "https://example.org/one", "https://example.org/other"
    smaller = tmp_path / "smaller.ttl"
    smaller.write_text('<urn:a> <urn:b> "江苏"@zh , 1.5 .', "utf-8")
    first = put(store, small, one)
    put(store, small, other)
    again = put(store, smaller, one)
    assert (first.before, again.before, again.triples) == (0, first.triples, 2)
    assert (store.count(one), store.count(other)) == (2, first.triples)
    assert put(store, smaller, one).before == 2
    left = {
        row["g"]["value"]
        for row in store.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"]
    }
    assert not [graph for graph in left if "#duikou" in graph]


def test_the_kind_of_a_store_is_found_out(oxigraph: Oxigraph, virtuoso: Virtuoso, small: Path) -> None:
    for end in ("", "query", "store"):
        assert load(small, Target(oxigraph.address + end, "urn:x:kind"), NOBODY).kind == "oxigraph"
    for end in ("", "sparql", "sparql-graph-crud-auth"):
        assert load(small, Target(virtuoso.address + end, "urn:x:kind"), DBA).kind == "virtuoso"


def test_any_store_with_sparql_update(oxigraph: Oxigraph, seeds_graph: Path, small: Path) -> None:
    for graph in (seeds_graph, small, small):
        loaded = load(
            graph, Target(oxigraph.address + "query", "urn:x:sparql", "sparql", oxigraph.address + "update"), NOBODY
        )
        assert loaded.kind == "sparql" and oxigraph.count("urn:x:sparql") == loaded.triples


def test_the_bulk_loader_of_virtuoso(virtuoso: Virtuoso, seeds_graph: Path, small: Path) -> None:
    for graph in (seeds_graph, small, seeds_graph):
        loaded = put(virtuoso, graph, "https://example.org/bulk", bulk=virtuoso.sql)
        assert virtuoso.count("https://example.org/bulk") == loaded.triples
    assert put(virtuoso, small, "urn:x:too", bulk=virtuoso.sql).triples == virtuoso.count("urn:x:too")
    with pytest.raises(LoadError, match="wrong or no credentials"):
        load(small, Target(virtuoso.address, "urn:x:b", bulk=virtuoso.sql), Credentials("dba", "guess"))


class _Cut:
    """A progress that ends the store once so much has been done."""

    def __init__(self, store: Server, share: float):
        self.store = store
        self.share = share
        self.first: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        self.first.setdefault(what, done)
        if what == "sending" and done >= self.share * total and self.store.process.poll() is None:
            self.store.kill()


def test_a_store_that_stops_in_the_middle_keeps_what_it_had_and_the_load_goes_on(
    store: Server, seeds_graph: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PART", 2000)
    name = "https://example.org/broken"
    before = put(store, small, name).triples
    cut = _Cut(store, 0.4)
    with pytest.raises(Unreachable, match="run the same command again"):
        load(seeds_graph, Target(store.address, name), credentials(store), cut)
    store.start()
    assert store.count(name) == before
    seen = _Cut(store, 2)
    loaded = load(seeds_graph, Target(store.address, name), credentials(store), seen)
    assert (loaded.before, store.count(name)) == (before, loaded.triples)
    if isinstance(store, Virtuoso):
        assert seen.first["sending"] > 0  # parts that had arrived are not sent again


def test_parts_of_another_file_are_not_gone_on_with(
    virtuoso: Virtuoso, seeds_graph: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PART", 2000)
    name = "https://example.org/changed"

    def stop(what: str, done: int, total: int) -> None:
        if done > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(seeds_graph, Target(virtuoso.address, name), DBA, stop)
    assert virtuoso.count(name) == 0
    loaded = put(virtuoso, small, name)
    assert virtuoso.count(name) == loaded.triples


def test_a_store_that_says_no(store: Server, small: Path) -> None:
    with pytest.raises(Unreachable, match="connection refused: is it running"):
        load(small, Target("http://127.0.0.1:9/", "urn:x:no", "oxigraph"), NOBODY)
    with pytest.raises(LoadError, match="answered 404"):
        load(small, Target(store.address + "nowhere", "urn:x:no", "fuseki"), NOBODY)


def test_wrong_credentials_are_named_and_never_shown(virtuoso: Virtuoso, small: Path) -> None:
    secret = Credentials("dba", "geheim-江")
    assert "geheim" not in repr(secret)
    before = put(virtuoso, small, "urn:x:secret").triples
    for wrong in (secret, NOBODY):
        with pytest.raises(LoadError, match="DUIKOU_STORE_USER") as error:
            load(small, Target(virtuoso.address, "urn:x:secret"), wrong)
        assert "geheim" not in str(error.value)
    assert virtuoso.count("urn:x:secret") == before


def test_an_oxigraph_that_is_read_only(oxigraph: Oxigraph, small: Path, tmp_path: Path) -> None:
    server = Oxigraph(tmp_path)
    server.start()
    server.kill()
    server.command[1] = "serve-read-only"
    server.start()
    try:
        with pytest.raises(LoadError, match="read only|answered 4"):
            load(small, Target(server.address, "urn:x:ro"), NOBODY)
    finally:
        server.kill()


def test_the_service_of_our_own_takes_no_load(service: str, small: Path) -> None:
    with pytest.raises(LoadError, match="forbids"):
        load(small, Target(service + "sparql", "urn:x:own", "sparql"), NOBODY)
    assert requests.get(service, timeout=20).ok
