"""The reference page of the ontology, docs/ontology.md, from ontology/: terms, rules of the shapes, named queries.

python scripts/build_ontology_docs.py [--check]

With --check nothing is written; exits with 1 if the page is not what the ontology gives.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SH
from rdflib.term import Node

from kg.resources import ontology_dir
from kg.store import named_queries
from kg.terms import NAMESPACES

PAGE = Path(__file__).parents[1] / "docs" / "ontology.md"
DK = Namespace(NAMESPACES["dk"])
IRI = URIRef("https://w3id.org/duikou/ontology")
PREFIXES = {
    **NAMESPACES,
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/vocab/unit/",
    "time": "http://www.w3.org/2006/time#",
}
TRAITS = {
    OWL.FunctionalProperty: "functional",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
}
SCHEMES = ("Indicator", "Unit", "Qualifier", "Modality")


class Page:
    """The lines of the page from the ontology and its shapes."""

    def __init__(self, ontology: Graph, shapes: Graph):
        self.graph = ontology
        self.shapes = shapes

    def lines(self) -> Iterator[str]:
        """The whole page."""
        yield from self._head()
        roles = set(self.graph.subjects(DK.role, Literal(True)))
        classes = set(self.graph.subjects(RDF.type, OWL.Class))
        classes = {node for node in classes if node.startswith(str(DK))}  # type: ignore[attr-defined]
        yield from ("## Classes", "")
        yield from self._tree(DK.Entity, classes - roles, 0)
        for top in (DK.Document, DK.Passage, DK.Claim):
            yield from self._tree(top, classes, 0)
        yield ""
        for node in self._in_order(classes - roles):
            yield from self._class(node)
        yield from ("## Roles", "", "Domains and ranges of the relations. Graphs type nothing with them.", "")
        yield from ("| role | who or what | 中文 |", "|---|---|---|")
        for node in self._in_order(roles):
            yield f"| {self._anchor(node)} {self._label(node)} | {self._definition(node, 'en')} | {self._definition(node, 'zh')} |"
        yield ""
        yield from self._properties()
        yield from self._concepts()
        yield from self._rules()
        yield from self._queries()

    def _head(self) -> Iterator[str]:
        graph = self.graph
        yield f"# {self._text(IRI, DCTERMS.title, 'en')}"
        yield ""
        yield "Made from `ontology/` by `scripts/build_ontology_docs.py` (`make docs`): change it there."
        yield ""
        yield self._text(IRI, DCTERMS.description, "en")
        yield ""
        yield self._text(IRI, DCTERMS.description, "zh")
        yield ""
        yield from ("| | |", "|---|---|")
        yield f"| ontology | <{IRI}> |"
        yield f"| version | {graph.value(IRI, OWL.versionInfo)}, <{graph.value(IRI, OWL.versionIRI)}> |"
        yield f"| profile | OWL 2 RL, <{graph.value(IRI, DCTERMS.conformsTo)}> |"
        yield f"| by | {graph.value(IRI, DCTERMS.creator)} |"
        yield f"| licence | <{graph.value(IRI, DCTERMS.license)}> |"
        yield f"| cite as | {graph.value(IRI, DCTERMS.bibliographicCitation)} |"
        yield from ("", "| prefix | namespace |", "|---|---|")
        for prefix, namespace in sorted(PREFIXES.items()):
            yield f"| `{prefix}:` | `{namespace}` |"
        yield from ("", "## Changes and deprecation", "")
        for term in (SKOS.changeNote, SKOS.editorialNote):
            yield from (self._text(IRI, term, "en"), "", self._text(IRI, term, "zh"), "")

    def _tree(self, node: Node, among: set[Node], depth: int) -> Iterator[str]:
        yield f"{'  ' * depth}- {self._link(node)} {self._label(node)}"
        for below in self._in_order(self.graph.subjects(RDFS.subClassOf, node)):
            if below in among:
                yield from self._tree(below, among, depth + 1)

    def _class(self, node: Node) -> Iterator[str]:
        yield from self._term(node)
        above = [one for one in self._in_order(self.graph.objects(node, RDFS.subClassOf)) if not self._role(one)]
        roles = [one for one in self._in_order(self.graph.objects(node, RDFS.subClassOf)) if self._role(one)]
        yield from self._facts(
            ("below", above), ("can be", roles), ("disjoint with", self._disjoint(node)), ("see also", self._also(node))
        )

    def _properties(self) -> Iterator[str]:
        relations = set(self.graph.subjects(RDFS.subPropertyOf, DK.relation)) | {DK.relation}
        inverses = set(self.graph.subjects(OWL.inverseOf))
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        own = {node for kind in kinds for node in self.graph.subjects(RDF.type, kind) if str(node).startswith(str(DK))}
        groups = (
            ("Relations", "Each stands as a plain triple and as a `dk:Statement`.", relations),
            ("Other properties", "", own - relations - inverses),
            ("Inverses", "For queries and reasoners. Graphs write only the forward direction.", inverses),
        )
        for title, note, nodes in groups:
            yield from (f"## {title}", "")
            if note:
                yield from (note, "")
            for node in self._in_order(nodes):
                yield from self._property(node)

    def _property(self, node: Node) -> Iterator[str]:
        yield from self._term(node)
        graph = self.graph
        traits = [text for trait, text in TRAITS.items() if (node, RDF.type, trait) in graph]
        inverse = [*graph.subjects(OWL.inverseOf, node), *graph.objects(node, OWL.inverseOf)]
        yield from self._facts(
            ("from", graph.objects(node, RDFS.domain)),
            ("to", graph.objects(node, RDFS.range)),
            ("inverse", inverse),
            ("below", graph.objects(node, RDFS.subPropertyOf)),
            ("is", traits),
            ("see also", self._also(node)),
        )

    def _concepts(self) -> Iterator[str]:
        for kind in SCHEMES:
            scheme = next(self.graph.objects(next(self.graph.subjects(RDF.type, DK[kind])), SKOS.inScheme))
            yield from (
                f"## {self._text(scheme, RDFS.label, 'en').capitalize()} {self._text(scheme, RDFS.label, 'zh')}",
                "",
            )
            yield from (f"Scheme `{self._name(scheme)}`. {self._definition(scheme, 'en')}", "")
            yield from ("| concept | name | what | 中文 |", "|---|---|---|---|")
            for node in self._in_order(self.graph.subjects(RDF.type, DK[kind])):
                same = "".join(f" = `{self._name(one)}`" for one in self.graph.objects(node, SKOS.exactMatch))
                what = f"{self._definition(node, 'en')}{same}"
                yield f"| `{self._name(node)}` | {self._label(node)} | {what} | {self._definition(node, 'zh')} |"
            yield ""

    def _rules(self) -> Iterator[str]:
        yield from ("## Rules", "", "What `kg validate` checks, from `ontology/shapes.ttl`.", "")
        yield from ("| about | rule | 中文 |", "|---|---|---|")
        for shape in self._in_order(self.shapes.subjects(RDF.type, SH.NodeShape)):
            parts = [shape, *self.shapes.objects(shape, SH.property), *self.shapes.objects(shape, SH.sparql)]
            rules = {tuple(self._message(part, language) for language in ("en", "zh")) for part in parts}
            for english, chinese in sorted(rules):
                if english:
                    yield f"| {str(shape).rpartition('#')[2]} | {english} | {chinese} |"
        yield ""

    def _message(self, shape: Node, language: str) -> str:
        texts = [text for text in self.shapes.objects(shape, SH.message) if isinstance(text, Literal)]
        return next((str(text) for text in texts if text.language == language), "")

    def _queries(self) -> Iterator[str]:
        yield from (
            "## Named queries",
            "",
            "`kg query DIR --name NAME --set PARAMETER=TEXT`; the files are `ontology/queries/*.rq`.",
            "",
        )
        yield from ("| name | question | 中文 | parameters |", "|---|---|---|---|")
        for query in named_queries().values():
            parameters = "; ".join(f"`{name}`: {what}" for name, what in query.parameters.items())
            yield f"| `{query.name}` | {query.titles['en']} | {query.titles['zh']} | {parameters} |"

    def _term(self, node: Node) -> Iterator[str]:
        yield from (f'<a id="{self._id(node)}"></a>', "", f"### {self._name(node)}", "", f"**{self._label(node)}**", "")
        yield from (self._definition(node, "en"), "", self._definition(node, "zh"), "")
        for language in ("en", "zh"):
            note = self._text(node, SKOS.scopeNote, language)
            if note:
                yield from (f"*{note}*", "")
        if (node, OWL.deprecated, Literal(True)) in self.graph:
            yield from (f"Out of use: see {self._link(self.graph.value(node, DCTERMS.isReplacedBy))}.", "")

    def _facts(self, *facts: tuple[str, Iterable[Node | str]]) -> Iterator[str]:
        held = [
            (title, [one if isinstance(one, str) and not isinstance(one, URIRef) else self._link(one) for one in nodes])
            for title, nodes in facts
        ]
        if any(nodes for _, nodes in held):
            yield from ("| | |", "|---|---|")
            yield from (f"| {title} | {', '.join(sorted(nodes))} |" for title, nodes in held if nodes)
            yield ""

    def _disjoint(self, node: Node) -> list[Node]:
        found = {*self.graph.objects(node, OWL.disjointWith), *self.graph.subjects(OWL.disjointWith, node)}
        for members in self.graph.objects(None, OWL.members):
            group = list(Collection(self.graph, members))
            if node in group:
                found.update(one for one in group if one != node)
        return self._in_order(found)

    def _also(self, node: Node) -> list[Node]:
        return self._in_order(self.graph.objects(node, RDFS.seeAlso))

    def _role(self, node: Node) -> bool:
        return (node, DK.role, Literal(True)) in self.graph

    def _in_order(self, nodes: Iterable[Node]) -> list[Node]:
        return sorted(set(nodes), key=str)

    def _name(self, node: Node | None) -> str:
        text = str(node)
        for prefix, namespace in PREFIXES.items():
            if text.startswith(namespace):
                return f"{prefix}:{text[len(namespace) :]}"
        return text

    def _link(self, node: Node | None) -> str:
        name = self._name(node)
        return f"[`{name}`](#{self._id(node)})" if name.startswith("dk:") else f"`{name}`"

    def _anchor(self, node: Node) -> str:
        return f'<a id="{self._id(node)}"></a>`{self._name(node)}`'

    def _id(self, node: Node | None) -> str:
        """An anchor of its own, since dk:unit and dk:Unit would share that of their headings."""
        return self._name(node).replace(":", "-")

    def _label(self, node: Node) -> str:
        return f"{self._text(node, RDFS.label, 'en')} · {self._text(node, RDFS.label, 'zh')}"

    def _definition(self, node: Node, language: str) -> str:
        return self._text(node, SKOS.definition, language)

    def _text(self, node: Node, term: URIRef, language: str) -> str:
        texts = (text for text in self.graph.objects(node, term) if isinstance(text, Literal))
        return next((str(text) for text in texts if text.language == language), "")


def page() -> str:
    """The page as the ontology gives it."""
    folder = ontology_dir()
    graphs = (Graph().parse(folder / name, format="turtle") for name in ("duikou.ttl", "shapes.ttl"))
    return "\n".join(Page(*graphs).lines()).rstrip() + "\n"


def main() -> None:
    options = argparse.ArgumentParser(description="Writes docs/ontology.md from ontology/.")
    options.add_argument("--check", action="store_true", help="write nothing, exit with 1 if the page is out of date")
    if not options.parse_args().check:
        PAGE.write_text(page(), "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != page():
        sys.exit("docs/ontology.md is not what ontology/ gives: run make docs")


if __name__ == "__main__":
    main()
