"""A file in hand: its bytes, where they came from, and the source that is made of them.

In: a path. Out: ``File``. Errors: ReadError for a file that cannot be opened or is too large.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.read.dates import date_in_name
from kg.records import Metadata, Source

LARGEST = 64 * 2**20
"""Bytes of a file that holds one document. JSON Lines may be longer: each record is one."""


@dataclass(frozen=True, slots=True)
class File:
    """``where`` names the file in messages and in sources; ``encoding`` is the user's, if any."""

    where: str
    data: bytes
    encoding: str | None = None

    @property
    def sha256(self) -> str:
        """The hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def source(self, text: str, metadata: Metadata | None = None) -> Source:
        """A source of the file's text; a date in the file's name stands in where the metadata has none."""
        known = metadata or Metadata()
        published = known.published or date_in_name(Path(self.where).stem)
        return Source(self.where, text, self.sha256, Metadata(known.title, published, known.publisher, known.author))


def titled(title: str | None, text: str) -> str:
    """The text of a page or record under its title, where it does not begin with it: titles state facts too."""
    title = " ".join((title or "").split())
    start = "".join(text[: 2 * len(title) + 40].split())
    return text if not title or start.startswith("".join(title.split())) else f"{title}\n\n{text}"


def open_file(path: Path, encoding: str | None, *, many: bool) -> File:
    """Reads a file's bytes. ``many``: it holds many documents and may be of any size."""
    where = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ReadError(f"{where}: a folder, not a file: give it to kg build, which reads the files in it")
        if size > LARGEST and not many:
            raise ReadError(
                f"{where}: {size / 2**20:,.0f} MB is too much for one document (at most {LARGEST // 2**20}): "
                "split it into files or into JSON Lines records"
            )
        return File(where, path.read_bytes(), encoding)
    except FileNotFoundError:
        raise ReadError(f"{where}: no such file or folder: check the path") from None
    except OSError as error:
        raise ReadError(
            f"{where}: cannot be read ({error.strerror or error}): check the permissions or leave it out"
        ) from None
