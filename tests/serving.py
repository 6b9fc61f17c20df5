"""A small graph by the contract, with made-up things, and the service that serves it, for the tests."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = "江苏省援建青禾小学，投入300万元。\n青禾公司投资云阳县。\n"

FACTS = """
@prefix dk: <https://w3id.org/duikou/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@base <https://w3id.org/duikou/id/> .
<place/320000> a dk:Province ; skos:prefLabel "江苏省"@zh ; skos:altLabel "苏"@zh ; dk:mentionedIn <document/d1> ;
  dk:built <school/%E9%9D%92%E7%A6%BE%E5%B0%8F%E5%AD%A6> ; dk:supports <place/500235> ; dk:adminCode "320000" .
<place/500235> a dk:County ; skos:prefLabel "云阳县"@zh ; dk:mentionedIn <document/d1> ; dk:adminCode "500235" .
<school/%E9%9D%92%E7%A6%BE%E5%B0%8F%E5%AD%A6> a dk:School ; skos:prefLabel "青禾小学"@zh ; dk:mentionedIn <document/d1> ;
  dk:locatedIn <place/500235> .
<company/%E9%9D%92%E7%A6%BE%E5%85%AC%E5%8F%B8> a dk:Company ; skos:prefLabel "青禾公司"@zh ; dk:mentionedIn <document/d1> ;
  dk:investsIn <place/500235> .
<document/d1> a dk:Document ; dcterms:title "甲<b>乙" ; dcterms:date "2021-05-01"^^xsd:date ; dcterms:source "a.txt" .
<document/d1#char=0,9> a dk:Passage ; dk:text "江苏省援建青禾小学" ; dcterms:isPartOf <document/d1> .
<document/d1#char=19,28> a dk:Passage ; dk:text "青禾公司投资云阳县" ; dcterms:isPartOf <document/d1> .
<statement/s1> a dk:Statement ; rdf:subject <place/320000> ; rdf:predicate dk:built ;
  rdf:object <school/%E9%9D%92%E7%A6%BE%E5%B0%8F%E5%AD%A6> ; dk:amount 3000000 ; dk:currency "CNY" ; dk:date "2021"^^xsd:gYear ;
  dk:confidence 0.9 ; prov:wasDerivedFrom <document/d1> ; prov:wasQuotedFrom <document/d1#char=0,9> ;
  dk:mainPassage <document/d1#char=0,9> .
<statement/s2> a dk:Statement ; rdf:subject <company/%E9%9D%92%E7%A6%BE%E5%85%AC%E5%8F%B8> ; rdf:predicate dk:investsIn ;
  rdf:object <place/500235> ; dk:confidence 0.8 ; prov:wasDerivedFrom <document/d1> ;
  prov:wasQuotedFrom <document/d1#char=19,28> ; dk:mainPassage <document/d1#char=19,28> .
<statement/s3> a dk:Statement ; rdf:subject <place/320000> ; rdf:predicate dk:supports ; rdf:object <place/500235> ;
  dk:confidence 0.95 ; prov:wasDerivedFrom <document/d1> ; prov:wasQuotedFrom <document/d1#char=0,9> ;
  dk:mainPassage <document/d1#char=0,9> .
<observation/o1> a dk:Observation ; dk:provider <place/320000> ; dk:recipient <place/500235> ; dk:indicator dk:AidFunds ;
  dk:value 3000000.5 ; dk:unit dk:CNY ; dk:qualifier "over" ; dk:period "1992/2022" ; dk:confidence 0.9 ;
  prov:wasDerivedFrom <document/d1> ; prov:wasQuotedFrom <document/d1#char=0,9> ; dk:mainPassage <document/d1#char=0,9> .
"""


def write_graph(folder: Path) -> Path:
    """Writes the graph and its text as a build leaves them; returns the folder."""
    (folder / "texts").mkdir(parents=True)
    (folder / "graph.ttl").write_text(FACTS, "utf-8")
    (folder / "texts" / "d1.txt").write_bytes(TEXT.encode())
    return folder


@contextlib.contextmanager
def served(graph: Path, *options: str) -> Iterator[str]:
    """Runs ``kg serve`` on a free port; gives its address, which ends in a slash."""
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "serve",
        str(graph),
        *(() if "--port" in options else ("--port", "0")),
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            told = ""
            for line in process.stderr:
                told += line
                if address := re.search(r"http://\S+/", line):
                    yield address[0]
                    break
            else:
                raise AssertionError(f"kg serve did not start: {told}")
        finally:
            process.terminate()
            process.stderr.close()
            process.wait(10)
