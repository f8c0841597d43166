"""Fits of support vector machines against scikit-learn's; beside the time stands the error on rows held out.

Ours have probabilities of classes, which the time of scikit-learn's does not include. The kernel is approximated by
1,500 rows for classes and by 2,500 for numbers.
"""

from __future__ import annotations

from pathlib import Path

import fits
import numpy as np
from result import Result

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 7200.0
_SIZES = ((20_000, 8), (100_000, 20), (1_000_000, 30))
_GOALS = {"linear": 0.2, "rbf": 0.3}
_KERNEL_ROWS, _KERNEL_FEATURES = 20_000, 8


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for rows, features in _SIZES:
        for kind in (0, 2):
            x, y = _linear(rows, features, kind)
            file = fits.saved(folder / "data.npz", x, y, rows)
            results += await _compared("linear", f"{rows:,} x {features}", file, kind, 3 if rows > 100_000 else count)
    for kind in (0, 2):
        x, y = _curved(_KERNEL_ROWS, _KERNEL_FEATURES, kind)
        file = fits.saved(folder / "data.npz", x, y, _KERNEL_ROWS)
        results += await _compared("rbf", f"{_KERNEL_ROWS:,} x {_KERNEL_FEATURES}", file, kind, count)
    return results


async def _compared(model: str, size: str, file: str, kind: int, count: int) -> list[Result]:
    return await fits.compare_fits(
        "svm_fit",
        f"{model} svm {f'{kind} classes' if kind else 'numbers'} {size}",
        {each: [each, model, file, str(kind)] for each in ("ours", "scikit-learn")},
        count,
        goal=_GOALS[model],
        unit="wrong" if kind else "RMSE",
    )


def _linear(rows: int, features: int, kind: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows * 5 // 4, features)).astype(np.float32)
    scores = x @ random.normal(size=features)
    if not kind:
        y = scores + random.normal(size=len(x))
        return x, (y - y.mean()) / y.std()
    return x, (scores / 2 + random.logistic(size=len(x)) > 0).astype(np.int64)


def _curved(rows: int, features: int, kind: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows * 5 // 4, features)).astype(np.float32)
    y = x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + (x[:, 3] > 0.5) + random.normal(size=len(x)) * 0.3
    return (x, (y > 0).astype(np.int64)) if kind else (x, (y - y.mean()) / y.std())
