"""Metrics are those of scikit-learn, and defined where those are not."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, r2_score, root_mean_squared_error

from ml_tools.models.metrics import error_of, measure


def values(target: list[float] | np.ndarray, outputs: np.ndarray, class_count: int) -> dict[str, float]:
    return {each.name: each.value for each in measure(np.asarray(target, float), outputs, class_count=class_count)}


def test_errors_of_numbers_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    target, predicted = random.normal(size=100) * 1e5, random.normal(size=100) * 1e5

    found = values(target, predicted[:, None], 0)

    assert list(found) == ["rmse", "mae", "r2"]
    assert found["rmse"] == pytest.approx(root_mean_squared_error(target, predicted))
    assert found["mae"] == pytest.approx(mean_absolute_error(target, predicted))
    assert found["r2"] == pytest.approx(r2_score(target, predicted))
    assert error_of(target, predicted[:, None], class_count=0) == found["rmse"]


def test_errors_of_classes_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    target, outputs = random.integers(0, 3, 50), random.dirichlet([1, 1, 1], 50)
    outputs[3], target[3] = [1.0, 0.0, 0.0], 2

    found = values(target, outputs, 3)

    assert list(found) == ["log_loss", "accuracy"]
    assert found["log_loss"] == pytest.approx(log_loss(target, outputs))
    assert found["accuracy"] == accuracy_score(target, outputs.argmax(axis=1))
    assert error_of(target.astype(float), outputs, class_count=3) == found["log_loss"]


def test_a_class_that_the_model_does_not_know_is_wrong_and_as_improbable_as_can_be() -> None:
    found = values([-1.0, 0.0], np.array([[1.0, 0.0], [1.0, 0.0]]), 2)

    assert found["accuracy"] == 0.5
    assert found["log_loss"] == pytest.approx(-np.log(np.finfo(float).eps) / 2)


def test_a_target_that_does_not_vary_is_explained_wholly_or_not_at_all() -> None:
    assert values([2.0, 2.0], np.array([[2.0], [2.0]]), 0)["r2"] == 1.0
    assert values([2.0, 2.0], np.array([[2.0], [3.0]]), 0)["r2"] == 0.0
    assert values([2.0], np.array([[2.5]]), 0) == {"rmse": 0.5, "mae": 0.5, "r2": 0.0}


def test_squares_of_large_errors_do_not_overflow() -> None:
    assert values([1e300, 0.0], np.array([[0.0], [0.0]]), 0)["rmse"] == pytest.approx(1e300 / np.sqrt(2))
