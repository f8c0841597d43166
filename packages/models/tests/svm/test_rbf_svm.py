"""Machines with a kernel come near scikit-learn's, and exactly where every row is a landmark."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.svm import SVC, SVR

import brolly
from ml_tools.models.algorithms import learner
from ml_tools.models.examples import Examples
from ml_tools.models.svm import kernel_machine, learn_rbf_svm
from ml_tools.models_interface import RbfSvm

predict_classes, predict_numbers = kernel_machine.predict_classes, kernel_machine.predict_numbers


def waves(rows: int, classes: int) -> Examples:
    random = np.random.default_rng(0)
    features = random.normal(size=(rows, 3)).astype(np.float32)
    target = np.sin(2 * features[:, 0]) + features[:, 1] * features[:, 2] + random.normal(size=rows) / 5
    if classes:
        target = np.digitize(target, np.quantile(target, np.linspace(0, 1, classes + 1)[1:-1])).astype(float)
    return Examples(features=features, target=target, class_count=classes)


COSTS = (1.0, 4.0, 16.0)
"""A squared loss and an absolute one are not alike at the same cost."""


async def fitted(examples: Examples, **changes: Any) -> dict[str, Any]:
    settings = {"cost": 1.0, "gamma": None, "epsilon": 0.1, "components": 200, "max_bytes": 2**30, "seed": 0, **changes}
    return dict(await learn_rbf_svm(examples, **settings))


def halves(examples: Examples) -> tuple[Examples, Examples]:
    half = len(examples.target) // 2
    parts = (slice(None, half), slice(half, None))
    first, second = (
        Examples(features=examples.features[part], target=examples.target[part], class_count=examples.class_count)
        for part in parts
    )
    return first, second


async def test_numbers_are_as_near_as_those_of_scikit_learn_each_at_its_best_cost() -> None:
    train, test = halves(waves(1200, 0))

    ours, peer = [], []
    for cost in COSTS:
        outputs = predict_numbers(await fitted(train, cost=cost, components=600), test.features)[:, 0]
        ours.append(np.mean((outputs - test.target) ** 2))
        predicted = SVR(C=cost).fit(train.features, train.target).predict(test.features)
        peer.append(np.mean((predicted - test.target) ** 2))

    assert min(ours) <= 1.01 * min(peer)


@pytest.mark.parametrize("classes", [2, 3])
async def test_classes_are_as_right_as_those_of_scikit_learn_each_at_its_best_cost(classes: int) -> None:
    train, test = halves(waves(1200, classes))

    ours, peer = [], []
    for cost in COSTS:
        outputs = predict_classes(await fitted(train, cost=cost, components=600), test.features)
        ours.append(np.mean(outputs.argmax(axis=1) == test.target))
        peer.append(np.mean(SVC(C=cost).fit(train.features, train.target).predict(test.features) == test.target))

    assert max(ours) >= max(peer) - 0.005


async def test_with_all_rows_as_landmarks_the_kernel_is_exact() -> None:
    examples = waves(100, 0)

    arrays = await fitted(examples, components=8192, epsilon=0.0, gamma=0.5, cost=10.0)

    x = examples.features.astype(np.float64)
    kernel = np.exp(-0.5 * ((x[:, None] - x[None]) ** 2).sum(axis=2))
    y = (examples.target - examples.target.mean()) / examples.target.std()
    system = np.block([[kernel + np.eye(100) / 20, np.ones((100, 1))], [np.ones((1, 100)), np.zeros((1, 1))]])
    dual = np.linalg.solve(system, np.append(y, 0.0))
    expected = (kernel @ dual[:-1] + dual[-1]) * examples.target.std() + examples.target.mean()
    np.testing.assert_allclose(predict_numbers(arrays, examples.features)[:, 0], expected, atol=1e-3)


async def test_another_seed_chooses_other_landmarks() -> None:
    first, again, other = [await fitted(waves(300, 2), seed=seed, components=20) for seed in (0, 0, 1)]

    assert first["weights"].tolist() == again["weights"].tolist()
    assert first["landmarks"].tolist() != other["landmarks"].tolist()


@pytest.mark.parametrize("classes", [0, 2])
async def test_rows_all_alike_and_one_row_do(classes: int) -> None:
    for rows in (1, 10):
        examples = Examples(features=np.full((rows, 2), 3.0, np.float32), target=np.ones(rows), class_count=classes)

        outputs = (predict_classes if classes else predict_numbers)(await fitted(examples), examples.features)

        assert outputs.tolist() == ([[0.0, 1.0]] if classes else [[1.0]]) * rows


async def test_a_model_that_would_be_too_large_is_refused() -> None:
    with pytest.raises(brolly.ResourceExhausted, match="lower components"):
        await fitted(waves(300, 2), max_bytes=1000)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (RbfSvm(cost=0.0), r"algorithm.cost: expected a number above 0, got 0.0"),
        (RbfSvm(gamma=-1.0), r"algorithm.gamma: expected a number above 0, got -1.0"),
        (RbfSvm(epsilon=-1.0), r"algorithm.epsilon: expected a number from 0 up, got -1.0"),
        (RbfSvm(components=0), r"algorithm.components: expected 1 to 8,192, got 0"),
    ],
    ids=["cost", "gamma", "epsilon", "components"],
)
def test_a_setting_out_of_its_range_is_refused(settings: RbfSvm, message: str) -> None:
    with pytest.raises(brolly.InvalidArgument, match=message):
        learner(settings, where="algorithm", max_model_bytes=1)
