"""What a load asks a store and tells it in SPARQL.

In: a store and its doors. Out: counts, answers, changed graphs.
"""

from __future__ import annotations

from kg.load.doors import Doors
from kg.load.http import LoadError, Store
from kg.terms import iri


class Sparql:
    """SPARQL Query and Update of one store."""

    def __init__(self, store: Store, doors: Doors):
        self.store = store
        self.doors = doors

    def count(self, graph: str) -> int:
        """How many triples a named graph holds: 0 where there is none."""
        (row,) = self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {iri(graph)} {{ ?s ?p ?o }} }}")
        return int(row["n"])

    def rows(self, query: str) -> list[dict[str, str]]:
        """The solutions of a SELECT: variable → value."""
        response = self.store.send(
            "POST", self.doors.query, fields={"query": query}, Accept="application/sparql-results+json"
        )
        try:
            bindings = response.json()["results"]["bindings"]
            return [{name: term["value"] for name, term in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError) as error:
            raise LoadError(
                f"{self.doors.query}: the answer is no SPARQL result: is this a SPARQL endpoint?"
            ) from error

    def update(self, text: str) -> None:
        """Changes the store."""
        field = "query" if self.doors.kind == "virtuoso" else "update"  # Virtuoso 7 takes an update as a query
        self.store.send("POST", self.doors.update, fields={field: text})
