"""Newton's method on a sample of the rows, then steps on all of them with second derivatives of the sample.

Steps on all rows are those of L-BFGS that begins with the second derivatives of the sample (Nocedal and Wright,
Numerical Optimization, 2006, section 7.2); where there are too many weights for these, with a multiple of the unit
matrix.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ml_tools.models.examples import Features
from ml_tools.models.native import is_native
from ml_tools.models.solvers.basis import Basis
from ml_tools.models.solvers.chunks import Part, Parts, divided, kept, sampled
from ml_tools.models.solvers.crew import Crew
from ml_tools.models.solvers.curve import Curve, curve_of, solved, solver
from ml_tools.models.solvers.derivatives import derivatives
from ml_tools.models.solvers.losses import Loss
from ml_tools.models.solvers.memory import Memory
from ml_tools.models.solvers.native_sums import native_minimum, native_slopes
from ml_tools.models.solvers.places import Places

__all__ = ["Minimum", "Objective", "minimize", "second_derivatives"]

_MOST_CELLS = 2**23
"""Of the second derivatives; more are not computed."""
_LEAST_SAMPLE, _MOST_SAMPLE = 1_024, 32_768
_SAMPLE = 32
"""Rows of the sample for each row of a block of second derivatives."""
_MOST_PRODUCTS = 3_000_000_000
"""For second derivatives."""
_LARGE, _LEAST_SHARE = 512, 2
"""Blocks of second derivatives so large are computed but once, of so many rows for each of their own at least."""
_FEW_WEIGHTS = 32
"""Second derivatives of all rows by so few cost less than more steps."""
_MOST_STEPS = 500
_MOST_HALVINGS = 30
_SUFFICIENT = 1e-4
_ROUNDING = 1e-12
_STEEP_SAMPLE, _STEEP_LARGE, _STEEP, _STEEPEST = 1e-4, 1e-5, 1e-6, 1e-8
"""The gradients of a row at which the minimum is taken for found: of a sample, of all rows by many weights and by few,
and of all rows at once."""


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
    basis: Basis | None = None
    """Of the features that the weights are of; they are given in another one."""


class Minimum(NamedTuple):
    """Where the objective is smallest."""

    weights: NDArray[np.float64]
    """`(padded features, columns)`."""
    sample: NDArray[np.int64]
    """Some rows, or all."""
    features: Features
    """Of the sample, in the basis of the weights."""
    curve: Callable[[], Curve] | None
    """Returns the second derivatives, of the sample in place of all rows; None where they are too many."""


class _Point(NamedTuple):
    weights: NDArray[np.float64]
    value: float
    gradient: NDArray[np.float64]
    second: NDArray[np.float64]

    @property
    def steepness(self) -> float:
        return float(np.max(np.abs(self.gradient)))


Evaluate = Callable[[NDArray[np.float64]], Awaitable[_Point]]
Step = Callable[[_Point], Awaitable[NDArray[np.float64]]]


async def minimize(crew: Crew, objective: Objective, parts: Parts) -> Minimum:
    """Find the weights, from zeros on.

    Args:
        crew: Who computes.
        objective: What is made small.
        parts: Its rows.
    """
    weights, rows = np.zeros((objective.places.columns, objective.columns)), len(objective.target)
    sample = _sample(objective)
    if sample is None:
        sample = sampled(rows, _LEAST_SAMPLE)
        weights = await _on_all(crew, objective, parts, weights, None)
        return Minimum(weights, sample, await _features(crew, objective, sample), None)
    features = await _features(crew, objective, sample)
    work = partial(_on_sample, objective, features, sample)
    size = objective.loss.size_of(weights)
    weights, second = await crew.at_once(work, cells=len(sample) * (size if size > _FEW_WEIGHTS else 1))
    curve = cache(lambda: curve_of(second(), objective.penalty))
    if len(sample) == rows and size <= _LARGE:
        return Minimum(weights, sample, features, curve)
    if weights.size <= _FEW_WEIGHTS:
        if _is_little(parts, weights):
            return Minimum(await _natively(crew, objective, parts, weights, _STEEP), sample, features, curve)
        return Minimum((await _newton(crew, objective, parts, weights, _STEEP)).weights, sample, features, curve)
    return Minimum(await _on_all(crew, objective, parts, weights, curve), sample, features, curve)


async def second_derivatives(
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return those of all rows, without the penalty's, `(blocks, size, size)`."""
    return (await _point(crew, objective, parts, weights, is_curved=True)).second


