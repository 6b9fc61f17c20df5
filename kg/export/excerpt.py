"""The most important part of a graph that is too large to be held, for the page.

In: a Turtle file sorted by subject, as a build writes it. Out: ``GraphView`` of its most important entities and what is said
among them. A large file is read in three passes, so that memory follows the excerpt and not the graph.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.export.page import MOST_FACTS, MOST_NODES
from kg.export.view import DK, PROV, RDF, GraphView, Resource, resources_of, types_of, view_from_turtle, view_of

WHOLE = 32_000_000
"""Bytes of Turtle up to which the graph is read whole: 32 MB are about 400,000 triples, which take 300 MB as a view."""

_MENTIONED_IN = DK + "mentionedIn"
_FACTS = ("Statement", "Observation")


def excerpt_from_turtle(path: Path, nodes: int = MOST_NODES, facts: int = MOST_FACTS, whole: int = WHOLE) -> GraphView:
    """A view of at most ``nodes`` entities and ``facts`` statements and as many observations; all of a file below ``whole`` bytes.

    Importance is the number of facts about an entity and of documents that name it. Raises GraphError as ``view_from_turtle``.
    """
    if not path.is_file() or path.stat().st_size <= whole:
        return view_from_turtle(path)
    weight, named, count = _weigh(path)
    chosen = {iri: rank for rank, iri in enumerate(heapq.nsmallest(nodes, weight, key=lambda iri: (-weight[iri], iri)))}
    resources, kept = _collect(path, chosen, facts)
    wanted = {iri for resource in resources.values() for iri in _pointed_at(resource)}
    resources.update((iri, resource) for iri, resource in resources_of(path) if iri in wanted)
    view = view_of(resources)
    return replace(view, left_out=(named - sum(1 for entity in view.entities if entity.documents), count - kept))


def _ends(resource: Resource) -> Iterable[str]:
    for term in (RDF + "subject", RDF + "object", DK + "provider", DK + "recipient"):
        yield from resource.get(term, ())


def _pointed_at(resource: Resource) -> Iterable[str]:
    """The passages and documents that a resource refers to."""
    for term in (PROV + "wasQuotedFrom", PROV + "wasDerivedFrom", _MENTIONED_IN):
        yield from resource.get(term, ())


def _weigh(path: Path) -> tuple[Counter[str], int, int]:
    """The importance of every entity, the number of entities that a document names, and the number of facts."""
    weight: Counter[str] = Counter()
    named = count = 0
    for iri, resource in resources_of(path):
        if any(type_ in _FACTS for type_ in types_of(resource)):
            weight.update(set(_ends(resource)))
            count += 1
        elif _MENTIONED_IN in resource:
            weight[iri] += len(resource[_MENTIONED_IN])
            named += 1
    return weight, named, count


def _collect(path: Path, chosen: dict[str, int], facts: int) -> tuple[dict[str, Resource], int]:
    """The chosen entities, and the facts that hold among them, those about the most important first; and how many facts."""
    entities: dict[str, Resource] = {}
    best: dict[str, list[tuple[int, str, Resource]]] = {kind: [] for kind in _FACTS}
    for iri, resource in resources_of(path):
        kind = next((type_ for type_ in types_of(resource) if type_ in _FACTS), None)
        if kind is None:
            if iri in chosen:
                entities[iri] = resource
            continue
        ends = [chosen.get(end) for end in _ends(resource)]
        if None in ends:
            continue
        rank = sum(end for end in ends if end is not None)
        heap = best[kind]
        if len(heap) < facts:
            heapq.heappush(heap, (-rank, iri, resource))
        elif -rank > heap[0][0]:
            heapq.heapreplace(heap, (-rank, iri, resource))
    kept = {iri: resource for heap in best.values() for _, iri, resource in heap}
    return {**entities, **kept}, len(kept)
