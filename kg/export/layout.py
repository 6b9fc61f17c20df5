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
from typing import Any, TypeAlias

import networkx
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Pushes: TypeAlias = tuple[NDArray[np.complexfloating[Any, Any]], NDArray[np.complexfloating[Any, Any]]]

_SPACING = 90.0
"""Pixels between neighbours: two labels of six characters at 12 px find room."""

_EXACT = 900
"""Nodes up to which each pushes each; of more the push is worked out on a mesh, which costs the same for any number:
300 rounds take 1.5 s for 1,000 nodes one by one, and on the mesh 2 s for 1,000 and 3 s for 5,000."""

_MESH = 160
"""Cells of the mesh along a side: two to a node's own room at 5,000 nodes."""

_ROUNDS = (40, 250)
"""Fewest and most rounds: 40 settle a handful from a good start, after 250 thousands hardly move."""

_GRAVITY = 0.6
"""Pull to the middle, growing with distance (ForceAtlas2's "strong gravity"). On a graph of 427 news entities the median
distance to the nearest node, with the whole graph on a 1000 × 720 screen, was 8 px at 0.02, 13 at 0.1, 18 at 0.4."""

_SETTLED = 400
"""Nodes from which on gravity falls with the count: at 2,000 the full pull presses every group into one disc."""

_BLOCK = 60_000
"""Pairs of nodes worked on at a time: four arrays of 240 kB. With 2 million, 700 nodes took twice as long."""

_GAP = 14
"""Pixels between the rims of two nodes at least, so that a line passes between them."""

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
    rounds = min(_ROUNDS[0] + 3 * len(part), _ROUNDS[1])
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
    kernel = _kernel() if len(x) > _EXACT else None
    for _ in range(rounds):
        force = _repulsion(x, mass) if kernel is None else _far_repulsion(x, mass, kernel)
        pull = x[first] - x[second]
        for axis in (0, 1):  # np.add.at takes ten times as long
            force[:, axis] += np.bincount(second, pull[:, axis], len(x)) - np.bincount(first, pull[:, axis], len(x))
        force -= gravity * mass[:, None] * x
        swing = mass * np.linalg.norm(force - previous, axis=1)
        traction = mass * np.linalg.norm(force + previous, axis=1) / 2
        speed = min(speed * 1.5, float(traction.sum()) / max(float(swing.sum()), 1e-9))
        step = speed / (1 + np.sqrt(speed * swing))
        x = x + force * step[:, None]
        previous = force
    return x.astype(np.float64)


def _repulsion(x: Singles, mass: Singles) -> Singles:
    """Every node pushes every other with its mass over the distance; in blocks that stay in the processor's cache."""
    force = np.empty_like(x)
    xs, ys = np.ascontiguousarray(x[:, 0]), np.ascontiguousarray(x[:, 1])
    block = max(1, _BLOCK // len(x))
    dx, dy, weight, square = np.empty((4, block, len(x)), dtype=np.float32)
    for at in range(0, len(x), block):
        rows = min(block, len(x) - at)
        a, b, w, q = dx[:rows], dy[:rows], weight[:rows], square[:rows]
        np.subtract(xs[at : at + rows, None], xs[None, :], out=a)
        np.subtract(ys[at : at + rows, None], ys[None, :], out=b)
        np.multiply(a, a, out=w)
        np.multiply(b, b, out=q)
        w += q
        np.maximum(w, 1e-4, out=w)
        np.divide(mass[None, :], w, out=w)
        force[at : at + rows, 0] = np.einsum("ij,ij->i", a, w)
        force[at : at + rows, 1] = np.einsum("ij,ij->i", b, w)
    return force * mass[:, None] * np.float32(2.0)


def _kernel() -> Pushes:
    """The push of a unit mass over the mesh, transformed: the vector over its squared length, in both axes."""
    steps = np.fft.fftfreq(2 * _MESH, 1 / (2 * _MESH)).astype(np.float32)
    x, y = steps[:, None], steps[None, :]
    square = x * x + y * y
    square[0, 0] = 1.0
    return np.fft.rfft2(x / square), np.fft.rfft2(y / square)


def _far_repulsion(x: Singles, mass: Singles, kernel: Pushes) -> Singles:
    """``_repulsion`` by a mesh (Hockney and Eastwood 1988, "Computer Simulation Using Particles", ch. 5): the masses are
    shared out to the mesh, folded with the kernel by Fourier transform, and the push is read back at the nodes."""
    low = x.min(axis=0)
    width = max(float(np.ptp(x, axis=0).max()) / (_MESH - 2), 1e-6)
    spot = (x - low) / np.float32(width)
    cell = np.minimum(spot.astype(np.int64), _MESH - 2)
    part = spot - cell
    at = cell[:, 0] * _MESH + cell[:, 1]
    shares = [
        (at + dx * _MESH + dy, np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]))
        for dx in (0, 1)
        for dy in (0, 1)
    ]
    mesh = np.zeros(_MESH * _MESH)
    for index, share in shares:
        mesh += np.bincount(index, share * mass, _MESH * _MESH)
    padded = np.fft.rfft2(mesh.reshape(_MESH, _MESH).astype(np.float32), (2 * _MESH, 2 * _MESH))
    force = np.empty_like(x)
    for axis in (0, 1):
        pushed = np.fft.irfft2(padded * kernel[axis], (2 * _MESH, 2 * _MESH))[:_MESH, :_MESH].ravel()
        force[:, axis] = sum(pushed[index] * share for index, share in shares)
    return force * mass[:, None] * np.float32(2.0 / width)


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
    reach = float(radii.max()) * 2 + _GAP
    for _ in range(rounds):
        a, b = _near(positions, reach)
        x, y = positions[a, 0] - positions[b, 0], positions[a, 1] - positions[b, 1]
        room = radii[a] + radii[b] + _GAP
        close = np.flatnonzero(x * x + y * y < (room - 0.5) ** 2)
        if not len(close):
            break
        a, b, x, y, room = a[close], b[close], x[close], y[close], room[close]
        distance = np.sqrt(x * x + y * y)
        x[distance < 1e-6] = 1.0
        share = (room - distance) / 2 * 0.9 / np.maximum(distance, 1.0)
        for axis, way in ((0, x * share), (1, y * share)):
            positions[:, axis] += np.bincount(a, way, len(positions)) - np.bincount(b, way, len(positions))
    return positions


def _near(positions: Floats, reach: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of nodes, each once, that lie within ``reach`` in both axes or little more: in one cell or in cells that touch."""
    cells = np.floor((positions - positions.min(axis=0)) / reach).astype(np.int64)
    rows = int(cells[:, 1].max()) + 3
    keys = cells[:, 0] * rows + cells[:, 1] + 1
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts, seconds = [], []
    for step in (0, 1, rows - 1, rows, rows + 1):
        start = np.arange(len(keys)) + 1 if step == 0 else np.searchsorted(keys, keys + step, side="left")
        counts = np.searchsorted(keys, keys + step, side="right") - start
        first = np.repeat(np.arange(len(keys)), counts)
        firsts.append(first)
        seconds.append(
            np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(start, counts)
        )
    return order[np.concatenate(firsts)], order[np.concatenate(seconds)]


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
