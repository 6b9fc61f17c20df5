"""Plain text and Markdown.

In: a file's bytes. Out: one ``Source`` whose text is the file's, front matter and marks included (cleaning takes them
out, so that positions count in the file); front matter gives the metadata.
"""

from __future__ import annotations

import re

from kg.errors import ReadError
from kg.read.dates import read_date
from kg.read.decode import decode
from kg.read.file import File
from kg.records import Metadata, Source

LONGEST_LINE = 2_000_000
"""Characters: no article is so long, and a file that holds its text in one such line is no article."""
LONGEST_TEXT = 8_000_000
FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^([A-Za-z_]+|[\u4e00-\u9fff]{2,4})\s*[:：]\s*(.*?)\s*$")
FIELDS = {
    "title": ("title", "标题"),
    "published": ("date", "published", "pubdate", "日期", "时间"),
    "publisher": ("publisher", "source", "来源", "媒体"),
    "author": ("author", "authors", "作者"),
}


def read_text(file: File) -> list[Source]:
    """A plain text file as one source."""
    text = decode(file.data, file.where, file.encoding)
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise ReadError(
            f"{file.where}: a line of {longest:,} characters is no article: split the text into files or into JSON Lines records"
        )
    if len(text) > LONGEST_TEXT:
        raise ReadError(
            f"{file.where}: {len(text):,} characters are too many for one document (at most {LONGEST_TEXT:,}): "
            "split the text into files or into JSON Lines records"
        )
    return [file.source(text)]


def read_markdown(file: File) -> list[Source]:
    """A Markdown file as one source; its front matter gives title, date, publisher and author."""
    source = read_text(file)[0]
    match = FRONT.match(source.text)
    if match is None:
        return [source]
    if not source.text[match.end() :].strip():
        raise ReadError(f"{file.where}: nothing stands after the front matter: nothing to read")
    return [file.source(source.text, front_matter(match[1]))]


def front_matter(block: str) -> Metadata:
    """The metadata of a front matter's simple ``key: value`` lines; other lines are passed over."""
    found: dict[str, str] = {}
    for line in block.split("\n"):
        match = FIELD.match(line)
        if match:
            value = match[2].strip("\"'“”[] ").replace('", "', " ").replace(", ", " ")
            for field, names in FIELDS.items():
                if match[1].lower() in names and value:
                    found.setdefault(field, value)
    published = read_date(found.get("published", ""))
    return Metadata(found.get("title"), published, found.get("publisher"), found.get("author"))
