"""Where the package's data lies: ``kg/data`` (compiled tables, models) and ``ontology`` (terms, shapes, lexicon).

``ontology`` stands beside the package in a checkout and inside it in an installed wheel.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import DataError

PACKAGE = Path(__file__).parent


@cache
def ontology_dir() -> Path:
    """The folder with ``duikou.ttl`` and ``lexicon/``. Raises DataError if the installation lacks it."""
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
