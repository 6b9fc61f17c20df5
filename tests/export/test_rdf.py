"""Each RDF format, read back by libraries and tools that are not ours."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from rdflib import Dataset, Graph, Literal, URIRef

from kg.errors import GraphError, UsageError
from kg.export.formats import STREAMED, write
from kg.export.rdf import write_jsonld, write_nquads, write_rdfxml
from kg.export.turtle import write_turtle
from kg.terms import Triple, iri, name, string
from tests.test_validate import FACTS

READERS = {
    "ntriples": ("nt", RdfFormat.N_TRIPLES, "ntriples"),
    "nquads": ("nquads", RdfFormat.N_QUADS, "nquads"),
    "jsonld": ("json-ld", RdfFormat.JSON_LD, None),
    "rdfxml": ("xml", RdfFormat.RDF_XML, "rdfxml"),
}
"""Our format → what rdflib, pyoxigraph and rapper call it."""


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(FACTS, "utf-8")
    return path


def exported(graph: Path, format_: str) -> bytes:
    out = io.BytesIO()
    write(graph, format_, out)
    return out.getvalue()


def oxigraph_triples(data: bytes, format_: RdfFormat) -> set[str]:
    return {str(pyoxigraph.Triple(*one.triple)) for one in _quads(data, format_)}


def _quads(data: bytes, format_: RdfFormat) -> list[pyoxigraph.Quad]:
    return [pyoxigraph.Quad(one.subject, one.predicate, one.object) for one in pyoxigraph.parse(data, format=format_)]


def rapper(path: Path, parser: str) -> int:
    if shutil.which("rapper") is None:
        pytest.skip("rapper is not installed: sh scripts/install-tool.sh rapper raptor2-utils")
    done = subprocess.run(["rapper", "-c", "-i", parser, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "rror" not in done.stderr, done.stderr
    count = re.search(r"returned (\d+) triples?", done.stderr)
    assert count
    return int(count[1])


@pytest.mark.parametrize("format_", READERS)
def test_rdflib_reads_the_same_triples_back(graph: Path, format_: str) -> None:
    reader = READERS[format_][0]
    back = Dataset() if format_ == "nquads" else Graph()
    back.parse(data=exported(graph, format_), format=reader)
    triples = {one[:3] for one in back} if isinstance(back, Dataset) else set(back)
    assert triples == set(Graph().parse(graph))


@pytest.mark.parametrize("format_", READERS)
def test_pyoxigraph_and_rapper_read_all_seeds_back(seeds_graph: Path, tmp_path: Path, format_: str) -> None:
    turtle = seeds_graph / "graph.ttl"
    data = exported(turtle, format_)
    assert data == exported(turtle, format_)
    _, reader, parser = READERS[format_]
    assert oxigraph_triples(data, reader) == oxigraph_triples(turtle.read_bytes(), RdfFormat.TURTLE)
    if parser:
        (tmp_path / "graph").write_bytes(data)
        assert rapper(tmp_path / "graph", parser) == rapper(turtle, "turtle")


def test_the_turtle_of_all_seeds_is_the_same_to_every_reader(seeds_graph: Path) -> None:
    turtle = seeds_graph / "graph.ttl"
    count = len(_quads(turtle.read_bytes(), RdfFormat.TURTLE))
    assert count > 10_000
    assert len(Graph().parse(turtle)) == count
    assert rapper(turtle, "turtle") == count


def test_literals_of_all_seeds_are_canonical_and_iris_plain_ascii(seeds_graph: Path) -> None:
    canonical = {
        "integer": r"0|-?[1-9]\d*",
        "decimal": r"(0|-?[1-9]\d*|-?0(?=\.))(\.\d*[1-9])?",
        "date": r"\d{4}-\d\d-\d\d",
        "gYear": r"\d{4}",
        "gYearMonth": r"\d{4}-\d\d",
    }
    for one in _quads((seeds_graph / "graph.ttl").read_bytes(), RdfFormat.TURTLE):
        for term in (one.subject, one.predicate, one.object):
            if isinstance(term, pyoxigraph.NamedNode):
                assert re.fullmatch(r"[a-z]+://[!#$&'()*+,./0-9:;=?@A-Z_a-z~%-]+", term.value), term
            else:
                kind = term.datatype.value.rpartition("#")[2]
                assert kind in ("string", "langString") or re.fullmatch(canonical[kind], term.value), term


def test_a_named_graph(graph: Path) -> None:
    out = io.BytesIO()
    write_nquads(graph, out, "https://example.org/graph")
    graphs = {one.graph_name.value for one in pyoxigraph.parse(out.getvalue(), format=RdfFormat.N_QUADS)}
    assert graphs == {"https://example.org/graph"}
    with pytest.raises(UsageError, match="the name of a graph is an absolute IRI"):
        write_nquads(graph, out, "my graph")


def test_jsonld_is_compact_and_one_subject_a_line(graph: Path) -> None:
    data = json.loads(exported(graph, "jsonld"))
    nodes = {node["@id"]: node for node in data["@graph"]}
    assert nodes["https://x.org/s1"]["@type"] == "dk:Statement"
    assert nodes["https://x.org/s1"]["dk:amount"] == 3000000
    assert nodes["https://x.org/s1"]["dk:date"] == {"@value": "2021", "@type": "xsd:gYear"}
    assert nodes["https://x.org/s1"]["rdf:predicate"] == {"@id": "dk:supports"}
    assert len(exported(graph, "jsonld").splitlines()) == len(nodes) + 3


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text("江苏", "utf-8")
    for format_ in STREAMED:
        with pytest.raises(GraphError, match=r"g.ttl"):
            write(tmp_path / "g.ttl", format_, io.BytesIO())


LABEL = name("rdfs:label")
THING = iri("https://x.org/a")


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from([None, "zh", "en-GB"]))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str, language: str | None) -> None:
    path = tmp_path_factory.mktemp("text") / "graph.ttl"
    write_turtle([Triple(THING, LABEL, string(text, language))], path)
    held = next(iter(Graph().parse(path).objects()))
    assert isinstance(held, Literal)
    jsonld, rdfxml = io.BytesIO(), io.BytesIO()
    write_jsonld(path, jsonld)
    write_rdfxml(path, rdfxml)
    assert (URIRef("https://x.org/a"), URIRef("http://www.w3.org/2000/01/rdf-schema#label"), held) in Graph().parse(
        data=jsonld.getvalue(), format="json-ld"
    )
    (back,) = pyoxigraph.parse(rdfxml.getvalue(), format=RdfFormat.RDF_XML)
    in_xml = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", str(held))
    assert back.object.value == in_xml
