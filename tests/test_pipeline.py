from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import Graph, Namespace

from kg import pipeline
from kg.errors import DataError, GraphError
from kg.output import write_texts
from kg.pipeline import NothingRead, build, sure_of
from kg.records import Article, Claims
from kg.report import FAILED, READ, SKIPPED
from kg.settings import Settings
from tests.made import made_article, made_claims

DK = Namespace("https://w3id.org/duikou/ontology#")
GIVER, TAKER = ("Province", "江苏省", "320000"), ("County", "云阳县", "500235")
TEXT = "江苏援建青禾小学\n\n江苏省出资300万元援建云阳县青禾小学，学校于次年秋季开学。\n"


def reads(article: Article, settings: Settings) -> Claims:
    """Stands in for recognition and relation: every article says that 江苏省 supports 云阳县."""
    if "崩溃" in article.text:
        raise RuntimeError("a bug")
    if "词典" in article.text:
        raise DataError("frames.toml:3: unknown predicate")
    start = article.text.index("江苏省")
    evidence = {"evidence": ((start, start + 3),)}
    facts = [(0, "supports", 1, evidence), (0, "supports", 1, {**evidence, "confidence": 0.2, "amount": Decimal(5)})]
    claims = made_claims(article, [GIVER, TAKER], facts)
    return sure_of(claims, settings.min_confidence)


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "read_article", reads)
    monkeypatch.setattr(pipeline, "_look_ahead", lambda _group, _settings: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(4):
        (inputs / f"{number}.txt").write_text(TEXT.replace("300", f"{number}00"), "utf-8")
    return inputs


def graph_of(out: Path) -> Graph:
    return Graph().parse(out / "graph.ttl")


def state(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_a_build_leaves_the_four_things_of_the_contract(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = build([str(folder)], out, Settings())
    assert sorted(path.name for path in out.iterdir()) == ["graph.html", "graph.ttl", "report.json", "texts"]
    written = json.loads((out / "report.json").read_text("utf-8"))
    assert [file["outcome"] for file in written["files"]] == ["read"] * 4
    assert written["files"][0]["entities"] == 2 and written["files"][0]["statements"] == 2
    assert written["totals"]["documents"] == 4 and report.triples == written["totals"]["triples"] > 50
    assert (None, DK.supports, None) in graph_of(out)


def test_texts_are_what_positions_count_in(folder: Path, tmp_path: Path) -> None:
    (folder / "crlf.txt").write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    out = tmp_path / "out"
    build([str(folder)], out, Settings())
    checked = 0
    for passage in graph_of(out).subjects(DK.text, None):
        document, fragment = str(passage).rsplit("/", 1)[1].split("#char=")
        first, last = map(int, fragment.split(","))
        assert (out / "texts" / f"{document}.txt").read_bytes().decode("utf-8")[first:last] == "江苏省"
        checked += 1
    assert checked == 5


def test_same_bytes_again_in_another_order_and_in_several_processes(folder: Path, tmp_path: Path) -> None:
    files = [str(path) for path in sorted(folder.iterdir())]
    written = []
    for number, order in enumerate((files, files[::-1], [*files[2:], str(folder)])):
        build(order, tmp_path / str(number), Settings())
        written.append({name: data for name, data in state(tmp_path / str(number)).items() if name != "report.json"})
    assert written[0] == written[1] == written[2]


def test_a_broken_file_stops_nothing_and_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "bug.txt").write_text("江苏省崩溃。它不能被读出来，但是别的文章都可以读出来。\n", "utf-8")
    (folder / "empty.txt").touch()
    report = build([str(folder), str(tmp_path / "none.txt")], tmp_path / "out", Settings())
    failed = {Path(file.path).name: file.why for file in report.files if file.outcome == FAILED}
    assert failed.keys() == {"bug.txt", "empty.txt", "none.txt"}
    (why,) = failed["bug.txt"]
    assert re.fullmatch(
        r"article 1: RuntimeError: a bug \(test_pipeline.py:\d+\): an error in the program: please report .*", why
    )
    assert [file.path for file in report.problems] == [file.path for file in report.files if file.outcome == FAILED]
    assert sum(file.outcome == READ for file in report.files) == 4
    assert all(str(tmp_path) not in why for file in report.files for why in file.why)


def test_a_broken_data_file_stops_the_build_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "data.txt").write_text("江苏省词典。词典坏了，哪一篇文章都不能算读过，因此什么也不写。\n", "utf-8")
    with pytest.raises(DataError, match=r"frames.toml:3"):
        build([str(folder)], tmp_path / "out", Settings())
    assert not (tmp_path / "out").exists()


def test_nothing_read_writes_nothing_and_says_why(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(NothingRead) as caught:
        build([str(tmp_path / "empty.txt")], tmp_path / "out", Settings())
    assert [outcome.outcome for outcome in caught.value.outcomes] == [FAILED]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, GraphError("disk full")])
