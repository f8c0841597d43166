"""Lasso and elastic net give what scikit-learn gives at its minimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, lasso_path

import brolly
from ml_tools.models.algorithms import learner
from ml_tools.models.examples import Examples
from ml_tools.models.linear import elastic_net_path, learn_elastic_net, learn_least_squares
from ml_tools.models.linear.elastic_net import Mixture, learn_many_elastic_nets
from ml_tools.models_interface import ElasticNet as ElasticNetSettings


def diabetes() -> Examples:
    features, target = load_diabetes(return_X_y=True)
    return Examples(features=(features * 20).astype(np.float32), target=target)


def wide() -> Examples:
    random = np.random.default_rng(0)
    features = random.normal(size=(40, 100)).astype(np.float32)
    return Examples(features=features, target=features[:, :3].sum(axis=1) + random.normal(size=40) / 10)


@pytest.mark.parametrize("l1_share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("penalty", [0.01, 1.0, 20.0])
async def test_weights_are_those_of_scikit_learn(penalty: float, l1_share: float) -> None:
    examples = diabetes()

    arrays = await learn_elastic_net(examples, seed=0, penalty=penalty, l1_share=l1_share)

    peer = ElasticNet(penalty, l1_ratio=l1_share, tol=1e-12, max_iter=100_000)
    peer.fit(examples.features.astype(np.float64), examples.target)
    np.testing.assert_allclose(arrays["weights"][:, 0], peer.coef_, atol=2e-3)
    np.testing.assert_allclose(arrays["intercept"], peer.intercept_, rtol=1e-5)


@pytest.mark.parametrize("l1_share", [0.5, 1.0])
async def test_more_features_than_rows_are_those_of_scikit_learn(l1_share: float) -> None:
    examples = wide()

    arrays = await learn_elastic_net(examples, seed=0, penalty=0.05, l1_share=l1_share)

    peer = ElasticNet(0.05, l1_ratio=l1_share, tol=1e-12, max_iter=100_000)
    peer.fit(examples.features.astype(np.float64), examples.target)
    np.testing.assert_allclose(arrays["weights"][:, 0], peer.coef_, atol=1e-4)


@pytest.mark.parametrize(("penalty", "l1_share"), [(0.0, 1.0), (0.3, 0.0)])
async def test_no_penalty_on_sizes_is_ridge_regression(penalty: float, l1_share: float) -> None:
    examples = diabetes()

    arrays = await learn_elastic_net(examples, seed=0, penalty=penalty, l1_share=l1_share)

    ridge = await learn_least_squares(examples, seed=0, penalty=penalty * len(examples.target))
    np.testing.assert_allclose(arrays["weights"], ridge["weights"])


async def test_a_path_begins_where_the_first_weight_appears() -> None:
    examples = diabetes()

    path = await elastic_net_path(examples, seed=0, count=20)

    given = examples.features.astype(np.float64)
    centered = given - given.mean(axis=0)
    penalties, weights, _ = lasso_path(centered, examples.target - examples.target.mean(), alphas=20, tol=1e-10)
    np.testing.assert_allclose([penalty for penalty, _ in path], penalties, rtol=1e-5)
    np.testing.assert_allclose([arrays["weights"][:, 0] for _, arrays in path], weights.T, atol=1e-2)
    assert not path[0][1]["weights"].any()


async def test_several_settings_at_once_are_the_same_as_one_by_one() -> None:
    mixtures = [Mixture(0.1, 1.0), Mixture(2.0, 0.5), Mixture(0.0, 0.5)]

    together = await learn_many_elastic_nets(diabetes(), mixtures, seed=0)

    for mixture, arrays in zip(mixtures, together, strict=True):
        alone = await learn_elastic_net(diabetes(), seed=0, **mixture._asdict())
        np.testing.assert_allclose(arrays["weights"], alone["weights"], atol=1e-3)


@given(st.integers(0, 2**32 - 1), st.floats(-3, 1))
@settings(max_examples=5, deadline=None, derandomize=True)
async def test_no_weights_have_a_lower_objective(seed: int, magnitude: float) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(60, 8)).astype(np.float32)
    y = x @ random.normal(size=8) + random.normal(size=60)
    penalty = 10.0**magnitude

    arrays = await learn_elastic_net(Examples(features=x, target=y), seed=0, penalty=penalty, l1_share=1.0)

    rest = y - x @ arrays["weights"][:, 0] - arrays["intercept"]
    primal = rest @ rest / 120 + penalty * np.abs(arrays["weights"]).sum()
    dual = rest * min(1.0, penalty * 60 / np.abs((x - x.mean(axis=0)).T @ rest).max())
    center = y - y.mean()
    assert primal - (dual @ center / 60 - dual @ dual / 120) <= 1e-6 * (center @ center) / 60


async def test_features_that_do_not_vary_and_numbers_far_apart_do_no_harm() -> None:
    examples = diabetes()
    strange = np.hstack([examples.features[:, :2] * [1e30, 1e-30], np.full((442, 1), 7.0)]).astype(np.float32)

    arrays = await learn_elastic_net(
        Examples(features=strange, target=examples.target), seed=0, penalty=0.1, l1_share=1
    )

    peer = Lasso(0.1, tol=1e-12).fit(examples.features[:, :1].astype(np.float64), examples.target)
    assert arrays["weights"][0, 0] * 1e30 == pytest.approx(peer.coef_[0], abs=1.0)
    assert arrays["weights"][1:].tolist() == [[0.0], [0.0]]


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_out_of_its_range_is_refused(share: float) -> None:
    with pytest.raises(brolly.InvalidArgument, match=r"algorithm.l1_share: expected a number from 0 to 1, got"):
        learner(ElasticNetSettings(l1_share=share), where="algorithm", max_model_bytes=1)
