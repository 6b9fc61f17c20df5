"""Web pages: trafilatura finds the article and leaves the furniture out.

In: a file's bytes. Out: one ``Source`` whose text is the extracted title and article; the page's own metadata.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from kg.errors import ReadError
from kg.read.dates import read_date
from kg.read.decode import decode
from kg.read.file import File, titled
from kg.records import Metadata, Source

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
HEAD = 4096
SHORTEST = 40
"""Characters of an article: less is a menu, a notice or an empty page."""
LEGACY = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
AUTHOR = re.compile(r"<meta[^>]{0,80}?name=[\"']author[\"'][^>]{0,80}?content=[\"']([^\"'<>]{0,60})", re.IGNORECASE)
DATED = r"[\"'](?:article:published_time|og:release_date|publishdate|pubdate|publish_time|publish-date|date|dc\.date|datePublished)[\"']"
PUBLISHED = re.compile(
    rf"<meta[^>]{{0,80}}?(?:name|property|itemprop)={DATED}[^>]{{0,80}}?content=[\"']([^\"'<>]{{4,40}})"
    r"|[\"']datePublished[\"']\s*:\s*[\"']([^\"'<>]{4,40})|<time[^>]{0,120}?datetime=[\"']([^\"'<>]{4,40})",
    re.IGNORECASE,
)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)


def read_html(file: File) -> list[Source]:
    """The article of a page. Raises ReadError where the page holds none."""
    import trafilatura
    from trafilatura.settings import use_config

    page = decode(file.data, file.where, file.encoding or _declared(file.data))
    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    found: Any = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True, config=config
    )
    text = (found.text or "").strip() if found is not None else ""
    if len(text) < SHORTEST:
        raise ReadError(f"{file.where}: the page holds no article: save the page of the article itself, or its text")
    metadata = Metadata(
        title=found.title or None,
        published=_published(page),
        publisher=found.sitename or None,
        author=found.author or _named_author(page),
    )
    heading = HEADING.search(page)
    text = titled(unescape(re.sub(r"<[^>]+>", "", heading[1])) if heading else None, text)
    return [file.source(text.replace("\r\n", "\n").replace("\r", "\n"), metadata)]


def _published(page: str) -> str | None:
    """The date in the page's own fields; dates elsewhere on a page may be anything's."""
    return next((date for m in PUBLISHED.finditer(page) if (date := read_date(m[1] or m[2] or m[3]))), None)


def _named_author(page: str) -> str | None:
    """The author of the page's own field, which trafilatura passes over where the name has no blank in it."""
    match = AUTHOR.search(page, 0, HEAD * 4)
    return match[1].strip() or None if match else None


def _declared(data: bytes) -> str | None:
    """The encoding that the page declares, if Python knows it and the bytes are in it."""
    match = CHARSET.search(data, 0, HEAD)
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    name = LEGACY.get(name, name)
    try:
        data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name
