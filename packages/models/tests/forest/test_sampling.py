"""Classes count as they are told to, the rows left out measure the error, and features that matter are told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

import brolly
from ml_tools.models.algorithms import learner
from ml_tools.models.examples import Examples
from ml_tools.models.forest import Plan, learn_forest, predict_classes, predict_numbers
from ml_tools.models.forest.drawing import drawing
from ml_tools.models.learner import Arrays
from ml_tools.models.metrics import error_of
from ml_tools.models.trees import ClassWeights
from ml_tools.models_interface import ClassWeight, ExtraTrees, Forest


def examples_of(load: Any, class_count: int) -> Examples:
    features, target = load(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(target))
    return Examples(
        features=features[order].astype(np.float32), target=target[order].astype(float), class_count=class_count
    )


def uneven(rows: int = 1000) -> Examples:
    """Return two classes that overlap, one of 5 % of the rows."""
    random = np.random.default_rng(0)
    target = (random.random(rows) < 0.05).astype(float)
    features = (random.normal(size=(rows, 2)) + target[:, None]).astype(np.float32)
    return Examples(features=features, target=target, class_count=2, class_names=("often", "seldom"))


async def learned(settings: Forest | ExtraTrees, examples: Examples) -> Arrays:
    return await learner(settings, where="algorithm", max_model_bytes=10**9)(examples, seed=0)


def test_rows_are_drawn_in_proportion_to_the_weight_of_their_class() -> None:
    examples = uneven(10_000)
    plan = Plan(max_bytes=1, class_weights=ClassWeights(balanced=True, by_name={"seldom": 3.0}))

    weight = drawing(examples, plan)(np.random.default_rng(0))

    assert weight.sum() == 10_000
    assert weight[examples.target == 1].sum() == pytest.approx(7_500, rel=0.03)


@pytest.mark.parametrize("kind", [Forest, ExtraTrees])
async def test_balanced_classes_are_predicted_as_often(kind: Any) -> None:
    examples = uneven()

    shares = [
        predict_classes(await learned(kind(min_leaf_rows=20, balanced_classes=balanced), examples), examples.features)
        for balanced in (False, True)
    ]

    assert shares[0][:, 1].mean() < 0.1
    assert 0.25 < shares[1][:, 1].mean() < 0.6


async def test_the_weight_of_a_class_counts() -> None:
    settings = Forest(min_leaf_rows=20, class_weights=(ClassWeight(class_name="seldom", weight=10.0),))

    outputs = predict_classes(await learned(settings, uneven()), uneven().features)

    assert 0.2 < outputs[:, 1].mean() < 0.5


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ((("rare", 2.0),), "algorithm.class_weights: expected names of the classes 'often', 'seldom', got 'rare'"),
        ((("seldom", 0.0),), "algorithm.class_weights: 'seldom': expected a number above 0"),
        ((("seldom", np.inf),), "'seldom': expected a number above 0"),
        ((("seldom", 1.0), ("seldom", 2.0)), "expected each class once, got 'seldom' twice"),
    ],
)
async def test_wrong_weights_are_told(weights: Any, says: str) -> None:
    named = tuple(ClassWeight(class_name=name, weight=weight) for name, weight in weights)

    with pytest.raises(brolly.InvalidArgument, match=says):
        await learned(Forest(class_weights=named), uneven())


@pytest.mark.parametrize(
    "settings", [{"balanced_classes": True}, {"class_weights": (ClassWeight(class_name="a", weight=2.0),)}]
)
async def test_weights_of_classes_are_refused_where_there_are_none(settings: Any) -> None:
    with pytest.raises(brolly.InvalidArgument, match="for a classification only"):
        await learned(Forest(**settings), examples_of(load_diabetes, 0))


@pytest.mark.parametrize(
    ("load", "classes", "metric"), [(load_diabetes, 0, "rmse"), (load_breast_cancer, 2, "log_loss")]
)
async def test_the_error_of_rows_left_out_is_that_of_unseen_rows(load: Any, classes: int, metric: str) -> None:
    whole = examples_of(load, classes)
    train, unseen = (
        Examples(features=whole.features[part], target=whole.target[part], class_count=classes)
        for part in np.split(np.arange(len(whole.target)), [len(whole.target) // 2])
    )
    plan = Plan(trees=200, min_leaf_rows=3, out_of_bag=True, max_bytes=10**9)

    arrays = await learn_forest(train, seed=0, plan=plan)

    outputs = (predict_classes if classes else predict_numbers)(arrays, unseen.features)
    assert str(arrays["out_of_bag_metric"]) == metric
    assert arrays["out_of_bag_error"] == pytest.approx(error_of(unseen.target, outputs, class_count=classes), rel=0.25)


async def test_a_single_row_is_never_left_out() -> None:
    examples = Examples(features=np.float32([[1.0]]), target=np.array([2.0]))

    arrays = await learn_forest(examples, seed=0, plan=Plan(trees=3, out_of_bag=True, max_bytes=10**6))

    assert "out_of_bag_error" not in arrays


@pytest.mark.parametrize(("load", "classes"), [(load_diabetes, 0), (load_wine, 3), (load_breast_cancer, 2)])
async def test_importances_are_scikit_learns(load: Any, classes: int) -> None:
    examples = examples_of(load, classes)
    peer = RandomForestClassifier if classes else RandomForestRegressor

    plan = Plan(trees=100, max_depth=3, feature_share=1.0, max_bytes=10**9)
    arrays = await learn_forest(examples, seed=0, plan=plan)

    theirs = peer(100, max_depth=3, max_features=1.0, random_state=0).fit(examples.features, examples.target)
    assert arrays["importance"].sum() == pytest.approx(1.0)
    np.testing.assert_allclose(arrays["importance"], theirs.feature_importances_, atol=0.05)
