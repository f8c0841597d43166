"""Linear support vector machines give what scikit-learn gives, and probabilities that can be believed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR

from ml_tools.models.examples import Examples
from ml_tools.models.svm import learn_linear_svm, linear_machine

predict_classes, predict_numbers = linear_machine.predict_classes, linear_machine.predict_numbers


def scaled(load: Any) -> Examples:
    features, target = load(return_X_y=True)
    features = StandardScaler().fit_transform(features).astype(np.float32)
    classes = 0 if load is load_diabetes else len(set(target))
    return Examples(features=features, target=target.astype(float), class_count=classes)


async def fitted(examples: Examples, cost: float = 1.0, epsilon: float = 0.1) -> dict[str, Any]:
    return dict(await learn_linear_svm(examples, seed=0, cost=cost, epsilon=epsilon))


@pytest.mark.parametrize("epsilon", [0.0, 0.1, 1.0])
async def test_numbers_are_those_of_scikit_learn(epsilon: float) -> None:
    examples = scaled(load_diabetes)
    scale = examples.target.std()

    arrays = await fitted(examples, epsilon=epsilon)

    peer = LinearSVR(
        loss="squared_epsilon_insensitive",
        dual=False,
        epsilon=epsilon,
        tol=1e-10,
        intercept_scaling=100,
        max_iter=10**6,
    )
    peer.fit(examples.features.astype(np.float64), (examples.target - examples.target.mean()) / scale)
    np.testing.assert_allclose(arrays["weights"][:, 0] / scale, peer.coef_, atol=2e-4)


@pytest.mark.parametrize("load", [load_breast_cancer, load_wine])
async def test_classes_are_those_of_scikit_learn(load: Any) -> None:
    examples = scaled(load)

    outputs = predict_classes(await fitted(examples), examples.features)

    peer = LinearSVC(dual=False, intercept_scaling=100, tol=1e-8).fit(examples.features, examples.target)
    assert np.mean(outputs.argmax(axis=1) == peer.predict(examples.features)) >= 0.99
    np.testing.assert_allclose(outputs.sum(axis=1), 1.0)


async def test_probabilities_of_rows_not_seen_are_no_worse_than_by_cross_fitting() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(1000, 8)).astype(np.float32)
    target = (features[:, :3].sum(axis=1) + random.logistic(size=1000) > 0).astype(float)
    examples = Examples(features=features[:200], target=target[:200], class_count=2)

    outputs = predict_classes(await fitted(examples), features[200:])

    peer = CalibratedClassifierCV(LinearSVC(dual=False), cv=5).fit(features[:200], target[:200])
    assert log_loss(target[200:], outputs) <= 1.02 * log_loss(target[200:], peer.predict_proba(features[200:]))


async def test_a_class_that_does_not_occur_is_impossible_and_the_only_one_certain() -> None:
    features = np.array([[0.0], [1.0], [2.0], [4.0]], np.float32)
    two = Examples(features=features, target=np.array([0, 0, 2, 2.0]), class_count=3)
    one = Examples(features=features, target=np.ones(4), class_count=3)

    outputs = predict_classes(await fitted(two), features)

    assert (outputs[:, 1] == 0).all()
    np.testing.assert_allclose(outputs.sum(axis=1), 1.0)
    assert predict_classes(await fitted(one), features).tolist() == [[0.0, 1.0, 0.0]] * 4


async def test_hundreds_of_classes_do() -> None:
    random = np.random.default_rng(0)
    centers = random.normal(size=(300, 8)) * 4
    features = (np.repeat(centers, 4, axis=0) + random.normal(size=(1200, 8)) / 4).astype(np.float32)
    examples = Examples(features=features, target=np.repeat(np.arange(300.0), 4), class_count=300)

    outputs = predict_classes(await fitted(examples), features)

    assert outputs.shape == (1200, 300)
    np.testing.assert_allclose(outputs.sum(axis=1), 1.0)


@pytest.mark.parametrize("classes", [0, 2])
async def test_strange_features_do_no_harm(classes: int) -> None:
    random = np.random.default_rng(0)
    plain = random.normal(size=(30, 1))
    columns = [plain * 1e30, plain * 1e-30, plain, np.full((30, 1), 5.0), random.normal(size=(30, 40))]
    target = (plain[:, 0] > 0).astype(float) if classes else plain[:, 0] * 1e300
    examples = Examples(features=np.hstack(columns).astype(np.float32), target=target, class_count=classes)

    outputs = (predict_classes if classes else predict_numbers)(await fitted(examples), examples.features)

    assert np.isfinite(outputs).all()
    right = (outputs.argmax(axis=1) == target) if classes else np.sign(outputs[:, 0]) == np.sign(target)
    assert right.mean() >= 0.9


@pytest.mark.parametrize("classes", [0, 2])
async def test_one_row_predicts_its_target(classes: int) -> None:
    examples = Examples(features=np.array([[3.0]], np.float32), target=np.array([1.0]), class_count=classes)

    outputs = (predict_classes if classes else predict_numbers)(await fitted(examples), examples.features)

    assert outputs.tolist() == ([[0.0, 1.0]] if classes else [[1.0]])
