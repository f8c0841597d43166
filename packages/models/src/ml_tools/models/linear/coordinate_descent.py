"""Least squares with penalties on the sizes and the squares of the weights, by coordinate descent on active sets.

Friedman, Hastie and Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent, Journal of
Statistical Software 33 (2010); it ends when the duality gap is small (Kim, Koh, Lustig, Boyd and Gorinevsky, An
Interior-Point Method for Large-Scale l1-Regularized Least Squares, IEEE JSTSP 1 (2007)).
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from ml_tools.models.compilation import compiled
from ml_tools.models.solvers import product

__all__ = ["Descent", "Design", "begun", "descended", "of_gram", "of_rows"]

_lax: Any = lax  # its own types have holes

_ACTIVE_SWEEPS = 20
_STILL = 1e-7
"""The change of a sweep over active features, in shares of the target's norm, at which all features are looked at."""


class Design(NamedTuple):
    """The features, in one of two forms: their products, or the rows themselves where there are fewer rows."""

    matrix: Array
    """`(features, features)` products, or `(features, rows)`; a change of a weight changes what is left by a row."""
    start: Array
    """What is left at weights of 0: `(features,)` products with the target, or the `(rows,)` target."""
    norms: Array
    """`(features,)`, the squares summed; 0 for features that do not vary."""
    square: Array
    """The target's squares, summed."""


class Descent(NamedTuple):
    """Where coordinate descent has come to."""

    weights: Array
    """`(features,)`."""
    gap: Array
    """How much the objective is above its minimum at most, in shares of the target's squares."""


def of_gram(gram: Array, moment: Array, square: Array) -> Design:
    """Return a design of products: a feature's change costs as much as there are features."""
    return Design(gram, moment, jnp.diagonal(gram), square)


def of_rows(columns: Array, target: Array) -> Design:
    """Return a design of `(features, rows)`: a feature's change costs as much as there are rows."""
    return Design(columns, target, jnp.sum(columns * columns, axis=1), jnp.sum(target * target))


def begun(design: Design) -> Descent:
    """Return the start at weights of 0."""
    return Descent(np.zeros(design.norms.shape), np.asarray(np.inf))  # type: ignore[arg-type]


@compiled("by_rows")
def descended(
    descent: Descent, design: Design, penalties: tuple[Array, Array], gap: Array, most: Array, *, by_rows: bool
) -> Descent:
    """Go on until the gap is small.

    Args:
        descent: From where.
        design: The features and the target, centred.
        penalties: On the sizes and on half the squares of the weights, where the errors' half squares are summed.
        gap: At which it ends.
        most: How many sweeps over all features at most.
        by_rows: Whether the design is of rows; static.
    """
    still = _STILL * jnp.sqrt(design.square)
    every = jnp.arange(len(design.norms), dtype=jnp.int32)

    def unfinished(state: tuple[Descent, Array]) -> Array:
        return (state[0].gap > gap) & (state[1] < most)

    def step(state: tuple[Descent, Array]) -> tuple[Descent, Array]:
        weights = state[0].weights
        left = _left(design, weights, by_rows=by_rows)
        weights, left, _ = _sweep(design, penalties, (weights, left), (every, len(every)), by_rows=by_rows)
        order = jnp.argsort(weights == 0, stable=True).astype(jnp.int32)
        count = jnp.sum(weights != 0)

        def moving(sweep: tuple[Array, Array, Array, Array]) -> Array:
            return (sweep[2] > still) & (sweep[3] < _ACTIVE_SWEEPS)

        def again(sweep: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
            return *_sweep(design, penalties, sweep[:2], (order, count), by_rows=by_rows), sweep[3] + 1

        begin = (weights, left, jnp.asarray(jnp.inf), jnp.zeros((), jnp.int32))
        weights = _lax.while_loop(moving, again, begin)[0]
        return Descent(weights, _gap(design, penalties, weights, by_rows=by_rows)), state[1] + 1

    return _lax.while_loop(unfinished, step, (descent, jnp.zeros((), jnp.int32)))[0]


def _sweep(
    design: Design,
    penalties: tuple[Array, Array],
    state: tuple[Array, Array],
    turns: tuple[Array, Array | int],
    *,
    by_rows: bool,
) -> tuple[Array, Array, Array]:
    """Return weights and what is left after each of some features has had its best weight, and the largest change.

    Args:
        design: The features.
        penalties: On sizes and half squares.
        state: Weights, and what they leave.
        turns: Features in their order, and how many of them have a turn.
        by_rows: Whether the design is of rows.
    """
    absolute, squared = penalties

    def one(place: Array, state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        weights, left, largest = state
        feature = turns[0][place]
        row, norm, old = design.matrix[feature], design.norms[feature], weights[feature]
        slope = (jnp.sum(row * left) if by_rows else left[feature]) + norm * old
        shrunk = jnp.sign(slope) * jnp.maximum(jnp.abs(slope) - absolute, 0.0)
        new = jnp.where(norm > 0, shrunk / jnp.where(norm > 0, norm + squared, 1.0), 0.0)
        change = jnp.abs(new - old) * jnp.sqrt(norm)
        return weights.at[feature].set(new), left - (new - old) * row, jnp.maximum(largest, change)

    return _lax.fori_loop(0, turns[1], one, (*state, jnp.zeros((), jnp.float64)))


def _left(design: Design, weights: Array, *, by_rows: bool) -> Array:
    """Return what the weights leave: correlations, or residuals of the rows."""
    return design.start - product((design.matrix.T if by_rows else design.matrix), weights[:, None])[:, 0]


def _gap(design: Design, penalties: tuple[Array, Array], weights: Array, *, by_rows: bool) -> Array:
    """Return the duality gap of the lasso with rows for the squares: `square` and `along` are of the residuals."""
    absolute, squared = penalties
    left = _left(design, weights, by_rows=by_rows)
    if by_rows:
        correlations = product(design.matrix, left[:, None])[:, 0]
        square, along = jnp.sum(left * left), jnp.sum(left * design.start)
    else:
        correlations = left
        along = design.square - jnp.sum(weights * design.start)
        square = along - jnp.sum(weights * left)
    square = square + squared * jnp.sum(weights * weights)
    steepest = jnp.max(jnp.abs(correlations - squared * weights))
    share = jnp.where(steepest > absolute, absolute / jnp.where(steepest > 0, steepest, 1.0), 1.0)
    gap = 0.5 * (1.0 + share * share) * square + absolute * jnp.sum(jnp.abs(weights)) - share * along
    return jnp.where(design.square > 0, gap / jnp.where(design.square > 0, design.square, 1.0), 0.0)
