"""From single readings to pairs: everything that an article's sentences say for one pair of entities, as one row of numbers.

In: ``Candidate`` records with what their features weigh. Out: a table with a row per (predicate, subject, object), which
adds what a single sentence cannot know: rivals for the same role elsewhere, the same pair under other predicates, who
gives and receives in the article.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import neg

import numpy as np
import numpy.typing as npt

from kg.relate.candidates import LOCAL, Candidate
from kg.relate.context import Roles
from kg.relate.discourse import BORROW_NUMBERS

ABSENT = -20.0
"""Stands for a logit of something that was not seen, and for a number that does not apply."""
NOT_LOCAL, NOT_BORROWED = (ABSENT,) * LOCAL, (ABSENT,) * len(BORROW_NUMBERS)
LEAST_LOGIT = -6.0
"""Pairs below are not tabulated: of 4,800 annotated pairs 0.4 % lie there, of all candidates four in five."""

Key = tuple[str, int, int]
Family = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class PairTable:
    """``keys[i]`` belongs to ``rows[i]``; ``readings[i]`` are the numbers of its candidates, best first."""

    keys: list[Key]
    rows: npt.NDArray[np.float32]
    readings: list[list[int]]


def tabulate(
    candidates: Sequence[Candidate],
    logits: Sequence[float],
    roles: Roles,
    predicates: Sequence[str],
    symmetric: frozenset[str],
) -> PairTable:
    """One row per pair, in the order in which the pairs come first. ``symmetric`` predicates also look at the pair turned."""
    readings: dict[Key, list[int]] = {}
    for number, candidate in enumerate(candidates):
        readings.setdefault((candidate.predicate, candidate.subject.entity, candidate.object.entity), []).append(number)
    for numbers in readings.values():
        numbers.sort(key=lambda n: (-logits[n], n))
    top: dict[Key, float] = {key: logits[numbers[0]] for key, numbers in readings.items()}
    by_subject: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    by_object: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for (predicate, subject, object), logit in top.items():
        by_subject[predicate, subject].append(logit)
        by_object[predicate, object].append(logit)
    for rivals in (*by_subject.values(), *by_object.values()):
        rivals.sort(reverse=True)
    families = _families(candidates, logits)
    vectors = _vectors(top, predicates, symmetric)
    one_hot = {p: [float(p == q) for q in predicates] for p in {key[0] for key in readings}}
    rows = array("f")  # one after the other: as lists they would take eight times the memory
    kept = [(key, numbers) for key, numbers in readings.items() if top[key] >= LEAST_LOGIT]
    for key, numbers in kept:
        predicate, subject, object = key
        best = candidates[numbers[0]]
        z = top[key]
        if best.local:
            seen = (*best.numbers, *NOT_BORROWED)
            local = z
            apart = next((logits[n] for n in numbers if not candidates[n].local), ABSENT)
        else:
            seen = (*NOT_LOCAL, *best.numbers)
            local = next((logits[n] for n in numbers if candidates[n].local), ABSENT)
            apart = z
        rows.extend(
            (
                *(z, len(numbers), local, apart, not best.local),
                *one_hot[predicate],
                *vectors[subject, object],
                *seen,
                *_rivals(z, by_subject[predicate, subject]),
                *_rivals(z, by_object[predicate, object]),
                *_siblings(best, z, families),
                top.get((predicate, object, subject), ABSENT),
                *roles.numbers(subject, object),
            )
        )
    table = np.frombuffer(rows, np.float32).reshape(len(kept), -1) if kept else np.zeros((0, 0), np.float32)
    return PairTable([key for key, _ in kept], table, [numbers for _, numbers in kept])


def _families(
    candidates: Sequence[Candidate], logits: Sequence[float]
) -> dict[Family, tuple[int, float, float, float]]:
    """Of each family of candidates how many there are, the best logit, the second best, the mean."""
    found: defaultdict[Family, list[float]] = defaultdict(list)
    for candidate, logit in zip(candidates, logits, strict=True):
        if candidate.family[0] >= 0:
            found[candidate.predicate, *candidate.family].append(logit)
    return {
        family: (len(alike), *heapq.nlargest(2, (*alike, ABSENT)), sum(alike) / len(alike))  # type: ignore[misc]
        for family, alike in found.items()
    }


def _siblings(
    candidate: Candidate, logit: float, families: Mapping[Family, tuple[int, float, float, float]]
) -> list[float]:
    """How many candidates share both coordinations, the best of the others, and the mean of all."""
    count, best, second, mean = families.get((candidate.predicate, *candidate.family), (1, logit, ABSENT, logit))
    return [count, second if logit == best else best, mean]


def _vectors(
    top: Mapping[Key, float], predicates: Sequence[str], symmetric: frozenset[str]
) -> dict[tuple[int, int], list[float]]:
    """Per ordered pair of entities the best logit of each predicate; symmetric ones count both ways round."""
    column = {predicate: number for number, predicate in enumerate(predicates)}
    found: defaultdict[tuple[int, int], list[float]] = defaultdict(lambda: [ABSENT] * len(predicates))
    for (predicate, subject, object), logit in top.items():
        number = column.get(predicate)
        if number is None:
            found[subject, object]
            continue
        found[subject, object][number] = max(found[subject, object][number], logit)
        if predicate in symmetric:
            found[object, subject][number] = max(found[object, subject][number], logit)
    return found


def _rivals(z: float, sorted_logits: Sequence[float]) -> list[float]:
    """Rank among the rivals, how many there are, distance to the best of them and to the best other one."""
    other = sorted_logits[1] if sorted_logits[0] == z and len(sorted_logits) > 1 else sorted_logits[0]
    rank = bisect_left(sorted_logits, -z, key=neg)
    return [rank, len(sorted_logits), sorted_logits[0] - z, other - z]
