"""What features weigh: the fitted numbers behind a statement's confidence.

In: candidates, then pair rows. Out: logits, then likelihoods. The numbers are made by ``scripts/fit_relations.py``:
``kg/data/relations.json`` holds a weight per predicate and feature (readable: ``T=援建|STO`` speaks for ``built``),
``kg/data/relations.npz`` the trees that weigh pairs. Needs numpy only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import DataError
from kg.relate.candidates import Candidate
from kg.relate.pairs import PairTable
from kg.resources import data_path

LEAF = -1
DIGITS = 9
"""Digits of a logit that are kept, so that two sums of the same weights are equal in whatever order they were added."""
BATCH = 128
"""Rows weighed at a time: the work arrays (rows x trees) then stay within the processor's cache."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of one predicate's features, to be added to its bias."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Iterable[str]) -> float:
        """The sum of what the features weigh; unknown ones weigh nothing."""
        return round(self.bias + sum(filter(None, map(self.weights.get, features))), DIGITS)


@dataclass(frozen=True, slots=True)
class Trees:
    """Gradient-boosted trees as arrays of shape (trees, nodes). ``feature`` is LEAF where ``value`` holds the leaf's score."""

    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]
    value: npt.NDArray[np.float32]
    depth: int

    def likelihoods(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The likelihood of each row, summed over the trees in a fixed order."""
        if not len(rows):
            return np.zeros(0)
        plan = _plan(self)
        scores = np.empty(len(rows))
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            goes_right = np.ascontiguousarray(part.T).take(plan.feature, axis=0) > plan.threshold[:, None]
            crossed_out = (goes_right.view(np.uint8) * plan.mask[:, None]).reshape(plan.slots, -1, len(part))
            reached = ~np.bitwise_or.reduce(crossed_out, axis=0)
            reached &= ~reached + plan.one  # the first leaf that remains, as its bit
            values = plan.value.take(plan.offset[:, None] + (reached % plan.modulus).astype(np.int64))
            scores[start : start + BATCH] = values.T.sum(axis=1, dtype=np.float64)
        return 1.0 / (1.0 + np.exp(-scores))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Trees laid out to be read all at once (QuickScorer, Lucchese et al. 2015, doi:10.1145/2766462.2767733).

    Every node is asked; one that says "right" crosses out the leaves on its left, the bits of its ``mask``, and the first
    leaf that remains is the one reached. Nodes lie slot by slot (``slots`` a tree, all trees in each), those that a tree
    lacks cross out nothing. ``value`` holds a tree's leaf scores at the leaf's bit modulo ``modulus``, from ``offset`` on.
    """

    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float32]
    mask: npt.NDArray[Any]
    one: Any
    value: npt.NDArray[np.float32]
    offset: npt.NDArray[np.int64]
    modulus: Any
    slots: int


_WIDTHS = ((16, np.uint16, 19), (32, np.uint32, 37), (64, np.uint64, 67))
"""Leaves of a tree at most, their bits, and a number by which the powers of two that long leave different remainders."""

_plans: dict[int, tuple[Trees, _Plan]] = {}


def _plan(trees: Trees) -> _Plan:
    """The layout of these trees, made once."""
    known = _plans.get(id(trees))
    if known is None or known[0] is not trees:
        known = _plans[id(trees)] = (trees, _lay_out(trees))
    return known[1]


