"""Newton's method on a sample of the rows, then steps on all of them with second derivatives of the sample.

Steps on all rows are those of L-BFGS that begins with the second derivatives of the sample (Nocedal and Wright,
Numerical Optimization, 2006, section 7.2); where there are too many weights for these, with a multiple of the unit
matrix.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features
from ml_tools.models.native import is_native
from ml_tools.models.solvers.chunks import Parts, kept, sampled, whole_chunk
from ml_tools.models.solvers.crew import Crew, of_chunks, summed
from ml_tools.models.solvers.losses import Loss
from ml_tools.models.solvers.memory import Memory
from ml_tools.models.solvers.native_sums import native_slopes
from ml_tools.models.solvers.newton_programs import Curve, begun, derivatives, newton, solved
from ml_tools.models.solvers.places import Places

__all__ = ["Minimum", "Objective", "minimize", "second_derivatives"]

_MOST_CELLS = 2**20
"""Of the second derivatives; more are not computed."""
_LEAST_SAMPLE, _MOST_SAMPLE = 1_024, 32_768
_SAMPLE = 32
"""Rows of the sample for each row of a block of second derivatives."""
_MOST_PRODUCTS = 10_000_000_000
"""For second derivatives."""
_PRODUCTS_A_PROGRAM = 50_000_000_000
"""A second or less."""
_MOST_STEPS = 500
_MOST_HALVINGS = 30
_SUFFICIENT = 1e-4
_ROUNDING = 1e-12
_STEEP_SAMPLE, _STEEP, _STEEPEST = 1e-4, 1e-6, 1e-8
"""The gradients of a row at which the minimum is taken for found: of a sample, of all rows, of all rows at once."""


class Objective(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What is made small: the losses times a factor, summed, and half the penalized squares of the weights."""

    loss: Loss
    features: Features
    """`(rows, features)`."""
    target: NDArray[np.float64]
    """`(rows,)`."""
    places: Places
    columns: int
    """Of weights."""
    penalty: NDArray[np.float64]
    """`(padded features,)`."""
    parameter: float = 0.0
    """Of the loss."""
    factor: float = 1.0


class Minimum(NamedTuple):
    """Where the objective is smallest."""

    weights: NDArray[np.float64]
    """`(padded features, columns)`."""
    sample: NDArray[np.int64]
    """Some rows, or all."""
    curve: Curve | None
    """The second derivatives, of the sample in place of all rows; None where they are too many."""


class _Point(NamedTuple):
    weights: NDArray[np.float64]
    value: float
    gradient: NDArray[np.float64]
    second: NDArray[np.float64]

    @property
    def steepness(self) -> float:
        return float(np.max(np.abs(self.gradient)))


Evaluate = Callable[[NDArray[np.float64]], Awaitable[_Point]]


async def minimize(crew: Crew, objective: Objective, parts: Parts) -> Minimum:
    """Find the weights, from zeros on.

    Args:
        crew: Who computes.
        objective: What is made small.
        parts: Its rows.
    """
    sample = _sample(objective)
    if sample is None:
        nothing = np.zeros((objective.places.columns, objective.columns))
        rows = sampled(len(objective.target), _LEAST_SAMPLE)
        return Minimum(await _on_all(crew, objective, parts, nothing, None), rows, None)
    weights, curve = await crew.run(_on_sample, objective, sample)
    if len(sample) < len(objective.target):
        weights = await _on_all(crew, objective, parts, weights, curve)
    return Minimum(weights, sample, curve)


async def second_derivatives(
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return those of all rows, without the penalty's, `(blocks, size, size)`."""
    return (await _point(crew, objective, parts, weights, curved=True)).second


def _sample(objective: Objective) -> NDArray[np.int64] | None:
    """Return the rows whose second derivatives are computed; None when these are too many."""
    count, columns, rows = objective.places.columns, objective.columns, len(objective.target)
    size, parts = (count * columns, 1) if objective.loss.joint else (count, columns)
    cells = parts * size**2
    if cells > _MOST_CELLS:
        return None
    most = min(_MOST_SAMPLE, max(_LEAST_SAMPLE, _SAMPLE * size), max(_LEAST_SAMPLE, _MOST_PRODUCTS // cells))
    return np.arange(rows) if rows <= 2 * most else sampled(rows, most)


def _on_sample(objective: Objective, sample: NDArray[np.int64]) -> tuple[NDArray[np.float64], Curve]:
    places, rows = objective.places, len(objective.target)
    whole = len(sample) == rows
    picked = slice(None) if whole else sample
    chunk = whole_chunk(objective.features[picked], objective.target[picked], places.columns)
    scale = objective.factor * rows / len(sample)
    scales = (scale, objective.parameter, objective.factor * rows * (_STEEPEST if whole else _STEEP_SAMPLE))
    state = begun(objective.penalty, columns=objective.columns, joint=objective.loss.joint)  # type: ignore[arg-type]
    most = max(1, _PRODUCTS_A_PROGRAM // (len(sample) * state.curve.factor.lower.size))
    for _ in range(_MOST_STEPS):
        brolly.checkpoint()
        place = (places.center, places.factor, objective.penalty)
        state = newton(state, chunk, place, scales, min(most, _MOST_STEPS), loss=objective.loss)  # type: ignore[arg-type]
        if bool(state.finished):
            break
    return np.asarray(state.weights), state.curve


async def _on_all(
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64], curve: Curve | None
) -> NDArray[np.float64]:
    steepest = _STEEP * objective.factor * len(objective.target)
    parts = parts if is_native() else await crew.run(kept, parts)
    memory = Memory()
    inverse = _inverse(curve) if curve else None

    at = partial(_point, crew, objective, parts, curved=False)
    here = await at(weights)
    for _ in range(_MOST_STEPS):
        if here.steepness <= steepest:
            break
        lower = await _lower(at, here, await crew.run(memory.direction, here.weights, here.gradient, inverse))
        if lower is None:
            break
        here = lower
    return here.weights


async def _lower(at: Evaluate, here: _Point, step: NDArray[np.float64]) -> _Point | None:
    """Return a point in the direction of a step that is lower, or as low and less steep; None when there is none."""
    descent = float(np.sum(here.gradient * step))
    for halvings in range(_MOST_HALVINGS):
        length = 0.5**halvings
        there = await at(here.weights + length * step)
        if there.value <= here.value + _SUFFICIENT * length * descent:
            return there
        if abs(there.value - here.value) <= _ROUNDING * abs(here.value):
            return there if there.steepness < here.steepness else None
    return None


async def _point(
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64], *, curved: bool
) -> _Point:
    places, factor = objective.places, objective.factor
    parameters = (weights, (places.center, places.factor), np.float64(objective.parameter))
    second = np.zeros(0)
    if is_native() and not curved:
        function = partial(native_slopes, loss=objective.loss.native)
        value, gradient = await summed(crew, function, parts, *parameters)
    else:
        program = partial(derivatives, loss=objective.loss, curved=curved)
        value, gradient, second = await summed(crew, of_chunks(program), parts, *parameters)
    penalized = objective.penalty[:, None] * weights
    value = factor * float(value) + 0.5 * float(np.sum(penalized * weights))
    return _Point(weights, value, factor * gradient + penalized, factor * second)


def _inverse(curve: Curve) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda right: np.asarray(solved(curve, right))  # type: ignore[arg-type]
