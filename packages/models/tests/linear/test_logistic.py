"""Logistic regression gives what scikit-learn gives at its minimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from ml_tools.models.examples import Examples
from ml_tools.models.linear import learn_logistic, predict_classes


def scaled(load: Any, columns: slice = slice(None)) -> Examples:
    features, classes = load(return_X_y=True)
    features = StandardScaler().fit_transform(features[:, columns]).astype(np.float32)
    return Examples(features=features, target=classes.astype(float), class_count=len(set(classes)))


@pytest.mark.parametrize("penalty", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("load", [load_breast_cancer, load_wine])
async def test_weights_and_probabilities_are_those_of_scikit_learn(load: Any, penalty: float) -> None:
    examples = scaled(load)

    arrays = await learn_logistic(examples, seed=0, penalty=penalty)

    given = examples.features.astype(np.float64)
    peer = LogisticRegression(C=1 / penalty, tol=1e-9, max_iter=10_000).fit(given, examples.target)
    np.testing.assert_allclose(arrays["weights"].T, peer.coef_, atol=1e-4 * np.abs(peer.coef_).max())
    np.testing.assert_allclose(predict_classes(arrays, examples.features), peer.predict_proba(given), atol=1e-4)


async def test_features_of_any_unit_do() -> None:
    raw = load_breast_cancer().data.astype(np.float32)
    examples = Examples(features=raw, target=load_breast_cancer().target.astype(float), class_count=2)

    arrays = await learn_logistic(examples, seed=0, penalty=1.0)

    peer = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-6, max_iter=1000)
    peer.fit(raw.astype(np.float64), examples.target)
    np.testing.assert_allclose(predict_classes(arrays, raw), peer.predict_proba(raw), atol=1e-4)


async def test_one_feature_is_enough() -> None:
    examples = scaled(load_breast_cancer, slice(0, 1))

    arrays = await learn_logistic(examples, seed=0, penalty=1.0)

    right = np.argmax(predict_classes(arrays, examples.features), axis=1) == examples.target
    assert right.mean() > 0.85


async def test_many_features_of_few_rows_do() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(50, 200)).astype(np.float32)
    target = (features[:, 0] > 0).astype(float)
    examples = Examples(features=features, target=target, class_count=2)

    arrays = await learn_logistic(examples, seed=0, penalty=1.0)

    peer = LogisticRegression(tol=1e-9, max_iter=10_000).fit(features.astype(np.float64), target)
    np.testing.assert_allclose(predict_classes(arrays, features), peer.predict_proba(features), atol=1e-4)


@pytest.mark.parametrize("penalty", [0.0, 1e-6])
async def test_classes_that_a_line_divides_are_told_apart(penalty: float) -> None:
    features = np.array([[-2.0], [-1.0], [1.0], [2.0]], np.float32)
    examples = Examples(features=features, target=np.array([0.0, 0.0, 1.0, 1.0]), class_count=2)

    outputs = predict_classes(await learn_logistic(examples, seed=0, penalty=penalty), features)

    assert np.isfinite(outputs).all()
    assert (outputs[:2, 1] < 0.01).all()
    assert (outputs[2:, 1] > 0.99).all()


@pytest.mark.parametrize(("target", "class_count"), [([0, 2, 0, 2], 4), ([0, 1, 3, 3], 4)])
async def test_classes_that_do_not_occur_are_impossible(target: list[int], class_count: int) -> None:
    features = np.array([[0.0], [1.0], [2.0], [4.0]], np.float32)
    examples = Examples(features=features, target=np.array(target, float), class_count=class_count)

    outputs = predict_classes(await learn_logistic(examples, seed=0, penalty=1.0), features)

    assert outputs.shape == (4, class_count)
    np.testing.assert_allclose(outputs.sum(axis=1), 1.0)
    missing = [index for index in range(class_count) if index not in target]
    assert (outputs[:, missing] == 0).all()
    assert (outputs[:, sorted(set(target))] > 0).all()


async def test_one_class_is_certain() -> None:
    features = np.array([[0.0], [1.0]], np.float32)
    examples = Examples(features=features, target=np.array([1.0, 1.0]), class_count=2)

    arrays = await learn_logistic(examples, seed=0, penalty=1.0)

    assert predict_classes(arrays, features).tolist() == [[0.0, 1.0], [0.0, 1.0]]


async def test_features_that_do_not_vary_leave_the_shares_of_the_classes() -> None:
    features = np.full((8, 2), 5.0, np.float32)
    examples = Examples(features=features, target=np.array([0, 0, 0, 0, 0, 0, 1, 1.0]), class_count=2)

    outputs = predict_classes(await learn_logistic(examples, seed=0, penalty=1.0), features)

    np.testing.assert_allclose(outputs, [[0.75, 0.25]] * 8, atol=1e-6)


async def test_a_sample_and_then_all_rows_come_to_the_minimum() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(6000, 4)).astype(np.float32)
    target = (features @ [1.0, -1.0, 0.5, 0.0] + random.logistic(size=6000) > 0).astype(float)

    arrays = await learn_logistic(Examples(features=features, target=target, class_count=2), seed=0, penalty=1.0)

    peer = LogisticRegression(tol=1e-10, solver="newton-cholesky").fit(features.astype(np.float64), target)
    np.testing.assert_allclose(arrays["weights"][:, 0], peer.coef_[0], atol=1e-5)


@pytest.mark.parametrize("load", [load_breast_cancer, load_wine])
async def test_standard_errors_are_those_of_the_second_derivatives(load: Any) -> None:
    whole = scaled(load, slice(0, 2))
    examples = Examples(features=whole.features[:170], target=whole.target[:170], class_count=whole.class_count)

    arrays = await learn_logistic(examples, seed=0, penalty=0.0)

    design = np.hstack([examples.features.astype(np.float64), np.ones((170, 1))])
    predicted = predict_classes(arrays, examples.features)
    if examples.class_count == 2:
        covariance = np.linalg.inv(design.T @ (design * (predicted[:, 1] * predicted[:, 0])[:, None]))
        expected = np.sqrt(np.diag(covariance))[:2, None]
    else:
        bends = np.einsum("rk,kl->rkl", predicted, np.eye(3)) - np.einsum("rk,rl->rkl", predicted, predicted)
        second = np.einsum("ri,rkl,rj->kilj", design, bends, design).reshape(9, 9)
        expected = np.sqrt(np.diag(np.linalg.pinv(second, rcond=1e-10))).reshape(3, 3)[:, :2].T
    np.testing.assert_allclose(arrays["standard_errors"], expected, rtol=1e-4)


async def test_hundreds_of_classes_do() -> None:
    random = np.random.default_rng(0)
    centers = random.normal(size=(300, 8)) * 4
    features = (np.repeat(centers, 4, axis=0) + random.normal(size=(1200, 8)) / 4).astype(np.float32)
    examples = Examples(features=features, target=np.repeat(np.arange(300.0), 4), class_count=300)

    outputs = predict_classes(await learn_logistic(examples, seed=0, penalty=1.0), features)

    assert np.mean(outputs.argmax(axis=1) == examples.target) > 0.95
