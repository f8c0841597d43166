"""The error on the rows kept aside is kept with the model, in the metrics of the service."""

from __future__ import annotations

import numpy as np
import pytest

from ml_tools.models.boosting import Loss, learn_boosting, predict_classes, predict_numbers
from ml_tools.models.boosting.ground import prepare_ground
from ml_tools.models.boosting.settings import Settings
from ml_tools.models.examples import Examples
from ml_tools.models.learner import training_metrics
from ml_tools.models.metrics import error_of

STOPPING = {"trees": 30, "early_stopping_trees": 5, "validation_share": 0.3}


def made(classes: int = 0) -> Examples:
    random = np.random.default_rng(0)
    features = random.normal(size=(600, 3)).astype(np.float32)
    target = 1e3 + 50 * features[:, 0] + 20 * random.normal(size=600)
    if classes:
        target = np.searchsorted(np.quantile(target, np.arange(1, classes) / classes), target).astype(float)
    return Examples(features=features, target=target, class_count=classes)


@pytest.mark.parametrize("classes", [0, 2, 4])
async def test_the_error_is_that_of_the_predictions_of_rows_kept_aside(classes: int) -> None:
    examples = made(classes)
    held = prepare_ground(examples, Settings(**STOPPING), 3).held

    arrays = await learn_boosting(examples, seed=3, max_bytes=10**9, **STOPPING)

    outputs = (predict_classes if classes else predict_numbers)(arrays, examples.features[held])
    (metric,) = training_metrics(arrays)
    assert metric.name == ("validation_log_loss" if classes else "validation_rmse")
    assert metric.value == pytest.approx(error_of(examples.target[held], outputs, class_count=classes), rel=1e-4)


@pytest.mark.parametrize(("loss", "name"), [(Loss.ABSOLUTE, "mae"), (Loss.QUANTILE, "quantile_loss")])
async def test_other_losses_are_their_own_metrics(loss: Loss, name: str) -> None:
    examples = made()
    settings = {**STOPPING, "loss": loss, "quantile": 0.8}
    held = prepare_ground(examples, Settings(**settings), 0).held

    arrays = await learn_boosting(examples, seed=0, max_bytes=10**9, **settings)

    apart = examples.target[held] - predict_numbers(arrays, examples.features[held])[:, 0]
    losses = np.abs(apart) if loss == Loss.ABSOLUTE else np.maximum(0.8 * apart, -0.2 * apart)
    assert str(arrays["validation_metric"]) == name
    assert float(arrays["validation_error"]) == pytest.approx(np.mean(losses), rel=1e-3)


async def test_nothing_is_measured_where_no_row_is_kept_aside() -> None:
    arrays = await learn_boosting(made(), seed=0, max_bytes=10**9, trees=3)

    assert training_metrics(arrays) == ()
