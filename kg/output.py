"""The output folder of a build: all files of a build appear, or none, and earlier ones stay whole until then.

Files are written into a hidden folder inside the output folder and moved into place at the end. Texts are named by
content, so new ones can stand beside old ones: they come first, then each single file takes its predecessor's place in
one step, and the texts that no document needs any more go last.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import GraphError
from kg.records import Article

GRAPH, PAGE, REPORT, TEXTS = "graph.ttl", "graph.html", "report.json", "texts"


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Gives an empty folder to write the build's files into; moves them to ``folder`` if all went well.

    Raises GraphError before anything is done if ``folder`` cannot be written, and at the end if a file cannot be moved.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    except FileExistsError:
        raise GraphError(f"{folder}: is a file, not a folder: give another output folder with -o") from None
    except OSError as error:
        where = error.filename or folder
        raise GraphError(
            f"{folder}: cannot be written: {error.strerror} ({where}): give another output folder with -o"
        ) from error
    try:
        yield draft
        with _uninterrupted():
            _move(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if made:
            _remove_empty(folder)
        raise
    shutil.rmtree(draft, ignore_errors=True)


def write_texts(documents: Iterable[tuple[str, Article]], folder: Path) -> None:
    """Each document's source text under its ID. Articles of one source share its text, so the file is linked, not copied."""
    first: dict[tuple[str, int], Path] = {}
    try:
        folder.mkdir()
        for name, article in documents:
            file = folder / f"{name}.txt"
            if file.exists():
                continue
            text = article.source.text
            same = first.setdefault((article.source.location, len(text)), file)
            if same is file:
                file.write_bytes(text.encode("utf-8", "replace"))
            else:
                _link(same, file)
    except OSError as error:
        raise GraphError(f"{folder}: the texts cannot be written: {error.strerror} ({error.filename})") from error


def _link(original: Path, copy: Path) -> None:
    try:
        os.link(original, copy)
    except OSError:  # not every file system has hard links
        copy.write_bytes(original.read_bytes())


def graph_file(path: Path) -> Path:
    """The Turtle file meant by an output folder or a file. Raises GraphError if there is none."""
    file = path / GRAPH if path.is_dir() else path
    if not file.is_file():
        what = f"no {GRAPH} in it" if path.is_dir() else "does not exist"
        raise GraphError(f"{path}: {what}: build a graph first: kg build PATH -o {path if path.is_dir() else 'DIR'}")
    return file


def _move(draft: Path, folder: Path) -> None:
    try:
        texts = folder / TEXTS
        texts.mkdir(exist_ok=True)
        kept = set()
        for file in sorted((draft / TEXTS).iterdir()):
            kept.add(file.name)
            os.replace(file, texts / file.name)
        for name in (GRAPH, PAGE, REPORT):
            if (draft / name).exists():
                os.replace(draft / name, folder / name)
        for file in texts.glob("*.txt"):
            if file.name not in kept:
                file.unlink()
    except OSError as error:
        raise GraphError(
            f"{folder}: the files cannot be moved into place: {error.strerror} ({error.filename})"
        ) from error


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # something else stands in it by now


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Holds back Ctrl-C and a polite end of the process for the moment of moving."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda number, _frame: held.append(number)) for number in signals}
    try:
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)
        for number in held:
            signal.raise_signal(number)
