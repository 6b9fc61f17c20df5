"""The installed command on real input, as a user runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.namespace import PROV

DK = Namespace("https://w3id.org/duikou/ontology#")
SEEDS = Path(__file__).parents[1] / "seeds"
INPUTS = ["01-hubei-counties.txt", "03-huangnan-wrapped.txt", "12-three-briefs.jsonl", "17-yunyang-captions.txt"]


def kg(*arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=SEEDS,
        check=False,
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("end") / "out"
    result = kg("build", *INPUTS, "-o", str(folder), seed="1")
    assert (result.returncode, result.stderr, result.stdout) == (0, "", "")
    return folder


def test_the_same_bytes_in_another_order_with_another_hash_seed_and_more_processes(out: Path, tmp_path: Path) -> None:
    result = kg("build", *INPUTS[::-1], "-o", str(tmp_path / "again"), "--workers", "2", seed="2")
    assert result.returncode == 0, result.stderr
    for name in ("graph.ttl", "graph.html"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes()
    texts = {path.name: path.read_bytes() for path in (out / "texts").iterdir()}
    assert texts == {path.name: path.read_bytes() for path in (tmp_path / "again" / "texts").iterdir()}


def test_every_fact_shows_its_sentence(out: Path) -> None:
    graph = Graph().parse(out / "graph.ttl")
    nodes = [*graph.subjects(RDF.type, DK.Statement), *graph.subjects(RDF.type, DK.Observation)]
    assert len(nodes) > 20
    for node in nodes:
        passages = list(graph.objects(node, PROV.wasQuotedFrom))
        assert passages
        for passage in passages:
            match = re.fullmatch(r".*/document/(\w+)#char=(\d+),(\d+)", str(passage))
            assert match
            text = (out / "texts" / f"{match[1]}.txt").read_bytes().decode("utf-8")
            assert re.sub(r"\s", "", text[int(match[2]) : int(match[3])]) == str(graph.value(passage, DK.text))


def test_the_graph_keeps_to_the_contract(out: Path) -> None:
    result = kg("validate", str(out))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith(" triples, no violation\n")


def test_queries_and_explain_answer(out: Path) -> None:
    assert kg("query", str(out), "--name", "supports").stdout.count("\n") > 3
    graph = Graph().parse(out / "graph.ttl")
    giver = min(code for place in graph.subjects(DK.supports, None) for code in graph.objects(place, DK.adminCode))
    shown = kg("explain", str(out), str(giver))
    assert shown.returncode == 0 and "支援 (supports)" in shown.stdout
