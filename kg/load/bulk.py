"""A graph through Virtuoso's own bulk loader, which reads the file from the server's disk: the quickest way into it.

In: ``Source`` on the machine of the server, in a folder that ``DirsAllowed`` of its virtuoso.ini lists. Out: a named graph filled. The loader
writes no log, so a server that dies in the middle comes back as it was at the checkpoint before.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from kg.errors import UsageError
from kg.load.http import Credentials, LoadError, Unreachable
from kg.load.progress import Progress
from kg.load.source import Source

_PROGRAMS = ("isql-vt", "isql-v", "isql")
"""Names of Virtuoso's SQL program: Debian's, others', its own (which unixODBC has too)."""


class Loader:
    """Virtuoso's bulk loader at an SQL port (``127.0.0.1:1111``)."""

    def __init__(self, address: str, credentials: Credentials):
        """Raises UsageError if Virtuoso's SQL program is not installed."""
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise UsageError("--bulk needs Virtuoso's program isql-vt (Debian: virtuoso-opensource-7-bin)")
        self.program = program
        self.address = address
        self.credentials = credentials

    def fill(self, source: Source, graph: str, progress: Progress) -> None:
        """Loads the file into a named graph, which must be empty. Raises LoadError."""
        path = source.path.resolve()
        folder, name, file, into = map(_text, (str(path.parent), path.name, str(path), graph))
        progress("loading", 0, 1)
        told = self._run(
            [
                "checkpoint;",
                f"DELETE FROM DB.DBA.load_list WHERE ll_file = {file};",
                f"ld_dir({folder}, {name}, {into});",
                "rdf_loader_run();",
                f"SELECT 'FAILED', ll_error FROM DB.DBA.load_list WHERE ll_file = {file} AND ll_error IS NOT NULL;",
                f"DELETE FROM DB.DBA.load_list WHERE ll_file = {file};",
                "checkpoint;",
            ]
        )
        if "FAILED" in told:
            why = " ".join(told.partition("FAILED")[2].split())[:300]
            raise LoadError(f"{self.address}: the bulk loader could not load {source.path}: {why}")
        progress("loading", 1, 1)

    def _run(self, statements: Sequence[str]) -> str:
        user, password = self.credentials.user or "dba", self.credentials.password
        command = [
            self.program,
            self.address,
            user,
            password,
            "VERBOSE=OFF",
            "BANNER=OFF",
            "PROMPT=OFF",
            "ERRORS=STDOUT",
        ]
        done = subprocess.run(
            [*command, f"EXEC={' '.join(statements)}"], capture_output=True, text=True, errors="replace", check=False
        )
        told = done.stdout + done.stderr
        if "*** Error" in told:
            why = " ".join(told.partition("*** Error")[2].split())[:300]
            if "Bad login" in why:
                raise LoadError(
                    f"{self.address}: wrong or no credentials: set DUIKOU_STORE_USER and DUIKOU_STORE_PASSWORD"
                )
            if "FA00" in why or "denied" in why:
                raise LoadError(
                    f"{self.address}: the server may not read the folder of the file: list it in DirsAllowed of virtuoso.ini: {why}"
                )
            if "Cannot connect" in why or "refused" in why or "Lost connection" in why:
                raise Unreachable(f"{self.address}: the store does not answer: {why}")
            raise LoadError(f"{self.address}: {why}")
        return told


def _text(value: str) -> str:
    """A string of SQL. Virtuoso takes a semicolon inside one for the end of a statement, so it must hold none."""
    if ";" in value or "\\" in value:
        raise UsageError(f"--bulk: {value!r} holds a semicolon or a backslash, which isql cannot be told")
    return "'" + value.replace("'", "''") + "'"
