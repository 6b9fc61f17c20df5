"""Which files a build reads, and what becomes of the paths that it does not.

In: the paths that the user gave and the output folder. Out: files in order, and a ``FileOutcome`` for each other path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.read import SUFFIXES, discover
from kg.report import FAILED, SKIPPED, FileOutcome


def find(paths: Sequence[str], out: Path) -> tuple[list[Path], list[FileOutcome]]:
    """The files to read, and what is already known not to be read: paths that are missing, files of other kinds in
    folders. What lies in ``out`` is no input."""
    outcomes: list[FileOutcome] = []

    def tell(path: Path, why: str) -> None:
        outcomes.append(FileOutcome(str(path), FAILED, (without_path(why, str(path)),), problem=True))

    own = out.resolve()
    found = [path for path in discover(paths, report=tell) if own not in path.resolve().parents]
    seen = {path.resolve() for path in found}
    for folder in filter(os.path.isdir, paths):
        for path in _visible(Path(folder), own):
            real = path.resolve()
            if real not in seen:
                seen.add(real)
                outcomes.append(FileOutcome(str(path), SKIPPED, (_why_skipped(path),)))
    return found, outcomes


def without_path(message: str, path: str) -> str:
    """An error's message without the path before it; a line number that stood behind the path stays."""
    rest = message.removeprefix(path)
    line = re.match(r":(\d+): ", rest)
    return f"line {line[1]}: {rest[line.end() :]}" if line else rest.removeprefix(": ")


def _visible(folder: Path, own: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and Path(base, name).resolve() != own)
        yield from (Path(base, name) for name in sorted(names) if not name.startswith("."))


def _why_skipped(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        return f"nothing reads {path.suffix or 'files without a suffix'}: these are read: {' '.join(SUFFIXES)}"
    return "a link out of the folder" if path.is_symlink() else "its name says that it describes the folder"
