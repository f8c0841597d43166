"""Bins hold about as many rows each, and splits lie between them."""

from __future__ import annotations

import numpy as np

from ml_tools.models.examples import Features, Origin
from ml_tools.models.trees import MISSING, Bins, fit_ranks
from ml_tools.models.trees import binned as binned_by_ranks

NAN = np.nan


def binned(features: Features, *coded: bool, target: object = None) -> tuple[np.ndarray, Bins]:
    origins = tuple(Origin(column="a", is_code=is_code) for is_code in coded)
    ranks = fit_ranks(features, origins, np.asarray(target if coded else np.zeros(len(features))), 0)
    return binned_by_ranks(features, ranks)


def test_few_different_values_have_a_bin_each() -> None:
    values = np.float32([[3.0], [-1.0], [3.0], [-0.0], [0.0]])

    codes, bins = binned(values)

    assert codes[:, 0].tolist() == [2, 0, 2, 1, 1]
    assert bins.counts.tolist() == [3]
    assert bins.lowest[0, :3].tolist() == bins.highest[0, :3].tolist() == [-1.0, 0.0, 3.0]


def test_many_values_fill_bins_evenly() -> None:
    values = np.random.default_rng(0).lognormal(size=(10_000, 1)).astype(np.float32)

    codes, bins = binned(values)

    rows = np.bincount(codes[:, 0])
    assert bins.counts.tolist() == [255]
    assert len(rows) == 255
    assert rows.min() > 30
    assert rows.max() < 50


def test_a_value_of_most_rows_leaves_bins_to_the_others() -> None:
    values = np.zeros((10_000, 1), np.float32)
    values[:1000, 0] = np.random.default_rng(0).normal(size=1000)

    codes, bins = binned(values)

    assert bins.counts[0] > 240
    assert np.bincount(codes[:1000, 0]).max() < 10 + 1


def test_codes_are_the_bins_that_values_lie_in() -> None:
    values = np.random.default_rng(1).normal(size=(3000, 4)).astype(np.float32)

    codes, bins = binned(values)

    for feature in range(4):
        code = codes[:, feature]
        assert (bins.lowest[feature, code] <= values[:, feature]).all()
        assert (values[:, feature] <= bins.highest[feature, code]).all()
        assert (bins.highest[feature, :254] < bins.lowest[feature, 1:255]).all()


def test_a_threshold_lies_half_way_or_below_when_there_is_no_number_between() -> None:
    one = np.float32(1.0)
    values = np.array([[0.0], [one], [np.nextafter(one, np.float32(2))], [5.0]], np.float32)

    _, bins = binned(values)

    feature, low = np.int32([0, 0, -1]), np.uint8([0, 1, 0])
    assert bins.thresholds(feature, low, np.uint8([1, 2, 0])).tolist() == [0.5, 1.0, 0.0]


def test_bins_take_values_until_they_hold_enough_rows() -> None:
    values = np.float32([[0], [0], [0], [1], [2], [3], [4], [4], [5], [NAN]])

    codes, bins = binned_by_ranks(values, fit_ranks(values, (), np.zeros(10), 0), least_rows=3)

    assert codes[:, 0].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, MISSING]
    assert bins.lowest[0, :3].tolist() == [0, 1, 4]
    assert bins.highest[0, :3].tolist() == [0, 3, 5]


def test_many_values_have_no_more_bins_than_are_filled() -> None:
    values = np.random.default_rng(0).normal(size=(300, 1)).astype(np.float32)

    codes, bins = binned_by_ranks(values, fit_ranks(values, (), np.zeros(300), 0), least_rows=3)

    assert bins.counts.tolist() == [100]
    assert (np.bincount(codes[:, 0]) == 3).all()


def test_missing_values_have_a_code_of_their_own() -> None:
    values = np.float32([[NAN, NAN], [2.0, NAN], [-np.inf, NAN], [NAN, NAN], [np.inf, NAN]])

    codes, bins = binned(values)

    assert codes[:, 0].tolist() == [MISSING, 1, 0, MISSING, 2]
    assert codes[:, 1].tolist() == [MISSING] * 5
    assert bins.counts.tolist() == [3, 0]


def test_missing_values_take_no_bins_from_others() -> None:
    values = np.random.default_rng(0).normal(size=(3000, 1)).astype(np.float32)
    values[::2] = NAN

    codes, bins = binned(values)

    assert bins.counts.tolist() == [255]
    assert codes[1::2].max() == 254


def test_a_threshold_between_values_and_missing_ones_is_above_all() -> None:
    _, bins = binned(np.float32([[1.0], [2.0], [NAN]]))

    assert bins.thresholds(np.int32([0]), np.uint8([1]), np.uint8([MISSING])).tolist() == [np.inf]


def test_levels_are_binned_in_the_order_of_the_target() -> None:
    codes, bins = binned(np.float32([[0], [0], [1], [2], [NAN]]), True, target=[5.0, 7.0, 1.0, 6.5, 9.0])

    assert codes[:, 0].tolist() == [1, 1, 0, 2, MISSING]
    assert bins.counts.tolist() == [3]
