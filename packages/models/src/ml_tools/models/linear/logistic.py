"""Logistic regression, multinomial for more than two classes."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

import brolly
from ml_tools.models.compilation import double_precision
from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.linear.logistic_engine import Observed, newton_step, probabilities
from ml_tools.models.linear.scores import scores
from ml_tools.models.linear.standardized import Standardized, standardize
from ml_tools.models.padding import ROWS, resized

__all__ = ["learn_logistic", "predict_classes"]

_MOST_STEPS = 100
_STEEPEST = 1e-9
"""The gradient of a row at which the minimum is taken for found."""
_PRODUCTS_A_PROGRAM = 300_000_000


async def learn_logistic(examples: Examples, *, seed: int, penalty: float) -> Arrays:
    """Learn the weights with the least log loss plus half the penalty times their squares; nothing is random.

    This penalty is 1 / C of scikit-learn. A class that does not occur gets the probability 0.
    """
    return await brolly.offload(_fit, examples, penalty)


def predict_classes(arrays: Arrays, features: Features) -> Outputs:
    """Predict the probability of each class for each row."""
    occurring, class_count = arrays["occurring"], int(arrays["class_count"])
    if len(occurring) == class_count:
        return scores(arrays, features, probabilities)
    outputs = np.zeros((len(features), class_count))
    outputs[:, occurring] = scores(arrays, features, probabilities) if len(occurring) > 1 else 1.0
    return outputs


def _fit(examples: Examples, penalty: float) -> Arrays:
    occurring, classes = np.unique(examples.class_indices, return_inverse=True)
    standardized = standardize(examples.features)
    penalties = standardized.penalty(penalty)
    columns = {1: 0, 2: 1}.get(len(occurring), len(occurring))
    weights = np.zeros((len(penalties) + 1, columns))
    if columns:
        with double_precision():
            weights = _minimize(_observed(standardized, classes), penalties, columns)
    given, offset = standardized.original(weights[:-1])
    arrays = {"weights": given, "intercept": offset + weights[-1]}
    return {**arrays, "occurring": occurring, "class_count": np.asarray(examples.class_count)}


def _observed(standardized: Standardized, classes: NDArray[np.int64]) -> Observed:
    rows, columns = standardized.features.shape
    return Observed(
        features=jnp.asarray(standardized.features.reshape(-1, ROWS, columns)),
        classes=jnp.asarray(resized(classes.astype(np.int32), rows).reshape(-1, ROWS)),
        weight=jnp.asarray(resized(np.ones(len(classes)), rows).reshape(-1, ROWS)),
    )


def _minimize(observed: Observed, penalty: NDArray[np.float64], columns: int) -> NDArray[np.float64]:
    rows = int(np.sum(observed.weight))
    size = len(penalty) * columns
    weights: Array = jnp.zeros((len(penalty) + 1, columns), jnp.float64)
    factors = jnp.asarray(np.append(penalty, 0.0))
    products = jnp.int32(min(max(5, _PRODUCTS_A_PROGRAM // (observed.weight.size * size)), 10 * size, 1000))
    for _ in range(_MOST_STEPS):
        brolly.checkpoint()
        step = newton_step(weights, observed, factors, products)
        weights = step.weights
        if float(step.gradient) <= _STEEPEST * rows or not bool(step.gained):
            break
    return np.asarray(weights)
