"""The stores that are known: where each is asked, updated and given graphs, and how a store is recognised.

In: the address that the user gives. Out: ``Doors``. Another store is one more row of ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import UsageError
from kg.load.http import Credentials, Store


@dataclass(frozen=True, slots=True)
class Doors:
    """Addresses of a store. Without ``graphs`` it has no Graph Store Protocol that is one transaction, and is loaded in parts."""

    kind: str
    query: str
    update: str
    graphs: str = ""
    parts: str = ""
    digest: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """``ends``: what an address may end in that is not the store itself."""

    doors: Callable[[str], Doors]
    ends: tuple[str, ...] = ()


KINDS = {
    "oxigraph": _Kind(
        lambda base: Doors("oxigraph", f"{base}/query", f"{base}/update", f"{base}/store"),
        ("/query", "/update", "/store"),
    ),
    "fuseki": _Kind(
        lambda base: Doors("fuseki", f"{base}/query", f"{base}/update", f"{base}/data"),
        ("/query", "/sparql", "/update", "/data"),
    ),
    "rdf4j": _Kind(
        lambda base: Doors("rdf4j", base, f"{base}/statements", f"{base}/rdf-graphs/service"),
        ("/statements", "/rdf-graphs/service"),
    ),
    "graphdb": _Kind(
        lambda base: Doors("graphdb", base, f"{base}/statements", f"{base}/rdf-graphs/service"),
        ("/statements", "/rdf-graphs/service"),
    ),
    "virtuoso": _Kind(
        lambda base: Doors(
            "virtuoso", f"{base}/sparql-auth", f"{base}/sparql-auth", "", f"{base}/sparql-graph-crud-auth", digest=True
        ),
        ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
    ),
    "sparql": _Kind(lambda base: Doors("sparql", base, base)),
}
"""``sparql`` is any store with SPARQL 1.1 Query and Update: the common fallback."""

_SERVERS = (("virtuoso", "virtuoso"), ("oxigraph", "oxigraph"), ("fuseki", "fuseki"), ("graphdb", "graphdb"))


def doors_of(endpoint: str, kind: str, update: str, credentials: Credentials) -> Doors:
    """The doors of the store at an address. Raises UsageError if its kind is not known and cannot be found out."""
    kind = kind or _recognised(endpoint, credentials)
    if kind not in KINDS:
        raise UsageError(f"--store {kind!r}: there are {', '.join(KINDS)}")
    for end in KINDS[kind].ends:
        endpoint = endpoint.removesuffix(end)
    doors = KINDS[kind].doors(endpoint)
    if update:
        doors = Doors(doors.kind, doors.query, update, doors.graphs, doors.parts, doors.digest)
    return doors


def _recognised(endpoint: str, credentials: Credentials) -> str:
    """The kind of a store by what it says of itself. Raises UsageError if it says nothing known."""
    if "/repositories/" in endpoint:
        return "rdf4j"
    headers = {name.lower(): value.lower() for name, value in Store(credentials).headers(endpoint).items()}
    if "fuseki-request-id" in headers:
        return "fuseki"
    for sign, kind in _SERVERS:
        if sign in headers.get("server", ""):
            return kind
    raise UsageError(
        f"{endpoint}: what kind of store this is cannot be found out: name it with --store ({', '.join(KINDS)})"
    )
