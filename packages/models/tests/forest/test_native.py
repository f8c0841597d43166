"""Native code and XLA grow the same trees, bit for bit."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits

from ml_tools.models.examples import Examples
from ml_tools.models.forest import growing, native, predicting
from ml_tools.models.forest.ground import prepare_ground
from ml_tools.models.forest.growing import grow_tree
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.settings import Settings
from ml_tools.models.forest.xla_nursery import XlaNursery

RANDOM = np.random.default_rng(0)


def many_rows() -> tuple[np.ndarray, np.ndarray, int]:
    features = RANDOM.normal(size=(3000, 6))
    return features, features[:, 0] * features[:, 1] + RANDOM.normal(size=3000), 0


def wide() -> tuple[np.ndarray, np.ndarray, int]:
    return RANDOM.normal(size=(30, 200)), RANDOM.normal(size=30), 0


def extreme() -> tuple[np.ndarray, np.ndarray, int]:
    features = np.where(RANDOM.random((200, 3)) < 0.5, 1e30, 1e-30) * RANDOM.normal(size=(200, 3))
    features[:, 2] = 7.0
    return features, np.where(RANDOM.random(200) < 0.1, 1e30, 1e-30), 0


def many_classes() -> tuple[np.ndarray, np.ndarray, int]:
    return RANDOM.normal(size=(600, 4)), np.arange(600) % 300, 300


def equal_columns() -> tuple[np.ndarray, np.ndarray, int]:
    return np.repeat(RANDOM.normal(size=(300, 1)), 5, axis=1), RANDOM.integers(0, 2, 300), 2


@pytest.mark.parametrize(
    ("load", "settings"),
    [
        (lambda: (*load_diabetes(return_X_y=True), 0), {}),
        (lambda: (*load_diabetes(return_X_y=True), 0), {"chosen_features": 3, "min_leaf_rows": 4}),
        (lambda: (*load_breast_cancer(return_X_y=True), 2), {"chosen_features": 5}),
        (lambda: (*load_digits(return_X_y=True), 10), {"chosen_features": 8}),
        (many_rows, {}),
        (many_rows, {"min_leaf_rows": 5, "max_depth": 32}),
        (wide, {"chosen_features": 14}),
        (extreme, {}),
        (many_classes, {"chosen_features": 2}),
        (equal_columns, {}),
    ],
    ids=[
        "diabetes",
        "diabetes-subsets",
        "breast-cancer",
        "digits",
        "many-rows",
        "many-rows-leaves",
        "wide",
        "extreme",
        "300-classes",
        "equal-columns",
    ],
)
def test_native_code_and_xla_grow_the_same_trees(load: Any, settings: dict[str, int]) -> None:
    features, target, class_count = load()
    examples = Examples(features=features.astype(np.float32), target=target.astype(float), class_count=class_count)
    ground = prepare_ground(examples)
    usual = {"seed": 3, "max_depth": 16, "min_leaf_rows": 1, "chosen_features": features.shape[1]}
    rules = Settings(**{**usual, **settings})
    native_nursery, xla_nursery = NativeNursery(ground), XlaNursery(ground)

    for number in range(3):
        ours, reference = (grow_tree(nursery, ground, rules, number) for nursery in (native_nursery, xla_nursery))

        for name in ("feature", "threshold", "left", "value", "depth"):
            np.testing.assert_array_equal(getattr(ours, name), getattr(reference, name), err_msg=name)


def test_a_fallback_is_told_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(native, "kernels", None)
    fresh = native.is_native.__wrapped__
    cached = native.cache(fresh)
    monkeypatch.setattr(growing, "is_native", cached)
    monkeypatch.setattr(predicting, "is_native", cached)
    examples = Examples(features=np.arange(8, dtype=np.float32)[:, None], target=np.arange(8.0))

    with caplog.at_level(logging.WARNING):
        nurseries = [growing.open_nursery(prepare_ground(examples)) for _ in range(2)]

    assert [type(nursery) for nursery in nurseries] == [XlaNursery, XlaNursery]
    assert len(caplog.records) == 1
    assert "ml-tools-models[native]" in caplog.text
