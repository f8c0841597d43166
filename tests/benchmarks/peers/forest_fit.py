"""Fits one forest and predicts: `forest_fit.py LIBRARY DATA.npz TREES`; prints seconds, memory and error as JSON.

Every library has two threads and the same settings: 16 levels, leaves of one row; at each split all features for
numbers, and the square root of their number for classes. Where one draws rows without replacement, it takes as many as
a bootstrap sample has different ones. The memory is the most that was resident above what imports take; the error is
the root of the mean squared one, or the share of wrong classes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np
import psutil
from peak import peak_bytes

THREADS, DEPTH, SHARE = 2, 16, 0.632
Predict = Callable[[np.ndarray], np.ndarray]
Fit = Callable[[np.ndarray, np.ndarray, int, int], Predict]
"""From features, target, how many classes there are (0 for numbers) and how many trees."""


def main(library: str, file: str, trees: str) -> None:
    libraries = {"ours": ours, "scikit-learn": scikit_learn, "LightGBM rf": lightgbm, "XGBoost rf": xgboost}
    fit = libraries[library]()
    imported = psutil.Process().memory_info().rss
    data = np.load(file)
    classes = int(data["classes"])
    features, target = data["train_x"], data["train_y"]
    started, used = perf_counter(), process_time()
    predict = fit(features, target, classes, int(trees))
    seconds, processor_s = perf_counter() - started, process_time() - used
    peak = peak_bytes()
    printed = {"seconds": seconds, "processor_s": processor_s, "peak_mib": (peak - imported) / 2**20}
    outputs = predict(data["test_x"])
    wrong = outputs != data["test_y"] if classes else (outputs - data["test_y"]) ** 2
    error = np.mean(wrong) if classes else np.sqrt(np.mean(wrong))
    print(json.dumps({**printed, "error": float(error), "data_mib": features.nbytes / 2**20}))


def share_of(classes: int, features: np.ndarray) -> float:
    """Return the share of the features that each split chooses from."""
    return int(features.shape[1] ** 0.5) / features.shape[1] if classes else 1.0


def ours() -> Fit:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from ml_tools.models.examples import Examples
    from ml_tools.models.forest import Plan, learn_forest, predict_classes, predict_numbers

    def fit(features: np.ndarray, target: np.ndarray, classes: int, trees: int) -> Predict:
        async def learn() -> dict[str, np.ndarray]:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
            examples = Examples(features=features, target=target.astype(np.float64), class_count=classes)
            plan = Plan(trees=trees, max_depth=DEPTH, max_bytes=2**40)
            return await learn_forest(examples, seed=0, plan=plan)

        arrays = asyncio.run(learn())
        if classes:
            return lambda rows: predict_classes(arrays, rows).argmax(axis=1)
        return lambda rows: predict_numbers(arrays, rows)[:, 0]

    return fit


def scikit_learn() -> Fit:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    def fit(features: np.ndarray, target: np.ndarray, classes: int, trees: int) -> Predict:
        forest = RandomForestClassifier if classes else RandomForestRegressor
        return forest(trees, max_depth=DEPTH, n_jobs=THREADS, random_state=0).fit(features, target).predict

    return fit


def lightgbm() -> Fit:
    import lightgbm

    def fit(features: np.ndarray, target: np.ndarray, classes: int, trees: int) -> Predict:
        settings = {
            "boosting": "rf",
            "objective": "multiclass" if classes else "regression",
            "num_class": max(classes, 1),
            "num_leaves": min(2**DEPTH, len(target) // 4),  # its time grows with leaves that no tree has
            "max_depth": DEPTH,
            "min_data_in_leaf": 1,
            "min_sum_hessian_in_leaf": 0.0,
            "bagging_freq": 1,
            "bagging_fraction": SHARE,
            "feature_fraction_bynode": share_of(classes, features),
            "num_threads": THREADS,
            "seed": 0,
            "verbose": -1,
        }
        booster = lightgbm.train(settings, lightgbm.Dataset(features, target), trees)
        return lambda rows: booster.predict(rows).argmax(axis=1) if classes else booster.predict(rows)

    return fit


def xgboost() -> Fit:
    import xgboost

    def fit(features: np.ndarray, target: np.ndarray, classes: int, trees: int) -> Predict:
        forest = xgboost.XGBRFClassifier if classes else xgboost.XGBRFRegressor
        settings = {
            "n_estimators": trees,
            "max_depth": DEPTH,
            "subsample": SHARE,
            "colsample_bynode": share_of(classes, features),
            "reg_lambda": 0.0,
            "n_jobs": THREADS,
            "random_state": 0,
        }
        return forest(**settings).fit(features, target).predict

    return fit


if __name__ == "__main__":
    main(*sys.argv[1:])
