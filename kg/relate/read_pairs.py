"""Reads all candidates of one article, twice: first who supports whom within sentences, then everything in that light.

In: a ``Reading``, frames, and (for the second pass) the weights of the first. Out: ``Candidates``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp

from kg.records import Mention, Reading
from kg.relate.candidates import Candidate, Scene, sentence_candidates
from kg.relate.context import NO_ROLES, Context, Roles
from kg.relate.discourse import borrowed_mentions, discourse_candidates
from kg.relate.frames import Frames
from kg.relate.sentences import Sentence, split_sentences

ROLE_PREDICATE = "supports"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every candidate of an article with the number of its sentence."""

    sentences: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]
    sentence_of: tuple[int, ...]


def set_scenes(reading: Reading, frames: Frames) -> list[Scene]:
    """The article's sentences, prepared for reading."""
    context = Context(reading.article.text, {number: entity.code for number, entity in enumerate(reading.entities)})
    return [Scene(sentence, frames, context) for sentence in split_sentences(reading)]


def read_roles(scenes: Sequence[Scene], weigh: Callable[[Candidate], float]) -> Roles:
    """Who gives and who receives, from the support candidates within single sentences, each weighed as a logit."""
    pairs: dict[tuple[int, int], float] = {}
    for scene in scenes:
        for candidate in sentence_candidates(scene, NO_ROLES, ROLE_PREDICATE):
            key = (candidate.subject.entity, candidate.object.entity)
            pairs[key] = max(pairs.get(key, 0.0), 1 / (1 + exp(-weigh(candidate))))
    return Roles(pairs)


def read_candidates(scenes: Sequence[Scene], reading: Reading, roles: Roles) -> Candidates:
    """All candidates of the article, sentence by sentence, those across sentences last in each."""
    first: dict[int, Mention] = {}
    for mention in reading.mentions:
        first.setdefault(mention.entity, mention)
    sentences = [scene.sentence for scene in scenes]
    found: list[Candidate] = []
    sentence_of: list[int] = []
    for number, scene in enumerate(scenes):
        borrowed = borrowed_mentions(sentences, number, roles, first)
        for candidate in chain(sentence_candidates(scene, roles), discourse_candidates(scene, borrowed, roles)):
            found.append(candidate)
            sentence_of.append(number)
    return Candidates(tuple(sentences), tuple(found), tuple(sentence_of))
