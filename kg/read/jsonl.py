"""JSON Lines: one article a record.

In: a file's bytes. Out: a ``Source`` per record. Fields: text, content or body; title; date or published; publisher or
source; author; url, which becomes the source's location. The title stands above the text.
"""

from __future__ import annotations

import json
from typing import Any

from kg.errors import ReadError
from kg.read.dates import read_date
from kg.read.decode import decode
from kg.read.file import File, titled
from kg.records import Metadata, Source

TEXT = ("text", "content", "body")
TITLE = ("title", "headline")
PUBLISHED = ("published", "date", "datePublished", "publish_date")
PUBLISHER = ("publisher", "source", "site")
AUTHOR = ("author", "authors", "byline")
LONGEST = 2_000_000


def read_jsonl(file: File) -> list[Source]:
    """The records of a file, in order. Raises ReadError naming the line that is no record."""
    text = decode(file.data, file.where, file.encoding)
    digest = file.sha256
    sources = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            sources.append(_record(line, file.where, number, digest))
    return sources


def _record(line: str, where: str, number: int, digest: str) -> Source:
    place = f"{where}:{number}"
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReadError(
            f"{place}: not a JSON record ({str(error).split(':')[0]}): each line must hold one object"
        ) from None
    if not isinstance(record, dict):
        raise ReadError(f"{place}: a {type(record).__name__}, not an object: each line must hold one object")
    text = _field(record, TEXT)
    if text is None or not text.strip():
        raise ReadError(f"{place}: the record has no text: one of {', '.join(TEXT)} must hold it")
    if len(text) > LONGEST:
        raise ReadError(f"{place}: a text of {len(text):,} characters is no article: split it")
    metadata = Metadata(
        _field(record, TITLE),
        read_date(_field(record, PUBLISHED) or ""),
        _field(record, PUBLISHER),
        _field(record, AUTHOR),
    )
    location = _field(record, ("url", "link")) or f"{where}#{number}"
    text = titled(metadata.title, text)
    return Source(location, text.replace("\r\n", "\n").replace("\r", "\n"), digest, metadata)


def _field(record: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = record.get(name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = " ".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None
