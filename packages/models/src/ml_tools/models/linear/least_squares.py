"""Linear and ridge regression."""

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
from ml_tools.models.linear.engine import IMPRECISE, moments, solve_positive, solve_singular
from ml_tools.models.linear.scores import scores
from ml_tools.models.linear.standardized import standardize
from ml_tools.models.padding import ROWS, resized

__all__ = ["learn_least_squares", "predict_numbers"]

_MOST_PRODUCTS = 10_000_000_000
"""Of a program, which takes some tenths of a second then."""


async def learn_least_squares(examples: Examples, *, seed: int, penalty: float) -> Arrays:
    """Learn the weights with the least squared error plus the penalty times their squares; nothing is random."""
    return await brolly.offload(_fit, examples, penalty)


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return scores(arrays, features, _as_it_is)


def _as_it_is(score: Array) -> Array:
    return score


def _fit(examples: Examples, penalty: float) -> Arrays:
    standardized = standardize(examples.features)
    mean = float(np.mean(examples.target))
    unit = float(np.max(np.abs(examples.target - mean))) or 1.0
    target = resized((examples.target - mean) / unit, len(standardized.features))
    with double_precision():
        gram, moment = _moments(standardized.features, target)
        weights = _solve(gram, moment, jnp.asarray(standardized.penalty(penalty)))
    given, offset = standardized.original(weights[:, None] * unit)
    return {"weights": given, "intercept": offset + mean}


def _moments(features: NDArray[np.float32], target: NDArray[np.float64]) -> tuple[Array, Array]:
    rows, columns = features.shape
    step = max(1, _MOST_PRODUCTS // (columns * columns * ROWS)) * ROWS
    gram, moment = moments(jnp.asarray(features[:step]), jnp.asarray(target[:step]))
    for start in range(step, rows, step):
        brolly.checkpoint()
        more = moments(jnp.asarray(features[start : start + step]), jnp.asarray(target[start : start + step]))
        gram, moment = gram + more[0], moment + more[1]
        gram.block_until_ready()
    return gram, moment


def _solve(gram: Array, moment: Array, penalty: Array) -> NDArray[np.float64]:
    weights, pivot = solve_positive(gram, moment, penalty)
    if not float(pivot) > IMPRECISE:
        brolly.checkpoint()
        weights = solve_singular(gram, moment, penalty)
    return np.asarray(weights)
