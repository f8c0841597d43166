"""Boosting errs as its peers do, and keeps to what it is told."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

import brolly
from ml_tools.models.boosting import Loss, learn_boosting, predict_classes, predict_numbers, read_trees
from ml_tools.models.examples import Examples, Origin
from ml_tools.models.learner import Arrays
from ml_tools.models.metrics import error_of
from ml_tools.models.trees import ClassWeights

quick = settings(max_examples=10, deadline=None, derandomize=True)


async def learned(examples: Examples, *, seed: int = 0, **rules: Any) -> Arrays:
    return await learn_boosting(examples, seed=seed, **{"max_bytes": 10**8, **rules})


def examples_of(features: Any, target: Any, class_count: int = 0, **rest: Any) -> Examples:
    numbers = np.asarray(features, np.float32)
    return Examples(features=numbers, target=np.asarray(target, float), class_count=class_count, **rest)


def made(rows: int = 400, seed: int = 0) -> Examples:
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, 4)).astype(np.float32)
    return examples_of(features, 5 * np.sin(2 * features[:, 0]) + 3 * features[:, 1] + random.normal(size=rows) / 2)


def digest(arrays: Arrays) -> str:
    return hashlib.sha256(b"".join(np.asarray(arrays[name]).tobytes() for name in sorted(arrays))).hexdigest()


def folds_of(examples: Examples, seed: int) -> list[tuple[Examples, Examples]]:
    order = np.random.default_rng(seed).permutation(len(examples.target))
    parts = np.array_split(order, 4)
    return [(taken(examples, np.setdiff1d(order, part, assume_unique=True)), taken(examples, part)) for part in parts]


def taken(examples: Examples, rows: np.ndarray) -> Examples:
    return Examples(features=examples.features[rows], target=examples.target[rows], class_count=examples.class_count)


@pytest.mark.parametrize(("load", "within"), [(load_diabetes, 1.01), (load_breast_cancer, 1.03), (load_wine, 1.03)])
async def test_it_errs_as_scikit_learn_does(load: Any, within: float) -> None:
    features, target = load(return_X_y=True)
    class_count = 0 if load is load_diabetes else len(set(target))
    ours, theirs = [], []

    for train, unseen in folds_of(examples_of(features, target, class_count), 0):
        kind = HistGradientBoostingClassifier if class_count else HistGradientBoostingRegressor
        with threadpool_limits(1):  # its threads wait for each other longer than they work
            peer: Any = kind(early_stopping=False).fit(train.features, train.target)
        guess = peer.predict_proba(unseen.features) if class_count else peer.predict(unseen.features)[:, None]
        own = (predict_classes if class_count else predict_numbers)(await learned(train), unseen.features)
        ours.append(error_of(unseen.target, own, class_count=class_count))
        theirs.append(error_of(unseen.target, guess, class_count=class_count))

    assert np.mean(ours) < within * np.mean(theirs)


@quick
@given(seed=st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    examples = made(seed=seed % 7)
    order = np.random.default_rng(seed).permutation(400)

    one, other = (asyncio.run(learned(each, trees=5)) for each in (examples, taken(examples, order)))

    assert digest(one) == digest(other)


@quick
@given(seed=st.integers(0, 2**32))
def test_monotone_transforms_of_features_do_not_matter(seed: int) -> None:
    examples = made(seed=seed % 5)
    scale = np.float32(2.0 ** np.random.default_rng(seed).integers(-20, 20, 4))

    other = Examples(features=examples.features**3 * scale + examples.features * scale, target=examples.target)
    predicted = [predict_numbers(asyncio.run(learned(each, trees=5)), each.features) for each in (examples, other)]

    np.testing.assert_array_equal(*predicted)


async def test_the_same_seed_learns_the_same_and_another_does_not() -> None:
    examples = made()
    found = [digest(await learned(examples, seed=seed, trees=9, row_share=0.5)) for seed in (1, 1, 2)]

    assert found[0] == found[1] != found[2]


def test_another_process_learns_the_same() -> None:
    script = (
        "import asyncio, hashlib, numpy as np\n"
        "from ml_tools.models.boosting import learn_boosting\n"
        "from ml_tools.models.examples import Examples\n"
        "random = np.random.default_rng(3)\n"
        "features = random.normal(size=(500, 3)).astype(np.float32)\n"
        "examples = Examples(features=features, target=random.integers(0, 3, 500) * 1.0, class_count=3)\n"
        "arrays = asyncio.run(learn_boosting(examples, seed=5, max_bytes=10**8, trees=4, feature_share=0.7))\n"
        "print(hashlib.sha256(b''.join(np.asarray(arrays[name]).tobytes() for name in sorted(arrays))).hexdigest())\n"
    )

    said = {
        subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }

    assert len(said) == 1


async def test_predictions_of_medians_and_quantiles_are_those() -> None:
    random = np.random.default_rng(0)
    features = random.integers(0, 4, (3000, 1)).astype(np.float32)
    examples = examples_of(features, features[:, 0] * 10 + random.exponential(size=3000) ** 2)

    median = predict_numbers(await learned(examples, loss=Loss.ABSOLUTE, trees=60), examples.features)
    high = predict_numbers(await learned(examples, loss=Loss.QUANTILE, quantile=0.9, trees=60), examples.features)

    assert np.mean(examples.target <= median[:, 0]) == pytest.approx(0.5, abs=0.02)
    assert np.mean(examples.target <= high[:, 0]) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("class_count", [0, 2])
async def test_monotone_columns_only_raise_or_lower_predictions(class_count: int) -> None:
    random = np.random.default_rng(0)
    features = random.uniform(-1, 1, (2000, 3)).astype(np.float32)
    signal = features[:, 0] + np.sin(6 * features[:, 0]) / 2 - features[:, 1] + features[:, 2] * features[:, 0]
    target = signal + random.normal(size=2000) > 0 if class_count else signal + random.normal(size=2000) / 3
    origins = tuple(Origin(column=name) for name in "abc")

    arrays = await learned(examples_of(features, target, class_count, origins=origins), rising={"a": True, "b": False})

    predict = predict_classes if class_count else predict_numbers
    for column, sign in ((0, 1.0), (1, -1.0)):
        rows = np.repeat(features[:100], 50, axis=0)
        rows[:, column] = np.tile(np.linspace(-1, 1, 50, dtype=np.float32), 100)
        steps = np.diff(predict(arrays, rows)[:, -1].reshape(100, 50), axis=1) * sign
        assert steps.min() >= -1e-7
        assert steps.max() > 0.01


async def test_it_ends_where_more_trees_help_no_more() -> None:
    examples = made(rows=600)

    arrays = await learned(examples, trees=2000, learning_rate=0.3, early_stopping_trees=10)

    assert 5 < len(arrays["roots"]) < 300


async def test_missing_values_go_where_they_help() -> None:
    features = np.random.default_rng(0).uniform(size=(1000, 1)).astype(np.float32)
    missing = np.arange(1000) % 3 == 0
    features[missing] = np.nan
    target = np.where(missing, 5.0, features[:, 0] > 0.5)

    arrays = await learned(examples_of(features, target), trees=80)

    predicted = predict_numbers(arrays, np.float32([[np.nan], [0.2], [0.9]]))[:, 0]
    np.testing.assert_allclose(predicted, [5, 0, 1], atol=0.02)


async def test_levels_are_told_apart_whatever_their_codes() -> None:
    random = np.random.default_rng(0)
    codes = random.integers(0, 40, (4000, 1)).astype(np.float32)
    answer = random.permutation(40) % 2
    origins = (Origin(column="level", is_code=True),)
    examples = examples_of(codes, answer[codes[:, 0].astype(int)], 2, origins=origins)

    arrays = await learned(examples, trees=20)

    assert read_trees(arrays).feature.max() == 0
    found = predict_classes(arrays, np.arange(40, dtype=np.float32)[:, None])
    np.testing.assert_array_equal(np.argmax(found, axis=1), answer)
    assert np.isfinite(predict_classes(arrays, np.float32([[99.0], [np.nan], [-1.0]]))).all()
    assert arrays["feature"][arrays["roots"][0]] == 0
    assert np.count_nonzero(np.diff(arrays["roots"], append=len(arrays["feature"])) == 3) > 3  # one split does it


async def test_weights_of_classes_move_probabilities() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(2000, 2)).astype(np.float32)
    classes = features[:, 0] + random.normal(size=2000) > 1.5
    examples = examples_of(features, classes, 2, class_names=("no", "yes"))

    means = [
        np.mean(predict_classes(await learned(examples, trees=30, **rules), features)[:, 1])
        for rules in ({}, {"weights": ClassWeights(by_name={"yes": 3.0})}, {"weights": ClassWeights(balanced=True)})
    ]

    assert means[0] == pytest.approx(np.mean(classes), abs=0.01)
    assert means[0] < means[1] - 0.05 < means[2]


async def test_importance_is_of_what_matters() -> None:
    arrays = await learned(made())

    assert arrays["importance"].sum() == pytest.approx(1.0)
    assert arrays["importance"][:2].sum() > 0.9


@pytest.mark.parametrize(
    ("features", "target", "class_count"),
    [
        (np.ones((30, 2)), np.arange(30), 0),
        (np.full((30, 2), np.nan), np.arange(30) % 2, 2),
        (np.arange(30)[:, None], np.full(30, 7.0), 0),
        (np.arange(30)[:, None], np.ones(30), 3),
        (np.ones((1, 1)), [4.0], 0),
        (np.arange(12).reshape(2, 6), [0.0, 1.0], 0),
        (np.where(np.arange(60) % 2, 1e30, 1e-30)[:, None], np.arange(60) % 2, 0),
        (np.where(np.arange(60) % 2, np.inf, -np.inf)[:, None], np.arange(60) % 2, 2),
        (np.arange(600)[:, None], np.arange(600) % 300, 300),
        (np.arange(60)[:, None], np.arange(60) % 2 * 1e300, 0),
    ],
    ids=[
        "constant columns", "missing columns", "a constant target", "one class", "one row", "more columns than rows",
        "1e30 beside 1e-30", "infinities", "300 classes", "a vast target",
    ],
)  # fmt: skip
async def test_odd_rows_are_learned(features: Any, target: Any, class_count: int) -> None:
    examples = examples_of(features, target, class_count)

    arrays = await learned(examples, trees=3, early_stopping_trees=2)

    outputs = (predict_classes if class_count else predict_numbers)(arrays, examples.features)
    assert outputs.shape == (len(target), class_count or 1)
    assert np.isfinite(outputs).all()
    if class_count:
        np.testing.assert_allclose(outputs.sum(axis=1), 1.0)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"rising": {"x": True}}, "no such column for 'x'"),
        ({"rising": {"level": True}}, "texts for 'level'"),
        ({"rising": {"number": True}, "loss": Loss.ABSOLUTE}, "got absolute"),
    ],
)
async def test_columns_that_cannot_be_monotone_are_refused(rules: Any, says: str) -> None:
    origins = (Origin(column="number"), Origin(column="level", is_code=True))

    with pytest.raises(brolly.InvalidArgument, match=says):
        await learned(examples_of(np.zeros((9, 2)), np.arange(9), origins=origins), **rules)


async def test_weights_of_other_classes_are_refused() -> None:
    examples = examples_of(np.zeros((9, 2)), np.arange(9) % 2, 2, class_names=("no", "yes"))

    with pytest.raises(brolly.InvalidArgument, match="got 'yess'"):
        await learned(examples, weights=ClassWeights(by_name={"yess": 2.0}))


async def test_models_that_would_be_too_large_are_refused() -> None:
    with pytest.raises(brolly.ResourceExhausted, match="lower trees or leaves"):
        await learned(made(), trees=10_000, max_bytes=100_000)


async def test_learning_ends_soon_after_it_was_cancelled() -> None:
    growing = asyncio.ensure_future(learned(made(rows=20_000), trees=10_000))
    await asyncio.sleep(0.3)

    growing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(growing, 5)
