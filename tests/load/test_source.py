from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import GraphError, UsageError
from kg.load import source as sources
from kg.load.source import parts_of, read_source


def test_parts_are_the_same_every_time_and_hold_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PART", 3)
    path = tmp_path / "g.ttl"
    path.write_text("".join(f'<urn:a> <urn:p> "{number}\\n江" .\n' for number in range(7)), "utf-8")
    source = read_source(path)
    assert (source.triples, source.parts, source.size) == (7, 3, path.stat().st_size)
    first, again = list(parts_of(source)), list(parts_of(source))
    assert first == again and [number for number, _ in first] == [0, 1, 2]
    assert b"".join(part for _, part in first).count(b" .\n") == 7


def test_a_triple_named_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "g.ttl").write_text("<urn:a> <urn:p> 1 , 1 .", "utf-8")
    assert read_source(tmp_path / "g.ttl").triples == 1


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text("[] <urn:p> 1 .", "utf-8")
    with pytest.raises(UsageError, match=r"g.ttl: has blank nodes"):
        read_source(path)
    path.write_text("江苏", "utf-8")
    with pytest.raises(GraphError, match="not valid Turtle"):
        read_source(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--endpoint", "127.0.0.1:7878"], "must be an http or https address"),
        (["--endpoint", "http://me:geheim@127.0.0.1/"], "must not hold a password"),
        (["--graph", "no iri"], "give the IRI of the named graph"),
        (["--store", "sesame"], "there are oxigraph, fuseki"),
        (["--store", "oxigraph", "--bulk", "127.0.0.1:1111", "--endpoint", "http://127.0.0.1:9"], "is it running?"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "g.ttl").write_text("<urn:a> <urn:p> 1 .", "utf-8")
    given = {
        "--endpoint": "http://127.0.0.1:9/",
        "--graph": "urn:x:y",
        **dict(zip(*[iter(arguments)] * 2, strict=True)),
    }
    flat = [word for pair in given.items() for word in pair]
    result = CliRunner().invoke(main, ["load", str(tmp_path / "g.ttl"), *flat])
    assert result.exit_code == (1 if "running" in message else 2)
    assert message in result.stderr and len(result.stderr.splitlines()) == 1
    assert "geheim" not in result.stderr
