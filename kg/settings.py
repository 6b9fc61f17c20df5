"""What a build may be told: one frozen object from defaults, a ``kg.toml`` and flags, in rising order of weight.

In: a TOML file (``base_iri = "…"``, ``workers = 4`` …) and keyword flags. Out: ``Settings``. Unknown keys are refused.
"""

from __future__ import annotations

import codecs
import dataclasses
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.terms import BASE_IRI, iri

FILE = "kg.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that changes what a build writes, and ``workers``, which changes only how fast.

    ``published`` is an ISO date for articles that give none; ``encoding`` overrides detection; ``config`` is a spaCy
    config in place of the package's; ``ontology`` a folder of terms and lexicon in place of the package's; ``gazetteer`` a table of the
    user's own names; claims below ``min_confidence`` are left out; ``workers`` 0 chooses by the number
    of files. (More than one starts processes, which Python allows only under ``if __name__ == "__main__":``.)
    """

    base_iri: str = BASE_IRI
    published: str | None = None
    encoding: str | None = None
    config: Path | None = None
    ontology: Path | None = None
    gazetteer: Path | None = None
    min_confidence: float = 0.0
    workers: int = 1


def load_settings(path: Path | None = None, **flags: Any) -> Settings:
    """Settings from the file (none: ``kg.toml`` in the current folder, if there is one) and from the flags that are not None;
    ``workers`` is chosen by the number of files where neither says it.

    Raises UsageError naming the file or flag, the key and what is wrong with it.
    """
    if path is None and Path(FILE).is_file():
        path = Path(FILE)
    given = {
        "workers": 0,
        **(_read(path) if path else {}),
        **{key: value for key, value in flags.items() if value is not None},
    }
    return Settings(
        **{
            key: _checked(key, value, path if key not in flags or flags[key] is None else None)
            for key, value in given.items()
        }
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: the settings cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a TOML file: {error}") from error
    keys = [field.name for field in dataclasses.fields(Settings)]
    for key in table:
        if key not in keys:
            raise UsageError(f"{path}: unknown setting {key!r}: there are {', '.join(keys)}")
    for key in ("config", "gazetteer", "ontology"):
        if key in table:
            table[key] = path.parent / str(table[key])
    return table


def _checked(key: str, value: Any, path: Path | None) -> Any:
    try:
        return _CHECKS[key](value)
    except (ValueError, TypeError, LookupError) as error:
        where = f"{path}: {key}" if path else f"--{key.replace('_', '-')}"
        raise UsageError(f"{where}: {error}") from error


def _base_iri(value: Any) -> str:
    text = str(value)
    iri(text)
    if not text.endswith("/") or "#" in text or "?" in text:
        raise ValueError(
            f"{text!r} must end in / and hold no # or ?: names, and the places of passages, are put behind it"
        )
    return text


def _published(value: Any) -> str:
    text = str(value)
    try:
        if date.fromisoformat(text).isoformat() != text:
            raise ValueError
    except ValueError:
        raise ValueError(f"{text!r} is no date: write it as 2023-10-21") from None
    return text


def _encoding(value: Any) -> str:
    try:
        return codecs.lookup(str(value)).name
    except LookupError:
        raise ValueError(f"{value!r} is no known encoding: try utf-8, gb18030 or big5") from None


def _config(value: Any) -> Path:
    path = Path(value)
    if not path.is_file():
        raise ValueError(f"{path} is no file: give a spaCy config")
    return path


def _gazetteer(value: Any) -> Path:
    path = Path(value)
    if not path.is_file():
        raise ValueError(f"{path} is no file: give a CSV table of names")
    return path


def _ontology(value: Any) -> Path:
    path = Path(value)
    if not (path / "lexicon").is_dir():
        raise ValueError(f"{path} is no ontology folder: give one with duikou.ttl and lexicon/, such as a changed copy")
    return path


def _confidence(value: Any) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(f"{value} is not between 0 and 1")
    return number


def _workers(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value or value < 0:
        raise ValueError(f"{value!r} is no number of processes")
    return int(value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "base_iri": _base_iri,
    "published": _published,
    "encoding": _encoding,
    "config": _config,
    "gazetteer": _gazetteer,
    "ontology": _ontology,
    "min_confidence": _confidence,
    "workers": _workers,
}