def _sample(objective: Objective) -> NDArray[np.int64] | None:
    """Return the rows whose second derivatives are computed; None when these are too many."""
    count, columns, rows = objective.places.columns, objective.columns, len(objective.target)
    size, parts = (count * columns, 1) if objective.loss.joint else (count, columns)
    cells = parts * size**2
    if cells > _MOST_CELLS:
        return None
    most = min(_MOST_SAMPLE, max(_LEAST_SAMPLE, _SAMPLE * size), max(_LEAST_SHARE * size, _MOST_PRODUCTS // cells))
    return np.arange(rows) if rows <= 2 * most else sampled(rows, most)


async def _features(crew: Crew, objective: Objective, rows: NDArray[np.int64]) -> Features:
    if objective.basis is not None:
        return await objective.basis.changed(crew, objective.features, rows)
    return objective.features if len(rows) == len(objective.features) else objective.features[rows]


async def _on_sample(
    objective: Objective, features: Features, rows: NDArray[np.int64], crew: Crew
) -> tuple[NDArray[np.float64], Callable[[], NDArray[np.float64]]]:
    """Return the weights, and what returns the second derivatives there."""
    whole, target = len(rows) == len(objective.target), objective.target[rows]
    factor = objective.factor * len(objective.target) / len(rows)
    scaled = replace(objective, factor=factor, target=target, features=features, basis=None)
    parts = divided(features, target, objective.places.columns)
    parts = parts if is_native() else await crew.run(kept, parts)
    zeros = np.zeros((objective.places.columns, objective.columns))
    steep = _STEEPEST if whole else _STEEP_SAMPLE
    if _is_little(parts, zeros):
        found = await _natively(crew, scaled, parts, zeros, steep)
        return found, partial(_native_second, scaled, parts[0], found)
    here = await _newton(crew, scaled, parts, zeros, steep)
    return here.weights, lambda: here.second


def _is_little(parts: Parts, weights: NDArray[np.float64]) -> bool:
    """Tell whether native code makes all steps at once."""
    return is_native() and len(parts) == 1 and weights.size <= _FEW_WEIGHTS


async def _natively(
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64], steep: float
) -> NDArray[np.float64]:
    """Do what `_newton` does."""
    place = (objective.places.center, objective.places.factor)
    scales = (objective.factor, objective.parameter, steep * objective.factor * len(objective.target))
    return await crew.run(
        partial(native_minimum, parts[0], weights, place, objective.penalty, scales, loss=objective.loss)
    )


def _native_second(objective: Objective, part: Part, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    place, parameter = (objective.places.center, objective.places.factor), np.asarray(objective.parameter)
    found = native_slopes(part, weights, place, parameter, loss=objective.loss, is_curved=True)
    return objective.factor * found[2]


async def _newton(crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64], steep: float) -> _Point:
    """Make steps of Newton's method until the gradient of a row is small."""

    async def step(here: _Point) -> NDArray[np.float64]:
        return await crew.run(_newton_step, here, objective.penalty)

    at = partial(_point, crew, objective, parts, is_curved=True)
    steps = 0 if objective.loss.size_of(weights) > _LARGE else _MOST_STEPS
    return await _descended(at, await at(weights), step, steep * objective.factor * len(objective.target), steps)


async def _on_all(
    crew: Crew,
    objective: Objective,
    parts: Parts,
    weights: NDArray[np.float64],
    curve: Callable[[], Curve] | None,
) -> NDArray[np.float64]:
    """Make steps of L-BFGS."""
    parts = parts if is_native() else await crew.run(kept, parts)
    memory = Memory()
    inverse = await crew.run(lambda: solver(curve())) if curve else None

    async def step(here: _Point) -> NDArray[np.float64]:
        return await crew.run(memory.direction, here.weights, here.gradient, inverse)

    at = partial(_point, crew, objective, parts, is_curved=False)
    steep = _STEEP_LARGE if objective.loss.size_of(weights) > _LARGE else _STEEP
    return (await _descended(at, await at(weights), step, steep * objective.factor * len(objective.target))).weights


def _newton_step(here: _Point, penalty: NDArray[np.float64]) -> NDArray[np.float64]:
    return -solved(curve_of(here.second, penalty), here.gradient)


async def _descended(at: Evaluate, here: _Point, step: Step, steepest: float, steps: int = _MOST_STEPS) -> _Point:
    for _ in range(steps):
        if here.steepness <= steepest:
            break
        lower = await _lower(at, here, await step(here))
        if lower is None:
            break
        here = lower
    return here


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
    crew: Crew, objective: Objective, parts: Parts, weights: NDArray[np.float64], *, is_curved: bool
) -> _Point:
    places, factor, basis = objective.places, objective.factor, objective.basis
    place = (places.center, places.factor)
    plain = weights if basis is None else await crew.run(basis.weights, weights)
    value, gradient, second = await derivatives(
        crew, parts, plain, place, objective.parameter, loss=objective.loss, is_curved=is_curved
    )
    gradient = gradient if basis is None else await crew.run(basis.gradient, gradient)
    penalized = objective.penalty[:, None] * weights
    value = factor * float(value) + 0.5 * float(np.sum(penalized * weights))
    return _Point(weights, value, factor * gradient + penalized, factor * second)
