"""PDF files with a text layer.

In: a file's bytes. Out: one ``Source``: the pages' lines as they are set, columns in reading order, a blank line where a
block ends, an indent where a paragraph's first line has one; title and author from the document's properties.
"""

from __future__ import annotations

from typing import Any

from kg.errors import ReadError
from kg.read.columns import Run, layout
from kg.read.dates import read_date
from kg.read.file import File
from kg.records import Metadata, Source

MOST_PAGES = 500
TAIL = 2048
DEFAULT_TITLES = ("untitled", "(anonymous)", "anonymous", "unspecified")


def read_pdf(file: File) -> list[Source]:
    """The text of a PDF. Raises ReadError for a damaged, encrypted or scanned one, and where pypdfium2 is missing."""
    try:
        import pypdfium2
    except ModuleNotFoundError:
        raise ReadError(f"{file.where}: reading PDF files needs pypdfium2: pip install 'duikou[pdf]'") from None
    if not file.data:
        raise ReadError(f"{file.where}: the file is empty: nothing to read")
    if b"%%EOF" not in file.data[-TAIL:]:
        raise ReadError(f"{file.where}: the PDF is cut off or no PDF at all: fetch it again")
    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(f"{file.where}: the PDF is encrypted: save a copy without a password") from None
        raise ReadError(f"{file.where}: a damaged PDF ({error}): fetch it again") from None
    try:
        if len(document) > MOST_PAGES:
            raise ReadError(
                f"{file.where}: {len(document)} pages are more than one document has ({MOST_PAGES}): split it"
            )
        pages = [_page(document[i], pypdfium2.raw) for i in range(len(document))]
        metadata = _metadata(document)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{file.where}: a damaged PDF ({error}): fetch it again") from None
    finally:
        document.close()
    text = "\n\n".join(page for page in pages if page.strip())
    if not text.strip():
        raise ReadError(f"{file.where}: the PDF has no text layer (a scan?): run text recognition on it first")
    return [file.source(text, metadata)]


def _metadata(document: Any) -> Metadata:
    found = document.get_metadata_dict(skip_empty=True)
    title, author = found.get("Title", ""), found.get("Author", "")
    return Metadata(
        title=title if title and title.lower() not in DEFAULT_TITLES else None,
        published=read_date(found.get("Date", "")),
        author=author if author and author.lower() not in DEFAULT_TITLES else None,
    )


def _page(page: Any, raw: Any) -> str:
    text = page.get_textpage()
    try:
        return layout(_runs(text, raw))
    finally:
        text.close()
        page.close()


def _runs(text: Any, raw: Any) -> list[Run]:
    """The characters of a page with their boxes, joined into runs where they stand side by side on a line."""
    import ctypes

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    runs: list[Run] = []
    chars: list[str] = []
    box: list[float] = []
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not char or char in "\r\n\0" or not raw.FPDFText_GetCharBox(text, i, left, right, bottom, top):
            continue
        size = raw.FPDFText_GetFontSize(text, i) or 1.0
        x0, x1, y0, y1 = left.value, right.value, bottom.value, top.value
        if char.isspace():
            char = " "
            if x1 <= x0:
                continue
        if y1 - y0 < 0.5 * size:
            middle = (y0 + y1) / 2
            y0, y1 = min(y0, middle - size / 4), max(y1, middle + size / 4)
        near = box and abs(_baseline(raw, text, i, y0) - box[4]) < 0.4 * size and -0.5 * size < x0 - box[1] < 1.2 * size
        if near:
            chars.append(char)
            box[1], box[2], box[3] = max(box[1], x1), min(box[2], y0), max(box[3], y1)
        else:
            _close(runs, chars, box)
            chars, box = [char], [x0, x1, y0, y1, _baseline(raw, text, i, y0), size]
    _close(runs, chars, box)
    return runs


def _baseline(raw: Any, text: Any, i: int, otherwise: float) -> float:
    import ctypes

    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if raw.FPDFText_GetCharOrigin(text, i, x, y) else otherwise


def _close(runs: list[Run], chars: list[str], box: list[float]) -> None:
    line = "".join(chars).strip()
    if line:
        runs.append(Run(line, box[0], box[1], box[2], box[3], box[4], box[5]))
