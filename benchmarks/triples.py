"""A graph of a million triples of our own shape: writing it, asking it, checking it, against the libraries beside us.

    python benchmarks/triples.py [--triples 1000000] [--rdflib [--patience 60]] [--validate]

Prints seconds for writing sorted Turtle against pyoxigraph's own serializer, and milliseconds of each named query through
our store, with --rdflib against rdflib on the same graph (its parser alone takes a minute at a million). The graph is made
up: register divisions, companies and works with numbered names, and per article as many claims and passages as the seeds have.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph

from kg.export.turtle import write_turtle
from kg.gazetteer import division_type, load_gazetteer
from kg.store import GraphStore, NamedQuery, named_queries
from kg.terms import BASE_IRI, NAMESPACES, Triple, decimal, digest, name, number, segment, string, typed

PARAMETERS = {
    "place": "云阳县",
    "name": "云阳县",
    "subject": "江苏省",
    "object": "云阳县",
    "one": "江苏省",
    "other": "云阳县",
}
RELATIONS = ("supports", "built", "investsIn", "locatedIn", "locatedIn", "pairedWith", "signedWith")
INDICATORS = ("AidFunds", "AidProjects", "AgreedInvestment", "PeopleTrained")


class Made:
    """Triples of made-up articles, the same for the same number."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        register = load_gazetteer()
        self.places = [register.get(code) for code in ("320000", "500235", *register.codes()[:3000:10])]
        self.seen: set[str] = set()

    def triples(self, least: int) -> Iterator[Triple]:
        """At least so many triples, article by article."""
        done = article = 0
        while done < least:
            article += 1
            made = list(self._article(article))
            done += len(made)
            yield from made

    def _article(self, article: int) -> Iterator[Triple]:
        document = f"<{BASE_IRI}document/{digest(str(article))}>"
        yield Triple(document, name("rdf:type"), name("dk:Document"))
        yield Triple(document, name("rdf:type"), name("schema:NewsArticle"))
        yield Triple(document, name("dcterms:title"), string(f"第{article}篇报道"))
        yield Triple(document, name("dcterms:source"), string(f"articles/{article}.txt"))
        yield Triple(document, name("dcterms:date"), typed(f"20{article % 20 + 10}-05-{article % 28 + 1:02}", "date"))
        yield Triple(document, name("dk:sha256"), string(digest(str(article)) * 3 + "0000"))
        for claim in range(40):
            passage = f"{document[:-1]}#char={claim * 40},{claim * 40 + 30}>"
            yield Triple(passage, name("rdf:type"), name("dk:Passage"))
            yield Triple(
                passage, name("dk:text"), string(f"第{article}篇第{claim}句，某省向某县援建某工程，投资若干元。")
            )
            yield Triple(passage, name("dcterms:isPartOf"), document)
            yield from (self._statement if claim % 4 else self._observation)(document, passage, f"{article}-{claim}")

    def _entity(self, document: str, kind: str) -> Iterator[Triple | str]:
        """The entity's triples, its IRI last."""
        if kind == "Place":
            place = self.random.choice(self.places)
            assert place is not None
            node, kind, label = f"<{BASE_IRI}place/{place.code}>", division_type(place.code), place.name
        else:
            label = f"{'青禾' if kind == 'Company' else '云锦'}{self.random.randrange(20000)}{'公司' if kind == 'Company' else '工程'}"
            node = f"<{BASE_IRI}{kind.lower()}/{segment(label)}>"
        yield Triple(node, name("dk:mentionedIn"), document)
        if node not in self.seen:
            self.seen.add(node)
            yield Triple(node, name("rdf:type"), name(f"dk:{kind}"))
            yield Triple(node, name("skos:prefLabel"), string(label, "zh"))
            yield Triple(node, name("rdfs:label"), string(label, "zh"))
            if "/place/" in node and place.parent:
                yield Triple(node, name("dk:adminCode"), string(place.code))
                yield Triple(node, name("dk:partOf"), f"<{BASE_IRI}place/{place.parent}>")
        yield node

    def _claim(self, node: str, kind: str, document: str, passage: str) -> Iterator[Triple]:
        yield Triple(node, name("rdf:type"), name(f"dk:{kind}"))
        yield Triple(node, name("dk:confidence"), decimal(self.random.random(), 3))
        yield Triple(node, name("prov:wasDerivedFrom"), document)
        yield Triple(node, name("prov:wasQuotedFrom"), passage)
        yield Triple(node, name("dk:mainPassage"), passage)

    def _statement(self, document: str, passage: str, key: str) -> Iterator[Triple]:
        predicate = self.random.choice(RELATIONS)
        giver = (
            "Company"
            if predicate in ("investsIn", "signedWith")
            else "Project"
            if predicate == "locatedIn"
            else "Place"
        )
        taker = "Project" if predicate in ("built", "investsIn") else "Place"
        ends = []
        for kind in (giver, taker):
            *triples, node = self._entity(document, kind)
            yield from triples  # type: ignore[misc]
            ends.append(node)
        subject, object_ = map(str, ends)
        if subject == object_:
            return
        node = f"<{BASE_IRI}statement/{digest(key)}>"
        yield from self._claim(node, "Statement", document, passage)
        yield Triple(subject, name(f"dk:{predicate}"), object_)
        if predicate in ("pairedWith", "signedWith"):
            yield Triple(object_, name(f"dk:{predicate}"), subject)
        yield Triple(node, name("rdf:subject"), subject)
        yield Triple(node, name("rdf:predicate"), name(f"dk:{predicate}"))
        yield Triple(node, name("rdf:object"), object_)
        if self.random.random() < 0.3:
            yield Triple(node, name("dk:amount"), number(self.random.randrange(1, 900) * 10**6))
            yield Triple(node, name("dk:currency"), string("CNY"))
        if self.random.random() < 0.3:
            yield Triple(node, name("dk:date"), typed(str(self.random.randrange(1992, 2026)), "gYear"))
        if self.random.random() < 0.1:
            yield Triple(node, name("dk:modality"), string("planned"))

    def _observation(self, document: str, passage: str, key: str) -> Iterator[Triple]:
        node = f"<{BASE_IRI}observation/{digest(key)}>"
        yield from self._claim(node, "Observation", document, passage)
        for role in ("provider", "recipient"):
            *triples, entity = self._entity(document, "Place")
            yield from triples  # type: ignore[misc]
            yield Triple(node, name(f"dk:{role}"), str(entity))
        indicator = self.random.choice(INDICATORS)
        unit = {"AidProjects": "item", "PeopleTrained": "person"}.get(indicator, "CNY")
        yield Triple(node, name("dk:indicator"), name(f"dk:{indicator}"))
        yield Triple(node, name("dk:unit"), name(f"dk:{unit}"))
        yield Triple(node, name("dk:value"), number(self.random.randrange(1, 900) * (10**6 if unit == "CNY" else 1)))
        yield Triple(node, name("dk:qualifier"), string(self.random.choice(("exact", "exact", "about", "over"))))
        if self.random.random() < 0.5:
            yield Triple(node, name("dk:period"), string(str(self.random.randrange(1992, 2026))))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long a call takes, and what it gives."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def median(work: Callable[[], Any], times: int) -> float:
    """The median of so many calls, in seconds."""
    return statistics.median(seconds(work)[0] for _ in range(times))


