"""Where the package's data lies: ``kg/data`` (compiled tables, models) and ``ontology`` (terms, shapes, lexicon).

``ontology`` stands beside the package in a checkout and inside it in an installed wheel.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from kg.errors import DataError

PACKAGE = Path(__file__).parent
ONTOLOGY = "KG_ONTOLOGY"
"""The environment variable that names another ontology folder: it reaches the processes that a build starts."""


def use_ontology(folder: Path) -> None:
    """Takes terms and lexicon from ``folder`` from now on, for the whole process and those it starts.

    To be called before anything else reads them. Raises DataError if the folder has no ``duikou.ttl`` or no ``lexicon/``.
    """
    for part in ("duikou.ttl", "lexicon"):
        if not (folder / part).exists():
            raise DataError(f"{folder}: holds no {part}: copy the package's ontology folder and change the copy")
    os.environ[ONTOLOGY] = str(folder.resolve())


def ontology_dir() -> Path:
    """The folder with ``duikou.ttl`` and ``lexicon/``: the package's own, or the one that ``use_ontology`` named."""
    chosen = os.environ.get(ONTOLOGY)
    return Path(chosen) if chosen else _own_ontology()


@cache
def _own_ontology() -> Path:
    for folder in (PACKAGE / "ontology", PACKAGE.parent / "ontology"):
        if (folder / "lexicon").is_dir():
            return folder
    raise DataError(f"the ontology folder is missing beside {PACKAGE}: reinstall duikou")


def data_path(name: str) -> Path:
    """The path of a file in ``kg/data``. Raises DataError naming the file if it is missing."""
    path = PACKAGE / "data" / name
    if not path.exists():
        raise DataError(f"data file {name} is missing in {PACKAGE / 'data'}: reinstall duikou")
    return path
