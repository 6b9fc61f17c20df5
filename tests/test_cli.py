from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kg import __version__, pipeline
from kg.cli import main
from tests.test_pipeline import TEXT, reads, state

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "read_article", reads)
    monkeypatch.setattr(pipeline, "_look_ahead", lambda _group, _settings: None)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> str:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    return "good.txt"


@pytest.fixture
def built(article: str) -> str:
    assert kg("build", article, "-o", "graph").exit_code == 0
    return "graph"


def kg(*arguments: str, stdin: str | None = None) -> Result:
    return RUN.invoke(main, arguments, input=stdin)


def lines(result: Result) -> list[str]:
    return result.stderr.splitlines()


def commands(group: click.Group = main) -> list[click.Command]:
    return [group, *group.commands.values()]


@pytest.mark.parametrize("command", commands(), ids=lambda command: str(command.name))
def test_every_help_has_an_example(command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name="kg"))
    assert "Example:" in text and "  kg " in text


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['kg', '--help']; import kg.cli\ntry: kg.cli.main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    started = time.perf_counter()
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert time.perf_counter() - started < 1.5  # the bar is 0.3 s; a busy machine runs several tests at once
    assert not {"spacy", "rdflib", "pyoxigraph", "networkx", "numpy", "onnxruntime"} & set(shown.split())


def test_version() -> None:
    assert kg("--version").output == f"kg {__version__}\n"


def test_a_build_is_quiet_in_a_pipe(article: str) -> None:
    result = kg("build", article, "-o", "graph")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("graph/graph.ttl").is_file()


def test_a_list_of_paths_on_standard_input(article: str) -> None:
    Path("two.txt").write_text(TEXT + "再一篇。", "utf-8")
    assert kg("build", "-", "-o", "graph", stdin=f"{article}\n\ntwo.txt\n").exit_code == 0
    assert len(list(Path("graph/texts").iterdir())) == 2


