"""The service against pyoxigraph called directly, and under many clients at once.

    python benchmarks/serve.py [--triples 1000000] [--clients 32] [--requests 10000] [--patience 10]

Prints for each named query the warm median through ``/sparql`` and through pyoxigraph in this process, both as JSON; the time that the same
server takes to send as many bytes from a file is taken off as transfer. Then so many clients ask the quick ones of them at
once; prints errors, wrong answers, requests per second, median and 99th percentile. Traffic stays on loopback.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from triples import Made, asked, median, within

sys.path.insert(0, str(Path(__file__).parents[1]))

from kg.export.turtle import write_turtle
from kg.store import GraphStore, named_queries
from tests.serving import served

JSON = {"Accept": "application/sparql-results+json"}
QUICK = 0.05
"""Seconds up to which a query is one of those that the many clients ask."""


def compare(service: str, store: GraphStore, folder: Path, patience: int) -> dict[str, bytes]:
    """Prints the table; returns the quick queries with their answers as CSV."""
    quick = {}
    session = requests.Session()
    session.trust_env = False
    print("query                direct ms   /sparql ms  transfer ms  bytes      (sparql - transfer) / direct")
    for query in named_queries().values():
        sparql = asked(query)
        if "CONSTRUCT" in sparql:
            continue
        first = within(patience, lambda sparql=sparql: store.query(sparql, "json"))  # type: ignore[misc]
        if first >= patience:
            print(f"{query.name:20} over {patience} s, left out")
            continue
        times = 5 if first > 0.2 else 30
        direct = median(lambda sparql=sparql: store.query(sparql, "json"), times)  # type: ignore[misc]
        ask = lambda sparql=sparql: session.post(service + "sparql", {"query": sparql}, headers=JSON).content  # noqa: E731
        size = len(ask())
        if session.post(service + "sparql", {"query": sparql}, headers=JSON).status_code != 200:
            print(f"{query.name:20} not answered: {ask().decode()[:80]}")
            continue
        through = median(ask, times)
        (folder / "texts" / "size.txt").write_bytes(b"x" * size)
        transfer = median(lambda: session.get(service + "texts/size.txt").content, times)
        ratio = (through - transfer) / direct
        print(
            f"{query.name:20} {direct * 1e3:9.2f} {through * 1e3:11.2f} {transfer * 1e3:11.2f} {size:9} {ratio:10.2f}",
            flush=True,
        )
        if direct < QUICK:
            quick[sparql] = store.query(sparql, "csv")
    return quick


def crowd(service: str, quick: dict[str, bytes], clients: int, count: int) -> None:
    """Asks the quick queries from many clients at once and prints how it went."""
    own = threading.local()
    queries = list(quick)
    expected = {sparql: sorted(answer.splitlines()) for sparql, answer in quick.items()}

    def ask(number: int) -> tuple[float, str]:
        if not hasattr(own, "session"):
            own.session = requests.Session()
            own.session.trust_env = False
        sparql = queries[number % len(queries)]
        started = time.perf_counter()
        answer = own.session.post(service + "sparql", {"query": sparql}, headers={"Accept": "text/csv"})
        took = time.perf_counter() - started
        if answer.status_code != 200:
            return took, "error"
        return took, "" if sorted(answer.content.splitlines()) == expected[sparql] else "wrong"

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(ask, range(count)))
    took = time.perf_counter() - started
    times = sorted(time for time, _ in done)
    verdicts = [verdict for _, verdict in done]
    print(f"{clients} clients, {count} requests of {len(queries)} queries: {count / took:.0f} a second")
    print(f"errors {verdicts.count('error')}, wrong answers {verdicts.count('wrong')}")
    print(f"median {statistics.median(times) * 1e3:.1f} ms, p99 {times[int(len(times) * 0.99)] * 1e3:.1f} ms")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--triples", type=int, default=1_000_000)
    options.add_argument("--clients", type=int, default=32)
    options.add_argument("--requests", type=int, default=10_000)
    options.add_argument("--patience", type=int, default=10, help="seconds after which a query is left out")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        (folder / "graph.html").write_text("<p>not what is measured</p>", "utf-8")
        count = write_turtle(Made().triples(given.triples), folder / "graph.ttl")
        store = GraphStore(folder / "graph.ttl")
        started = time.perf_counter()
        with served(folder) as service:
            print(f"{count} triples; the service answers after {time.perf_counter() - started:.1f} s", flush=True)
            quick = compare(service, store, folder, given.patience)
            del store
            crowd(service, quick, given.clients, given.requests)


if __name__ == "__main__":
    main()
