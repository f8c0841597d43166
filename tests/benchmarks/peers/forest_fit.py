"""Fits one forest and predicts: `forest_fit.py LIBRARY DATA.npz TREES`, prints seconds and the held-out error as JSON.

Every library has two threads and the same settings: all features at each split, 16 levels, leaves of one row. Where one
draws rows without replacement, it takes as many as a bootstrap sample has different ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np

THREADS, DEPTH, SHARE = 2, 16, 0.632
Predict = Callable[[np.ndarray], np.ndarray]


def main(library: str, file: str, trees: str) -> None:
    data = np.load(file)
    fit = {"ours": ours(), "scikit-learn": scikit_learn, "LightGBM rf": lightgbm, "XGBoost rf": xgboost}[library]
    started, used = perf_counter(), process_time()
    predict = fit(data["train_x"], data["train_y"], int(trees))
    seconds, processor_s = perf_counter() - started, process_time() - used
    error = float(np.sqrt(np.mean((predict(data["test_x"]) - data["test_y"]) ** 2)))
    print(json.dumps({"seconds": seconds, "processor_s": processor_s, "error": error}))


def ours() -> Callable[[np.ndarray, np.ndarray, int], Predict]:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from ml_tools.models.examples import Examples
    from ml_tools.models.forest import learn_forest, predict_numbers

    settings = {"max_depth": DEPTH, "min_leaf_rows": 1, "feature_share": 1.0, "max_bytes": 2**40}

    def fit(features: np.ndarray, target: np.ndarray, trees: int) -> Predict:
        async def learn() -> dict[str, np.ndarray]:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
            return await learn_forest(Examples(features=features, target=target), seed=0, trees=trees, **settings)

        arrays = asyncio.run(learn())
        return lambda rows: predict_numbers(arrays, rows)[:, 0]

    return fit


def scikit_learn(features: np.ndarray, target: np.ndarray, trees: int) -> Predict:
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(trees, max_depth=DEPTH, n_jobs=THREADS, random_state=0)
    return forest.fit(features, target).predict


def lightgbm(features: np.ndarray, target: np.ndarray, trees: int) -> Predict:
    import lightgbm

    settings = {
        "boosting": "rf",
        "objective": "regression",
        "num_leaves": min(2**DEPTH, len(target) // 4),  # its time grows with leaves that no tree has
        "max_depth": DEPTH,
        "min_data_in_leaf": 1,
        "min_sum_hessian_in_leaf": 0.0,
        "bagging_freq": 1,
        "bagging_fraction": SHARE,
        "num_threads": THREADS,
        "seed": 0,
        "verbose": -1,
    }
    return lightgbm.train(settings, lightgbm.Dataset(features, target), trees).predict


def xgboost(features: np.ndarray, target: np.ndarray, trees: int) -> Predict:
    import xgboost

    forest = xgboost.XGBRFRegressor(
        n_estimators=trees,
        max_depth=DEPTH,
        subsample=SHARE,
        colsample_bynode=1.0,
        reg_lambda=0.0,
        n_jobs=THREADS,
        random_state=0,
    )
    return forest.fit(features, target).predict


if __name__ == "__main__":
    main(*sys.argv[1:])
