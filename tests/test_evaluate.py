from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DataError, GraphError
from kg.evaluate import KINDS, Evaluation, evaluate
from tests.quality.places import SCORER

TEXT = "2021年,东海省、青岛市援建西河县东西大桥,投资300万元。\n北山集团与西河县签订协议,投资5亿元。\n共投入援助资金800万元,培训教师40人次。\n"

GOLD: dict[str, Any] = {
    "doc": "t1.txt",
    "entities": [
        {"id": "e1", "type": "Province", "name": "东海省", "aliases": ["东海"]},
        {"id": "e2", "type": "City", "name": "青岛市"},
        {"id": "e3", "type": "County", "name": "西河县", "aliases": ["西河"]},
        {"id": "e4", "type": "Bridge", "name": "东西大桥"},
        {"id": "e5", "type": "Company", "name": "北山集团", "type_also": ["Organization"]},
        {"id": "e6", "type": "Person", "name": "林远", "optional": True},
        {"id": "e7", "type": "School", "name": "西河中学"},
    ],
    "relations": [
        {"s": "e1", "p": "built", "o": "e4", "amount": 3000000, "evidence": "x"},
        {"s": "e2", "p": "built", "o": "e4", "amount": 3000000, "evidence": "x"},
        {"s": "e5", "p": "signedWith", "o": "e3", "evidence": "x"},
        {"s": "e4", "p": "locatedIn", "o": "e3", "evidence": "x", "optional": True},
        {"s": "e7", "p": "locatedIn", "o": "e3", "evidence": "x"},
    ],
    "observations": [
        {
            "provider": ["e1"],
            "recipient": ["e3"],
            "indicator": "AidFunds",
            "value": 8000000,
            "evidence": "援助资金800万元",
        },
        {
            "provider": ["e2"],
            "recipient": ["e3"],
            "indicator": "PeopleTrained",
            "value": 40,
            "evidence": "x",
            "provider_any": True,
        },
        {
            "provider": ["e5"],
            "recipient": [],
            "indicator": "AgreedInvestment",
            "value": 500000000,
            "evidence": "x",
            "optional": True,
        },
        {"provider": [], "recipient": ["e3"], "indicator": "AidProjects", "value": 3, "evidence": "x"},
    ],
}

GRAPH = """
@prefix dk: <https://w3id.org/duikou/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix x: <https://w3id.org/duikou/id/> .
x:e a dk:Province ; skos:prefLabel "东海省"@zh ; dk:mentionedIn x:d ; dk:built x:b ; dk:supports x:w .
x:q a dk:City ; skos:prefLabel "青岛市"@zh ; dk:mentionedIn x:d .
x:w a dk:County ; skos:prefLabel "西河"@zh ; dk:mentionedIn x:d ; dk:partOf x:k ; dk:signedWith x:n .
x:k a dk:City ; skos:prefLabel "背景市"@zh .
x:b a dk:Facility ; skos:prefLabel "东西大桥"@zh ; dk:mentionedIn x:d ; dk:locatedIn x:w , x:e .
x:n a dk:Organization ; skos:prefLabel "北山集团"@zh ; dk:mentionedIn x:d ; dk:signedWith x:w .
x:l a dk:Person ; skos:prefLabel "林远"@zh ; dk:mentionedIn x:d ; dk:affiliatedWith x:n .
x:o a dk:Product ; skos:prefLabel "无中生有"@zh ; dk:mentionedIn x:d .
x:s1 a dk:Statement ; rdf:subject x:e ; rdf:predicate dk:built ; rdf:object x:b ; dk:amount 3000000 , 7 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:s2 a dk:Statement ; rdf:subject x:w ; rdf:predicate dk:signedWith ; rdf:object x:n ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=32,43> .
x:s3 a dk:Statement ; rdf:subject x:l ; rdf:predicate dk:affiliatedWith ; rdf:object x:n ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=0,5> .
x:s4 a dk:Statement ; rdf:subject x:b ; rdf:predicate dk:locatedIn ; rdf:object x:w .
x:s5 a dk:Statement ; rdf:subject x:q ; rdf:predicate dk:supports ; rdf:object x:w ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:o1 a dk:Observation ; dk:provider x:e , x:q ; dk:recipient x:w ; dk:indicator dk:AidFunds ; dk:value 8000000 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:o2 a dk:Observation ; dk:provider x:e ; dk:recipient x:w ; dk:indicator dk:PeopleTrained ; dk:value 40.0 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:o3 a dk:Observation ; dk:provider x:e ; dk:recipient x:w ; dk:indicator dk:AidProjects ; dk:value 3 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:o4 a dk:Observation ; dk:provider x:n ; dk:indicator dk:Other ; dk:value 500000000 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
x:o5 a dk:Observation ; dk:provider x:n ; dk:indicator dk:Other ; dk:value 9 ; prov:wasQuotedFrom <https://w3id.org/duikou/id/d#char=6,30> .
<https://w3id.org/duikou/id/d#char=6,30> dk:text "东海省、青岛市援建西河县 东西大桥,投资300万元" .
<https://w3id.org/duikou/id/d#char=32,43> dk:text "别的话" .
<https://w3id.org/duikou/id/d#char=0,5> dk:text "2021年" .
"""


