"""Real triple stores, started on loopback in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[2]
UNPACKED = Path(sys.prefix) / "virtuoso"
"""Where scripts/install-virtuoso.sh puts it when it is not root."""

VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
TransactionFile = virtuoso.trx
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = {folders}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A store as a process. ``address`` is what is given to ``--endpoint``."""

    command: list[str]
    folder: Path
    address: str
    auth: Any = None

    def start(self, patience: float = 300) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment()
        )
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                requests.get(self.address, timeout=5)
                return
            except requests.RequestException:
                assert self.process.poll() is None, f"{self.command[0]} ended"
                time.sleep(0.2)
        raise AssertionError(f"{self.command[0]} did not start in {patience} s")

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def ask(self, query: str, graph: str = "", accept: str = "application/sparql-results+json") -> requests.Response:
        fields = {"query": query, **({"default-graph-uri": graph} if graph else {})}
        answer = requests.post(self.query_address(), fields, headers={"Accept": accept}, auth=self.auth, timeout=120)
        answer.raise_for_status()
        return answer

    def query_address(self) -> str:
        return self.address + "query"

    def count(self, graph: str) -> int:
        rows = self.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").json()["results"]["bindings"]
        return int(rows[0]["n"]["value"])


class Oxigraph(Server):
    """PyPI's ``oxigraph``, whose wheel brings the server."""

    def __init__(self, folder: Path):
        self.folder = folder
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/"
        program = str(Path(sys.executable).with_name("oxigraph"))
        self.command = [program, "serve", "--location", "data", "--bind", f"127.0.0.1:{port}"]


class Virtuoso(Server):
    """Debian's Virtuoso 7. ``sql`` is its SQL port on loopback."""

    def __init__(self, folder: Path, *readable: Path):
        program = virtuoso_program()
        assert program
        self.folder = folder
        http, sql = free_port(), free_port()
        self.address = f"http://127.0.0.1:{http}/"
        self.sql = f"127.0.0.1:{sql}"
        self.auth = requests.auth.HTTPDigestAuth("dba", "dba")
        self.command = [program, "-f", "-c", "virtuoso.ini"]
        folders = ", ".join([".", *map(str, readable)])
        (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=sql, http=http, folders=folders), "utf-8")

    def environment(self) -> dict[str, str]:
        libraries = ":".join(map(str, sorted({file.parent for file in UNPACKED.glob("usr/lib/**/*.so*")})))
        return {**os.environ, "LD_LIBRARY_PATH": libraries} if libraries else dict(os.environ)

    def kill(self) -> None:
        super().kill()
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)  # a killed server leaves it, and would not start again

    def query_address(self) -> str:
        return self.address + "sparql-auth"


def virtuoso_program() -> str | None:
    """The server's program; None if it is not installed."""
    unpacked = UNPACKED / "usr" / "bin"
    if (unpacked / "virtuoso-t").exists():
        os.environ["PATH"] = f"{os.environ['PATH']}:{unpacked}"
    return shutil.which("virtuoso-t")
