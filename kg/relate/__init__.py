"""Relation: a Reading in, Claims out: the statements and observations of one article, each with its clean passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from kg.records import Claims, Reading
from kg.relate.context import Links
from kg.relate.frames import Frames, load_frames
from kg.relate.observations import merge, read_numbers
from kg.relate.pairs import LEAST_LOGIT, tabulate
from kg.relate.read_pairs import read_roles, set_scenes, weigh_candidates
from kg.relate.scene import Scene
from kg.relate.sentences import LONGEST_SENTENCE
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
    scenes, numbers = set_scenes(reading, frames), read_numbers(reading)
    links = Links((n.observation for n in numbers), frames.qualifiers.links)
    roles = read_roles(scenes, lambda candidate: model.roles.logit(candidate.features), links)
    read, logits = weigh_candidates(scenes, reading, roles, model.logit, LEAST_LOGIT)
    symmetric = frozenset(frame.predicate for frame in frames.frames if frame.symmetric)
    table = tabulate(read.candidates, logits, roles, model.predicates, symmetric)
    likely = model.likelihoods(table)
    sure = [model.confidence(likelihood) for likelihood in likely]
    statements = state(reading, read, table, logits, likely, sure, model.thresholds, frames, numbers)
    return Claims(
        reading,
        tuple(s for s in statements if s.confidence >= min_confidence),
        tuple(o for o in (item.observation for item in merge(numbers)) if o.confidence >= min_confidence),
        tuple(_cut(scenes, frames)),
    )


def _cut(scenes: Sequence[Scene], frames: Frames) -> Iterator[str]:
    """What the bounds left out, for the report."""
    parts = sum(not scene.sentence.whole for scene in scenes)
    if parts:
        yield (
            f"text without a full stop for more than {LONGEST_SENTENCE} characters was read in {parts} parts: "
            "relations across them are not read"
        )
    crowded = [len(scene.around) for scene in scenes if scene.crowded]
    if crowded:
        bounds = frames.bounds
        yield (
            f"{len(crowded)} sentence(s) of up to {max(crowded)} names: each name was read with the first {bounds.leads} of "
            f"its sentence and {bounds.near} on each side only, the first {bounds.borrowers} with other sentences too"
        )
