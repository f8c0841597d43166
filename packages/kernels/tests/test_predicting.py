"""Predictions are the means of the leaves that rows come to."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.kernels import Trees, levels, predict_means

STUMPS = Trees(
    roots=np.int32([0, 3]),
    feature=np.int32([0, -1, -1, -1]),
    threshold=np.float32([0.5, 0, 0, 0]),
    missing_left=np.bool_([False] * 4),
    child=np.int32([1, 0, 1, 2]),
    value=np.float32([[1.0], [3.0], [10.0]]),
)


@pytest.mark.parametrize("level", levels())
def test_rows_go_left_up_to_the_threshold(level: int) -> None:
    means = predict_means(np.float32([[0.5], [0.6], [-1e30], [np.nan]]), STUMPS, level=level)

    assert means.tolist() == [[5.5], [6.5], [5.5], [6.5]]


@pytest.mark.parametrize("level", levels())
def test_missing_values_go_to_the_side_that_was_learned(level: int) -> None:
    learned = STUMPS._replace(missing_left=np.bool_([True, False, False, False]))

    assert predict_means(np.float32([[np.nan], [9.0]]), learned, level=level).tolist() == [[5.5], [6.5]]


def test_a_single_row_is_predicted_like_one_of_many() -> None:
    features = np.random.default_rng(0).normal(size=(100, 1)).astype(np.float32)

    many = predict_means(features, STUMPS)

    for row in range(100):
        np.testing.assert_array_equal(predict_means(features[row : row + 1], STUMPS), many[row : row + 1])


def test_no_rows_have_no_means() -> None:
    assert predict_means(np.zeros((0, 1), np.float32), STUMPS).shape == (0, 1)


def test_columns_may_lie_in_any_order_in_memory() -> None:
    features = np.asfortranarray(np.float32([[0.0, 9.0], [1.0, 9.0]]))

    assert predict_means(features, STUMPS).tolist() == [[5.5], [6.5]]
