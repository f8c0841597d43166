"""Missing values and levels are learned as they are, and what was never seen is predicted all the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ml_tools.models.examples import Examples, Origin
from ml_tools.models.forest import Plan, learn_forest, predict_classes, predict_numbers
from ml_tools.models.forest.predicting import native_means, xla_means
from ml_tools.models.learner import Arrays

both = pytest.mark.parametrize("is_extra", [False, True], ids=["forest", "extra-trees"])
NAN = np.nan


async def learned(features: Any, target: Any, class_count: int = 0, *coded: bool, **plan: Any) -> Arrays:
    examples = Examples(
        features=np.asarray(features, np.float32),
        target=np.asarray(target, float),
        class_count=class_count,
        origins=tuple(Origin(column="a", is_code=is_code) for is_code in coded),
    )
    return await learn_forest(examples, seed=0, plan=Plan(**{"trees": 20, "max_bytes": 10**8, **plan}))


@both
@pytest.mark.parametrize("classes", [0, 2, 4, 40])
async def test_that_a_value_is_missing_is_learned(classes: int, is_extra: bool) -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(600, 3)).astype(np.float32)
    missing = random.random(600) < 0.5
    features[missing, 1] = NAN
    target = missing * (classes - 1) if classes else np.where(missing, 5.0, -5.0)

    arrays = await learned(features, target, classes, is_extra=is_extra, feature_share=1.0)

    unseen = np.float32([[0.0, NAN, 0.0], [0.0, 0.3, 0.0]])
    if classes:
        assert predict_classes(arrays, unseen).argmax(axis=1).tolist() == [classes - 1, 0]
    else:
        np.testing.assert_allclose(predict_numbers(arrays, unseen)[:, 0], [5.0, -5.0], atol=0.2)


async def test_what_was_never_missing_goes_where_most_rows_went() -> None:
    arrays = await learned(np.arange(100.0)[:, None], np.arange(100) >= 80, max_depth=1)

    assert predict_numbers(arrays, np.float32([[NAN]]))[0, 0] < 0.1


@both
async def test_levels_are_divided_whatever_their_codes(is_extra: bool) -> None:
    random = np.random.default_rng(0)
    level = random.integers(0, 60, 3000)
    effect = random.permutation(60) % 2

    arrays = await learned(level[:, None], effect[level], 0, True, max_depth=5, is_extra=is_extra)

    outputs = predict_numbers(arrays, np.arange(60, dtype=np.float32)[:, None])[:, 0]
    np.testing.assert_array_equal(outputs > 0.5, effect == 1)


@both
async def test_levels_that_were_never_seen_are_missing(is_extra: bool) -> None:
    level = np.random.default_rng(0).integers(0, 9, 300)
    arrays = await learned(level[:, None], level % 3, 3, True, is_extra=is_extra)

    unseen, missing = (predict_classes(arrays, np.float32([[code]])) for code in (77, NAN))

    np.testing.assert_array_equal(unseen, missing)
    np.testing.assert_allclose(unseen.sum(), 1.0, atol=1e-6)


OLD: dict[str, Any] = {
    "roots": np.int32([0, 3]),
    "feature": np.int32([0, -1, -1, -1]),
    "threshold": np.float32([0.5, 0, 0, 0]),
    "child": np.int32([1, 0, 1, 2]),
    "value": np.float32([[1.0], [3.0], [10.0]]),
    "depth": np.asarray(2, np.int32),
    "center": np.asarray(100.0),
    "scale": np.asarray(2.0),
}
"""The arrays of a forest of the first release, which had nothing for missing values."""


def test_a_forest_that_was_stored_by_the_first_release_predicts_the_same() -> None:
    features = np.float32([[0.5], [0.6], [-1e30], [NAN]])

    assert predict_numbers(OLD, features)[:, 0].tolist() == [111.0, 113.0, 111.0, 113.0]
    for means in (native_means, xla_means):
        assert means(OLD, features)[:, 0].tolist() == [5.5, 6.5, 5.5, 6.5]


EXTREME = np.float32([[1e30, 1e-30], [1e-30, 1e30], [-1e30, -1e-30], [np.inf, 0], [-np.inf, 0], [0, NAN]] * 5)

BAD: dict[str, tuple[Any, Any, int]] = {
    "constant columns": (np.full((40, 3), 7.0), np.arange(40), 0),
    "columns without any value": (np.full((40, 3), NAN), np.arange(40), 0),
    "some columns without any value": (np.where(np.arange(3) == 1, NAN, np.ones((40, 1))), np.arange(40), 0),
    "one class only": (np.arange(40.0)[:, None], np.zeros(40), 1),
    "one of two classes": (np.arange(40.0)[:, None], np.ones(40), 2),
    "one row": ([[1.0, NAN]], [3.0], 0),
    "one row of three classes": ([[1.0, 2.0]], [1], 3),
    "two rows": ([[1.0], [2.0]], [0.0, 1.0], 2),
    "more columns than rows": (np.random.default_rng(0).normal(size=(9, 200)), np.arange(9), 0),
    "large beside small numbers": (EXTREME, np.arange(30), 0),
    "a target of large beside small numbers": (EXTREME, np.tile([1e30, 1e-30], 15), 0),
    "the largest targets": (np.arange(9.0)[:, None], np.linspace(-1e300, 1e300, 9), 0),
    "300 classes": (np.random.default_rng(0).normal(size=(900, 4)), np.arange(900) % 300, 300),
}


@both
@pytest.mark.parametrize(("features", "target", "classes"), BAD.values(), ids=BAD.keys())
async def test_bad_input_is_learned_from(features: Any, target: Any, classes: int, is_extra: bool) -> None:
    rows = np.asarray(features, np.float32)

    arrays = await learned(rows, target, classes, trees=5, is_extra=is_extra, out_of_bag=True)

    outputs = predict_classes(arrays, rows) if classes else predict_numbers(arrays, rows)
    assert outputs.shape == (len(rows), max(classes, 1) if classes != 1 else 2)
    assert np.isfinite(outputs).all()
    if classes:
        np.testing.assert_allclose(outputs.sum(axis=1), 1.0, atol=1e-6)
