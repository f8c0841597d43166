"""Fits one support vector machine: `svm_fit.py LIBRARY MODEL DATA.npz CLASSES`, prints seconds and the held-out error.

Both have the same settings; ours is measured after a first fit, which compiles programs.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

import numpy as np
from repeated import measured

THREADS, EPSILON = 2, 0.1
Predict = Callable[[np.ndarray], np.ndarray]
Fit = Callable[[np.ndarray, np.ndarray], Awaitable[Predict]]


async def main(library: str, model: str, file: str, classes: str) -> None:
    data = np.load(file)
    x, y = data["train_x"], data["train_y"]
    fit = {"ours": ours, "scikit-learn": scikit_learn}[library](model, int(classes))
    if library == "ours":
        await fit(x, y)
    predict, seconds = await measured(lambda: fit(x, y))
    predicted, actual = predict(data["test_x"]), data["test_y"]
    error = np.mean(predicted != actual) if int(classes) else np.sqrt(np.mean((predicted - actual) ** 2))
    print(json.dumps({**seconds, "error": float(error)}))


def ours(model: str, classes: int) -> Fit:
    from concurrent.futures import ThreadPoolExecutor

    from ml_tools.models import svm
    from ml_tools.models.examples import Examples
    from ml_tools.utils_interface import Task

    family = {each.name: each for each in svm.FAMILIES}[f"{model}_svm"]
    predict = family.predict[Task.CLASSIFICATION if classes else Task.REGRESSION]
    components = {"components": 1_500 if classes else 2_500} if model == "rbf" else {}
    learn = family.learner(family.settings(epsilon=EPSILON, **components), "algorithm", 2**40)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))

    async def fit(x: np.ndarray, y: np.ndarray) -> Predict:
        arrays = await learn(Examples(features=x, target=y.astype(np.float64), class_count=classes), seed=0)

        def predicted(rows: np.ndarray) -> np.ndarray:
            outputs = predict(arrays, rows)
            return outputs.argmax(axis=1) if classes else outputs[:, 0]

        return predicted

    return fit


def scikit_learn(model: str, classes: int) -> Fit:
    from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

    if model == "rbf":
        machine = SVC() if classes else SVR(epsilon=EPSILON)
    elif classes:
        machine = LinearSVC(dual="auto")
    else:
        machine = LinearSVR(loss="squared_epsilon_insensitive", dual="auto", epsilon=EPSILON)

    async def fit(x: np.ndarray, y: np.ndarray) -> Predict:
        return machine.fit(x, y).predict

    return fit


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
