from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx
import pytest

from kg.export.network import write_gexf, write_graphml
from tests.test_validate import FACTS

ID = "https://x.org/"
EVIDENCE = f"“江苏援助云阳” <{ID}d1#char=0,8> 《甲》, 2021-05-01, a.txt"


def graphml(path: Path) -> Any:
    out = io.BytesIO()
    write_graphml(path, out)
    return networkx.read_graphml(io.BytesIO(out.getvalue()), force_multigraph=True)


def gexf(path: Path) -> Any:
    out = io.BytesIO()
    write_gexf(path, out)
    assert b"lastmodified" not in out.getvalue()
    return networkx.read_gexf(io.BytesIO(out.getvalue()))


@pytest.fixture(params=[graphml, gexf], ids=["graphml", "gexf"])
def net(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    path = tmp_path / "graph.ttl"
    path.write_text(FACTS, "utf-8")
    return request.param(path)


def test_entities_and_figures_are_nodes(net: Any) -> None:
    assert set(net.nodes) == {ID + "place/320000", ID + "place/500000", ID + "place/500235", ID + "o1"}
    giver = net.nodes[ID + "place/320000"]
    assert (giver["label"], giver["kind"], giver["class"], giver["otherNames"]) == (
        "江苏省",
        "entity",
        "Province",
        "苏",
    )
    assert (giver["adminCode"], giver["latitude"], giver["longitude"]) == ("320000", 32.06, 118.76)
    assert (giver["articles"], giver["mentionedIn"]) == (1, ID + "d1")
    figure = net.nodes[ID + "o1"]
    assert (figure["class"], figure["value"], figure["unit"], figure["qualifier"]) == (
        "AidFunds",
        405000000.0,
        "CNY",
        "exact",
    )
    assert (figure["period"], figure["modality"], figure["confidence"]) == ("1992/2022", "planned", 0.9)
    assert figure["evidence"] == EVIDENCE


def test_statements_are_edges(net: Any) -> None:
    edges = {data["label"]: data for _, _, data in net.edges(ID + "place/320000", data=True)}
    assert set(edges) == {"supports", "pairedWith", "provider"}
    aid = edges["supports"]
    assert (aid["amount"], aid["currency"], aid["date"]) == (3000000.0, "CNY", "2021")
    assert (aid["confidence"], aid["symmetric"], aid["evidence"]) == (0.9, False, EVIDENCE)
    assert edges["pairedWith"]["symmetric"] is True
    assert "amount" not in edges["pairedWith"]
    assert net.has_edge(ID + "o1", ID + "place/500235") and net.has_edge(ID + "place/500235", ID + "place/500000")


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
def test_all_seeds_the_same_bytes_every_time(seeds_graph: Path, write: Any) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write(seeds_graph / "graph.ttl", first)
    write(seeds_graph / "graph.ttl", second)
    assert first.getvalue() == second.getvalue()


def test_networkx_finds_every_statement_of_all_seeds(seeds_graph: Path) -> None:
    net = graphml(seeds_graph / "graph.ttl")
    statements = [key for _, _, key, data in net.edges(keys=True, data=True) if data["kind"] == "statement"]
    turtle = (seeds_graph / "graph.ttl").read_text("utf-8")
    assert len(statements) == len(set(statements)) == turtle.count(" a dk:Statement ;") > 500
    figures = [node for node, data in net.nodes(data=True) if data["kind"] == "observation"]
    assert len(figures) == turtle.count(" a dk:Observation ;")
    assert all(data.get("evidence") for _, _, data in net.edges(data=True) if data["kind"] == "statement")


def test_a_control_character_does_not_break_the_xml(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(FACTS.replace('"苏"@zh', '"苏\\u0001"@zh'), "utf-8")
    assert graphml(path).nodes[ID + "place/320000"]["otherNames"] == "苏\ufffd"
    assert gexf(path).nodes[ID + "place/320000"]["otherNames"] == "苏\ufffd"
