"""Levels are ranked by the target, and what is unknown is missing."""

from __future__ import annotations

import numpy as np

from ml_tools.models.examples import Features, Origin
from ml_tools.models.trees import Ranks, fit_ranks, rank_arrays, ranked_features

NAN = np.nan


def ranks_of(features: Features, target: object, class_count: int = 0, coded: tuple[bool, ...] = (True,)) -> Ranks:
    origins = tuple(Origin(column="a", is_code=is_code) for is_code in coded)
    return fit_ranks(features, origins, np.asarray(target), class_count)


def test_levels_are_in_the_order_of_the_mean_of_the_target() -> None:
    ranks = ranks_of(np.float32([[2], [0], [2], [1], [NAN]]), [4, 3, 6, 1, -9])

    assert ranks.rank.tolist() == [1, 0, 2]


def test_of_equal_means_the_lower_code_comes_first() -> None:
    assert ranks_of(np.float32([[2], [1], [0]]), [4, 4, 4]).rank.tolist() == [0, 1, 2]


def test_two_classes_are_ranked_by_the_share_of_the_second() -> None:
    ranks = ranks_of(np.float32([[0], [0], [1], [1], [2]]), [1, 0, 1, 1, 0], 2)

    assert ranks.rank.tolist() == [1, 2, 0]


def test_several_classes_are_ranked_along_what_tells_levels_apart_most() -> None:
    shares = np.array([[8, 1, 1], [1, 8, 1], [6, 3, 1], [3, 6, 1]])
    level, classes = np.indices(shares.shape)
    repeated = np.repeat(level.ravel(), shares.ravel()), np.repeat(classes.ravel(), shares.ravel())

    rank = ranks_of(np.float32(repeated[0])[:, None], repeated[1], 3).rank.tolist()

    assert rank in ([0, 3, 1, 2], [3, 0, 2, 1])


def test_the_order_of_rows_changes_no_rank() -> None:
    random = np.random.default_rng(0)
    features = random.integers(0, 300, (2000, 1)).astype(np.float32)
    order = random.permutation(2000)
    for classes in (0, 2, 7):
        target = random.integers(0, classes or 10**15, 2000)

        one, other = ranks_of(features, target, classes), ranks_of(features[order], target[order], classes)

        np.testing.assert_array_equal(one.rank, other.rank)


def test_a_thousand_classes_of_many_levels_are_ranked_in_blocks() -> None:
    random = np.random.default_rng(0)
    features = random.integers(0, 20_000, (30_000, 1)).astype(np.float32)

    ranks = ranks_of(features, random.integers(0, 1000, 30_000), 1000)

    known = ranks.rank[np.unique(features).astype(int)]
    assert sorted(known) == list(range(len(known)))


def test_unknown_and_missing_codes_are_missing_and_numbers_stay() -> None:
    train = np.float32([[0.5, 0], [0.25, 3]])
    arrays = rank_arrays(ranks_of(train, [2, 1], coded=(False, True)))

    ranked = ranked_features(arrays, np.float32([[7, 0], [8, 3], [9, 1], [10, 4], [11, NAN], [12, -1], [NAN, np.inf]]))

    np.testing.assert_array_equal(ranked[:, 1], np.float32([1, 0, NAN, NAN, NAN, NAN, NAN]))
    np.testing.assert_array_equal(ranked[:, 0], np.float32([7, 8, 9, 10, 11, 12, NAN]))


def test_features_of_models_without_codes_are_not_copied() -> None:
    features = np.float32([[1.0]])

    assert not rank_arrays(ranks_of(features, [1], coded=(False,)))
    assert ranked_features({}, features) is features


def test_a_column_without_a_known_level_has_no_ranks() -> None:
    for classes in (0, 2, 3):
        arrays = rank_arrays(ranks_of(np.float32([[NAN], [NAN]]), [0, 1], classes))

        assert np.isnan(ranked_features(arrays, np.float32([[0], [NAN]]))).all()
