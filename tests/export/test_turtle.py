from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from kg.errors import GraphError
from kg.export.turtle import write_turtle
from kg.terms import Triple, iri, name, number, string

LABEL = name("rdfs:label")


def thing(tail: str) -> str:
    return iri(f"https://w3id.org/duikou/id/{tail}")


def test_a_subjects_class_comes_first_and_prefixes_are_in_order(tmp_path: Path) -> None:
    triples = [
        Triple(thing("a"), name("dcterms:title"), string("一")),
        Triple(thing("a"), name("rdf:type"), name("dk:County")),
    ]
    assert write_turtle(triples, tmp_path / "g.ttl", {"place": "https://w3id.org/duikou/id/place/"}) == 2
    text = (tmp_path / "g.ttl").read_text("utf-8")
    prefixes = [line for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes) and len(prefixes) == 11
    assert 'id/a> a dk:County ;\n\tdcterms:title "一" .' in text


def test_repeats_are_written_once(tmp_path: Path) -> None:
    assert write_turtle([Triple(thing("a"), LABEL, string("一"))] * 3, tmp_path / "g.ttl") == 1
    assert (tmp_path / "g.ttl").read_text("utf-8").count("一") == 1


def test_sorting_on_disk_gives_the_same_bytes(tmp_path: Path) -> None:
    triples = [Triple(thing(str(n % 70)), name("dk:amount"), number(n)) for n in range(500)]
    written = set()
    for chunk in (1, 7, 499, 500, 10_000):
        random.Random(chunk).shuffle(triples)
        write_turtle(triples, tmp_path / "g.ttl", chunk=chunk)
        written.add((tmp_path / "g.ttl").read_bytes())
    assert len(written) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["g.ttl"]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=8))
def test_every_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("t") / "g.ttl"
    marked = [*texts, " !<a", "@prefix x: <y> .\n"]
    write_turtle([Triple(thing("a"), LABEL, string(text)) for text in marked], path)
    read = {triple.object.value for triple in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)}
    assert read == set(marked)


def test_rdflib_reads_the_same_graph(tmp_path: Path) -> None:
    encoded = thing("company/%E5%BF%A0#char=1,2")
    write_turtle(
        [Triple(encoded, LABEL, string('a"\\\n!', "zh")), Triple(encoded, name("dk:unit"), name("dk:person-time"))],
        tmp_path / "g.ttl",
    )
    graph = Graph().parse(tmp_path / "g.ttl")
    assert set(graph.subjects()) == {URIRef(encoded[1:-1])}
    assert Literal('a"\\\n!', lang="zh") in set(graph.objects())
    assert URIRef("https://w3id.org/duikou/ontology#person-time") in set(graph.objects())


def test_an_empty_graph_is_valid_turtle(tmp_path: Path) -> None:
    assert write_turtle([], tmp_path / "g.ttl") == 0
    assert len(Graph().parse(tmp_path / "g.ttl")) == 0


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"nowhere.g.ttl: the graph cannot be written: No such file"):
        write_turtle([], tmp_path / "nowhere" / "g.ttl")
    with pytest.raises(GraphError, match="a triple is not RDF"):
        write_turtle([Triple("<a b>", LABEL, string("x"))], tmp_path / "g.ttl")
