from __future__ import annotations

from pathlib import Path

from kg.export.texts import cut, pieces_of, read_text, without_breaks


def test_a_short_text_stands_whole() -> None:
    assert pieces_of("一二三", [(0, 1)]) == [(0, "一二三")]


def test_of_a_long_text_only_what_stands_around_the_passages() -> None:
    text = "".join(chr(0x4E00 + n % 1000) for n in range(5000))
    pieces = pieces_of(text, [(1000, 1010), (1200, 1220), (4000, 4010)], whole=100)
    assert [offset for offset, _ in pieces] == [840, 3840]
    assert cut(pieces, 1000, 1220) == text[1000:1220]
    assert cut(pieces, 2000, 2010) == ""


def test_passages_beyond_the_text_give_no_piece() -> None:
    assert pieces_of("一" * 200, [(190, 300), (-1, -1)], whole=100) == []
    assert pieces_of("", [(0, 1)]) == []


def test_a_text_that_is_not_there_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("一\r二".encode())
    assert read_text(tmp_path, "a") == "一\r二"
    assert read_text(tmp_path, "b") == read_text(None, "a") == ""


def test_breaks_and_blanks_do_not_count() -> None:
    assert without_breaks("一 二\n\u3000三") == "一二三"