def lay(folder: Path) -> tuple[Path, Path]:
    gold, texts = folder / "gold", folder / "texts"
    for made in (gold, texts):
        made.mkdir()
    (gold / "t1.json").write_text(json.dumps(GOLD, ensure_ascii=False), encoding="utf-8")
    (texts / "t1.txt").write_text(TEXT, encoding="utf-8")
    return gold, texts


def build(text: Path, out: Path) -> None:
    (out / "texts").mkdir(parents=True)
    (out / "graph.ttl").write_text(GRAPH, encoding="utf-8")
    (out / "texts" / "d.txt").write_text(text.read_text("utf-8"), encoding="utf-8")


@pytest.fixture
def result(tmp_path: Path) -> Evaluation:
    return evaluate(*lay(tmp_path), build)


def counts(result: Evaluation, kind: str) -> tuple[int, int, int]:
    score = result.scores[kind]
    return score.right, len(score.wrong), len(score.missed)


def test_entities_strict_and_lenient(result: Evaluation) -> None:
    assert counts(result, "entities") == (4, 2, 2)
    assert counts(result, "entities_lenient") == (5, 1, 1)
    assert result.scores["entities"].missed == ["t1 Bridge 东西大桥 (typed Facility)", "t1 School 西河中学"]


def test_relations_leave_out_what_the_gold_does_not_judge(result: Evaluation) -> None:
    assert counts(result, "relations") == (2, 1, 2)
    assert result.scores["relations"].wrong == ["t1 supports(青岛市, 西河县)"]
    assert (result.predicates["signedWith"].right, result.predicates["locatedIn"].right) == (1, 0)


def test_amounts(result: Evaluation) -> None:
    assert counts(result, "amounts") == (1, 1, 1)


def test_observations_strict_and_lenient(result: Evaluation) -> None:
    assert counts(result, "observations") == (2, 2, 1)
    assert counts(result, "observations_lenient") == (3, 1, 0)


def test_evidence_must_stand_where_it_is_said_to(result: Evaluation) -> None:
    assert counts(result, "evidence") == (8, 2, 0)


def test_plain_triples_and_statements_need_each_other(result: Evaluation) -> None:
    assert result.plain_without_statement == 2
    assert result.statement_without_plain == 1


def test_the_figures_are_rates_of_the_counts(result: Evaluation) -> None:
    score = result.scores["entities"]
    assert (score.precision, score.recall, score.f1) == (4 / 6, 4 / 6, 4 / 6)
    assert result.as_json()["entities"] == {
        "precision": 0.6667,
        "recall": 0.6667,
        "f1": 0.6667,
        "right": 4,
        "wrong": 2,
        "missed": 2,
    }
    assert sum(line.startswith(KINDS) for line in result.lines()) == len(KINDS)


@pytest.mark.skipif(not SCORER.exists(), reason="the reference scorer is not here")
def test_the_reference_scorer_says_the_same(tmp_path: Path, result: Evaluation) -> None:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    tallies, per = defaultdict(scorer.Tally), defaultdict(scorer.Tally)
    (tmp_path / "graph.ttl").write_text(GRAPH, encoding="utf-8")
    scorer.score_document(GOLD, TEXT, tmp_path / "graph.ttl", tallies, per)
    for kind in KINDS:
        assert counts(result, kind) == (tallies[kind].tp, tallies[kind].fp, tallies[kind].fn), kind
    assert result.plain_without_statement == tallies["plain_without_statement"].fp
    assert result.statement_without_plain == tallies["statement_without_plain"].fp
    assert {p: s.right for p, s in result.predicates.items()} == {p: t.tp for p, t in per.items()}


def test_what_does_not_build_is_named_and_the_rest_scored(tmp_path: Path) -> None:
    gold, texts = lay(tmp_path)
    (gold / "t0.json").write_text(json.dumps({**GOLD, "doc": "t0.txt"}), encoding="utf-8")
    (texts / "t0.txt").write_text("空", encoding="utf-8")

    def fails_once(text: Path, out: Path) -> None:
        if text.name == "t0.txt":
            raise GraphError("nothing in it")
        build(text, out)

    result = evaluate(gold, texts, fails_once)
    assert result.failed == ["t0.txt: nothing in it"]
    assert result.documents == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not a gold file"),
        ("[]", "not a gold file"),
        ('{"doc": "t1.txt", "entities": [], "relations": []}', "'observations' is missing"),
        (
            '{"doc": "t1.txt", "entities": [], "relations": [{"s": "e9", "p": "built", "o": "e1"}], "observations": []}',
            "'e9'",
        ),
        ('{"doc": "none.txt", "entities": [], "relations": [], "observations": []}', r"none\.txt is missing"),
    ],
)
def test_a_bad_gold_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    gold, texts = lay(tmp_path)
    (gold / "t1.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=rf"t1\.json.*{message}"):
        evaluate(gold, texts, build)


def test_broken_data_of_the_program_ends_it(tmp_path: Path) -> None:
    def broken(text: Path, out: Path) -> None:
        raise DataError("data file x is missing")

    with pytest.raises(DataError, match="data file x"):
        evaluate(*lay(tmp_path), broken)


def test_a_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no gold files"):
        evaluate(tmp_path, tmp_path, build)
