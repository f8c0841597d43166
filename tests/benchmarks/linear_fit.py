"""Fits of linear models against scikit-learn's; beside the time stands the error on rows held out.

A first fit, before the one that is measured, compiles programs or loads them.
"""

from __future__ import annotations

from pathlib import Path

import fits
import numpy as np
from result import Result

__all__ = ["LIMIT_S", "ROUNDS", "measure"]

ROUNDS = 5
LIMIT_S = 3600.0
_SIZES = ((20_000, 8), (100_000, 20), (1_000_000, 30))
_GOALS = {"ols": 0.5, "ridge": 0.8, "lasso": 0.8, "elastic-net": 0.8, "logistic": 0.5, "ridge-grid": 0.1}
_LARGEST_GRID = 100_000


async def measure(count: int, folder: Path) -> list[Result]:
    results: list[Result] = []
    for rows, features in _SIZES:
        for kind in (0, 2, 5):
            file = fits.saved(folder / "data.npz", *_generated(rows, features, kind), rows)
            for model in [model for model in _GOALS if (model == "logistic") == (kind > 0)]:
                if model == "ridge-grid" and rows > _LARGEST_GRID:
                    continue
                name = f"{model} {f'{kind} classes, ' if kind else ''}{rows:,} x {features}"
                results += await fits.compare_fits(
                    "linear_fit",
                    name,
                    {each: [each, model, file, str(kind)] for each in ("ours", "scikit-learn")},
                    min(count, 3) if rows >= 1_000_000 else count,
                    goal=_GOALS[model],
                    unit="log loss" if kind else "RMSE",
                )
    return results


def _generated(rows: int, features: int, kind: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(rows * 5 // 4, features)).astype(np.float32)
    scores = x @ random.normal(size=(features, 5))
    if not kind:
        return x, scores[:, 0] + random.normal(size=len(x))
    if kind == 2:
        return x, (scores[:, 0] / 2 + random.logistic(size=len(x)) > 0).astype(np.int64)
    return x, np.argmax(scores / 2 + random.gumbel(size=scores.shape), axis=1)
