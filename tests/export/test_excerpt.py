from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.export.excerpt import excerpt_from_turtle
from kg.export.view import view_from_turtle
from tests.export.test_view import TURTLE

MORE = """
<https://w3id.org/duikou/id/place/4> a dk:County ; skos:prefLabel "无关县"@zh ; dk:mentionedIn <https://w3id.org/duikou/id/document/e> .
<https://w3id.org/duikou/id/place/5> a dk:County ; skos:prefLabel "北河县"@zh ; dk:mentionedIn <https://w3id.org/duikou/id/document/d> .
<https://w3id.org/duikou/id/document/e> a dk:Document ; dcterms:title "别的" .
<https://w3id.org/duikou/id/statement/t> a dk:Statement ; rdf:subject <https://w3id.org/duikou/id/place/1> ;
  rdf:predicate dk:supports ; rdf:object <https://w3id.org/duikou/id/place/5> ; prov:wasQuotedFrom <https://w3id.org/duikou/id/document/d#char=1,2> .
<https://w3id.org/duikou/id/document/d#char=1,2> a dk:Passage ; dk:text "东海" .
"""


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(TURTLE + MORE, encoding="utf-8")
    return path


def test_a_small_file_is_read_whole(turtle: Path) -> None:
    assert excerpt_from_turtle(turtle) == view_from_turtle(turtle)


def test_an_excerpt_holds_the_most_important_and_counts_the_rest(turtle: Path) -> None:
    view = excerpt_from_turtle(turtle, nodes=2, whole=0)
    assert [entity.name for entity in view.entities] == ["东海省", "西河县"]
    assert [statement.iri.rpartition("/")[2] for statement in view.statements] == ["s"]
    assert [passage.text for passage in view.statements[0].passages] == ["东海省支援西河县", "资金300万元"]
    assert [document.title for document in view.documents] == ["新桥"]
    assert view.left_out == (2, 1)


def test_facts_are_bounded(turtle: Path) -> None:
    view = excerpt_from_turtle(turtle, nodes=9, facts=1, whole=0)
    assert [statement.iri.rpartition("/")[2] for statement in view.statements] == ["s"]
    assert view.left_out == (0, 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="none.ttl"):
        excerpt_from_turtle(tmp_path / "none.ttl")
