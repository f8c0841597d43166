"""Fits one boosted model and predicts: `boosting_fit.py LIBRARY DATA.npz TREES`, prints what it took as JSON.

Every library has two threads and the same settings: 31 leaves, learning rate 0.1, at least 20 rows in a leaf, 255 bins.
What is predicted in one call are the rows held out, then one row many times.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np

THREADS, LEAVES, RATE, LEAF_ROWS, CALLS = 2, 31, 0.1, 20, 500
Predict = Callable[[np.ndarray], np.ndarray]


def main(library: str, file: str, trees: str) -> None:
    data = np.load(file)
    fit = {"ours": ours(), "LightGBM": lightgbm, "XGBoost": xgboost}[library]
    is_binary = set(np.unique(data["train_y"])) == {0.0, 1.0}
    started, used = perf_counter(), process_time()
    predict = fit(data["train_x"], data["train_y"], int(trees), is_binary)
    seconds, processor_s = perf_counter() - started, process_time() - used
    rows, target = data["test_x"], data["test_y"]
    batch = [timed(predict, rows) for _ in range(3)]
    one = [timed(predict, rows[:1]) for _ in range(CALLS)]
    error = log_loss(target, predict(rows)) if is_binary else float(np.sqrt(np.mean((predict(rows) - target) ** 2)))
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor_s": processor_s,
                "error": error,
                "batch_s": min(batch),
                "one_row_us": float(np.median(one)) * 1e6,
            }
        )
    )


def timed(predict: Predict, rows: np.ndarray) -> float:
    started = perf_counter()
    predict(rows)
    return perf_counter() - started


def log_loss(target: np.ndarray, probability: np.ndarray) -> float:
    return float(-np.mean(np.log(np.where(target > 0, probability, 1 - probability))))


def ours() -> Callable[[np.ndarray, np.ndarray, int, bool], Predict]:
    import asyncio

    from ml_tools.models.boosting import learn_boosting, prepared_scores
    from ml_tools.models.examples import Examples

    def fit(features: np.ndarray, target: np.ndarray, trees: int, is_binary: bool) -> Predict:
        examples = Examples(features=features, target=target, class_count=2 * is_binary)
        arrays = asyncio.run(learn_boosting(examples, seed=0, max_bytes=2**40, trees=trees))
        scores = prepared_scores(arrays)
        return (lambda rows: 1 / (1 + np.exp(-scores(rows)[:, 0]))) if is_binary else lambda rows: scores(rows)[:, 0]

    return fit


def lightgbm(features: np.ndarray, target: np.ndarray, trees: int, is_binary: bool) -> Predict:
    import lightgbm

    settings = {
        "objective": "binary" if is_binary else "regression",
        "num_leaves": LEAVES,
        "learning_rate": RATE,
        "min_data_in_leaf": LEAF_ROWS,
        "max_bin": 255,
        "num_threads": THREADS,
        "seed": 0,
        "verbose": -1,
    }
    return lightgbm.train(settings, lightgbm.Dataset(features, target), trees).predict


def xgboost(features: np.ndarray, target: np.ndarray, trees: int, is_binary: bool) -> Predict:
    import xgboost

    kind = xgboost.XGBClassifier if is_binary else xgboost.XGBRegressor
    model = kind(
        n_estimators=trees,
        grow_policy="lossguide",
        max_leaves=LEAVES,
        max_depth=0,
        learning_rate=RATE,
        min_child_weight=1 if is_binary else LEAF_ROWS,
        reg_lambda=0.0,
        max_bin=255,
        tree_method="hist",
        n_jobs=THREADS,
        random_state=0,
    ).fit(features, target)
    return model.get_booster().inplace_predict


if __name__ == "__main__":
    main(*sys.argv[1:])
