"""Relation: a Reading in, Claims out: the statements and observations of one article, each with its clean passages."""

from __future__ import annotations

from functools import cache

from kg.records import Claims, Reading
from kg.relate.frames import Frames, load_frames
from kg.relate.observations import merge, read_numbers
from kg.relate.pairs import tabulate
from kg.relate.read_pairs import read_candidates, read_roles, set_scenes
from kg.relate.statements import state
from kg.relate.weights import load_relation_model
from kg.resources import ontology_dir
from kg.vocabulary import load_vocabulary

__all__ = ["load_package_frames", "relate"]


@cache
def load_package_frames() -> Frames:
    """The frames of the package's lexicon, their classes from its ontology."""
    terms = {p.name: (p.domain, p.range, p.symmetric) for p in load_vocabulary().predicates.values()}
    return load_frames(ontology_dir() / "lexicon", terms)


def relate(reading: Reading, *, min_confidence: float = 0.0) -> Claims:
    """What one article states. Statements and observations less certain than ``min_confidence`` are left out."""
    frames, model = load_package_frames(), load_relation_model()
    scenes = set_scenes(reading, frames)
    roles = read_roles(scenes, lambda candidate: model.roles.logit(candidate.features))
    read = read_candidates(scenes, reading, roles)
    logits = model.logits(read.candidates)
    symmetric = frozenset(frame.predicate for frame in frames.frames if frame.symmetric)
    table = tabulate(read.candidates, logits, roles, model.predicates, symmetric)
    numbers = read_numbers(reading)
    statements = state(
        reading, read, table, logits, list(model.trees.likelihoods(table.rows)), model.thresholds, frames, numbers
    )
    return Claims(
        reading,
        tuple(s for s in statements if s.confidence >= min_confidence),
        tuple(o for o in (item.observation for item in merge(numbers)) if o.confidence >= min_confidence),
    )