def asked(query: NamedQuery) -> str:
    """The query with those of its parameters fixed for which there is a value here."""
    return query.filled({one: PARAMETERS[one] for one in query.parameters if one in PARAMETERS})


def write(path: Path, least: int) -> None:
    """Writes the graph, and the same triples by pyoxigraph alone, and prints the times."""
    triples = list(Made().triples(least))
    ours, count = seconds(lambda: write_turtle(triples, path))
    print(f"{count} triples, Turtle {path.stat().st_size / 1e6:.0f} MB")
    lines = "".join(f"{one.subject} {one.predicate} {one.object} .\n" for one in triples).encode()

    turtle = pyoxigraph.RdfFormat.TURTLE
    with open(path.with_suffix(".oxigraph.ttl"), "wb") as out:
        parsed = pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)
        theirs, _ = seconds(lambda: pyoxigraph.serialize(parsed, out, format=turtle, prefixes=NAMESPACES))
        terms = list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
        alone, _ = seconds(lambda: pyoxigraph.serialize(terms, out, format=turtle, prefixes=NAMESPACES))
    print(f"writing Turtle, sorted, no triple twice, from terms as text: {ours:.2f} s")
    print(f"  pyoxigraph, unsorted, from the same text: {theirs:.2f} s ({ours / theirs:.1f} times as long by ours)")
    print(
        f"  pyoxigraph, unsorted, from its own terms: {alone:.2f} s ({ours / alone:.1f} times as long by ours)",
        flush=True,
    )


class Impatient(Exception):
    """A query took longer than it may."""


def within(limit: int, work: Callable[[], Any]) -> float:
    """How long a call takes in seconds; the limit if it takes longer."""

    def stop(*_: object) -> None:
        raise Impatient

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit)
    try:
        return seconds(work)[0]
    except Impatient:
        return float(limit)
    finally:
        signal.alarm(0)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--triples", type=int, default=1_000_000)
    options.add_argument("--times", type=int, default=5, help="calls of each query, of which the median counts")
    options.add_argument("--rdflib", action="store_true", help="also time rdflib")
    options.add_argument("--patience", type=int, default=60, help="seconds after which a query of rdflib is given up")
    options.add_argument("--validate", action="store_true", help="also time kg validate's check")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.ttl"
        write(path, given.triples)
        loading, store = seconds(lambda: GraphStore(path))
        print(f"loading into our store: {loading:.2f} s")
        graph = None
        if given.rdflib:
            import rdflib

            parsing, graph = seconds(lambda: rdflib.Graph().parse(path))
            print(f"parsing with rdflib: {parsing:.2f} s")
        ratios = []
        for query in named_queries().values():
            sparql, form = asked(query), "turtle" if "CONSTRUCT" in query.sparql else "csv"
            rows = store.query(sparql, form).count(b"\n") - 1
            ours = median(lambda sparql=sparql, form=form: store.query(sparql, form), given.times)  # type: ignore[misc]
            line = f"{query.name:16} {rows:7} rows {ours * 1000:9.1f} ms"
            if graph is not None:
                theirs = within(given.patience, lambda sparql=sparql: list(graph.query(sparql)))  # type: ignore[misc]
                ratios.append(theirs / ours)
                line += f"   rdflib {theirs * 1000:9.1f} ms: {theirs / ours:7.1f}"
            print(line, flush=True)
        if ratios:
            print(f"rdflib over ours: median {statistics.median(ratios):.0f}, least {min(ratios):.1f}")
        if given.validate:
            from kg.validate import validate

            checking, report = seconds(lambda: validate(path))
            print(f"validating: {checking:.1f} s, {len(report.violations)} violations")


if __name__ == "__main__":
    main()
