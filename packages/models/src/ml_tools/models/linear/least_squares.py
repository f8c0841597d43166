"""Linear and ridge regression."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.examples import Examples, Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.linear.dual import fit_dual
from ml_tools.models.linear.engine import NEGLIGIBLE, ROUGH, Solution, improved, solve_positive, solve_singular
from ml_tools.models.linear.moments import Origin, Sums, correlation, moments
from ml_tools.models.solvers import Crew, as_they_are, at_once, divided, scores

__all__ = ["learn_least_squares", "learn_many_ridges", "model_of", "predict_numbers"]

_REFINEMENTS = 3


async def learn_least_squares(examples: Examples, *, seed: int, penalty: float) -> Arrays:
    """Learn the weights with the least squared error plus the penalty times their squares; nothing is random.

    The standard errors of the weights are the classical ones; they exist without a penalty, where no feature follows
    from others and there are more rows than weights.
    """
    return (await learn_many_ridges(examples, [penalty], seed=seed))[0]


async def learn_many_ridges(examples: Examples, penalties: Sequence[float], *, seed: int) -> list[Arrays]:
    """Learn with several penalties; what they need of the rows is summed once."""
    return await at_once(partial(_fit_all, examples, penalties), cells=examples.features.size)


def predict_numbers(arrays: Arrays, features: Features) -> Outputs:
    """Predict a number for each row."""
    return scores(arrays, features, as_they_are)


async def _fit_all(examples: Examples, penalties: Sequence[float], crew: Crew) -> list[Arrays]:
    rows, columns = examples.features.shape
    if columns > rows:
        return [await crew.run(fit_dual, examples, penalty) for penalty in penalties]
    place, found = await moments(crew, examples.features, examples.target)
    return [await _fit(examples, place, found, penalty, crew) for penalty in penalties]


async def _fit(examples: Examples, place: Origin, sums: Sums, penalty: float, crew: Crew) -> Arrays:
    solution = await crew.run(solve_positive, sums, np.float64(penalty), errors=not penalty)  # type: ignore[arg-type]
    pivot = float(solution.pivot)
    if not pivot > NEGLIGIBLE:
        weights = await crew.run(solve_singular, solution.moments, np.float64(penalty))  # type: ignore[arg-type]
        solution = solution._replace(weights=weights, variance=np.full(len(place.features), math.nan))  # type: ignore[arg-type]
    elif pivot < ROUGH:
        parts = divided(examples.features, examples.target, len(place.features))
        for _ in range(_REFINEMENTS):
            left = await correlation(crew, parts, place, solution.moments, np.asarray(solution.weights))
            weights = await crew.run(improved, solution, left, np.float64(penalty))  # type: ignore[arg-type]
            solution = solution._replace(weights=weights)
    return await crew.run(_model, place, solution, examples.features.shape[1])


def _model(place: Origin, solution: Solution, given: int) -> Arrays:
    weights = np.asarray(solution.weights)
    arrays = model_of(place, np.asarray(solution.moments.mean), float(solution.moments.target_mean), weights, given)
    return {**arrays, "standard_errors": _errors(place, solution, weights)[:given, None]}


def _errors(place: Origin, solution: Solution, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    variance, found = np.asarray(solution.variance), solution.moments
    free = float(found.rows) - 1.0 - np.count_nonzero(~np.isnan(variance))
    left = max(0.0, float(found.square) - float(np.sum(weights * np.asarray(found.moment))))
    return np.sqrt(variance * (left / free if free > 0 else math.nan)) * place.unit


def model_of(
    place: Origin, mean: NDArray[np.float64], target_mean: float, weights: NDArray[np.float64], given: int
) -> dict[str, NDArray[np.float64]]:
    """Return the arrays of a model.

    Args:
        place: Whence features and target were measured.
        mean: `(padded features,)`, of the features' distances from there.
        target_mean: Of the target's distances, in its unit.
        weights: `(padded features,)`, for the target in its unit.
        given: How many features there are.
    """
    own = weights[:given] * place.unit
    center = float(place.target) + target_mean * float(place.unit)
    intercept = center - float(np.sum((place.features + mean)[:given] * own))
    return {"weights": own[:, None], "intercept": np.array([intercept])}
