"""Native code and XLA grow the same trees, bit for bit."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

from ml_tools.models import native
from ml_tools.models.examples import Examples
from ml_tools.models.forest import growing, predicting
from ml_tools.models.forest.drawing import drawing
from ml_tools.models.forest.ground import prepare_ground
from ml_tools.models.forest.growing import grow_tree
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.settings import Plan, Settings
from ml_tools.models.forest.xla_nursery import XlaNursery

RANDOM = np.random.default_rng(0)


Load = tuple[np.ndarray, np.ndarray, int]


def numbers() -> Load:
    features = RANDOM.normal(size=(1000, 8))
    return features, features[:, 0] * features[:, 1] + RANDOM.normal(size=1000), 0


def wide() -> Load:
    return RANDOM.normal(size=(30, 200)), RANDOM.normal(size=30), 0


def extreme() -> Load:
    features = np.where(RANDOM.random((600, 8)) < 0.5, 1e30, 1e-30) * RANDOM.normal(size=(600, 8))
    features[:, 2], features[:9, 3], features[9:20, 3] = 7.0, np.inf, -np.inf
    return features, np.where(RANDOM.random(600) < 0.1, 1e30, 1e-30), 0


def equal_columns() -> Load:
    return np.repeat(RANDOM.normal(size=(600, 1)), 7, axis=1), RANDOM.integers(0, 2, 600), 2


def many_classes() -> Load:
    return RANDOM.normal(size=(200, 4)), np.arange(200) % 40, 40


def with_missing(load: Any, share: float = 0.2) -> Any:
    """Blank values: none of the first column, all of the second, some of the others."""

    def loaded() -> Load:
        features, target, class_count = load()
        features = features.astype(np.float32)
        blank = np.random.default_rng(0).random(features.shape) < share
        blank[:, 0], blank[:, 1] = False, True
        return np.where(blank, np.nan, features), target, class_count

    return loaded


def breast_cancer() -> Load:
    features, target = load_breast_cancer(return_X_y=True)
    return features[:, :8], target, 2


def digits() -> Load:
    features, target = load_digits(return_X_y=True)
    return features[:400, 18:26], target[:400], 10


# sizes are those that share programs
GROWN: dict[str, tuple[Any, dict[str, int], bool]] = {
    "numbers": (numbers, {}, False),
    "subsets": (numbers, {"chosen_features": 3, "min_leaf_rows": 4}, False),
    "two-classes": (breast_cancer, {"chosen_features": 2, "max_depth": 32}, False),
    "extreme": (extreme, {}, False),
    "equal-columns": (equal_columns, {}, False),
    "wide": (wide, {"chosen_features": 14}, False),
    "classes": (digits, {"chosen_features": 2}, False),
    "many-classes": (with_missing(many_classes), {"min_leaf_rows": 2}, False),
    "missing": (with_missing(numbers), {"min_leaf_rows": 3}, False),
    "missing-subsets": (with_missing(extreme), {"chosen_features": 2}, False),
    "missing-two-classes": (with_missing(breast_cancer, 0.8), {"chosen_features": 5}, False),
    "drawn": (with_missing(numbers), {}, True),
    "drawn-extreme": (with_missing(extreme), {"chosen_features": 4}, True),
    "drawn-two-classes": (with_missing(breast_cancer, 0.8), {"min_leaf_rows": 2}, True),
    "drawn-classes": (with_missing(digits), {"chosen_features": 4, "min_leaf_rows": 2}, True),
}


@pytest.mark.parametrize(("load", "settings", "is_extra"), GROWN.values(), ids=GROWN.keys())
def test_native_code_and_xla_grow_the_same_trees(load: Any, settings: dict[str, int], is_extra: bool) -> None:
    features, target, class_count = load()
    examples = Examples(features=features.astype(np.float32), target=target.astype(float), class_count=class_count)
    ground = prepare_ground(examples, is_extra=is_extra)
    draw = drawing(examples, Plan(max_bytes=1))
    usual = {"seed": 3, "max_depth": 16, "min_leaf_rows": 1, "chosen_features": features.shape[1]}
    rules = Settings(**{**usual, **settings})
    native_nursery, xla_nursery = NativeNursery(ground), XlaNursery(ground)

    for number in range(2):
        ours, reference = (grow_tree(each, ground, rules, draw, number)[0] for each in (native_nursery, xla_nursery))

        for name in ("feature", "threshold", "missing_left", "left", "cover", "value", "depth"):
            np.testing.assert_array_equal(getattr(ours, name), getattr(reference, name), err_msg=name)
        np.testing.assert_allclose(ours.importance, reference.importance, atol=1e-9)


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
