"""Measures a family on a sample: `small_samples.py LIBRARY FAMILY SAMPLE REPEATS`; prints the error as JSON.

Each repeat predicts all rows by five folds, which are the same for both libraries. The error is the root of the mean
squared one, or for classes the mean over rows of the sum of the squared errors of all probabilities; `wrong` is the
share of wrong classes. Settings are the same: 100 trees of 16 levels, and the features that are the habit of forests;
100 trees of 31 leaves of 20 rows at least, at a rate of 0.1.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable

import numpy as np
from sklearn import datasets
from sklearn.model_selection import KFold, StratifiedKFold

TREES, DEPTH, LEAVES, RATE, LEAF_ROWS, FOLDS, MOST_BYTES = 100, 16, 31, 0.1, 20, 5, 2**40
Outputs = Callable[[np.ndarray, np.ndarray, np.ndarray, int, int], np.ndarray]
"""From features, target, features to predict for, how many classes there are (0 for numbers) and a seed."""


def main(library: str, family: str, sample: str, repeats: str) -> None:
    features, target = getattr(datasets, f"load_{sample}")(return_X_y=True)
    classes = 0 if sample == "diabetes" else int(target.max()) + 1
    outputs = {
        ("ours", "forest"): our_forest,
        ("ours", "boosting"): our_boosting,
        ("peer", "forest"): scikit_learn,
        ("peer", "boosting"): lightgbm,
    }[library, family]
    found = [predicted(outputs, features.astype(np.float32), target, classes, seed) for seed in range(int(repeats))]
    if not classes:
        print(json.dumps({"error": float(np.mean([np.sqrt(np.mean((each - target) ** 2)) for each in found]))}))
        return
    error = np.mean([np.sum((each - np.eye(classes)[target]) ** 2, axis=1) for each in found])
    wrong = np.mean([each.argmax(axis=1) != target for each in found])
    print(json.dumps({"error": float(error), "wrong": float(wrong)}))


def predicted(outputs: Outputs, features: np.ndarray, target: np.ndarray, classes: int, seed: int) -> np.ndarray:
    """Return the outputs for each row, by models that have not seen it."""
    whole = np.empty((len(target), classes) if classes else len(target))
    kind = StratifiedKFold if classes else KFold
    for train, unseen in kind(FOLDS, shuffle=True, random_state=seed).split(features, target):
        whole[unseen] = outputs(features[train], target[train], features[unseen], classes, seed)
    return whole


def our_forest(features: np.ndarray, target: np.ndarray, unseen: np.ndarray, classes: int, seed: int) -> np.ndarray:
    from ml_tools.models.examples import Examples
    from ml_tools.models.forest import Plan, learn_forest, predict_classes, predict_numbers

    examples = Examples(features=features, target=target.astype(np.float64), class_count=classes)
    plan = Plan(trees=TREES, max_depth=DEPTH, max_bytes=MOST_BYTES)
    arrays = asyncio.run(learn_forest(examples, seed=seed, plan=plan))
    return predict_classes(arrays, unseen) if classes else predict_numbers(arrays, unseen)[:, 0]


def our_boosting(features: np.ndarray, target: np.ndarray, unseen: np.ndarray, classes: int, seed: int) -> np.ndarray:
    from ml_tools.models.boosting import learn_boosting, predict_classes, predict_numbers
    from ml_tools.models.examples import Examples

    examples = Examples(features=features, target=target.astype(np.float64), class_count=classes)
    arrays = asyncio.run(learn_boosting(examples, seed=seed, max_bytes=MOST_BYTES, trees=TREES))
    return predict_classes(arrays, unseen) if classes else predict_numbers(arrays, unseen)[:, 0]


def scikit_learn(features: np.ndarray, target: np.ndarray, unseen: np.ndarray, classes: int, seed: int) -> np.ndarray:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if classes else RandomForestRegressor
    model = kind(TREES, max_depth=DEPTH, random_state=seed).fit(features, target)
    return model.predict_proba(unseen) if classes else model.predict(unseen)


def lightgbm(features: np.ndarray, target: np.ndarray, unseen: np.ndarray, classes: int, seed: int) -> np.ndarray:
    import lightgbm

    settings = {
        "objective": "multiclass" if classes > 2 else "binary" if classes else "regression",
        "num_class": classes if classes > 2 else 1,
        "num_leaves": LEAVES,
        "learning_rate": RATE,
        "min_data_in_leaf": LEAF_ROWS,
        "num_threads": 1,
        "seed": seed,
        "verbose": -1,
    }
    outputs = lightgbm.train(settings, lightgbm.Dataset(features, target), TREES).predict(unseen)
    return np.stack([1 - outputs, outputs], axis=1) if classes == 2 else outputs


if __name__ == "__main__":
    main(*sys.argv[1:])
