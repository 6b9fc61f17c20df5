"""What became of each input: the records that a build fills in and ``report.json`` as they are written.

In: one ``FileOutcome`` per input file and the ``Resolution``. Out: JSON, sorted by path. Only its ``seconds`` differ from
run to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.records import Resolution

READ, SKIPPED, FAILED = "read", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one input. ``why`` says what was skipped, failed or cut off, and what to do; the rest are counts.

    ``problem`` is true if something could not be done: for what failed, and for what is "read" but in part. ``documents``
    are the IDs of its documents.
    """

    path: str
    outcome: str
    why: tuple[str, ...] = ()
    problem: bool = False
    documents: tuple[str, ...] = ()
    entities: int = 0
    statements: int = 0
    observations: int = 0
    unread_numbers: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a build. ``entities``, ``triples`` count what the graph holds."""

    version: str
    files: tuple[FileOutcome, ...]
    resolution: Resolution
    document_ids: Mapping[tuple[str, int], str]
    triples: int
    seconds: float

    @property
    def problems(self) -> tuple[FileOutcome, ...]:
        """The inputs of which something could not be done."""
        return tuple(file for file in self.files if file.problem)

    def as_json(self) -> dict[str, Any]:
        """The content of ``report.json``."""
        return {
            "version": self.version,
            "files": [_file(file) for file in self.files],
            "totals": {
                "files": len(self.files),
                **{outcome: sum(file.outcome == outcome for file in self.files) for outcome in (READ, SKIPPED, FAILED)},
                "documents": len({document for file in self.files for document in file.documents}),
                "entities": len(self.resolution.entities),
                "statements": sum(file.statements for file in self.files),
                "observations": sum(file.observations for file in self.files),
                "unread_numbers": sum(file.unread_numbers for file in self.files),
                "triples": self.triples,
                "seconds": round(self.seconds, 3),
            },
            "doubtful": [
                {
                    "kind": doubt.kind,
                    "names": list(doubt.names),
                    "documents": self._documents(doubt.documents),
                    "text": doubt.text,
                }
                for doubt in self.resolution.doubts
            ],
            "joined": [
                {"name": entity.name, "aliases": list(entity.aliases), "why": list(entity.why)}
                for entity in self.resolution.entities
                if entity.why
            ],
        }

    def _documents(self, keys: Iterable[tuple[str, int]]) -> list[str]:
        return sorted({self.document_ids[key] for key in keys})


def _file(file: FileOutcome) -> dict[str, Any]:
    return {
        "path": file.path,
        "outcome": file.outcome,
        "why": list(file.why),
        "documents": list(file.documents),
        "entities": file.entities,
        "statements": file.statements,
        "observations": file.observations,
        "unread_numbers": file.unread_numbers,
        "seconds": round(file.seconds, 3),
    }


def write_report(report: Report, path: Path) -> None:
    """Writes ``report.json``. Raises GraphError if the file cannot be written."""
    try:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n"
        path.write_bytes(text.encode("utf-8", "backslashreplace"))  # a file name may hold bytes that are no text
    except OSError as error:
        raise GraphError(f"{path}: the report cannot be written: {error.strerror}") from error
