"""The fitted choices behind observations: which indicator a number belongs to, who gave and who received it.

In: ``kg/data/observations.json``, written by ``scripts/fit_observations.py``: weights of readable features. Out: probabilities
(conditional logit, McFadden 1974: softmax over the alternatives, "none" among them). No state, no randomness.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError
from kg.resources import data_path


@dataclass(frozen=True, slots=True)
class ObservationModel:
    """Weights by feature. ``numbers`` maps a feature to (alternative, weight) pairs, ``arguments`` to (provider, recipient).

    ``reject`` is the likelihood of "no observation" above which a number is left out; ``share`` the part of the best
    entity's likelihood that another needs to be named beside it; ``calibration`` turns likelihoods into a confidence.
    """

    alternatives: tuple[str, ...]
    numbers: dict[str, tuple[tuple[int, float], ...]]
    arguments: dict[str, tuple[float, float]]
    reject: float
    share: float
    calibration: tuple[float, ...]

    def indicators(self, features: Iterable[str]) -> list[float]:
        """The likelihood of each alternative, in their order."""
        scores = [0.0] * len(self.alternatives)
        for feature in features:
            for place, weight in self.numbers.get(feature, ()):
                scores[place] += weight
        return softmax(scores)

    def score(self, features: Iterable[str]) -> tuple[float, float]:
        """The summed weights of features for the two roles."""
        provider = recipient = 0.0
        for feature in features:
            weights = self.arguments.get(feature)
            if weights is not None:
                provider += weights[0]
                recipient += weights[1]
        return provider, recipient

    def confidence(self, indicator: float, provider: float, recipient: float) -> float:
        """How often an observation chosen with these likelihoods is right (logistic regression on articles kept back)."""
        bias, *slopes = self.calibration
        total = bias + sum(w * _logit(p) for w, p in zip(slopes, (indicator, provider, recipient), strict=True))
        return _within(1 / (1 + math.exp(-total)))


def _within(p: float) -> float:
    """Nothing that is read is certain, or certainly wrong: thousandths are the finest that confidence is written in."""
    return min(max(p, 0.001), 0.999)


def _logit(p: float) -> float:
    p = _within(p)
    return math.log(p / (1 - p))


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as likelihoods that add up to one."""
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


@cache
def load_observation_model(path: Path | None = None) -> ObservationModel:
    """Reads the weights; raises DataError naming the file if it is missing or malformed."""
    path = path or data_path("observations.json")
    try:
        data = json.loads(path.read_text("utf-8"))
        return ObservationModel(
            alternatives=tuple(data["alternatives"]),
            numbers={f: tuple((int(n), float(w)) for n, w in pairs) for f, pairs in data["numbers"].items()},
            arguments={f: (float(p), float(r)) for f, (p, r) in data["arguments"].items()},
            reject=float(data["reject"]),
            share=float(data["share"]),
            calibration=tuple(float(c) for c in data["calibration"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: the weights of the observations cannot be read: {error}") from error