def test_a_file_name_that_is_no_text() -> None:
    name = os.fsdecode(b"\xff.txt")
    Path(name).write_text(TEXT, "utf-8")
    result = RUN.invoke(main, ["build", "-", "-o", "graph"], input=b"\xff.txt\n")
    assert result.exit_code == 0
    assert json.loads(Path("graph/report.json").read_text("utf-8"))["files"][0]["path"] == name
    assert 'dcterms:source "\ufffd.txt"' in Path("graph/graph.ttl").read_text("utf-8")


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": ("\n　 \n".encode(), "blanks"),
    "binary.txt": (bytes(range(256)) * 40, "not a text file"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<< /Type", "cut off"),
    "bare.html": ("<html><body><nav>首页 新闻</nav></body></html>".encode(), "no article"),
    "broken.docx": (b"PK\x03\x04xx", "not a Word document"),
    "broken.jsonl": (b'{"text": \n', "line 1: not a JSON record"),
    "strange.xyz": (b"\x00\x01", "nothing reads .xyz files"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_gets_one_line_and_the_rest_is_built(article: str, name: str) -> None:
    Path(name).write_bytes(BAD[name][0])
    result = kg("build", name, article, "-o", "graph")
    assert result.exit_code == 1
    (line,) = lines(result)
    assert line.startswith(f"kg: {name}: ") and BAD[name][1] in line
    assert json.loads(Path("graph/report.json").read_text("utf-8"))["totals"]["read"] == 1


@pytest.mark.parametrize("name", BAD)
def test_only_bad_input_writes_nothing(name: str) -> None:
    Path(name).write_bytes(BAD[name][0])
    result = kg("build", name, "-o", "graph")
    assert result.exit_code == 1
    assert lines(result)[-1] == "kg: nothing was built: no input gave an article"
    assert not Path("graph").exists()


def test_an_encrypted_pdf(article: str) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas("locked.pdf", encrypt="secret")
    page.drawString(9, 9, "x")
    page.save()
    result = kg("build", "locked.pdf", article, "-o", "graph")
    assert result.exit_code == 1 and len(lines(result)) == 1
    assert "kg: locked.pdf: " in result.stderr and "password" in result.stderr


def test_a_file_of_100_mb_on_one_line_is_refused_quickly(article: str) -> None:
    with open("big.txt", "w", encoding="utf-8") as file:
        file.writelines("江苏省援建，" * 100_000 for _ in range(56))
    started = time.perf_counter()
    result = kg("build", "big.txt", article, "-o", "graph")
    assert result.exit_code == 1 and time.perf_counter() - started < 10
    assert "kg: big.txt: " in result.stderr and "split" in result.stderr


def test_paths_that_are_not_there_and_folders_without_articles(article: str) -> None:
    Path("hollow").mkdir()
    result = kg("build", "none.txt", "hollow", article, "-o", "graph")
    assert result.exit_code == 1
    assert lines(result)[0].startswith("kg: hollow: no readable file in this folder")
    assert lines(result)[1] == "kg: none.txt: no such file or folder: check the path"


def test_an_output_that_cannot_be_written(article: str) -> None:
    result = kg("build", article, "-o", article)
    assert result.exit_code == 1
    assert result.stderr == "kg: good.txt: is a file, not a folder: give another output folder with -o\n"
    result = kg("build", article, "-o", f"{article}/deep")
    assert result.exit_code == 1 and "cannot be written: Not a directory" in result.stderr
    assert Path(article).read_text("utf-8") == TEXT


def test_a_failing_build_leaves_earlier_output_whole(built: str) -> None:
    before = state(Path(built))
    Path("empty.txt").touch()
    assert kg("build", "empty.txt", "-o", built).exit_code == 1
    assert state(Path(built)) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--published", "2023"], "kg: --published: '2023' is no date: write it as 2023-10-21"),
        (["--published", "20231021"], "kg: --published: '20231021' is no date: write it as 2023-10-21"),
        (["--encoding", "klingon"], "kg: --encoding: 'klingon' is no known encoding: try utf-8, gb18030 or big5"),
        (["--base-iri", "example.org"], "kg: --base-iri: not an absolute IRI: 'example.org'"),
        (
            ["--base-iri", "https://example.org"],
            "kg: --base-iri: 'https://example.org' must end in / and hold no # or ?",
        ),
        (
            ["--base-iri", "https://example.org/#"],
            "kg: --base-iri: 'https://example.org/#' must end in / and hold no # or ?",
        ),
        (["--min-confidence", "2"], "kg: --min-confidence: 2.0 is not between 0 and 1"),
        (["--workers", "-1"], "kg: --workers: -1 is no number of processes"),
        (["--config", "none.cfg"], "kg: --config: none.cfg is no file: give a spaCy config"),
        (["--settings", "none.toml"], "kg: none.toml: the settings cannot be read: No such file"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(article: str, arguments: list[str], message: str) -> None:
    result = kg("build", article, "-o", "graph", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(message) and len(lines(result)) == 1
    assert not Path("graph").exists()


def test_settings_come_from_a_file_and_flags_outweigh_them(article: str) -> None:
    Path("kg.toml").write_text('base_iri = "https://example.org/a/"\npublished = "2020-01-02"\n', "utf-8")
    assert kg("build", article, "-o", "graph", "--base-iri", "https://example.org/b/").exit_code == 0
    turtle = Path("graph/graph.ttl").read_text("utf-8")
    assert "https://example.org/b/" in turtle and "example.org/a/" not in turtle
    assert '"2020-01-02"^^xsd:date' in turtle


@pytest.mark.parametrize(
    ("text", "message"), [("colour = 1", "unknown setting 'colour': there are base_iri"), ("x", "not a TOML file")]
)
def test_a_malformed_settings_file_is_named(article: str, text: str, message: str) -> None:
    Path("kg.toml").write_text(text, "utf-8")
    result = kg("build", article, "-o", "graph")
    assert result.exit_code == 2 and f"kg: kg.toml: {message}" in result.stderr


def test_query(built: str) -> None:
    result = kg("query", built, "SELECT ?n WHERE { ?s dk:supports/skos:prefLabel ?n }")
    assert (result.exit_code, result.output.split()) == (0, ["n", "------", "云阳县"])
    Path("q.rq").write_text("ASK { ?s dk:supports ?o }", "utf-8")
    assert kg("query", f"{built}/graph.ttl", "--file", "q.rq").output == "true\n"
    assert "云阳县" in kg("query", built, "--name", "supports", "--set", "place=江苏省").output
    assert "云阳县" not in kg("query", built, "--name", "supports", "--set", "place=山西省").output


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["graph"], 2, "say which graph and one query"),
        (["graph", "ASK {}", "--name", "works"], 2, "say which graph and one query"),
        (["graph", "SELEC"], 2, "not a SPARQL query"),
        (["graph", "--name", "nothing"], 2, "no query is named 'nothing': there are about,"),
        (["graph", "--name", "works", "--set", "place"], 2, "--set place: write it as PARAMETER=TEXT"),
        (["graph", "--name", "works", "--set", "colour=red"], 2, "has no parameter 'colour': it has place"),
        (["graph", "ASK {}", "--set", "place=忠县"], 2, "--set goes with --name"),
        (["graph", "ASK {}", "--format", "xls"], 2, "unknown format 'xls': there are table, csv"),
        (["graph", "ASK {}", "--format", "csv"], 2, "use --format table, json or xml"),
        (["graph", "--file", "none.rq"], 2, "none.rq: the query cannot be read"),
        (["nowhere", "ASK {}"], 1, "nowhere: does not exist: build a graph first"),
        (["good.txt", "ASK {}"], 1, "good.txt: not valid Turtle"),
    ],
)
def test_a_question_that_cannot_be_answered(built: str, arguments: list[str], status: int, message: str) -> None:
    result = kg("query", *arguments)
    assert result.exit_code == status
    assert message in result.stderr and len(lines(result)) == 1


def test_the_list_of_queries_shows_titles_in_both_languages() -> None:
    output = kg("query", "--list").output
    assert "supports --set place=…" in output and "谁支援谁" in output and "Who supports whom" in output


def test_explain_shows_each_fact_with_sentence_and_source(built: str) -> None:
    output = kg("explain", built, "云阳县").output
    assert "云阳县  县级行政区 (County)" in output
    assert "code 500235, in 重庆市" in output
    assert "江苏省 → 云阳县; 5 CNY  [0.20]" in output
    assert "“江苏省” (" in output and "good.txt" in output


def test_explain_takes_a_code_and_suggests_names(built: str) -> None:
    assert "云阳县" in kg("explain", built, "500235").output
    result = kg("explain", built, "云阳")
    assert result.exit_code == 2
    assert result.stderr == "kg: no entity is named '云阳': did you mean 云阳县?\n"
    assert kg("explain", "nowhere", "云阳县").exit_code == 1
