"""A golden case is a folder: an article and the graph that must come of it, compared as graphs.

Only what is read with some certainty is compared, and not how certain it is: the weights are fitted anew now and then.

A new case: a folder with ``article.txt`` (or another format), then, in it, ``kg build article.txt -o /tmp/case
--min-confidence 0.6`` and, once every triple of ``/tmp/case/graph.ttl`` has been checked by hand,
``cp /tmp/case/graph.ttl expected.ttl``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from kg.pipeline import build
from kg.settings import Settings

CONFIDENCE = URIRef("https://w3id.org/duikou/ontology#confidence")
CERTAIN = 0.6
CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.ttl"))


def lines(graph: Graph) -> list[str]:
    return sorted(f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in graph)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_the_graph_is_the_expected_one(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    (article,) = (path.name for path in case.glob("article.*"))
    build([article], tmp_path / "out", Settings(min_confidence=CERTAIN))
    got, expected = Graph().parse(tmp_path / "out" / "graph.ttl"), Graph().parse(case / "expected.ttl")
    for graph in (got, expected):
        graph.remove((None, CONFIDENCE, None))
    missing = [f"- {line}" for line in lines(expected - got)]
    surplus = [f"+ {line}" for line in lines(got - expected)]
    assert isomorphic(got, expected), "\n".join(missing + surplus)
