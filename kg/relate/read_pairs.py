"""Reads all candidates of one article, twice: first who supports whom within sentences, then everything in that light.

In: a ``Reading``, frames, and (for the second pass) the weights of the first. Out: ``Candidates``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp

from kg.records import Mention, Reading
from kg.relate.candidates import Candidate, sentence_candidates
from kg.relate.context import Context, Links, Roles
from kg.relate.discourse import borrowed_mentions, discourse_candidates
from kg.relate.focus import follow
from kg.relate.frames import Frames
from kg.relate.scene import Scene
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
    context = Context.of(reading)
    bounds, pairs = frames.bounds, 0
    scenes = []
    for sentence in split_sentences(reading):
        names = len(sentence.slots)
        pairs += names * names if names > bounds.some else 0
        crowded = names > (bounds.names if pairs <= bounds.pairs else bounds.some)
        scenes.append(Scene(sentence, frames, context, crowded))
    return scenes


def read_roles(scenes: Sequence[Scene], weigh: Callable[[Candidate], float], links: Links) -> Roles:
    """Who gives and who receives, from the support candidates within single sentences, each weighed as a logit."""
    unknown = Roles({}, links)
    pairs: dict[tuple[int, int], float] = {}
    for scene in scenes:
        for candidate in sentence_candidates(scene, unknown, only=ROLE_PREDICATE):
            key = (candidate.subject.entity, candidate.object.entity)
            pairs[key] = max(pairs.get(key, 0.0), 1 / (1 + exp(-weigh(candidate))))
        if scene.crowded:
            scene.forget()
    return Roles(pairs, links)


def read_candidates(scenes: Sequence[Scene], reading: Reading, roles: Roles) -> Candidates:
    """All candidates of the article, sentence by sentence, those across sentences last in each."""
    found = list(_every(scenes, reading, roles))
    return Candidates(tuple(s.sentence for s in scenes), tuple(c for _, c in found), tuple(n for n, _ in found))


def weigh_candidates(
    scenes: Sequence[Scene], reading: Reading, roles: Roles, weigh: Callable[[Candidate], float], least: float
) -> tuple[Candidates, list[float]]:
    """``read_candidates`` with the logit of each. Features are let go as soon as they are weighed, since they are most of what
    an article costs in memory, and of the four in five below ``least`` the numbers too."""
    found: list[Candidate] = []
    sentence_of: list[int] = []
    logits: list[float] = []
    for number, candidate in _every(scenes, reading, roles):
        logit = weigh(candidate)
        found.append(candidate.weighed() if logit >= least else candidate.faint())
        sentence_of.append(number)
        logits.append(logit)
    return Candidates(tuple(scene.sentence for scene in scenes), tuple(found), tuple(sentence_of)), logits


def _every(scenes: Sequence[Scene], reading: Reading, roles: Roles) -> Iterator[tuple[int, Candidate]]:
    """Every candidate with the number of its sentence. A scene's memory is cleared behind it."""
    first: dict[int, Mention] = {}
    for mention in reading.mentions:
        first.setdefault(mention.entity, mention)
    sentences = [scene.sentence for scene in scenes]
    for number, (scene, focus) in enumerate(zip(scenes, follow(sentences, roles), strict=True)):
        borrowed = borrowed_mentions(sentences, number, roles, focus, first)
        for candidate in chain(
            sentence_candidates(scene, roles, focus), discourse_candidates(scene, borrowed, roles, focus)
        ):
            yield number, candidate
        scene.forget()
