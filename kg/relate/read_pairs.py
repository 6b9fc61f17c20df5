"""Reads all candidates of one article, twice: first who supports whom within sentences, then everything in that light.

In: a ``Reading``, frames, and (for the second pass) the weights of the first. Out: ``Candidates``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp

from kg.records import Mention, Reading
from kg.relate.candidates import Candidate, Scene, sentence_candidates
from kg.relate.context import NO_ROLES, Context, Roles, roles_of
from kg.relate.discourse import borrowed_mentions, discourse_candidates
from kg.relate.frames import Frames
from kg.relate.sentences import Sentence, split_sentences

ROLE_PREDICATE = "supports"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every candidate of an article with the number of its sentence, and the roles that they were read with."""

    sentences: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]
    sentence_of: tuple[int, ...]
    roles: Roles


def read_roles(
    sentences: list[Sentence], reading: Reading, frames: Frames, weigh: Callable[[Candidate], float]
) -> Roles:
    """Who gives and who receives, from the support candidates within single sentences, each weighed as a logit."""
    context = Context(reading.article.text, NO_ROLES, _codes(reading))
    only = frames.only(ROLE_PREDICATE)
    pairs: dict[tuple[int, int], float] = {}
    for sentence in sentences:
        for candidate in sentence_candidates(Scene(sentence, only, context)):
            key = (candidate.subject.entity, candidate.object.entity)
            pairs[key] = max(pairs.get(key, 0.0), 1 / (1 + exp(-weigh(candidate))))
    return roles_of(pairs)


def read_candidates(sentences: list[Sentence], reading: Reading, frames: Frames, roles: Roles) -> Candidates:
    """All candidates of the article, sentence by sentence, those across sentences last in each."""
    context = Context(reading.article.text, roles, _codes(reading))
    first: dict[int, Mention] = {}
    for mention in reading.mentions:
        first.setdefault(mention.entity, mention)
    found: list[Candidate] = []
    sentence_of: list[int] = []
    for sentence in sentences:
        for candidate in _of_sentence(Scene(sentence, frames, context), sentences, roles, first):
            found.append(candidate)
            sentence_of.append(sentence.number)
    return Candidates(tuple(sentences), tuple(found), tuple(sentence_of), roles)


def _of_sentence(
    scene: Scene, sentences: list[Sentence], roles: Roles, first: Mapping[int, Mention]
) -> Iterator[Candidate]:
    yield from sentence_candidates(scene)
    yield from discourse_candidates(scene, borrowed_mentions(sentences, scene.sentence.number, roles, first))


def _codes(reading: Reading) -> dict[int, str | None]:
    return {number: entity.code for number, entity in enumerate(reading.entities)}


__all__ = ["Candidates", "read_candidates", "read_roles", "split_sentences"]
