"""The fitted numbers: trees by hand, files that are missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.errors import DataError
from kg.relate.weights import LEAF, Linear, Trees, load_relation_model


def stump() -> Trees:
    """One tree: the first number up to 0.5 speaks against, above it for."""
    return Trees(
        feature=np.array([[0, LEAF, LEAF]], dtype=np.int16),
        threshold=np.array([[0.5, 0, 0]], dtype=np.float32),
        left=np.array([[1, LEAF, LEAF]], dtype=np.int16),
        right=np.array([[2, LEAF, LEAF]], dtype=np.int16),
        value=np.array([[0, -2, 2]], dtype=np.float32),
        depth=1,
    )


def test_a_tree_sends_each_row_to_its_leaf():
    likely = stump().likelihoods(np.array([[0.0], [0.5], [1.0]], dtype=np.float32))
    assert likely.round(3).tolist() == [0.119, 0.119, 0.881]


def test_no_rows_give_no_likelihoods():
    assert stump().likelihoods(np.zeros((0, 1), dtype=np.float32)).tolist() == []


def test_many_rows_are_weighed_as_each_alone():
    rows = np.linspace(0, 1, 1500, dtype=np.float32)[:, None]
    together = stump().likelihoods(rows)
    assert together.tolist() == [float(stump().likelihoods(row[None])[0]) for row in rows]


@pytest.mark.parametrize("leaves", [1, 2, 15, 17, 40])
def test_trees_of_any_shape_are_read_as_by_walking_them(leaves: int):
    generator = np.random.default_rng(leaves)
    feature, threshold, left, right, value = (
        np.zeros((3, 2 * leaves - 1), kind) for kind in ("i2", "f4", "i2", "i2", "f4")
    )
    for tree in range(3):
        feature[tree], value[tree] = LEAF, generator.normal(size=2 * leaves - 1)
        ends = [0]
        for node in range(1, 2 * leaves - 1, 2):  # a leaf taken at random is split in two
            split = ends.pop(int(generator.integers(len(ends))))
            feature[tree, split], threshold[tree, split] = generator.integers(4), generator.integers(-2, 3)
            left[tree, split], right[tree, split] = node, node + 1
            ends += [node, node + 1]
    rows = generator.integers(-3, 4, (200, 4)).astype(np.float32)
    walked = []
    for row in rows:
        total = 0.0
        for tree in range(3):
            node = 0
            while feature[tree, node] != LEAF:
                node = (left if row[feature[tree, node]] <= threshold[tree, node] else right)[tree, node]
            total += float(value[tree, node])
        walked.append(1 / (1 + np.exp(-total)))
    trees = Trees(feature, threshold, left, right, value, depth=leaves)
    assert trees.likelihoods(rows).tolist() == pytest.approx(walked, rel=1e-12)


def test_features_add_up_and_unknown_ones_weigh_nothing():
    part = Linear(-1.0, {"a": 2.0, "b": 0.5})
    assert part.logit(["a", "b", "never seen"]) == 1.5


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(DataError, match=r"nowhere\.json"):
        load_relation_model(tmp_path / "nowhere.json")


def test_the_package_weighs_all_its_predicates():
    model = load_relation_model()
    assert set(model.linear) == set(model.predicates) == set(model.thresholds)
