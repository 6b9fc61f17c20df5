"""The table of the user's own names: what it may hold, what is refused and how; and what comes of it in a graph."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SKOS

from kg.errors import UsageError
from kg.known_names import load_known_names
from kg.records import KnownName

CLASSES = ("Company", "Facility", "County")
DK = Namespace("https://w3id.org/duikou/ontology#")


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "names.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_names_come_with_aliases_code_and_iri(tmp_path: Path):
    path = table(
        tmp_path,
        "\ufeffname,type,aliases,code,iri\n青禾公司,Company,青禾；QH|青禾公司,,https://example.org/qh\n忠县,County,,500233,\n\n",
    )
    assert load_known_names(path, CLASSES) == (
        KnownName("青禾公司", "Company", ("青禾", "QH"), None, "https://example.org/qh"),
        KnownName("忠县", "County", (), "500233", None),
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("name,aliases\n甲,乙\n", 1, "no column type"),
        ("", 1, "no column name"),
        ("name,type,colour\n甲,Company,red\n", 1, "unknown column 'colour'"),
        ("name,type\n甲,Company\n乙,Firm\n", 3, "unknown type 'Firm'"),
        ("name,type,aliases\n甲厂,Company,甲\n乙厂,Company,甲\n", 3, "甲 stands in line 2 already"),
        ("name,type\n,Company\n", 2, "the name is empty"),
        ("name,type,code\n忠县,County,12\n", 2, "'12' is no division code"),
        ("name,type,iri\n甲,Company,not an iri\n", 2, "not an absolute IRI"),
        ("name,type\n甲,Company,乙,丙\n", 2, "4 cells under 2 columns"),
        ('name,type\n"甲"x,Company\n', 2, "not CSV"),
        ("name,type\n甲,Company\n重庆,Company\n".encode("gb18030"), 2, "not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str | bytes, line: int, reason: str
):
    path = table(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_known_names(path, CLASSES)
    assert str(caught.value).startswith(f"{path}, line {line}: ") and reason in str(caught.value)


def build(folder: Path, names: str) -> subprocess.CompletedProcess[str]:
    (folder / "a.txt").write_text(
        "忠县新闻\n\n本报讯 山东省援建的云朵盒子昨日在忠县开门迎客，云朵盒子内设书屋。\n", "utf-8"
    )
    command = [sys.executable, "-m", "kg.cli", "build", str(folder / "a.txt"), "-o", str(folder / "out")]
    command += ["--gazetteer", str(table(folder, names))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_name_that_no_rule_would_find_is_in_the_graph_with_its_iri(tmp_path: Path):
    done = build(tmp_path, "name,type,aliases,iri\n云朵盒子文化空间,Facility,云朵盒子,https://example.org/box\n")
    assert done.returncode == 0, done.stderr
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    box = URIRef("https://example.org/box")
    assert (box, RDF.type, DK.Facility) in graph
    assert (box, SKOS.prefLabel, Literal("云朵盒子文化空间", "zh")) in graph
    assert (box, SKOS.altLabel, Literal("云朵盒子", "zh")) in graph
    assert (None, DK.built, box) in graph


def test_a_bad_table_builds_nothing(tmp_path: Path):
    done = build(tmp_path, "name,type\n云朵盒子,Box\n")
    assert done.returncode == 2
    assert "line 2" in done.stderr and "Box" in done.stderr
    assert not (tmp_path / "out").exists()
