"""Linear and ridge regression give what scikit-learn gives, and something sensible where that is not unique."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge

from ml_tools.models.examples import Examples
from ml_tools.models.linear import learn_least_squares, predict_numbers
from ml_tools.models.linear.least_squares import learn_many_ridges


def diabetes() -> Examples:
    features, target = load_diabetes(return_X_y=True)
    return Examples(features=features.astype(np.float32), target=target)


async def fitted(examples: Examples, penalty: float = 0.0) -> np.ndarray:
    arrays = await learn_least_squares(examples, seed=0, penalty=penalty)
    return predict_numbers(arrays, examples.features)[:, 0]


@pytest.mark.parametrize("penalty", [0.0, 0.01, 1.0, 1e4])
@pytest.mark.parametrize("units", [np.ones(10), 10.0 ** np.arange(-5, 5)], ids=["alike", "ill-scaled"])
async def test_weights_are_those_of_scikit_learn(penalty: float, units: np.ndarray) -> None:
    examples = diabetes()
    examples = Examples(features=(examples.features * units).astype(np.float32), target=examples.target)

    arrays = await learn_least_squares(examples, seed=0, penalty=penalty)

    given = examples.features.astype(np.float64)
    peer = Ridge(penalty, solver="svd") if penalty else LinearRegression(tol=0)
    peer.fit(given, examples.target)
    np.testing.assert_allclose(arrays["weights"][:, 0], peer.coef_, rtol=1e-4)
    np.testing.assert_allclose(predict_numbers(arrays, examples.features)[:, 0], peer.predict(given), rtol=1e-5)


async def test_columns_that_follow_from_others_do_no_harm() -> None:
    examples = diabetes()
    indicators = np.eye(3, dtype=np.float32)[np.arange(len(examples.target)) % 3]
    full = Examples(features=np.hstack([examples.features, indicators[:, 1:]]), target=examples.target)
    doubled = np.hstack([examples.features, examples.features[:, :2], indicators])

    predicted = await fitted(Examples(features=doubled, target=examples.target))

    np.testing.assert_allclose(predicted, await fitted(full), rtol=1e-4)


async def test_more_features_than_rows_are_fitted_exactly() -> None:
    random = np.random.default_rng(0)
    features, target = random.normal(size=(20, 60)).astype(np.float32), random.normal(size=20)

    np.testing.assert_allclose(await fitted(Examples(features=features, target=target)), target, atol=1e-5)


@pytest.mark.parametrize("penalty", [0.0, 1.0])
async def test_features_that_do_not_vary_have_no_weight(penalty: float) -> None:
    features = np.full((5, 3), 0.1, np.float32)
    target = np.array([1.0, 2.0, 3.0, 4.0, 10.0])

    np.testing.assert_allclose(await fitted(Examples(features=features, target=target), penalty), 4.0)


async def test_one_row_predicts_its_target() -> None:
    examples = Examples(features=np.array([[3.0, -1.0]], np.float32), target=np.array([7.0]))

    assert (await fitted(examples)).tolist() == [7.0]


async def test_large_numbers_do_not_overflow() -> None:
    features = np.array([[-3e38], [0.0], [3e38]], np.float32)
    target = np.array([-1e300, 0.0, 1e300])

    np.testing.assert_allclose(await fitted(Examples(features=features, target=target)), target, atol=1e290)


async def test_nothing_is_learned_from_the_order_of_the_rows() -> None:
    examples = diabetes()
    order = np.random.default_rng(1).permutation(len(examples.target))
    shuffled = Examples(features=examples.features[order], target=examples.target[order])

    np.testing.assert_allclose(await fitted(shuffled, 1.0), (await fitted(examples, 1.0))[order], rtol=1e-9)


async def test_standard_errors_are_the_classical_ones() -> None:
    examples = diabetes()

    arrays = await learn_least_squares(examples, seed=0, penalty=0.0)

    design = np.hstack([examples.features.astype(np.float64), np.ones((442, 1))])
    rest = examples.target - predict_numbers(arrays, examples.features)[:, 0]
    expected = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (rest @ rest) / (442 - 11))
    np.testing.assert_allclose(arrays["standard_errors"][:, 0], expected[:-1], rtol=1e-6)


async def test_standard_errors_are_missing_where_there_are_none() -> None:
    examples = diabetes()
    doubled = Examples(features=np.repeat(examples.features, 2, axis=1), target=examples.target)
    fixed = Examples(features=np.hstack([examples.features, np.ones((442, 1), np.float32)]), target=examples.target)

    assert np.isnan((await learn_least_squares(examples, seed=0, penalty=1.0))["standard_errors"]).all()
    assert np.isnan((await learn_least_squares(doubled, seed=0, penalty=0.0))["standard_errors"]).all()
    errors = (await learn_least_squares(fixed, seed=0, penalty=0.0))["standard_errors"]
    assert np.isnan(errors[:, 0]).tolist() == [False] * 10 + [True]


async def test_columns_that_are_nearly_collinear_are_told_apart() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(500, 4)).astype(np.float32)
    features[:, 3] = features[:, 2] + np.float32(1e-5) * features[:, 3]
    target = features.astype(np.float64) @ [1.0, 2.0, 3.0, 4.0]

    arrays = await learn_least_squares(Examples(features=features, target=target), seed=0, penalty=0.0)

    np.testing.assert_allclose(arrays["weights"][:, 0], [1.0, 2.0, 3.0, 4.0], rtol=1e-6)


async def test_numbers_far_apart_are_as_good_as_near_ones() -> None:
    examples = diabetes()
    far = (examples.features * np.resize([1e30, 1e-30], 10)).astype(np.float32)

    predicted = await fitted(Examples(features=far, target=examples.target))

    np.testing.assert_allclose(predicted, await fitted(examples), rtol=1e-4)


async def test_several_penalties_at_once_are_the_same_as_one_by_one() -> None:
    together = await learn_many_ridges(diabetes(), [0.0, 1.0, 100.0], seed=0)

    for penalty, arrays in zip([0.0, 1.0, 100.0], together, strict=True):
        alone = await learn_least_squares(diabetes(), seed=0, penalty=penalty)
        assert arrays["weights"].tolist() == alone["weights"].tolist()


@pytest.mark.parametrize("penalty", [0.0, 1e-3, 1.0])
async def test_more_features_than_rows_are_those_of_scikit_learn(penalty: float) -> None:
    random = np.random.default_rng(0)
    features, target = random.normal(size=(20, 60)).astype(np.float32), random.normal(size=20)

    arrays = await learn_least_squares(Examples(features=features, target=target), seed=0, penalty=penalty)

    if penalty:
        peer = Ridge(penalty, solver="svd").fit(features.astype(np.float64), target)
        np.testing.assert_allclose(arrays["weights"][:, 0], peer.coef_, atol=1e-6)
    np.testing.assert_allclose(arrays["weights"].shape, (60, 1))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=5, deadline=None, derandomize=True)
async def test_units_of_columns_do_not_matter_without_a_penalty(seed: int) -> None:
    random = np.random.default_rng(seed)
    examples = diabetes()
    scaled = (examples.features * 2.0 ** random.integers(-40, 40, size=10)).astype(np.float32)

    predicted = await fitted(Examples(features=scaled, target=examples.target))

    np.testing.assert_allclose(predicted, await fitted(examples), rtol=1e-9)
