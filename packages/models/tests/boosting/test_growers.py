"""Native code and XLA grow the same trees, on any number of threads, and those are the best ones."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from ml_tools.models.boosting.ground import Ground, prepare_ground
from ml_tools.models.boosting.model import joined, model_arrays, read_trees
from ml_tools.models.boosting.native_grower import NativeGrower
from ml_tools.models.boosting.predicting import native_scores, predict_numbers, xla_scores
from ml_tools.models.boosting.rounds import Rounds
from ml_tools.models.boosting.settings import Loss, Settings
from ml_tools.models.boosting.xla_grower import XlaGrower
from ml_tools.models.examples import Examples, Origin
from ml_tools.models.trees import ClassWeights

KEY = 7
ORIGINS = tuple(Origin(column=f"column {place}", is_code=place == 4) for place in range(5))
CASES: dict[str, tuple[int, Settings]] = {
    "squared": (0, Settings()),
    "few rows": (0, Settings(row_share=0.5, early_stopping_trees=3, l2=2.0)),
    "absolute": (0, Settings(loss=Loss.ABSOLUTE, early_stopping_trees=3, max_depth=3)),
    "quantile": (0, Settings(loss=Loss.QUANTILE, quantile=0.85, early_stopping_trees=3, row_share=0.7)),
    "logistic": (2, Settings(early_stopping_trees=3, l2=3.0)),
    "softmax": (3, Settings(early_stopping_trees=3, weights=ClassWeights(balanced=True), leaves=5)),
}


def ground_of(class_count: int, settings: Settings, rows: int = 1500) -> Ground:
    """Return rows with numbers, a column of codes, and missing values."""
    random = np.random.default_rng(0)
    features = random.normal(size=(rows, 5)).astype(np.float32)
    features[:, 4] = random.integers(0, 9, rows)
    signal = np.sin(3 * features[:, 0]) + features[:, 1] * (features[:, 2] > 0) + features[:, 4] * 7 % 5 / 3
    target = signal + random.normal(size=rows) / 5
    features[random.random(features.shape) < 0.05] = np.nan
    if class_count:
        target = np.digitize(target, np.quantile(target, np.arange(1, class_count) / class_count))
    names = tuple("abc"[:class_count])
    examples = Examples(
        features=features, target=target.astype(float), class_count=class_count, class_names=names, origins=ORIGINS
    )
    return prepare_ground(examples, settings, 0)


def chosen(rounds: int = 4) -> np.ndarray:
    """Return features for each round, in one of which some are left out."""
    features = np.ones((rounds, 5), bool)
    features[1, :2] = False
    return features


def assert_same(one: Rounds, other: Rounds) -> None:
    for name, mine, theirs in zip(Rounds._fields, one, other, strict=True):
        np.testing.assert_array_equal(mine, theirs, err_msg=name)


@pytest.mark.parametrize("case", CASES)
def test_xla_grows_the_trees_of_native_code(case: str) -> None:
    class_count, settings = CASES[case]
    ground = ground_of(class_count, settings)

    native = NativeGrower(ground, settings, KEY, threads=1).grow(chosen())

    assert_same(XlaGrower(ground, settings, KEY).grow(chosen()), native)
    assert (native.sizes > 5).all()


@pytest.mark.parametrize("class_count", [0, 2])
def test_xla_grows_the_monotone_trees_of_native_code(class_count: int) -> None:
    settings = Settings(rising={"column 1": True, "column 0": False}, leaves=15)
    ground = ground_of(class_count, settings)

    native = NativeGrower(ground, settings, KEY, threads=1).grow(chosen())
    xla = XlaGrower(ground, settings, KEY).grow(chosen())

    assert_same(xla._replace(gain=native.gain), native)
    np.testing.assert_allclose(xla.gain, native.gain, rtol=1e-9)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("threads", [2, 5])
def test_threads_do_not_change_trees(case: str, threads: int) -> None:
    class_count, settings = CASES[case]
    ground = ground_of(class_count, settings, rows=20_000)

    alone = NativeGrower(ground, settings, KEY, threads=1).grow(chosen())

    assert_same(NativeGrower(ground, settings, KEY, threads=threads).grow(chosen()), alone)


def test_rounds_are_the_same_however_many_are_grown_at_once() -> None:
    settings = Settings(row_share=0.6)
    ground = ground_of(0, settings)
    one_by_one = NativeGrower(ground, settings, KEY)

    parts = [one_by_one.grow(features[None]) for features in chosen()]

    assert_same(joined(parts, columns=1, most=4), NativeGrower(ground, settings, KEY).grow(chosen()))


@pytest.mark.parametrize("grower", [NativeGrower, XlaGrower], ids=["native", "xla"])
@pytest.mark.parametrize(("leaves", "min_leaf_rows"), [(2, 1), (12, 1), (31, 15)])
def test_a_tree_is_the_one_that_scikit_learn_grows(grower: Any, leaves: int, min_leaf_rows: int) -> None:
    random = np.random.default_rng(1)
    features = np.repeat(random.normal(size=(80, 4)).astype(np.float32), 3, axis=0)  # a bin holds 3 rows
    target = np.sin(3 * features[:, 0]) + features[:, 1] + random.normal(size=240) / 5
    settings = Settings(learning_rate=1.0, leaves=leaves, min_leaf_rows=min_leaf_rows)
    ground = prepare_ground(Examples(features=features, target=target), settings, 0)

    rounds = grower(ground, settings, KEY).grow(np.ones((1, 4), bool))

    peer = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=min_leaf_rows).fit(features, target)
    predicted = predict_numbers(model_arrays(rounds, ground), features)[:, 0]
    np.testing.assert_allclose(predicted, peer.predict(features), atol=2e-4)


@pytest.mark.parametrize("grower", [NativeGrower, XlaGrower], ids=["native", "xla"])
def test_rows_of_a_class_fill_leaves_by_how_uncertain_they_are(grower: Any) -> None:
    features = np.repeat(np.arange(40, dtype=np.float32), 10)[:, None]
    target = np.repeat((np.arange(40) > 20).astype(float), 10)
    target[200:210:2] = 1.0  # only where the feature is 20 the class is not certain
    settings = Settings(learning_rate=0.5, leaves=4, min_leaf_rows=20)
    ground = prepare_ground(Examples(features=features, target=target, class_count=2), settings, 0)

    rounds = grower(ground, settings, KEY).grow(np.ones((20, 1), bool))

    leaf, first = rounds.feature < 0, rounds.sizes[0]
    assert rounds.cover[:first][leaf[:first]].min() >= 20
    assert rounds.cover[leaf].min() == 10


def test_native_code_and_xla_predict_the_same() -> None:
    ground = ground_of(3, Settings())
    trees = read_trees(model_arrays(NativeGrower(ground, Settings(), KEY).grow(chosen()), ground))
    features = np.random.default_rng(2).normal(size=(700, 5)).astype(np.float32)
    features[::3, 2] = np.nan

    np.testing.assert_allclose(native_scores(trees)(features), xla_scores(trees, features), atol=1e-5)


def test_growth_ends_when_it_is_stopped() -> None:
    settings = Settings()
    grower = NativeGrower(ground_of(0, settings), settings, KEY)
    with ThreadPoolExecutor(1) as pool:
        growing = pool.submit(grower.grow, np.ones((100_000, 5), bool))
        time.sleep(0.05)
        grower.stop()
        rounds = growing.result()

    assert len(rounds.losses) < 100_000
