"""Boosted trees are the same on every instruction set and any number of threads, and wrong arrays are refused."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from ml_tools.kernels import (
    BoostedTrees,
    Booster,
    BoostLoss,
    BoostPredictor,
    BoostRounds,
    BoostSample,
    BoostSettings,
    Stop,
    levels,
)

SETTINGS = BoostSettings(
    key=3, rate=0.3, l2=0.5, min_hessian=0.0, leaves=31, max_depth=32, min_leaf_rows=5, row_share=0.8
)
STUMPS = BoostedTrees(
    roots=np.int32([0, 3]),
    feature=np.int32([0, -1, -1, -1]),
    threshold=np.float32([0.5, 0, 0, 0]),
    missing_left=np.uint8([1, 0, 0, 0]),
    left=np.int32([1, 1, 2, 3]),
    value=np.float64([0, 1, 3, 10]),
    start=np.float64([100]),
)


def loss_of(kind: int, columns: int = 1) -> BoostLoss:
    return BoostLoss(
        kind=kind,
        level=1 << 15,
        held_shift=16,
        held_most=1 << 20,
        start=np.zeros(columns, np.int64),
        exponentials=np.rint(np.exp(-np.arange(2818) / 128) * 2**30).astype(np.int64),
        logarithms=np.rint(np.log1p(np.arange(1025) / 1024) * 2**24).astype(np.int64),
    )


def sample_of(rows: int, features: int, class_count: int = 0) -> BoostSample:
    random = np.random.default_rng(0)
    codes = random.integers(0, 256, (rows, features), dtype=np.uint8)
    signal = np.where(codes[:, 0] == 255, 300, codes[:, 0]).astype(np.int64) * 3 + random.integers(0, 300, rows)
    return BoostSample(
        codes=codes,
        bins=np.full(features, 255, np.int32),
        target=signal * class_count // 1201 if class_count else signal << 20,
        salt=random.integers(0, 2**32, rows, dtype=np.uint32),
        held=(np.arange(rows) % 4 == 0).astype(np.uint8),
    )


def digest(grown: BoostRounds) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in grown)).hexdigest()


@pytest.mark.parametrize(("kind", "classes"), [(0, 0), (1, 0), (3, 2), (4, 3)])
def test_instruction_sets_and_threads_do_not_change_trees(kind: int, classes: int) -> None:
    sample, loss = sample_of(20_000, 3, classes), loss_of(kind, max(1, classes if classes > 2 else 1))

    digests = {
        digest(Booster(sample, loss, SETTINGS, threads=threads, level=level).grow(3))
        for level in levels()
        for threads in (1, 2, 3)
    }

    assert len(digests) == 1


def test_the_loss_of_the_rows_held_out_falls() -> None:
    grown = Booster(sample_of(3000, 4), loss_of(0), SETTINGS).grow(10)

    assert (np.diff(grown.losses) < 0).all()
    assert grown.losses[-1] < grown.losses[0] / 10
    assert len(grown.feature) == grown.sizes.sum() > 300


def test_a_booster_that_is_stopped_grows_no_more() -> None:
    stop = Stop()
    stop.set()

    grown = Booster(sample_of(100, 2), loss_of(0), SETTINGS).grow(10, stop=stop)

    assert len(grown.losses) == len(grown.sizes) == len(grown.feature) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"codes": np.zeros((0, 2), np.uint8)}, "0 x 2"),
        ({"codes": np.zeros((4, 2), np.int32)}, "8 bits"),
        ({"bins": np.int32([1])}, "4 rows and 2 features"),
        ({"bins": np.int32([1, 256])}, "1 to 256"),
        ({"salt": np.uint32([1])}, "4 rows and 2 features"),
        ({"monotone": np.int8([1])}, "4 rows and 2 features"),
        ({"target": np.int64([0, 1, 2, 3])}, "from 0 to 1"),
        ({"held": np.ones(4, np.uint8)}, "not held out"),
        ({"codes": np.full((4, 2), 2, np.uint8)}, "below the number of bins"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, Any], says: str) -> None:
    codes, bins = np.zeros((4, 2), np.uint8), np.int32([1, 1])
    sample = BoostSample(codes, bins, np.zeros(4, np.int64), np.zeros(4, np.uint32))._replace(**change)

    with pytest.raises(ValueError, match=says):
        Booster(sample, loss_of(3), SETTINGS)


def test_rounds_without_features_are_refused() -> None:
    with pytest.raises(ValueError, match="some of 2 features"):
        Booster(sample_of(100, 2), loss_of(0), SETTINGS).grow(1, np.zeros((1, 2), bool))


@pytest.mark.parametrize("level", levels())
def test_rows_add_up_what_leaves_add(level: int) -> None:
    features = np.float32([[0.5], [0.6], [np.nan], [-np.inf], [np.inf]])

    sums = BoostPredictor(STUMPS, level=level).predict(features)

    assert sums[:, 0].tolist() == [111, 113, 111, 111, 113]


def test_a_row_alone_is_predicted_like_one_of_many() -> None:
    features = np.random.default_rng(0).normal(size=(100, 1)).astype(np.float32)
    predictor = BoostPredictor(STUMPS, threads=2)

    many = predictor.predict(features)

    for row in range(100):
        np.testing.assert_array_equal(predictor.predict(features[row : row + 1]), many[row : row + 1])
    assert predictor.predict(features[:0]).shape == (0, 1)
