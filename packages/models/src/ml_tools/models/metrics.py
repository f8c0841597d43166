"""How good predictions are, in numbers; the first of them is the one that models are ranked by."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Outputs
from ml_tools.models_interface import Metric

__all__ = ["error_of", "losses", "measure"]

_LEAST_PROBABILITY = float(np.finfo(np.float64).eps)
"""Probabilities are clipped to at least this, and to at most 1 minus this, as scikit-learn does."""


def measure(target: NDArray[np.float64], outputs: Outputs, *, class_count: int) -> tuple[Metric, ...]:
    """Compare what was predicted with what is.

    Args:
        target: `(rows,)`, at least one; numbers, or indices of classes, -1 for one that the model does not know.
        outputs: `(rows, outputs)`.
        class_count: 0 for regression.
    """
    if not class_count:
        error = outputs[:, 0] - target
        values = {"rmse": _root_mean_square(error), "mae": float(np.mean(np.abs(error))), "r2": _r2(target, error)}
    else:
        accuracy = np.count_nonzero(np.argmax(outputs, axis=1) == target) / len(target)
        values = {"log_loss": _log_loss(target, outputs), "accuracy": accuracy}
    return tuple(Metric(name=name, value=value) for name, value in values.items())


def error_of(target: NDArray[np.float64], outputs: Outputs, *, class_count: int) -> float:
    """Return the metric that models are ranked by: the root mean square error, or the log loss."""
    return _log_loss(target, outputs) if class_count else _root_mean_square(outputs[:, 0] - target)


def losses(target: NDArray[np.float64], outputs: Outputs, *, class_count: int) -> NDArray[np.float64]:
    """Return the squared error, or the log loss, of each row, `(rows,)`."""
    return _log_losses(target, outputs) if class_count else np.square(outputs[:, 0] - target)


def _root_mean_square(error: NDArray[np.float64]) -> float:
    largest = float(np.max(np.abs(error)))
    if not largest:
        return 0.0
    return largest * math.sqrt(float(np.mean(np.square(error / largest))))  # no square overflows


def _r2(target: NDArray[np.float64], error: NDArray[np.float64]) -> float:
    spread = _root_mean_square(target - np.mean(target))
    missed = _root_mean_square(error)
    if not spread:
        return 0.0 if missed else 1.0
    return 1.0 - (missed / spread) ** 2


def _log_loss(target: NDArray[np.float64], outputs: Outputs) -> float:
    return float(np.mean(_log_losses(target, outputs)))


def _log_losses(target: NDArray[np.float64], outputs: Outputs) -> NDArray[np.float64]:
    known = target >= 0
    probability = np.zeros(len(target))
    probability[known] = outputs[known, target[known].astype(np.int64)]
    return -np.log(np.clip(probability, _LEAST_PROBABILITY, 1.0 - _LEAST_PROBABILITY))
