"""What holds of every forest, whatever it is grown on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ml_tools.models.examples import Examples
from ml_tools.models.forest import Plan, learn_forest, predict_numbers
from ml_tools.models.forest.ground import prepare_ground
from ml_tools.models.forest.growing import finished_tree
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.settings import Settings

few = settings(max_examples=30, deadline=None, derandomize=True, database=None)
values = st.one_of(st.floats(-100, 100, width=16), st.just(np.nan))


@st.composite
def samples(draw: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw features, targets, and how often each row was drawn."""
    rows, columns = draw(st.integers(1, 40)), draw(st.integers(1, 4))
    features = draw(arrays(np.float32, (rows, columns), elements=values))
    target = draw(arrays(np.float64, rows, elements=st.floats(-1e6, 1e6)))
    weight = draw(arrays(np.int32, rows, elements=st.integers(0, 3)))
    return features, target, np.where(np.cumsum(weight) <= rows, weight, 0)


def tree(features: np.ndarray, target: np.ndarray, weight: np.ndarray, *, is_extra: bool) -> Any:
    ground = prepare_ground(Examples(features=features, target=target), is_extra=is_extra)
    rules = Settings(seed=0, max_depth=16, min_leaf_rows=1, chosen_features=max(1, features.shape[1] - 1))
    return finished_tree(NativeNursery(ground).grow(weight.astype(np.int32), 9, rules), ground)


@pytest.mark.parametrize("is_extra", [False, True], ids=["forest", "extra-trees"])
@given(sample=samples(), seed=st.integers(0, 99))
@few
def test_the_same_rows_drawn_as_often_give_the_same_tree_in_any_order(sample: Any, seed: int, is_extra: bool) -> None:
    features, target, weight = sample
    weight[0] += not weight.any()
    order = np.random.default_rng(seed).permutation(len(target))

    one = tree(features, target, weight, is_extra=is_extra)
    other = tree(features[order], target[order], weight[order], is_extra=is_extra)

    for name in ("feature", "threshold", "missing_left", "left", "cover", "value"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@given(sample=samples())
@few
def test_a_rising_function_of_a_feature_changes_no_split_of_the_rows(sample: Any) -> None:
    features, target, weight = sample
    weight[0] += not weight.any()

    one = tree(features, target, weight, is_extra=False)
    # A value has 11 significant bits, so that its square is exact and no two values become one.
    other = tree(features * np.abs(features), target, weight, is_extra=False)

    for name in ("feature", "missing_left", "left", "cover", "value"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.mark.parametrize("is_extra", [False, True], ids=["forest", "extra-trees"])
async def test_predictions_lie_within_the_range_of_targets(is_extra: bool) -> None:
    random = np.random.default_rng(0)
    for rows in (1, 2, 7, 60):
        features = np.where(random.random((rows, 3)) < 0.2, np.nan, random.normal(size=(rows, 3))).astype(np.float32)
        target = random.normal(size=rows) * 10.0 ** random.integers(-9, 9)
        plan = Plan(trees=10, is_extra=is_extra, max_bytes=10**7)

        forest = await learn_forest(Examples(features=features, target=target), seed=rows, plan=plan)

        outputs = predict_numbers(forest, (random.normal(size=(200, 3)) * 100).astype(np.float32))
        slack = 1e-6 * np.ptp(target) + 1e-12 * np.max(np.abs(target))
        assert target.min() - slack <= outputs.min()
        assert outputs.max() <= target.max() + slack
