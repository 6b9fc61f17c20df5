"""Word documents.

In: a file's bytes. Out: one ``Source``: the paragraphs and table rows in order, a line each; title and author from the
document's properties.
"""

from __future__ import annotations

import io

from kg.errors import ReadError
from kg.read.file import File
from kg.records import Metadata, Source

TEMPLATE_AUTHORS = ("python-docx", "Administrator", "admin", "User", "Windows User", "Microsoft Office User")


def read_docx(file: File) -> list[Source]:
    """The text of a .docx. Raises ReadError for what is none, and where python-docx is not installed."""
    try:
        import docx
        from docx.table import Table
    except ModuleNotFoundError:
        raise ReadError(f"{file.where}: reading Word files needs python-docx: pip install 'duikou[docx]'") from None
    if not file.data:
        raise ReadError(f"{file.where}: the file is empty: nothing to read")
    try:
        document = docx.Document(io.BytesIO(file.data))
    except Exception as error:
        raise ReadError(
            f"{file.where}: not a Word document (.docx), or a damaged or encrypted one ({_short(error)})"
        ) from None
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["  ".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    text = "\n".join(lines)
    if not text.strip():
        raise ReadError(f"{file.where}: the document holds no text: nothing to read")
    properties = document.core_properties
    author = properties.author if properties.author not in TEMPLATE_AUTHORS else None
    return [file.source(text, Metadata(title=properties.title or None, author=author or None))]


def _short(error: Exception) -> str:
    return str(error).split("\n")[0][:80] or type(error).__name__
