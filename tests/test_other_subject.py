"""Another relation is data: a property in a copy of the ontology, a frame in a copy of the lexicon, and no code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

from rdflib import Graph, Namespace
from rdflib.namespace import RDFS

from kg.resources import ontology_dir

DK = Namespace("https://w3id.org/duikou/ontology#")
PROPERTY = """
dk:sponsors a owl:ObjectProperty ;
    rdfs:isDefinedBy <https://w3id.org/duikou/ontology> ;
    rdfs:subPropertyOf dk:relation ;
    rdfs:domain dk:Company ;
    rdfs:range dk:Event ;
    rdfs:label "冠名"@zh , "sponsors"@en ;
    skos:definition "企业冠名赞助一项活动。"@zh , "A company gives an event its name and money."@en .
"""
FRAME = '\n[sponsors]\nstrong = ["冠名", "独家冠名"]\n'
TEXT = """西北特产推介忙

本报讯 山东鲁泰纺织股份有限公司冠名了第六届中国西北特色农产品博览会。博览会由甘肃省人民政府主办，山东省和甘肃省的企业参加。
第三届陇原特产交易会由青岛海尔集团有限公司独家冠名。宁夏伊品生物科技股份有限公司没有冠名第三届陇原特产交易会。
"""


def graph_of(folder: Path, *flags: str) -> Graph:
    command = [sys.executable, "-m", "kg.cli", "build", str(folder / "article.txt"), "-o", str(folder / "out"), *flags]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return Graph().parse(folder / "out" / "graph.ttl")


def sponsors(graph: Graph) -> set[tuple[str, str]]:
    return {
        (str(graph.value(s, RDFS.label)), str(graph.value(o, RDFS.label)))
        for s, o in graph.subject_objects(DK.sponsors)
    }  # fmt: skip


def test_a_relation_that_is_only_data_is_read_from_the_text(tmp_path: Path):
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    ontology = Path(copytree(ontology_dir(), tmp_path / "ontology"))
    with (ontology / "duikou.ttl").open("a", encoding="utf-8") as terms:
        terms.write(PROPERTY)
    with (ontology / "lexicon" / "frames.toml").open("a", encoding="utf-8") as frames:
        frames.write(FRAME)
    graph = graph_of(tmp_path, "--ontology", str(ontology))
    assert sponsors(graph) == {
        ("山东鲁泰纺织股份有限公司", "第六届中国西北特色农产品博览会"),
        ("青岛海尔集团有限公司", "第三届陇原特产交易会"),
    }


def test_without_the_frame_nothing_is_read(tmp_path: Path):
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    assert sponsors(graph_of(tmp_path)) == set()


def test_a_folder_that_is_no_ontology_is_refused(tmp_path: Path):
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "kg.cli", "build", str(tmp_path / "article.txt"), "-o", str(tmp_path / "out")]
    done = subprocess.run([*command, "--ontology", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr and "lexicon" in done.stderr
    assert not (tmp_path / "out").exists()
