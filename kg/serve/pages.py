"""The HTML of things and of the query page.

In: ``Thing`` and labels. Out: HTML as text; whatever comes from an article is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from kg.export.view import DK, PassageView
from kg.serve.pool import Limits
from kg.serve.things import MOST_FACTS, Thing
from kg.store import NamedQuery
from kg.terms import NAMESPACES

FORMS = (
    ("text/turtle", "turtle"),
    ("application/n-triples", "ntriples"),
    ("application/ld+json", "jsonld"),
    ("application/rdf+xml", "rdfxml"),
)
"""Media type and name of each form of RDF."""

_START = """SELECT ?giver ?receiver WHERE {
  ?a dk:supports ?b .
  ?a skos:prefLabel ?giver . ?b skos:prefLabel ?receiver .
} LIMIT 100"""


class Pages:
    """Renders the pages of one graph. ``base`` is what its IRIs begin with, ``labels`` the terms of the ontology."""

    def __init__(self, base: str, labels: Mapping[str, Mapping[str, str]]):
        self.base = base
        self.labels = labels
        self.environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
        )

    def query(self, queries: Iterable[NamedQuery], limits: Limits, root: str = "/") -> str:
        """The query page."""
        named = {
            query.name: {
                "sparql": query.sparql,
                "parameters": dict(query.parameters),
                "description": f"{query.descriptions['zh']} {query.descriptions['en']}",
            }
            for query in queries
        }
        declared = "".join(f"PREFIX {prefix}: <{NAMESPACES[prefix]}>\n" for prefix in ("dk", "skos"))
        return self.environment.get_template("query.html.jinja").render(
            root=root,
            queries=list(queries),
            data=_script({"named": named, "start": declared + _START}),
            seconds=f"{limits.seconds:g}",
            megabytes=limits.answer // 1_000_000,
            prefixes=", ".join(NAMESPACES),
        )

    def thing(self, thing: Thing, text: str = "", root: str = "/") -> str:
        """The page of a thing; of a document with its text, in which the passages are marked."""
        view = thing.view
        names = {entity.iri: entity.name for entity in view.entities}
        names.update((document.iri, f"《{document.title or document.source}》") for document in view.documents)
        quoted = [passage for one in view.statements for passage in one.passages]
        quoted += [passage for one in view.observations for passage in one.passages]
        return self.environment.get_template("thing.html.jinja").render(
            root=root,
            thing=thing,
            title=names.get(thing.iri) or thing.iri.removeprefix(self.base),
            forms=FORMS,
            data=root + "data/" + thing.iri.removeprefix(self.base),
            properties=[
                (self._property(predicate), [(value, is_iri) for _, value, is_iri in values])
                for predicate, values in groupby(thing.properties, key=lambda one: one[0])
            ],
            names={**names, **self._terms(thing)},
            statements=view.statements,
            observations=view.observations,
            more=len(view.statements) + len(view.observations) >= MOST_FACTS,
            here=lambda iri: self._here(iri, root),
            label=self._label,
            text=list(_marked(text, quoted, thing.iri)),
        )

    def _here(self, iri: str, root: str) -> str:
        return root + "page/" + iri.removeprefix(self.base) if iri.startswith(self.base) else iri

    def _label(self, term: str) -> str:
        known = self.labels.get(term, {})
        return f"{known['zh']} ({term})" if "zh" in known else term

    def _property(self, predicate: str) -> str:
        if predicate.startswith(DK):
            return self._label(predicate.removeprefix(DK))
        return _short(predicate)

    def _terms(self, thing: Thing) -> dict[str, str]:
        terms = {value for _, value, is_iri in thing.properties if is_iri and not value.startswith(self.base)}
        return {iri: self._property(iri) for iri in sorted(terms)}


def _short(iri: str) -> str:
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _script(value: Any) -> Markup:
    """JSON that cannot end the script element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("<", "\\u003c"))  # every < is escaped, and nothing else ends the element


def _marked(text: str, passages: Iterable[PassageView], document: str) -> Iterator[tuple[str, str]]:
    """A text in pieces: ("anchor", its name), ("mark", quoted words) and ("plain", words)."""
    spans = sorted({(p.start, p.end) for p in passages if p.document == document and 0 <= p.start < p.end <= len(text)})
    if not text:
        return
    cuts = sorted({0, len(text), *(cut for span in spans for cut in span)})
    for start, end in pairwise(cuts):
        for span in spans:
            if span[0] == start:
                yield "anchor", f"char={span[0]},{span[1]}"
        yield ("mark" if any(a <= start and end <= b for a, b in spans) else "plain"), text[start:end]
