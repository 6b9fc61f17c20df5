"""The user's own names: a table of things that articles are to be read with.

In: a CSV file in UTF-8 with a header: ``name`` and ``type`` (a class of the ontology), and where wanted ``aliases`` (parted
by ``;`` or ``|``), ``code`` (a division code) and ``iri``. Out: ``records.KnownName``, in the order of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from kg.errors import UsageError
from kg.records import KnownName
from kg.terms import iri

COLUMNS = ("name", "type", "aliases", "code", "iri")
_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}")


def load_known_names(path: Path, classes: Collection[str]) -> tuple[KnownName, ...]:
    """Reads the table. Raises UsageError with file, line and reason: a column that is missing or unknown, an unknown class,
    a form that stands for two things, a code or an IRI that is none, a file that is not UTF-8."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: the names cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: not UTF-8: save the table as CSV in UTF-8") from error
    found: list[KnownName] = []
    taken: dict[str, int] = {}
    for line, row in _rows(path, text):
        try:
            known = _known(row, classes)
            for form in (known.name, *known.aliases):
                if form in taken:
                    raise ValueError(f"{form} stands in line {taken[form]} already: a form can name one thing only")
                taken[form] = line
        except ValueError as error:
            raise UsageError(f"{path}, line {line}: {error}") from error
        found.append(known)
    return tuple(found)


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        for column in ("name", "type"):
            if column not in header:
                raise UsageError(
                    f"{path}, line 1: no column {column}: the header is {','.join(COLUMNS)}, the last three if wanted"
                )
        unknown = [column for column in header if column not in COLUMNS]
        if unknown:
            raise UsageError(f"{path}, line 1: unknown column {unknown[0]!r}: there are {', '.join(COLUMNS)}")
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) > len(header):
                    raise UsageError(f"{path}, line {reader.line_num}: {len(row)} cells under {len(header)} columns")
                yield reader.line_num, dict(zip(header, (cell.strip() for cell in row), strict=False))
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: not CSV: {error}") from error


def _known(row: dict[str, str], classes: Collection[str]) -> KnownName:
    name, kind, code, address = (row.get(column, "") for column in ("name", "type", "code", "iri"))
    if not name:
        raise ValueError("the name is empty")
    if kind not in classes:
        raise ValueError(f"unknown type {kind!r}: the ontology has {', '.join(sorted(classes))}")
    if code and not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no division code of 6, 9 or 12 digits")
    if address:
        iri(address)
    aliases = [alias.strip() for alias in re.split("[;；|]", row.get("aliases", "")) if alias.strip()]
    return KnownName(name, kind, tuple(dict.fromkeys(a for a in aliases if a != name)), code or None, address or None)