def _lay_out(trees: Trees) -> _Plan:
    count = len(trees.feature)
    slots = max(1, int((trees.feature != LEAF).sum(axis=1).max(initial=0)))
    kind, modulus = next((kind, modulus) for most, kind, modulus in _WIDTHS if slots < most)
    feature = np.zeros((slots, count), np.int64)
    threshold = np.full((slots, count), np.inf, np.float32)
    mask = np.zeros((slots, count), kind)
    begun = [0] * slots  # per slot the leaves left of its node's own
    value = np.zeros((count, modulus), np.float32)
    for tree in range(count):
        asked = leaves = 0
        open_: list[tuple[int, int]] = [(0, -1)]  # node, and the slot whose left side ends before it
        while open_:
            node, closes = open_.pop()
            if closes >= 0:  # the leaves met since the slot was asked lie on its left
                mask[closes, tree] = (1 << leaves) - (1 << begun[closes])
            if trees.feature[tree, node] == LEAF:
                value[tree, (1 << leaves) % modulus] = trees.value[tree, node]
                leaves += 1
                continue
            feature[asked, tree], threshold[asked, tree] = trees.feature[tree, node], trees.threshold[tree, node]
            begun[asked] = leaves
            open_ += [(int(trees.right[tree, node]), asked), (int(trees.left[tree, node]), -1)]
            asked += 1
    offset = np.arange(count) * modulus
    return _Plan(feature.ravel(), threshold.ravel(), mask.ravel(), kind(1), value.ravel(), offset, kind(modulus), slots)


@dataclass(frozen=True, slots=True)
class RelationModel:
    """All fitted numbers. ``roles`` weighs support within single sentences; ``linear`` every predicate; ``trees`` pairs;
    ``generic`` predicates that the fitting never saw, by how arguments and trigger stand, whatever the words.

    ``calibration`` gives for rising likelihoods how often such pairs were right in articles kept back;
    ``thresholds`` are the likelihoods from which on a pair is stated, ``predicates`` the order of columns in pair rows.
    """

    predicates: tuple[str, ...]
    roles: Linear
    linear: Mapping[str, Linear]
    generic: Linear
    trees: Trees
    thresholds: Mapping[str, float]
    calibration: tuple[tuple[float, float], ...]

    def confidence(self, likelihood: float) -> float:
        """The share of pairs of that likelihood that were right in articles kept back, between the measured points."""
        likelihoods, shares = zip(*self.calibration, strict=True)
        return float(np.interp(likelihood, np.array(likelihoods), np.array(shares)))

    def logit(self, candidate: Candidate) -> float:
        """What the features of a candidate weigh together."""
        return self.linear.get(candidate.predicate, self.generic).logit(candidate.features)

    def likelihoods(self, table: PairTable) -> list[float]:
        """The likelihood of each pair of a table: by the trees, or by its best candidate alone where no tree knows its
        predicate."""
        likely = self.trees.likelihoods(table.rows)
        known = [key[0] in self.linear for key in table.keys]
        alone = 1.0 / (1.0 + np.exp(-table.rows[:, 0].astype(np.float64))) if len(table.keys) else likely
        return [float(a if fitted else b) for a, b, fitted in zip(likely, alone, known, strict=True)]


@cache
def load_relation_model(numbers: Path | None = None) -> RelationModel:
    """Reads the package's fitted numbers, or the pair of files ``numbers`` (.json, with .npz beside it).

    Raises DataError naming the file that is missing or malformed.
    """
    path = numbers or data_path("relations.json")
    try:
        table = json.loads(path.read_text("utf-8"))
        arrays = np.load(path.with_suffix(".npz"))
        return RelationModel(
            predicates=tuple(table["predicates"]),
            roles=_linear(table["roles"]),
            linear={predicate: _linear(part) for predicate, part in table["linear"].items()},
            generic=_linear(table["generic"]),
            trees=Trees(
                feature=arrays["feature"],
                threshold=arrays["threshold"],
                left=arrays["left"],
                right=arrays["right"],
                value=arrays["value"],
                depth=int(arrays["depth"]),
            ),
            thresholds=table["thresholds"],
            calibration=tuple((float(likelihood), float(share)) for likelihood, share in table["calibration"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: the fitted relation weights cannot be read: {error}. Reinstall duikou") from error


def _linear(part: Mapping[str, object]) -> Linear:
    weights = part["weights"]
    assert isinstance(weights, dict)
    return Linear(float(part["bias"]), weights)  # type: ignore[arg-type]
