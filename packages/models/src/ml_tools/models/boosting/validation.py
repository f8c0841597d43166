"""The error of boosted trees on the rows that were kept aside."""

from __future__ import annotations

import numpy as np

from ml_tools.models.boosting.ground import LEVEL_BITS, Ground
from ml_tools.models.boosting.predicting import predict_classes, predict_numbers
from ml_tools.models.boosting.settings import Loss
from ml_tools.models.examples import Examples
from ml_tools.models.learner import Arrays
from ml_tools.models.metrics import error_of

__all__ = ["validation_arrays"]

_METRICS = {Loss.SQUARED: "rmse", Loss.ABSOLUTE: "mae", Loss.QUANTILE: "quantile_loss"}


def validation_arrays(arrays: Arrays, examples: Examples, ground: Ground) -> Arrays:
    """Return the error, and what it is measured in; nothing where no row was kept aside.

    The sums that early stopping looks at differ in the last digits: between the bins on both sides of a split trees
    send rows by their values then.
    """
    if ground.held is None:
        return {}
    metric = _METRICS.get(ground.loss, "log_loss")
    return {
        "validation_error": np.asarray(_error(arrays, examples, ground, ground.held)),
        "validation_metric": np.asarray(metric),
    }


def _error(arrays: Arrays, examples: Examples, ground: Ground, held: np.ndarray) -> float:
    features, target = examples.features[held], examples.target[held]
    if ground.loss.is_of_classes:
        return error_of(target, predict_classes(arrays, features), class_count=examples.class_count)
    outputs = predict_numbers(arrays, features)
    if ground.loss == Loss.SQUARED:
        return error_of(target, outputs, class_count=0)
    apart, level = target - outputs[:, 0], ground.level / 2**LEVEL_BITS
    losses = np.abs(apart) if ground.loss == Loss.ABSOLUTE else np.maximum(level * apart, (level - 1.0) * apart)
    return float(np.mean(losses))
