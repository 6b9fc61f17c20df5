"""Finding the files to read.

In: paths of files and folders. Out: paths of files, in order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path

from kg.read.suffixes import SUFFIXES

NOTES = frozenset(("readme", "license", "licence", "notice", "changelog", "contributing", "source"))
"""Names of files that describe a folder and are no articles."""

Report = Callable[[Path, str], None]


def discover(paths: Iterable[str | PathLike[str]], *, report: Report | None = None) -> Iterator[Path]:
    """The files that the paths name: a file as it is given, a folder's readable files recursively, sorted by path.

    Hidden files, files of other kinds, descriptions (README) and symbolic links that lead out of the folder are left
    out. What does not exist or cannot be opened goes to ``report(path, why)`` and is passed over, as is a folder without
    a readable file. A file that is named twice comes once.
    """
    tell = report or (lambda _path, _why: None)
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if not path.exists():
            tell(path, f"{path}: no such file or folder: check the path")
        elif path.is_dir():
            found = False
            for file in _walk(path, tell):
                found = True
                if (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield file
            if not found:
                tell(path, f"{path}: no readable file in this folder: it needs {' '.join(SUFFIXES)}")
        elif (real := path.resolve()) not in seen:
            seen.add(real)
            yield path


def _walk(folder: Path, tell: Report) -> Iterator[Path]:
    root = folder.resolve()

    def refused(error: OSError) -> None:
        where = Path(error.filename or folder)
        tell(where, f"{where}: cannot be opened ({error.strerror}): check the permissions or leave it out")

    files = []
    for base, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base, name)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES or path.stem.lower() in NOTES:
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            files.append(path)
    yield from sorted(files, key=lambda file: file.as_posix())
