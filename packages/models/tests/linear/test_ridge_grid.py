"""The ridge grid measures what fits one by one would."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge

import brolly
from ml_tools.models.examples import Examples
from ml_tools.models.linear import cross_validated_ridge


def examples(*, doubled: bool = False) -> Examples:
    features, target = load_diabetes(return_X_y=True)
    features = (np.hstack([features, features]) if doubled else features).astype(np.float32)
    return Examples(features=features, target=target)


@pytest.mark.parametrize("doubled", [False, True], ids=["independent", "collinear"])
async def test_errors_are_those_of_fits_one_by_one(doubled: bool) -> None:
    known, folds, penalties = examples(doubled=doubled), np.arange(442) % 3, [0.0, 0.1, 10.0]

    grid = await cross_validated_ridge(known, folds, penalties)

    x, y = known.features.astype(np.float64), known.target
    for fold in range(3):
        for number, penalty in enumerate(penalties):
            peer = Ridge(penalty, solver="svd") if penalty else LinearRegression(tol=1e-6)
            peer.fit(x[folds != fold], y[folds != fold])
            error = np.mean((peer.predict(x[folds == fold]) - y[folds == fold]) ** 2)
            np.testing.assert_allclose(grid.squared_errors[fold, number], error, rtol=1e-5)
    assert grid.best == penalties[int(np.argmin(grid.squared_errors.mean(axis=0)))]


@pytest.mark.parametrize("folds", [np.zeros(442, int), np.arange(442) % 2 * 2, np.arange(10) % 2])
async def test_a_fold_without_rows_is_refused(folds: np.ndarray) -> None:
    with pytest.raises(brolly.InvalidArgument, match="fold_of_row: expected the number of a fold for each of 442"):
        await cross_validated_ridge(examples(), folds, [1.0])
