"""With native code and without it, linear models are the same but for rounding."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
import pytest

from ml_tools.models import native
from ml_tools.models.examples import Examples
from ml_tools.models.linear import cross_validated_ridge, learn_elastic_net, learn_least_squares, learn_logistic
from ml_tools.models.svm import kernel_machine, learn_linear_svm, learn_rbf_svm

Fit = Callable[[Examples], Coroutine[Any, Any, Any]]

FITS: dict[str, tuple[int, Fit]] = {
    "ols": (0, lambda known: learn_least_squares(known, seed=0, penalty=0.0)),
    "ridge": (0, lambda known: learn_least_squares(known, seed=0, penalty=1.0)),
    "elastic-net": (0, lambda known: learn_elastic_net(known, seed=0, penalty=0.1, l1_share=0.5)),
    "logistic": (2, lambda known: learn_logistic(known, seed=0, penalty=0.0)),
    "multinomial": (3, lambda known: learn_logistic(known, seed=0, penalty=1.0)),
    "linear-svm-numbers": (0, lambda known: learn_linear_svm(known, seed=0, cost=1.0, epsilon=0.1)),
    "linear-svm": (2, lambda known: learn_linear_svm(known, seed=0, cost=1.0, epsilon=0.1)),
    "linear-svm-many": (3, lambda known: learn_linear_svm(known, seed=0, cost=1.0, epsilon=0.1)),
}


def examples(classes: int, rows: int = 4000, columns: int = 5) -> Examples:
    random = np.random.default_rng(0)
    features = (random.normal(size=(rows, columns)) * 10.0 ** np.arange(columns) + 7).astype(np.float32)
    score = features[:, 0] / 3 + features[:, 1] / 10 + random.normal(size=rows) * 2
    target = np.digitize(score, np.quantile(score, [0.5, 0.8][: classes - 1])) + 0.0 if classes else score
    return Examples(features=features, target=target, class_count=classes)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", FITS)
async def test_models_are_the_same_with_native_code_and_without(name: str, without_native: Callable[[], None]) -> None:
    classes, fit = FITS[name]
    known = examples(classes)

    ours = await fit(known)
    without_native()
    reference = await fit(known)

    assert not native.is_native()
    for array in ("weights", "intercept", "standard_errors"):
        if array in reference:
            most = np.abs(np.nan_to_num(reference[array])).max()
            np.testing.assert_allclose(ours[array], reference[array], rtol=1e-5, atol=1e-5 * most, err_msg=array)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("classes", "components"), [(0, 40), (2, 520), (0, 700)])
async def test_kernel_machines_predict_the_same_with_native_code_and_without(
    classes: int, components: int, without_native: Callable[[], None]
) -> None:
    known, settings = examples(classes), {"cost": 1.0, "gamma": None, "epsilon": 0.1, "max_bytes": 2**30}
    predict = kernel_machine.predict_classes if classes else kernel_machine.predict_numbers

    ours = predict(await learn_rbf_svm(known, seed=0, components=components, **settings), known.features)
    without_native()
    reference = predict(await learn_rbf_svm(known, seed=0, components=components, **settings), known.features)

    np.testing.assert_allclose(ours, reference, atol=1e-5 * np.abs(reference).max())


async def test_a_ridge_grid_is_the_same_with_native_code_and_without(without_native: Callable[[], None]) -> None:
    known = examples(0)
    folds = np.arange(len(known.target)) % 3

    ours = await cross_validated_ridge(known, folds, [0.0, 1.0, 1e6])
    without_native()
    reference = await cross_validated_ridge(known, folds, [0.0, 1.0, 1e6])

    np.testing.assert_allclose(ours.squared_errors, reference.squared_errors, rtol=1e-9)
