"""Neighbours are those of an exact search, whatever the units, and however many are equally near."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.neighbors import learn_neighbors, predict_classes, predict_numbers
from ml_tools.models.neighbors.nearest import nearest

MOST = 10**9


def by_all_differences(features: np.ndarray, queries: np.ndarray, count: int) -> np.ndarray:
    differences = features.astype(np.float64)[None] - queries[:, None]
    return np.argsort(np.sum(differences**2, axis=2), axis=1, kind="stable")[:, :count]


def numbers(rows: int, columns: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)


@pytest.mark.parametrize(("rows", "columns", "count"), [(1, 1, 1), (7, 3, 7), (5000, 8, 5), (4500, 2, 40)])
def test_the_nearest_are_those_of_an_exact_search(rows: int, columns: int, count: int) -> None:
    features, queries = numbers(rows, columns), numbers(50, columns, 1)

    near = nearest(features, queries, count)

    expected = by_all_differences(features, queries, count)
    np.testing.assert_array_equal(near.rows, expected)
    distances = np.linalg.norm(features.astype(np.float64)[expected] - queries[:, None], axis=2)
    np.testing.assert_allclose(near.distances, distances, rtol=1e-12)


@pytest.mark.parametrize("offset", [0.0, 1e3, 1e6])
def test_rounding_changes_no_neighbour(offset: float) -> None:
    features = (numbers(3000, 4) + np.float32(offset)).astype(np.float32)

    near = nearest(features, features[:60], 5)

    np.testing.assert_array_equal(near.rows, by_all_differences(features, features[:60], 5))


def test_very_large_and_very_small_numbers_do_not_disturb_it() -> None:
    features = numbers(500, 3) * np.array([1e30, 1.0, 1e-30], np.float32)

    np.testing.assert_array_equal(nearest(features, features[:40], 4).rows[:, 0], np.arange(40))


@pytest.mark.parametrize("levels", [1, 3])
def test_of_rows_that_are_equally_near_the_earlier_count(levels: int) -> None:
    features = np.random.default_rng(0).integers(0, levels, (5000, 3)).astype(np.float32)

    near = nearest(features, features[:30], 6)

    np.testing.assert_array_equal(near.rows, by_all_differences(features, features[:30], 6))


@pytest.mark.parametrize("by_distance", [False, True], ids=["uniform", "distance"])
async def test_predictions_are_those_of_scikit_learn(by_distance: bool) -> None:
    features, queries = numbers(900, 6), np.concatenate([numbers(40, 6, 1), numbers(900, 6)[:10]])
    target = features[:, 0] + np.random.default_rng(2).normal(size=900)
    classes = np.digitize(target, [-1.0, 0.0, 1.0])
    settings = {"seed": 0, "neighbors": 7, "by_distance": by_distance, "max_bytes": MOST}

    regression = await learn_neighbors(Examples(features=features, target=target), **settings)
    examples = Examples(features=features, target=classes.astype(float), class_count=4)
    classification = await learn_neighbors(examples, **settings)

    weights = "distance" if by_distance else "uniform"
    peer = KNeighborsRegressor(7, weights=weights, algorithm="brute").fit(features.astype(float), target)
    np.testing.assert_allclose(predict_numbers(regression, queries)[:, 0], peer.predict(queries.astype(float)))
    peer = KNeighborsClassifier(7, weights=weights, algorithm="brute").fit(features.astype(float), classes)
    np.testing.assert_allclose(
        predict_classes(classification, queries), peer.predict_proba(queries.astype(float)), atol=1e-12
    )


async def test_digits_are_told_as_well_as_by_scikit_learn() -> None:
    features, classes = load_digits(return_X_y=True)
    examples = Examples(features=features[:1200].astype(np.float32), target=classes[:1200] * 1.0, class_count=10)

    arrays = await learn_neighbors(examples, seed=0, neighbors=5, by_distance=False, max_bytes=MOST)

    peer = KNeighborsClassifier(5, algorithm="brute").fit(features[:1200], classes[:1200])
    predicted = np.argmax(predict_classes(arrays, features[1200:].astype(np.float32)), axis=1)
    assert np.mean(predicted == classes[1200:]) >= np.mean(peer.predict(features[1200:]) == classes[1200:]) - 0.002


async def test_fewer_rows_than_neighbours_all_count() -> None:
    examples = Examples(features=numbers(3, 2), target=np.array([1.0, 2.0, 6.0]))

    arrays = await learn_neighbors(examples, seed=0, neighbors=5, by_distance=False, max_bytes=MOST)

    np.testing.assert_allclose(predict_numbers(arrays, numbers(4, 2, 1)), 3.0)


async def test_the_order_of_the_rows_does_not_matter() -> None:
    features, target, order = numbers(400, 3), np.arange(400.0), np.random.default_rng(0).permutation(400)
    settings = {"seed": 0, "neighbors": 5, "by_distance": True, "max_bytes": MOST}

    one, other = [
        predict_numbers(await learn_neighbors(examples, **settings), numbers(50, 3, 1))
        for examples in (
            Examples(features=features, target=target),
            Examples(features=features[order], target=target[order]),
        )
    ]

    np.testing.assert_allclose(one, other)


async def test_rows_that_are_too_large_to_keep_are_refused() -> None:
    examples = Examples(features=numbers(100, 2), target=np.zeros(100))

    with pytest.raises(brolly.ResourceExhausted, match=r"1,599 bytes, got training rows of 1,600.*max_model_bytes"):
        await learn_neighbors(examples, seed=0, neighbors=5, by_distance=False, max_bytes=1_599)
