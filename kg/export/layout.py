"""Where the nodes of a graph stand on the page, computed once at build time.

In: a count of nodes, edges as pairs of node numbers, a radius per node. Out: one (x, y) per node, in pixels at zoom 1,
the same for the same input. Connected parts are laid out each by itself and packed side by side; nodes without an edge
stand in a block of their own, so that they do not push the rest into a corner.

The force model is ForceAtlas2's (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679): linear attraction along edges,
repulsion by degree, and step sizes held down where a node swings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import networkx
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_SPACING = 90.0
"""Pixels between neighbours: two labels of six characters at 12 px find room."""

_PAIRS = 2.5e8
"""Pairs of nodes that one part may cost over all its rounds: about 5 s a billion on one core, so 2,000 nodes take 2 s."""

_ROUNDS = (40, 300)
"""Fewest and most rounds. 300 settles 300 nodes; 40 from a good start settle a handful, and of many tell the groups apart."""

_GRAVITY = 0.6
"""Pull to the middle, growing with distance (ForceAtlas2's "strong gravity"). On a graph of 427 news entities the median
distance to the nearest node, with the whole graph on a 1000 × 720 screen, was 8 px at 0.02, 13 at 0.1, 18 at 0.4."""

_SETTLED = 400
"""Nodes from which on gravity falls with the count: at 2,000 the full pull presses every group into one disc."""

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def place(count: int, edges: Sequence[tuple[int, int]], radii: Sequence[float]) -> list[tuple[float, float]]:
    """Positions for nodes 0 … count-1. ``radii`` are in pixels; loops and repeated edges count once."""
    net = networkx.Graph()
    net.add_nodes_from(range(count))
    net.add_edges_from((a, b) for a, b in edges if a != b)
    parts = sorted(
        (sorted(part) for part in networkx.connected_components(net)), key=lambda part: (-len(part), part[0])
    )
    positions = np.zeros((count, 2))
    sizes = np.asarray(radii, dtype=np.float64)
    boxes: list[tuple[list[int], Floats]] = []
    for part in parts:
        if len(part) > 1:
            boxes.append((part, _settle(net.subgraph(part), part, sizes[part])))
    loose = [part[0] for part in parts if len(part) == 1]
    if loose:
        boxes.append((loose, _grid(len(loose))))
    for (part, laid), corner in zip(boxes, _pack([np.ptp(laid, axis=0) + _SPACING for _, laid in boxes]), strict=True):
        positions[part] = laid - laid.min(axis=0) + corner
    if count:
        positions -= (positions.min(axis=0) + positions.max(axis=0)) / 2
    return [(round(float(x), 1), round(float(y), 1)) for x, y in positions]


def _grid(count: int) -> Floats:
    """A block of rows."""
    columns = max(1, math.ceil(math.sqrt(count * 0.6)))
    return np.array([[n % columns * _SPACING * 1.2, n // columns * _SPACING * 0.75] for n in range(count)])


def _settle(net: networkx.Graph, part: list[int], radii: Floats) -> Floats:
    """Positions of one connected part, turned so that its long side lies level."""
    row = {node: number for number, node in enumerate(part)}
    pairs = np.array(sorted((row[a], row[b]) for a, b in ((min(e), max(e)) for e in net.edges)))
    degree = np.bincount(pairs.ravel(), minlength=len(part)).astype(np.float64)
    positions = _start(degree)
    rounds = int(min(_ROUNDS[0] + 3 * len(part), _ROUNDS[1], max(_ROUNDS[0], _PAIRS / len(part) ** 2)))
    positions = _forces(positions, pairs, degree, rounds)
    spread = np.median(np.linalg.norm(positions[pairs[:, 0]] - positions[pairs[:, 1]], axis=1))
    positions *= _SPACING / max(float(spread), 1e-9)
    return _part_overlaps(_level(positions), radii)


def _start(degree: Floats) -> Floats:
    """A sunflower with the best connected in the middle: no two alike, no randomness."""
    order = np.argsort(-degree, kind="stable")
    positions = np.empty((len(degree), 2))
    turn = np.arange(len(degree)) * _GOLDEN_ANGLE
    reach = np.sqrt(np.arange(len(degree)) + 0.5) * 2
    positions[order] = np.stack([np.cos(turn) * reach, np.sin(turn) * reach], axis=1)
    return positions


def _forces(positions: Floats, pairs: NDArray[np.int64], degree: Floats, rounds: int) -> Floats:
    mass = (degree + 1).astype(np.float32)
    x = positions.astype(np.float32)
    previous = np.zeros_like(x)
    speed = 1.0
    gravity = _GRAVITY * min(1.0, _SETTLED / len(x))
    first, second = pairs[:, 0], pairs[:, 1]
    for _ in range(rounds):
        force = _repulsion(x, mass)
        pull = x[first] - x[second]
        np.subtract.at(force, first, pull)
        np.add.at(force, second, pull)
        force -= gravity * mass[:, None] * x
        swing = mass * np.linalg.norm(force - previous, axis=1)
        traction = mass * np.linalg.norm(force + previous, axis=1) / 2
        speed = min(speed * 1.5, float(traction.sum()) / max(float(swing.sum()), 1e-9))
        step = speed / (1 + np.sqrt(speed * swing))
        x = x + force * step[:, None]
        previous = force
    return x.astype(np.float64)


def _repulsion(x: NDArray[np.float32], mass: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every node pushes every other with its mass over the distance; in blocks, so that memory stays flat."""
    force = np.empty_like(x)
    block = max(1, 2_000_000 // len(x))
    for at in range(0, len(x), block):
        dx = x[at : at + block, 0, None] - x[None, :, 0]
        dy = x[at : at + block, 1, None] - x[None, :, 1]
        weight = dx * dx + dy * dy
        np.maximum(weight, 1e-4, out=weight)
        np.divide(mass[None, :], weight, out=weight)
        force[at : at + block, 0] = np.einsum("ij,ij->i", dx, weight)
        force[at : at + block, 1] = np.einsum("ij,ij->i", dy, weight)
    return force * mass[:, None] * np.float32(2.0)


def _level(positions: Floats) -> Floats:
    """Turns the cloud so that its longest axis lies level; the sign is fixed by the farthest node."""
    centred = positions - positions.mean(axis=0)
    across, along = np.linalg.eigh(centred.T @ centred)[1].T
    turned = np.stack([centred @ along, centred @ across], axis=1)
    for axis in (0, 1):
        if turned[np.argmax(np.abs(turned[:, axis])), axis] < 0:
            turned[:, axis] *= -1
    return turned


def _part_overlaps(positions: Floats, radii: Floats, rounds: int = 60) -> Floats:
    """Moves apart nodes that lie on each other, looking only at neighbours in a grid of cells."""
    reach = float(radii.max()) * 2 + 14
    for _ in range(rounds):
        a, b = _near(positions, reach)
        gap = positions[a] - positions[b]
        distance = np.linalg.norm(gap, axis=1)
        short = radii[a] + radii[b] + 14 - distance
        close = short > 0.5
        if not close.any():
            break
        a, b, gap, distance, short = a[close], b[close], gap[close], distance[close], short[close]
        gap[distance < 1e-6] = (1.0, 0.0)
        shift = gap / np.maximum(distance, 1.0)[:, None] * (short / 2)[:, None] * 0.9
        np.add.at(positions, a, shift)
        np.subtract.at(positions, b, shift)
    return positions


def _near(positions: Floats, reach: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of nodes whose x lie within ``reach`` and whose y do so too, each once, by a sweep over x."""
    order = np.argsort(positions[:, 0], kind="stable")
    xs = positions[order, 0]
    ends = np.searchsorted(xs, xs + reach, side="right")
    counts = ends - np.arange(len(xs)) - 1
    first = np.repeat(np.arange(len(xs)), counts)
    second = first + 1 + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    a, b = order[first], order[second]
    near = np.abs(positions[a, 1] - positions[b, 1]) <= reach
    return a[near], b[near]


def _pack(sizes: list[Floats]) -> list[tuple[float, float]]:
    """Corners of boxes in columns: the first and largest stands alone at the left, the rest fill columns beside it.

    The whole comes out wider than high, as screens are; the order of the boxes is kept.
    """
    if not sizes:
        return []
    height = max(float(sizes[0][1]), math.sqrt(sum(float(w * h) for w, h in sizes) / 1.6))
    corners: list[tuple[float, float]] = []
    x = y = column = 0.0
    for w, h in sizes:
        if y > 0 and y + h > height:
            x, y, column = x + column, 0.0, 0.0
        corners.append((x, y))
        y, column = y + float(h), max(column, float(w))
    return corners