def test_whatever_stops_a_build_leaves_earlier_output_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    out = tmp_path / "out"
    build([str(folder)], out, Settings())
    before = state(out)
    (folder / "new.txt").write_text(TEXT + "又一篇。", "utf-8")

    def stop(*_: object) -> Iterator[None]:
        raise error

    monkeypatch.setattr("kg.export.html.write_html", stop)
    with pytest.raises(BaseException, match=r"|disk full"):
        build([str(folder)], out, Settings())
    assert state(out) == before


def test_a_new_build_replaces_texts_and_touches_no_other_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build([str(folder)], out, Settings())
    (out / "README.md").write_text("mine", "utf-8")
    build([str(folder / "0.txt")], out, Settings())
    assert len(list((out / "texts").iterdir())) == 1
    assert (out / "README.md").read_text("utf-8") == "mine"


def test_files_of_other_kinds_in_a_folder_are_said_to_be_skipped(folder: Path, tmp_path: Path) -> None:
    (folder / "map.png").touch()
    (folder / "README.md").write_text("江苏省", "utf-8")
    (folder / ".hidden.txt").write_text("江苏省", "utf-8")
    report = build([str(folder), str(folder / "0.txt")], tmp_path / "out", Settings())
    skipped = {Path(file.path).name: file.why[0] for file in report.files if file.outcome == SKIPPED}
    assert skipped.keys() == {"map.png", "README.md"}
    assert skipped["map.png"].startswith("nothing reads .png: these are read: .txt")
    assert report.problems == () and len(report.files) == 6


def test_its_own_output_is_no_input(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        report = build([str(tmp_path)], tmp_path / "in" / "out", Settings())
        assert len(report.files) == 4


def test_articles_of_one_source_share_their_text_on_disk(tmp_path: Path) -> None:
    text = "甲省援建。乙省援建。"
    articles = [replace(made_article(text), index=number) for number in (0, 1)]
    write_texts(((f"id{article.index}", article) for article in articles), tmp_path / "texts")
    one, other = sorted((tmp_path / "texts").iterdir())
    assert one.read_text("utf-8") == other.read_text("utf-8") == text
    assert os.stat(one).st_ino == os.stat(other).st_ino


def test_unsure_claims_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    build([str(folder)], tmp_path / "all", Settings())
    build([str(folder)], tmp_path / "sure", Settings(min_confidence=0.5))
    assert (None, DK.amount, None) in graph_of(tmp_path / "all")
    assert (None, DK.amount, None) not in graph_of(tmp_path / "sure")


def test_progress_hears_every_file(folder: Path, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    build([str(folder)], tmp_path / "out", Settings(), lambda done, total, _path: heard.append((done, total)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_small_files_are_read_together_and_large_ones_alone(tmp_path: Path) -> None:
    sizes = [10] * (pipeline.FILES_TOGETHER + 1) + [2 * pipeline.BYTES_TOGETHER, 10]
    files = [tmp_path / f"{number:02}.txt" for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        file.write_bytes(b"x" * size)
    groups = list(pipeline._small_together(files))
    assert [len(group) for group in groups] == [pipeline.FILES_TOGETHER, 1, 1, 1]
    assert [file for group in groups for file in group] == files


def test_what_breaks_the_look_ahead_breaks_its_own_article_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_articles: object, _nlp: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.undo()
    monkeypatch.setattr("kg.recognise.look_ahead", breaks)
    monkeypatch.setattr(pipeline, "_language", lambda _config, _gazetteer: None)
    monkeypatch.setattr(pipeline, "read_article", reads)
    (folder / "1.txt").write_text(TEXT + "崩溃", "utf-8")
    report = build([str(folder)], tmp_path / "out", Settings())
    assert [file.outcome for file in report.files] == [READ, FAILED, READ, READ]


def test_the_articles_of_small_files_are_looked_at_together(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], object]] = []
    monkeypatch.undo()
    monkeypatch.setattr("kg.recognise.look_ahead", lambda articles, nlp: seen.append(([a.text for a in articles], nlp)))
    monkeypatch.setattr("kg.language.load_pipeline", lambda config, names: (config, names))
    monkeypatch.setattr(pipeline, "read_article", reads)
    pipeline._language.cache_clear()
    try:
        build([str(folder)], tmp_path / "out", Settings())
    finally:
        pipeline._language.cache_clear()
    ((texts, nlp),) = seen
    assert len(texts) == 4 and all("青禾小学" in text for text in texts)
    assert nlp == (None, ())
