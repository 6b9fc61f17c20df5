"""Encodings, and what is no text."""

import codecs

import pytest

from kg.errors import ReadError
from kg.read.decode import decode

SIMPLIFIED = "东湖市与青河县签订年度对口支援协议，东湖市将安排援助资金3500万元，实施项目12个。\n孩子们的变化看得见。\n"
TRADITIONAL = "東湖市與青河縣簽訂年度對口支援協議，東湖市將安排援助資金3500萬元，實施項目12個。\n孩子們的變化看得見。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (SIMPLIFIED, "utf-8", b""),
        (SIMPLIFIED, "utf-8", codecs.BOM_UTF8),
        (SIMPLIFIED, "gb18030", b""),
        (TRADITIONAL, "gb18030", b""),
        (TRADITIONAL, "big5", b""),
        (SIMPLIFIED, "utf-16-le", codecs.BOM_UTF16_LE),
        (SIMPLIFIED, "utf-16-be", codecs.BOM_UTF16_BE),
        (SIMPLIFIED, "utf-16-le", b""),
        (SIMPLIFIED, "utf-16-be", b""),
        ("Plain ASCII.\n", "utf-8", b""),
    ],
)
def test_the_encoding_is_told(text, encoding, mark):
    assert decode(mark + text.encode(encoding), "a.txt") == text


def test_line_ends_become_lf():
    assert decode("甲\r\n乙\r丙\n".encode(), "a.txt") == "甲\n乙\n丙\n"


def test_a_download_cut_in_mid_character_is_read():
    assert decode(SIMPLIFIED.encode()[:-2], "a.txt") == SIMPLIFIED[:-2]


def test_the_user_knows_better():
    assert decode("东湖".encode("gb18030"), "a.txt", "gb18030") == "东湖"


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"", None, "empty"),
        (b" \n\n ", None, "nothing but blanks"),
        (b"%PDF-1.4 ...", None, "a PDF file"),
        (b"PK\x03\x04....", None, "a ZIP or Office file"),
        (bytes(range(256)) * 20, None, "not a text file"),
        (b"abc\x00\x01\x02\x03def", None, "zero bytes"),
        (b"\x01\x02\x03\x04\x05 text", None, "control characters"),
        (b"\x80\x81\xfe\xff" * 50, None, "encoding cannot be told"),
        ("东湖".encode("gb18030"), "utf-8", "not utf-8 at byte 0"),
        (b"abc", "utf-99", "no encoding is called 'utf-99'"),
    ],
)
def test_what_is_no_text_is_refused_with_a_cure(data, encoding, message):
    with pytest.raises(ReadError, match=message) as caught:
        decode(data, "dir/a.txt", encoding)
    assert str(caught.value).startswith("dir/a.txt: ")
    assert "\n" not in str(caught.value)
