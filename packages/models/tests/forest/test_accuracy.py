"""Forests err as much as scikit-learn's at the same settings, on average over several divisions and seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

from ml_tools.models.examples import Examples
from ml_tools.models.forest import Plan, learn_forest, predict_classes, predict_numbers

WITHIN = 1.01
TREES = 100

PEERS = {
    (False, False): RandomForestRegressor,
    (False, True): RandomForestClassifier,
    (True, False): ExtraTreesRegressor,
    (True, True): ExtraTreesClassifier,
}


def divisions(load: Any, seeds: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]]:
    features, target = load(return_X_y=True)
    for fold in range(5):
        train, unseen = np.split(np.random.default_rng(fold).permutation(len(target)), [len(target) * 2 // 3])
        for seed in range(seeds):
            yield features[train].astype(np.float32), target[train], features[unseen], target[unseen], seed


def squared_error(target: np.ndarray, outputs: np.ndarray) -> float:
    """Return the mean squared error of a number, or that of the probabilities of all classes."""
    truth = np.eye(outputs.shape[1])[target] if outputs.ndim == 2 else target
    return float(np.mean(np.square(outputs - truth)))


@pytest.mark.parametrize("is_extra", [False, True], ids=["forest", "extra-trees"])
@pytest.mark.parametrize(
    ("load", "classes", "seeds"),
    [
        pytest.param(load_digits, 10, 1, marks=pytest.mark.slow),
        (load_wine, 3, 3),
        pytest.param(load_breast_cancer, 2, 4, marks=pytest.mark.slow),
        (load_diabetes, 0, 1),
    ],
    ids=["digits", "wine", "breast-cancer", "diabetes"],
)
async def test_a_forest_errs_as_scikit_learns_does(load: Any, classes: int, seeds: int, is_extra: bool) -> None:
    errors: list[tuple[float, float]] = []
    for features, target, unseen, truth, seed in divisions(load, seeds):
        examples = Examples(features=features, target=target.astype(float), class_count=classes)
        plan = Plan(trees=TREES, max_depth=32, is_extra=is_extra, max_bytes=10**9)
        arrays = await learn_forest(examples, seed=seed, plan=plan)
        rows = unseen.astype(np.float32)
        outputs = predict_classes(arrays, rows) if classes else predict_numbers(arrays, rows)[:, 0]
        peer = PEERS[is_extra, classes > 0](TREES, max_depth=32, random_state=seed).fit(features, target)
        theirs = peer.predict_proba(unseen) if classes else peer.predict(unseen)
        errors.append((squared_error(truth, outputs), squared_error(truth, theirs)))

    ours, theirs = np.sqrt(np.mean(errors, axis=0))

    assert ours <= WITHIN * theirs
