"""``kg load`` into a Virtuoso against Virtuoso's own bulk loader.

    python benchmarks/load.py [--triples 1000000]

Needs Virtuoso 7 (``sh scripts/install-virtuoso.sh``); starts one in a folder of its own, on loopback. Prints the seconds of the bulk loader called
by hand (with its checkpoint), of ``kg load --bulk`` into an empty graph and over an earlier load, and of ``kg load`` over HTTP.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from triples import Made

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.export.turtle import write_turtle
from kg.load.http import Credentials
from kg.load.run import Target, load
from tests.load.stores import Virtuoso


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--triples", type=int, default=1_000_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = folder / "graph.ttl"
        count = write_turtle(Made().triples(given.triples), graph)
        print(f"{count} triples", flush=True)
        server = Virtuoso(folder, folder)
        ini = folder / "virtuoso.ini"
        ini.write_text(ini.read_text("utf-8").replace("= 20000", "= 170000").replace("= 12000", "= 130000"), "utf-8")
        server.start()
        dba = Credentials("dba", "dba")

        def by_hand() -> None:
            work = f"ld_dir('{folder}', 'graph.ttl', 'urn:x:hand'); rdf_loader_run(); checkpoint;"
            subprocess.run(["isql-vt", server.sql, "dba", "dba", f"EXEC={work}"], check=True, capture_output=True)

        def run(target: str, bulk: str = "") -> Callable[[], object]:
            return lambda: load(graph, Target(server.address, target, "virtuoso", bulk=bulk), dba)

        try:
            told = {}
            for what, work in (
                ("bulk loader by hand", by_hand),
                ("kg load --bulk", run("urn:x:bulk", server.sql)),
                ("kg load --bulk, over an earlier load", run("urn:x:bulk", server.sql)),
                ("kg load over HTTP", run("urn:x:http")),
                ("kg load over HTTP, over an earlier load", run("urn:x:http")),
            ):
                started = time.perf_counter()
                work()
                told[what] = time.perf_counter() - started
                print(f"{what}: {told[what]:.1f} s, {told[what] / told['bulk loader by hand']:.2f} times", flush=True)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
