"""The page's script: the modules of ``templates/`` joined into one, since a page opened from disk may not import files.

In: a folder of ES modules that import each other by ``import { a, b } from "./other.js";`` and export what they declare with
``export function``, ``const`` or ``class`` at the start of a line. Out: one strict script in which each module is a function
of its own, after those that it imports. (What is exported is copied, so a module cannot change it later: no ``export let``.)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kg.errors import DataError

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)


@cache
def joined(folder: Path, start: str) -> str:
    """The module ``start`` and all that it needs. Raises DataError for a missing module or imports in a circle."""
    done: dict[str, str] = {}
    _add(folder, start, done, ())
    parts = "".join(done.values())
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _add(folder: Path, name: str, done: dict[str, str], under: tuple[str, ...]) -> None:
    if name in under:
        raise DataError(f"{folder}: modules import each other in a circle: {' -> '.join((*under, name))}")
    if name in done:
        return
    path = folder / f"{name}.js"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: a part of the page is missing: reinstall duikou") from error
    for _, other in _IMPORT.findall(text):
        _add(folder, other, done, (*under, name))
    exported = ", ".join(declared for _, declared in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = $\2;", text))
    done[name] = f"const ${name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
