from __future__ import annotations

import itertools
import math
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.layout import place


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
@settings(max_examples=40, deadline=None)
def test_every_node_has_a_finite_place_and_the_same_one_again(count: int, edges: list[tuple[int, int]]) -> None:
    edges = [(a, b) for a, b in edges if a < count and b < count]
    places = place(count, edges, [8.0] * count)
    assert len(places) == count
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in places)
    assert places == place(count, edges, [8.0] * count)


def test_nodes_do_not_lie_on_each_other() -> None:
    edges = [(0, n) for n in range(1, 40)]
    places = place(60, edges, [10.0] * 60)
    nearest = min(math.dist(a, b) for a, b in itertools.combinations(places, 2))
    assert nearest >= 20


def test_joined_nodes_stand_closer_than_others() -> None:
    two_groups = [(a, b) for group in (range(8), range(8, 16)) for a, b in itertools.combinations(group, 2)]
    places = place(16, [*two_groups, (0, 8)], [8.0] * 16)
    inside = [math.dist(places[a], places[b]) for a, b in two_groups]
    across = [math.dist(places[a], places[b]) for a in range(1, 8) for b in range(9, 16)]
    assert sum(inside) / len(inside) < 0.5 * sum(across) / len(across)


def test_nodes_without_an_edge_are_packed_not_flung() -> None:
    core = [(n, n + 1) for n in range(29)]
    places = place(130, core, [8.0] * 130)
    width = max(x for x, _ in places) - min(x for x, _ in places)
    height = max(y for _, y in places) - min(y for _, y in places)
    assert width * height < 130 * 250**2


def test_two_thousand_nodes_take_seconds() -> None:
    edges = [(n, (n * 7919 + 13) % (n + 1)) for n in range(2000)] + [(n, n // 9) for n in range(2000)]
    start = time.process_time()
    place(2000, edges, [8.0] * 2000)
    assert time.process_time() - start < 20
