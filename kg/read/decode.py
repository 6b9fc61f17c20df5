"""Bytes become text: which encoding they are in, and whether they are text at all.

In: a file's bytes. Out: ``str`` with LF newlines. Errors: ReadError naming the file and the cure.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
USUAL = re.compile("[\\s -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2026]")
USUAL_SHARE = 0.9
"""Of the characters of UTF-16 text in Chinese so many are Chinese, Latin or marks; of other bytes read so, few."""
CONTROLS_ALLOWED = 0.001
SAMPLE = 200_000
"""Bytes that are looked at to tell the encoding: more do not change the answer."""
FREQUENT_SHARE = 0.8
"""Of the Chinese characters of a text at least so many are of its standard's first, frequent level (GB 2312 rows 16 to 55,
Big5 rows A4 to C6). Newspaper text in its own encoding has .97 or more; read in the other of the two it has under .7."""
BROKEN_ALLOWED = 0.0005
"""UTF-8 with so few broken bytes is still UTF-8: a download cut in mid-character, one bad byte."""


def decode(data: bytes, where: str, encoding: str | None = None) -> str:
    """The text of a file's bytes; ``encoding`` overrides the guess.

    Raises ReadError for an empty file, for one that is no text, and for one in an encoding that cannot be told.
    """
    if not data:
        raise ReadError(f"{where}: the file is empty: nothing to read")
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{where}: not a text file but {name}: give it the right suffix or leave it out")
    text = _decode_as(data, where, encoding) if encoding else _guess(data, where)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = text[:SAMPLE]
    if len(CONTROL.findall(head)) > CONTROLS_ALLOWED * len(head):
        raise ReadError(f"{where}: not a text file (it holds control characters): leave it out or give --encoding")
    if not head.strip() and not text.strip():
        raise ReadError(f"{where}: the file holds nothing but blanks: nothing to read")
    return text


def _decode_as(data: bytes, where: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ReadError(f"{where}: no encoding is called {encoding!r}: try utf-8, gb18030, big5 or utf-16") from None
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{where}: not {encoding} at byte {error.start}: leave the encoding out or give another"
        ) from None


def _guess(data: bytes, where: str) -> str:
    for bom, name in BOMS:
        if data.startswith(bom):
            return _decode_as(data[len(bom) :], where, name)
    if b"\0" in data[:SAMPLE]:
        return _wide(data, where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return data.decode("utf-8", "ignore")
    chinese = _chinese(data)
    if chinese:
        return _decode_as(data, where, chinese)
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") <= BROKEN_ALLOWED * len(text):
        return text
    return _other(data, where)


def _wide(data: bytes, where: str) -> str:
    """UTF-16 without a mark: its zero bytes stand on one side of each pair (those of digits, blanks and line ends)."""
    start = data[:SAMPLE]
    even, odd = start[::2].count(0), start[1::2].count(0)
    name = "utf-16-le" if odd > even * 10 else "utf-16-be" if even > odd * 10 else None
    if name and len(data) % 2 == 0:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            text = ""
        head = text[:SAMPLE]
        if text and len(USUAL.findall(head)) >= USUAL_SHARE * len(head):
            return text
    raise ReadError(f"{where}: not a text file (it holds zero bytes): leave it out or give --encoding")


def _chinese(data: bytes) -> str | None:
    """GB18030 or Big5, whichever the bytes are frequent characters of; None if neither."""
    head = data[:SAMPLE]
    shares = {name: _frequent_share(head, name) for name in ("gb18030", "big5hkscs")}
    name = max(shares, key=lambda key: shares[key])
    return name if shares[name] >= FREQUENT_SHARE else None


def _frequent_share(head: bytes, name: str) -> float:
    """The share of two-byte characters that lie in the frequent rows; 0 where the bytes do not decode."""
    low, high, trail = (0xB0, 0xD7, 0xA1) if name == "gb18030" else (0xA4, 0xC6, 0x40)
    try:
        codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return 0.0
    frequent = chinese = i = 0
    while i < len(head) - 1:
        lead = head[i]
        if lead < 0x81:
            i += 1
            continue
        if lead > 0xA3 if name != "gb18030" else lead >= 0xA4 or head[i + 1] < 0xA1:
            chinese += 1
            frequent += low <= lead <= high and head[i + 1] >= trail
        i += 2
    return frequent / chinese if chinese else 0.0


def _other(data: bytes, where: str) -> str:
    """What charset-normalizer makes of it, if that holds Chinese."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except (UnicodeDecodeError, LookupError):
            text = ""
        han = sum(1 for c in text[:SAMPLE] if "\u4e00" <= c <= "\u9fff")
        if han * 3 > len(text[:SAMPLE]):
            return text
    raise ReadError(
        f"{where}: the encoding cannot be told, or it is no text: give --encoding (gb18030, big5, …) or leave it out"
    )
