"""The programs of Newton's method: an objective's value and derivatives, and what solves for a step."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.compilation import compiled
from ml_tools.models.solvers.cholesky import Factor, factor, product, solve
from ml_tools.models.solvers.chunks import Chunk, blocks
from ml_tools.models.solvers.losses import Loss

__all__ = ["Curve", "Derivatives", "Newton", "begun", "derivatives", "newton", "placed", "solved"]

_JITTER = 1e-11
"""What is added to diagonals of ones, for directions in which nothing bends."""
_SUFFICIENT = 1e-4
_ROUNDING = 1e-12
_SHORTEST = 1e-9


class Derivatives(NamedTuple):
    """Of the losses of some rows, summed."""

    value: Array
    gradient: Array
    """`(features, columns)`."""
    second: Array
    """`(blocks, size, size)`, or empty."""


class Curve(NamedTuple):
    """Second derivatives in factors, block by block."""

    factor: Factor
    """Of the matrices with ones on their diagonals."""
    unit: Array
    """`(blocks, size)`, the roots of what stood there."""


class Newton(NamedTuple):
    """Where Newton's method has come to."""

    weights: Array
    """`(features, columns)`, the lowest so far."""
    value: Array
    gradient: Array
    curve: Curve
    """The second derivatives there."""
    towards: Array
    """The step from there."""
    length: Array
    """The share of the step that is tried next."""
    finished: Array


@compiled("loss", "curved")
def derivatives(
    chunk: Chunk, weights: Array, place: tuple[Array, Array], parameter: Array, *, loss: Loss, curved: bool
) -> Derivatives:
    """Return them for a chunk of rows.

    Args:
        chunk: The rows.
        weights: `(features, columns)`.
        place: `(features,)` each, what is subtracted from the features and what they are multiplied with then.
        parameter: Of the loss.
        loss: Static.
        curved: Whether the second derivatives are wanted; static.
    """
    columns = weights.shape[1]
    size = weights.size if loss.joint else weights.shape[0]
    form = (weights.size // size if curved else 0, size, size)

    def add(sums: Derivatives, block: tuple[Array, Array, Array]) -> tuple[Derivatives, None]:
        x, y, there = block
        z = placed(x, *place)
        value, slope, bend = loss.slope(product(z, weights), y, parameter)
        gradient = product(z.T, slope * there[:, None])
        second = loss.bend(z * there[:, None], bend) if curved else jnp.zeros(form, jnp.float64)
        more = Derivatives(value @ there, gradient, second)
        return jax.tree.map(jnp.add, sums, more), None

    zeros = (jnp.zeros((), jnp.float64), jnp.zeros((len(weights), columns), jnp.float64), jnp.zeros(form, jnp.float64))
    return lax.scan(add, Derivatives(*zeros), blocks(chunk))[0]


def placed(features: Array, center: Array, factor: Array) -> Array:
    """Return features in 64 bits, centred and scaled."""
    return (features.astype(jnp.float64) - center[None, :]) * factor[None, :]


@compiled("loss")
def newton(
    state: Newton,
    chunk: Chunk,
    place: tuple[Array, Array, Array],
    scales: tuple[Array, Array, Array],
    most: Array,
    *,
    loss: Loss,
) -> Newton:
    """Make steps of Newton's method on one chunk of rows; each that does not lower the objective is halved.

    Args:
        state: From where.
        chunk: The rows.
        place: Center and factor of the features, and the penalty of the squares of their weights, `(features,)` each.
        scales: The factor of the losses, the parameter of the loss, the gradient at which it is finished.
        most: The most evaluations.
        loss: Static.
    """
    center, factors, penalty = place
    scale, parameter, steepest = scales

    def unfinished(counted: tuple[Newton, Array]) -> Array:
        return ~counted[0].finished & (counted[1] < most)

    def step(counted: tuple[Newton, Array]) -> tuple[Newton, Array]:
        here, number = counted
        weights = here.weights + here.length * here.towards
        found = derivatives(chunk, weights, (center, factors), parameter, loss=loss, curved=True)
        penalized = penalty[:, None] * weights
        value = scale * found.value + 0.5 * jnp.sum(penalized * weights)
        gradient = scale * found.gradient + penalized
        descent = jnp.sum(here.gradient * here.towards)
        level = jnp.abs(value - here.value) <= _ROUNDING * jnp.abs(here.value)
        steep = jnp.max(jnp.abs(gradient))
        calmer = level & (steep < jnp.max(jnp.abs(here.gradient)))
        lower = (value <= here.value + _SUFFICIENT * here.length * descent) | calmer | jnp.isinf(here.value)

        def accepted() -> Newton:
            curve = _curve(scale * found.second, penalty)
            one = jnp.ones((), jnp.float64)
            return Newton(weights, value, gradient, curve, solved(curve, -gradient), one, steep <= steepest)

        def refused() -> Newton:
            return here._replace(length=here.length / 2, finished=level | (here.length < _SHORTEST))

        return lax.cond(lower, accepted, refused), number + 1

    return lax.while_loop(unfinished, step, (state, jnp.zeros((), jnp.int32)))[0]


@compiled("columns", "joint")
def begun(penalty: Array, *, columns: int, joint: bool) -> Newton:
    """Return the state before the first step, at weights of 0."""
    count = len(penalty)
    zeros, number = jnp.zeros((count, columns), jnp.float64), jnp.zeros((), jnp.float64)
    size = count * columns if joint else count
    curve = _curve(jnp.zeros((count * columns // size, size, size), jnp.float64), jnp.ones(count, jnp.float64))
    return Newton(zeros, number + jnp.inf, zeros, curve, zeros, number + 1.0, jnp.zeros((), bool))


def _curve(second: Array, penalty: Array) -> Curve:
    """Factor second derivatives, `(blocks, size, size)`, and those of the penalty, `(features,)`."""

    def one(block: Array) -> Curve:
        matrix = block + jnp.diag(jnp.tile(penalty, len(block) // len(penalty)))
        found = jnp.diagonal(matrix)
        unit = jnp.where(found > 0, jnp.sqrt(found), 1.0)
        matrix = matrix / (unit[:, None] * unit[None, :])
        return Curve(factor(matrix + jnp.diag(jnp.where(found > 0, _JITTER, 1.0))), unit)

    return jax.vmap(one)(second)


@compiled()
def solved(curve: Curve, right: Array) -> Array:
    """Solve for `(features, columns)` right sides."""
    count, size = curve.unit.shape

    def one(each: Curve, part: Array) -> Array:
        return solve(each.factor, (part / each.unit)[:, None])[:, 0] / each.unit

    found = jax.vmap(one)(curve, right.T.reshape(count, size))
    return found.reshape(right.shape[1], right.shape[0]).T
