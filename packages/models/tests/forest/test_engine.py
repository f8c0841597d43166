"""One tree is the one that an exact search grows."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ml_tools.models.forest.engine import Growth, grow, plant
from ml_tools.models.forest.grown_tree import GrownTree, joined
from ml_tools.models.forest.predicting import predict_numbers
from ml_tools.models.forest.running import in_parallel, one_by_one
from ml_tools.models.forest.splits import Rules
from ml_tools.models.forest.subsets import feature_subsets

ROWS, COLUMNS = 320, 12


def rules(features: int, *, max_depth: int = 32, min_leaf_rows: int = 1, chosen: int | None = None) -> Rules:
    return Rules(
        max_depth=jnp.int32(max_depth),
        min_leaf_rows=jnp.int32(min_leaf_rows),
        feature_count=jnp.int32(features),
        chosen_features=jnp.int32(chosen or features),
        key=jax.random.key(0),
    )


def planted(features: np.ndarray, target: np.ndarray, weight: np.ndarray | None = None) -> Growth:
    """Plant a tree on rows that are padded to one size, so that the programs are compiled once."""
    rows, columns = features.shape
    padded, order = np.zeros((ROWS, COLUMNS), np.float32), np.tile(np.arange(ROWS, dtype=np.int32)[:, None], COLUMNS)
    padded[:rows, :columns] = features
    order[:rows, :columns] = np.argsort(features, axis=0, kind="stable")
    outputs, counts = np.zeros((ROWS, target[0].size), np.float32), np.zeros(ROWS, np.int32)
    outputs[:rows] = target.reshape(rows, -1)
    counts[:rows] = 1 if weight is None else weight
    return plant(*map(jnp.asarray, (padded, order, outputs, counts)), positions=ROWS)


def forest_of(growth: Growth) -> dict[str, Any]:
    nodes = int(growth.node_count)
    feature, threshold, left, value = (np.asarray(array)[:nodes] for array in growth.tree)
    tree = GrownTree(feature=feature, threshold=threshold, left=left, value=value, depth=int(growth.depth))
    return {**joined([tree]), "center": np.asarray(0.0), "scale": np.asarray(1.0)}


def predicted(growth: Growth, features: np.ndarray) -> np.ndarray:
    padded = np.zeros((len(features), COLUMNS), np.float32)
    padded[:, : features.shape[1]] = features
    return predict_numbers(forest_of(growth), padded)


def rows_of(seed: int, rows: int = 300, columns: int = 5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, columns)).astype(np.float32)
    return features, np.sin(3 * features[:, 0]) + features[:, 1] * (features[:, 2] > 0) + random.normal(size=rows) / 5


@pytest.mark.parametrize(("depth", "leaf"), [(1, 1), (3, 1), (32, 12)])
def test_a_tree_predicts_what_scikit_learns_predicts(depth: int, leaf: int) -> None:
    features, target = rows_of(0)
    unseen = rows_of(1)[0]

    growth = grow(planted(features, target), rules(5, max_depth=depth, min_leaf_rows=leaf), jnp.int32(33))

    peer = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=leaf).fit(features, target)
    np.testing.assert_allclose(predicted(growth, features)[:, 0], peer.predict(features), atol=1e-5)
    assert np.mean(np.abs(predicted(growth, unseen)[:, 0] - peer.predict(unseen)) < 1e-5) > 0.99  # ties differ
    assert int(growth.node_count) == peer.tree_.node_count


def test_classes_are_divided_as_gini_says() -> None:
    features, target = rows_of(2)
    classes = np.digitize(target, [-1, 0, 1])

    growth = grow(planted(features, np.eye(4)[classes]), rules(5, max_depth=4), jnp.int32(5))

    peer = DecisionTreeClassifier(max_depth=4).fit(features, classes)
    np.testing.assert_allclose(predicted(growth, features), peer.predict_proba(features), atol=1e-6)


def test_a_row_that_counts_twice_is_two_rows() -> None:
    features, target = rows_of(3, rows=120)
    weight = np.random.default_rng(3).integers(0, 4, 120)

    once = grow(planted(features, target, weight), rules(5, max_depth=3), jnp.int32(4))

    peer = DecisionTreeRegressor(max_depth=3).fit(features, target, sample_weight=weight)
    np.testing.assert_allclose(predicted(once, features)[:, 0], peer.predict(features), atol=1e-5)


def test_a_tree_is_the_same_however_many_levels_a_program_grows() -> None:
    features, target = rows_of(4)
    whole = grow(planted(features, target), rules(5, chosen=2), jnp.int32(33))

    growth = planted(features, target)
    for depth in range(33):
        growth = grow(growth, rules(5, chosen=2), jnp.int32(depth + 1))

    for one, other in zip(growth.tree, whole.tree, strict=True):
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))


def test_leaves_have_as_many_rows_as_they_must() -> None:
    features, target = rows_of(5)

    growth = grow(planted(features, target), rules(5, min_leaf_rows=20), jnp.int32(33))

    leaf = predicted(growth, features)[:, 0]
    assert np.unique(leaf, return_counts=True)[1].min() >= 20


@pytest.mark.parametrize(
    ("features", "target"),
    [
        ([[1.0], [1.0], [1.0]], [1.0, 2.0, 3.0]),
        ([[1.0], [2.0], [3.0]], [5.0, 5.0, 5.0]),
        ([[1.0]], [4.0]),
    ],
    ids=["features that do not vary", "a target that does not vary", "one row"],
)
def test_what_cannot_be_split_is_one_leaf(features: list[list[float]], target: list[float]) -> None:
    rows = np.array(features, np.float32)

    growth = grow(planted(rows, np.array(target)), rules(1), jnp.int32(33))

    assert int(growth.node_count) == 1
    np.testing.assert_allclose(predicted(growth, rows)[:, 0], np.mean(target))


def test_neighbouring_and_extreme_numbers_are_told_apart() -> None:
    one = np.float32(1.0)
    features = np.array([[-3e38], [one], [np.nextafter(one, np.float32(2))], [3e38]], np.float32)
    target = np.array([0.0, 1.0, 0.0, 1.0])

    growth = grow(planted(features, target), rules(1), jnp.int32(33))

    assert predicted(growth, features)[:, 0].tolist() == target.tolist()


def test_what_only_two_splits_together_tell_is_found() -> None:
    features = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 2, np.float32)
    target = np.array([0.0, 1.0, 1.0, 0.0] * 2)

    growth = grow(planted(features, target), rules(2), jnp.int32(33))

    assert predicted(growth, features)[:, 0].tolist() == target.tolist()


def test_a_subset_without_a_feature_that_varies_takes_another() -> None:
    features = np.zeros((40, 9), np.float32)
    features[:, 4] = np.arange(40)

    growth = grow(planted(features, np.arange(40.0)), rules(9, chosen=1), jnp.int32(33))

    np.testing.assert_allclose(predicted(growth, features)[:, 0], np.arange(40.0), atol=1e-5)


def test_both_ways_to_sum_agree() -> None:
    random = np.random.default_rng(0)
    values = jnp.asarray(random.integers(-9, 9, (1000, 3)), jnp.int32)
    first = jnp.asarray(random.random(1000) < 0.1).at[0].set(True)

    np.testing.assert_array_equal(jax.jit(one_by_one)(values, first), jax.jit(in_parallel)(values, first))


@pytest.mark.parametrize("chosen", [1, 3, 6])
def test_each_feature_is_drawn_as_often(chosen: int) -> None:
    nodes = 6000
    like = jnp.zeros((nodes, 8), jnp.float32)

    subsets = np.asarray(jax.jit(feature_subsets)(jax.random.key(1), like, jnp.int32(7), jnp.int32(chosen)))

    assert (subsets.sum(axis=1) == chosen).all()
    assert not subsets[:, 7].any()
    assert np.abs(subsets[:, :7].mean(axis=0) - chosen / 7).max() < 0.03
    assert len(np.unique(subsets, axis=0)) == {1: 7, 3: 35, 6: 7}[chosen]
