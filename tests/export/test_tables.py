from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.export.formats import export
from tests.test_validate import FACTS

ID = "https://x.org/"
TABLES = ["documents", "edges", "evidence", "nodes", "observations"]


def read(folder: Path, encoding: str = "utf-8") -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open(encoding=encoding, newline="") as file:
            found[path.stem] = list(csv.DictReader(file, strict=True))
    return found


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(FACTS, "utf-8")
    return path


def test_every_table(graph: Path, tmp_path: Path) -> None:
    export(graph, "csv", tmp_path / "out")
    tables = read(tmp_path / "out")
    assert list(tables) == TABLES
    node = next(row for row in tables["nodes"] if row["Label"] == "江苏省")
    assert (node["Id"], node["Class"], node["OtherNames"], node["AdminCode"]) == (
        ID + "place/320000",
        "Province",
        "苏",
        "320000",
    )
    assert (node["Latitude"], node["Longitude"], node["Articles"]) == ("32.06", "118.76", "1")
    edges = {row["Label"]: row for row in tables["edges"]}
    aid = edges["supports"]
    assert (aid["Source"], aid["Target"], aid["Type"]) == (ID + "place/320000", ID + "place/500235", "Directed")
    assert (aid["Amount"], aid["Currency"], aid["Date"], aid["Confidence"]) == ("3000000", "CNY", "2021", "0.9")
    assert edges["pairedWith"]["Type"] == "Undirected"
    assert (edges["partOf"]["Source"], edges["partOf"]["Target"]) == (ID + "place/500235", ID + "place/500000")
    (figure,) = tables["observations"]
    assert (figure["Providers"], figure["Value"], figure["Modality"]) == (ID + "place/320000", "405000000", "planned")
    (document,) = tables["documents"]
    assert (document["Title"], document["Date"], len(document["Sha256"])) == ("甲", "2021-05-01", 64)
    quoted = {row["Claim"]: row for row in tables["evidence"]}
    assert set(quoted) == {ID + "s1", ID + "s2", ID + "o1"}
    assert (quoted[ID + "s1"]["Start"], quoted[ID + "s1"]["End"], quoted[ID + "s1"]["Text"]) == (
        "0",
        "8",
        "江苏援助云阳",
    )


def test_the_tables_of_all_seeds_join(seeds_graph: Path, tmp_path: Path) -> None:
    export(seeds_graph / "graph.ttl", "csv", tmp_path / "out")
    tables = read(tmp_path / "out")
    turtle = (seeds_graph / "graph.ttl").read_text("utf-8")
    ids = {row["Id"] for row in tables["nodes"]}
    claims = {row["Id"] for table in ("edges", "observations") for row in tables[table] if row.get("Label") != "partOf"}
    documents = {row["Id"] for row in tables["documents"]}
    assert len(claims) == turtle.count(" a dk:Statement ;") + turtle.count(" a dk:Observation ;")
    assert {end for row in tables["edges"] for end in (row["Source"], row["Target"])} <= ids
    for row in tables["observations"]:
        assert set(filter(None, (row["Providers"] + "|" + row["Recipients"]).split("|"))) <= ids
    assert {row["Claim"] for row in tables["evidence"]} == claims
    assert {row["Document"] for row in tables["evidence"]} <= documents
    for path in (tmp_path / "out").iterdir():
        assert len(path.read_bytes().split(b"\r\n")) == len(tables[path.stem]) + 2  # a row a line, and a head


def test_hostile_cells_come_back(graph: Path, tmp_path: Path) -> None:
    graph.write_text(
        FACTS.replace('"苏"@zh', '"苏|省"@zh , "他说\\"苏\\",好"@zh').replace('"甲"', '"甲\\n乙"'), "utf-8"
    )
    export(graph, "csv", tmp_path / "out")
    tables = read(tmp_path / "out")
    assert '他说"苏",好|苏\\|省' in {row["OtherNames"] for row in tables["nodes"]}
    assert tables["documents"][0]["Title"] == "甲 乙"


def test_a_mark_for_excel(graph: Path, tmp_path: Path) -> None:
    export(graph, "csv", tmp_path / "out", mark=True)
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in (tmp_path / "out").iterdir())
    assert read(tmp_path / "out", "utf-8-sig")["nodes"][0]["Id"].startswith(ID)
