"""Fits one linear model: `linear_fit.py LIBRARY MODEL DATA.npz CLASSES`, prints seconds and the held-out error as JSON.

Both have the same settings; the fits that are measured come after a first one, in an event loop that runs,
as in a service.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial

import numpy as np
from repeated import measured

THREADS, FOLDS = 2, 5
PENALTIES = np.logspace(-2, 4, 20)
MIXED = {"lasso": (0.01, 1.0), "elastic-net": (0.01, 0.5)}
Predict = Callable[[np.ndarray], np.ndarray]
Fit = Callable[[np.ndarray, np.ndarray], Awaitable[Predict]]


async def main(library: str, model: str, file: str, classes: str) -> None:
    data = np.load(file)
    fit = {"ours": ours, "scikit-learn": scikit_learn}[library](model, int(classes))
    x, y = data["train_x"], data["train_y"]
    await fit(x, y)
    predict, seconds = await measured(lambda: fit(x, y))
    print(json.dumps({**seconds, "error": error(predict(data["test_x"]), data)}))


def error(predicted: np.ndarray, data: dict[str, np.ndarray]) -> float:
    actual = data["test_y"]
    if predicted.ndim == 1:
        return float(np.sqrt(np.mean((predicted - actual) ** 2)))
    return float(-np.mean(np.log(predicted[np.arange(len(actual)), actual])))


def ours(model: str, classes: int) -> Fit:
    from concurrent.futures import ThreadPoolExecutor

    from ml_tools.models import linear
    from ml_tools.models.examples import Examples

    async def learn(examples: Examples) -> dict[str, np.ndarray]:
        if model == "ridge-grid":
            folds = np.arange(len(examples.target)) * FOLDS // len(examples.target)
            best = (await linear.cross_validated_ridge(examples, folds, PENALTIES)).best
            return await linear.learn_least_squares(examples, seed=0, penalty=best)
        if model in MIXED:
            penalty, share = MIXED[model]
            return await linear.learn_elastic_net(examples, seed=0, penalty=penalty, l1_share=share)
        if model == "logistic":
            return await linear.learn_logistic(examples, seed=0, penalty=1.0)
        return await linear.learn_least_squares(examples, seed=0, penalty=1.0 if model == "ridge" else 0.0)

    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))

    async def fit(x: np.ndarray, y: np.ndarray) -> Predict:
        arrays = await learn(Examples(features=x, target=y.astype(np.float64), class_count=classes))
        if classes:
            return partial(linear.predict_classes, arrays)
        return lambda rows: linear.predict_numbers(arrays, rows)[:, 0]

    return fit


def scikit_learn(model: str, classes: int) -> Fit:
    from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
    from sklearn.model_selection import GridSearchCV

    made = {
        "ols": LinearRegression(),
        "ridge": Ridge(1.0),
        "lasso": Lasso(MIXED["lasso"][0]),
        "elastic-net": ElasticNet(MIXED["elastic-net"][0]),
        "logistic": LogisticRegression(),
        "ridge-grid": GridSearchCV(Ridge(), {"alpha": PENALTIES}, cv=FOLDS),
    }[model]

    async def fit(x: np.ndarray, y: np.ndarray) -> Predict:
        fitted = made.fit(x, y)
        return fitted.predict_proba if classes else fitted.predict

    return fit


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
