"""One tree is the one that an exact search grows, in native code and in XLA."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ml_tools.models.compilation import double_precision
from ml_tools.models.examples import Examples
from ml_tools.models.forest import xla_nursery
from ml_tools.models.forest.ground import Ground, prepare_ground
from ml_tools.models.forest.growing import Nursery
from ml_tools.models.forest.grown_tree import GrownTree, Nodes, joined
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.node_random import node_keys
from ml_tools.models.forest.predicting import native_means, predict_numbers, xla_means
from ml_tools.models.forest.running import in_parallel, one_by_one
from ml_tools.models.forest.settings import Settings
from ml_tools.models.forest.subsets import feature_subsets
from ml_tools.models.forest.xla_nursery import XlaNursery

both = pytest.mark.parametrize("kind", [NativeNursery, XlaNursery], ids=["native", "xla"])


def settings(features: int, *, max_depth: int = 32, min_leaf_rows: int = 1, chosen: int | None = None) -> Settings:
    return Settings(seed=0, max_depth=max_depth, min_leaf_rows=min_leaf_rows, chosen_features=chosen or features)


def ground_of(features: Any, target: Any, class_count: int = 0) -> Ground:
    rows = np.asarray(features, np.float32)
    return prepare_ground(Examples(features=rows, target=np.asarray(target, float), class_count=class_count))


def grown(kind: type[Nursery], ground: Ground, rules: Settings, weight: Any = None) -> tuple[Nodes, dict[str, Any]]:
    """Grow a tree on all rows; gives its nodes, and a forest of it alone."""
    nursery: Any = kind
    weight = np.ones(len(ground.target), np.int32) if weight is None else weight.astype(np.int32)
    nodes = nursery(ground).grow(weight, 5, rules)
    tree = GrownTree(
        feature=nodes.feature,
        threshold=ground.bins.thresholds(nodes.feature, nodes.low, nodes.high),
        left=nodes.left,
        value=(nodes.sums / nodes.counts[:, None] / ground.unit).astype(np.float32),
        rows=nodes.counts,
        depth=nodes.depth,
    )
    return nodes, {**joined([tree]), "center": np.asarray(ground.center), "scale": np.asarray(ground.scale)}


def rows_of(seed: int, rows: int = 240, columns: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return few enough rows that each value has a bin of its own."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, columns)).astype(np.float32)
    return features, np.sin(3 * features[:, 0]) + features[:, 1] * (features[:, 2] > 0) + random.normal(size=rows) / 5


@both
@pytest.mark.parametrize(("depth", "leaf"), [(1, 1), (3, 1), (32, 12)])
def test_a_tree_predicts_what_scikit_learns_predicts(kind: type[Nursery], depth: int, leaf: int) -> None:
    features, target = rows_of(0)
    unseen = rows_of(1)[0]

    nodes, forest = grown(kind, ground_of(features, target), settings(5, max_depth=depth, min_leaf_rows=leaf))

    peer = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=leaf).fit(features, target)
    np.testing.assert_allclose(predict_numbers(forest, features)[:, 0], peer.predict(features), atol=1e-5)
    assert np.mean(np.abs(predict_numbers(forest, unseen)[:, 0] - peer.predict(unseen)) < 1e-5) > 0.99  # ties differ
    assert len(nodes.feature) == peer.tree_.node_count


@both
def test_classes_are_divided_as_gini_says(kind: type[Nursery]) -> None:
    features, target = rows_of(2)
    classes = np.digitize(target, [-1, 0, 1])

    _, forest = grown(kind, ground_of(features, classes, 4), settings(5, max_depth=4))

    peer = DecisionTreeClassifier(max_depth=4).fit(features, classes)
    np.testing.assert_allclose(native_means(forest, features), peer.predict_proba(features), atol=1e-6)


@both
def test_two_classes_are_divided_as_gini_says(kind: type[Nursery]) -> None:
    features, target = rows_of(2)

    _, forest = grown(kind, ground_of(features, target > 0.5, 2), settings(5, max_depth=4))

    peer = DecisionTreeClassifier(max_depth=4).fit(features, target > 0.5)
    np.testing.assert_allclose(native_means(forest, features), peer.predict_proba(features)[:, 1:], atol=1e-6)


@both
def test_a_row_that_counts_twice_is_two_rows(kind: type[Nursery]) -> None:
    features, target = rows_of(3, rows=120)
    weight = np.bincount(np.random.default_rng(3).integers(0, 120, 120), minlength=120)

    _, forest = grown(kind, ground_of(features, target), settings(5, max_depth=3), weight)

    peer = DecisionTreeRegressor(max_depth=3).fit(features, target, sample_weight=weight)
    np.testing.assert_allclose(predict_numbers(forest, features)[:, 0], peer.predict(features), atol=1e-5)


def test_a_tree_is_the_same_however_many_levels_a_program_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = ground_of(*rows_of(4))
    whole, _ = grown(XlaNursery, ground, settings(5, chosen=2))

    monkeypatch.setattr(xla_nursery, "_CELLS_A_PROGRAM", 1)
    by_level, _ = grown(XlaNursery, ground, settings(5, chosen=2))

    for one, other in zip(by_level, whole, strict=True):
        np.testing.assert_array_equal(one, other)


@both
def test_leaves_have_as_many_rows_as_they_must(kind: type[Nursery]) -> None:
    nodes, _ = grown(kind, ground_of(*rows_of(5)), settings(5, min_leaf_rows=20))

    assert nodes.counts.min() >= 20


@both
@pytest.mark.parametrize(
    ("features", "target"),
    [
        ([[1.0], [1.0], [1.0]], [1.0, 2.0, 3.0]),
        ([[1.0], [2.0], [3.0]], [5.0, 5.0, 5.0]),
        ([[1.0]], [4.0]),
    ],
    ids=["features that do not vary", "a target that does not vary", "one row"],
)
def test_what_cannot_be_split_is_one_leaf(kind: type[Nursery], features: Any, target: list[float]) -> None:
    nodes, forest = grown(kind, ground_of(features, target), settings(1))

    assert len(nodes.feature) == 1
    np.testing.assert_allclose(predict_numbers(forest, np.float32(features)), np.mean(target))


@both
def test_neighbouring_and_extreme_numbers_are_told_apart(kind: type[Nursery]) -> None:
    one = np.float32(1.0)
    features = np.array([[-3e38], [1e-30], [one], [np.nextafter(one, np.float32(2))], [1e30], [3e38]], np.float32)
    target = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])

    _, forest = grown(kind, ground_of(features, target), settings(1))

    assert predict_numbers(forest, features)[:, 0].tolist() == target.tolist()


@both
def test_what_only_two_splits_together_tell_is_found(kind: type[Nursery]) -> None:
    features = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 2, np.float32)
    target = np.array([0.0, 1.0, 1.0, 0.0] * 2)

    _, forest = grown(kind, ground_of(features, target), settings(2))

    assert predict_numbers(forest, features)[:, 0].tolist() == target.tolist()


@both
def test_a_subset_without_a_feature_that_varies_takes_another(kind: type[Nursery]) -> None:
    features = np.zeros((40, 9), np.float32)
    features[:, 4] = np.arange(40)

    _, forest = grown(kind, ground_of(features, np.arange(40.0)), settings(9, chosen=1))

    np.testing.assert_allclose(predict_numbers(forest, features)[:, 0], np.arange(40.0), atol=1e-5)


@both
def test_of_equal_features_each_is_taken_about_as_often(kind: type[Nursery]) -> None:
    features = np.repeat(np.random.default_rng(0).normal(size=(200, 1)), 4, axis=1)

    nodes, _ = grown(kind, ground_of(features, np.random.default_rng(1).normal(size=200)), settings(4))

    assert np.bincount(nodes.feature[nodes.feature >= 0], minlength=4).min() > 30


def test_native_code_and_xla_predict_the_same() -> None:
    features, target = rows_of(6)
    _, forest = grown(NativeNursery, ground_of(features, target), settings(5))

    np.testing.assert_allclose(native_means(forest, features), xla_means(forest, features), rtol=1e-6)


def test_both_ways_to_sum_agree() -> None:
    random = np.random.default_rng(0)
    values = jnp.asarray(random.integers(-9, 9, (1000, 3)), jnp.int32)
    first = jnp.asarray(random.random(1000) < 0.1).at[0].set(True)

    np.testing.assert_array_equal(jax.jit(one_by_one)(values, first), jax.jit(in_parallel)(values, first))


@pytest.mark.parametrize("chosen", [1, 3, 6])
def test_each_feature_is_drawn_as_often(chosen: int) -> None:
    nodes = 6000
    like = jnp.zeros((nodes, 8), jnp.float32)

    with double_precision():
        keys = node_keys(jnp.uint64(1), jnp.int32(0), jnp.arange(nodes, dtype=jnp.int32))
        subsets = np.asarray(jax.jit(feature_subsets)(keys, like, jnp.int32(7), jnp.int32(chosen)))

    assert (subsets.sum(axis=1) == chosen).all()
    assert not subsets[:, 7].any()
    assert np.abs(subsets[:, :7].mean(axis=0) - chosen / 7).max() < 0.03
    assert len(np.unique(subsets, axis=0)) == {1: 7, 3: 35, 6: 7}[chosen]
