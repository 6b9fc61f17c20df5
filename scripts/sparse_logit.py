"""Logistic models over sparse indicator features, fitted by maximum likelihood with an L2 penalty.

In: rows of feature names. Out: weights by feature. Limited-memory BFGS (Nocedal 1980) from a given start, no randomness: the same
input gives the same weights. Used by the fitting scripts only; the package reads the weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Rows:
    """Rows of feature names as index lists. ``names`` are the features seen in at least ``least`` rows."""

    def __init__(self, rows: Sequence[Sequence[str]], names: Sequence[str] | None = None, least: int = 1):
        if names is None:
            seen = Counter(feature for row in rows for feature in set(row))
            names = sorted(feature for feature, count in seen.items() if count >= least)
        self.names = list(names)
        number = {feature: n for n, feature in enumerate(self.names)}
        found = [[number[f] for f in row if f in number] for row in rows]
        self.column = np.fromiter((n for row in found for n in row), dtype=np.int64)
        self.row = np.repeat(np.arange(len(rows)), [len(row) for row in found])
        self.count = len(rows)

    def dot(self, weights: Array) -> Array:
        """The score of each row for each column of ``weights`` (features × alternatives)."""
        return np.stack([np.bincount(self.row, w[self.column], self.count) for w in weights.T], axis=1)

    def spread(self, errors: Array) -> Array:
        """The transpose: what each row's error means for each feature."""
        return np.stack([np.bincount(self.column, e[self.row], len(self.names)) for e in errors.T], axis=1)


def fit_softmax(
    rows: Rows, labels: Sequence[int], row_weights: Array, prior: Array, penalty: float, passes: int
) -> Array:
    """Weights (features × alternatives) of a multinomial logit; ``prior`` is where the penalty pulls them to."""
    target = np.zeros((rows.count, prior.shape[1]))
    target[np.arange(rows.count), labels] = 1

    def loss(weights: Array) -> tuple[float, Array]:
        scores = rows.dot(weights)
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        pull = weights - prior
        cost = -(row_weights * np.log((likely * target).sum(axis=1) + 1e-12)).sum() + penalty / 2 * (pull**2).sum()
        return cost, rows.spread(row_weights[:, None] * (likely - target)) + penalty * pull

    return minimise(loss, prior.copy(), passes)


def fit_choice(rows: Rows, groups: Array, chosen: Array, group_weights: Array, penalty: float, passes: int) -> Array:
    """Weights (features × 1) of a conditional logit: in each group of rows some are chosen.

    ``chosen`` is 0 or 1 by row. Half of the likelihood asks that any chosen one is found, half that all of them are.
    """
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    inside = np.cumsum(np.r_[False, groups[1:] != groups[:-1]])
    right = np.add.reduceat(chosen, starts)
    weight = group_weights * (right > 0)
    even = chosen / np.maximum(right, 1)[inside]

    def loss(weights: Array) -> tuple[float, Array]:
        likely = group_softmax(rows.dot(weights)[:, 0], starts, inside)
        hit = np.add.reduceat(likely * chosen, starts)
        within = likely * chosen / (hit[inside] + 1e-30)
        cost = -(weight * np.log(hit + 1e-12)).sum() / 2 - (weight[inside] * even * np.log(likely + 1e-12)).sum() / 2
        error = weight[inside] * (likely - (within + even) / 2)
        return cost + penalty / 2 * (weights**2).sum(), rows.spread(error[:, None]) + penalty * weights

    return minimise(loss, np.zeros((len(rows.names), 1)), passes)


def group_softmax(scores: Array, starts: Array, inside: Array) -> Array:
    """Scores as likelihoods that add up to one in each group."""
    powers = np.exp(scores - np.maximum.reduceat(scores, starts)[inside])
    likely: Array = powers / np.add.reduceat(powers, starts)[inside]
    return likely


def minimise(loss: Callable[[Array], tuple[float, Array]], start: Array, passes: int, memory: int = 8) -> Array:
    """L-BFGS with a backtracking line search; stops when the loss falls by less than one part in 100,000."""
    point, shape = start.ravel().copy(), start.shape
    cost, slope = loss(start)
    slope = slope.ravel()
    moves: list[Array] = []
    turns: list[Array] = []
    for _ in range(passes):
        direction = -_scaled(slope, moves, turns)
        fall = float(slope @ direction)
        if fall >= 0:
            break
        step = 1.0
        while True:
            new_point = point + step * direction
            new_cost, new_slope = loss(new_point.reshape(shape))
            if new_cost <= cost + 1e-4 * step * fall or step < 1e-6:
                break
            step /= 2
        move, turn = new_point - point, new_slope.ravel() - slope
        if move @ turn > 1e-10:
            moves, turns = [*moves, move][-memory:], [*turns, turn][-memory:]
        done = abs(cost - new_cost) < 1e-5 * abs(cost)
        point, cost, slope = new_point, new_cost, new_slope.ravel()
        if done:
            break
    return point.reshape(shape)


def _scaled(slope: Array, moves: list[Array], turns: list[Array]) -> Array:
    result = slope.copy()
    shares = []
    for move, turn in zip(reversed(moves), reversed(turns), strict=True):
        share = (move @ result) / (turn @ move)
        shares.append(share)
        result -= share * turn
    result *= (moves[-1] @ turns[-1]) / (turns[-1] @ turns[-1]) if moves else 1 / max(1.0, np.abs(slope).sum() / 10)
    for move, turn, share in zip(moves, turns, reversed(shares), strict=True):
        result += move * (share - (turn @ result) / (turn @ move))
    return result
