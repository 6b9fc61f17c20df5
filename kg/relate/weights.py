"""What features weigh: the fitted numbers behind a statement's confidence.

In: candidates, then pair rows. Out: logits, then likelihoods. The numbers are made by ``scripts/fit_relations.py``:
``kg/data/relations.json`` holds a weight per predicate and feature (readable: ``T=援建|STO`` speaks for ``built``),
``kg/data/relations.npz`` the trees that weigh pairs. Needs numpy only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import DataError
from kg.relate.candidates import Candidate
from kg.resources import data_path

LEAF = -1
BATCH = 256
"""Rows weighed at a time: the work arrays (rows x trees) then stay within the processor's cache."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of one predicate's features, to be added to its bias."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Iterable[str]) -> float:
        """The sum of what the features weigh; unknown ones weigh nothing."""
        get = self.weights.get
        return self.bias + sum([get(feature, 0.0) for feature in features])


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
        count, size = self.feature.shape
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        base = (np.arange(count) * size)[None, :]
        left, right = (base.T + self.left).ravel(), (base.T + self.right).ravel()
        leaf = feature == LEAF
        feature = np.where(leaf, 0, feature)
        own = np.arange(count * size)
        left, right = np.where(leaf, own, left), np.where(leaf, own, right)
        scores = np.empty(len(rows))
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            offset = (np.arange(len(part)) * part.shape[1])[:, None]
            flat = part.ravel()
            at = np.repeat(base, len(part), axis=0)
            for _ in range(self.depth):
                goes_left = flat.take(offset + feature.take(at)) <= threshold.take(at)
                at = np.where(goes_left, left.take(at), right.take(at))
            scores[start : start + BATCH] = self.value.ravel().take(at).sum(axis=1, dtype=np.float64)
        return 1.0 / (1.0 + np.exp(-scores))


@dataclass(frozen=True, slots=True)
class RelationModel:
    """All fitted numbers. ``roles`` weighs support within single sentences; ``linear`` every predicate; ``trees`` pairs.

    ``thresholds`` are the likelihoods from which on a pair is stated, ``predicates`` the order of columns in pair rows.
    """

    predicates: tuple[str, ...]
    roles: Linear
    linear: Mapping[str, Linear]
    trees: Trees
    thresholds: Mapping[str, float]

    def logits(self, candidates: Sequence[Candidate]) -> list[float]:
        """What the features of each candidate weigh together. A predicate that was never fitted weighs nothing: 0."""
        known = self.linear
        return [known[c.predicate].logit(c.features) if c.predicate in known else 0.0 for c in candidates]


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
            trees=Trees(
                feature=arrays["feature"],
                threshold=arrays["threshold"],
                left=arrays["left"],
                right=arrays["right"],
                value=arrays["value"],
                depth=int(arrays["depth"]),
            ),
            thresholds=table["thresholds"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: the fitted relation weights cannot be read: {error}. Reinstall duikou") from error


def _linear(part: Mapping[str, object]) -> Linear:
    weights = part["weights"]
    assert isinstance(weights, dict)
    return Linear(float(part["bias"]), weights)  # type: ignore[arg-type]
