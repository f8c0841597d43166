"""Logistic regression by Newton's method; each step solves for its direction by conjugate gradients.

`(rows, classes)` logits are those of `classes` columns of weights, or of one column when there are two classes: the
first class then has the logit 0. All in 64-bit floating point but the features; rows are summed in blocks of one size,
in order, so that the result does not depend on the number of processors.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.compilation import compiled

__all__ = ["Observed", "Step", "newton_step", "probabilities"]

_SUFFICIENT = 1e-4
_MOST_HALVINGS = 40


class Observed(NamedTuple):
    """What is learned from, in blocks."""

    features: Array
    """`(blocks, ROWS, features)` float32."""
    classes: Array
    """`(blocks, ROWS)` int32."""
    weight: Array
    """`(blocks, ROWS)` float64, 0 for rows that only fill a block."""


class Step(NamedTuple):
    """Where a step of Newton's method has come to."""

    weights: Array
    """`(features + 1, columns)`, the intercepts in the last row."""
    loss: Array
    """After the step."""
    gradient: Array
    """The largest part of the gradient before the step."""
    gained: Array
    """Whether the loss has become smaller."""


class _Slope(NamedTuple):
    gradient: Array
    curvature: Array
    probabilities: Array


@compiled()
def newton_step(weights: Array, observed: Observed, penalty: Array, most_products: Array) -> Step:
    """Make a step that lowers the sum of the log losses and half the penalized squares of the weights.

    Args:
        weights: `(features + 1, columns)`.
        observed: Rows.
        penalty: `(features + 1,)`, the factor of each squared weight; 0 for the intercepts.
        most_products: The most products with the matrix of second derivatives.
    """
    slope = _slope(weights, observed, penalty)
    size = jnp.max(jnp.abs(slope.gradient))
    direction = _direction(slope, observed, penalty, most_products)
    descent = jnp.sum(slope.gradient * direction)
    before = _loss(weights, observed, penalty)

    def too_far(state: tuple[Array, Array, Array]) -> Array:
        length, loss, halvings = state
        return ~(loss <= before + _SUFFICIENT * length * descent) & (halvings < _MOST_HALVINGS)

    def nearer(state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        length = state[0] / 2
        return length, _loss(weights + length * direction, observed, penalty), state[2] + 1

    one = jnp.ones((), jnp.float64)
    start = (one, _loss(weights + direction, observed, penalty), jnp.zeros((), jnp.int32))
    length, loss, _ = lax.while_loop(too_far, nearer, start)
    gained = loss < before
    return Step(jnp.where(gained, weights + length * direction, weights), jnp.minimum(loss, before), size, gained)


def probabilities(logits: Array) -> Array:
    """Return the probabilities of `(rows, columns)` logits, `(rows, classes)`."""
    return jax.nn.softmax(_completed(logits), axis=1)


def _completed(logits: Array) -> Array:
    """Return logits of each class, where one column stands for two classes."""
    return jnp.concatenate([jnp.zeros_like(logits), logits], axis=1) if logits.shape[1] == 1 else logits


def _augmented(features: Array) -> Array:
    return jnp.concatenate([features.astype(jnp.float64), jnp.ones((len(features), 1), jnp.float64)], axis=1)


def _loss(weights: Array, observed: Observed, penalty: Array) -> Array:
    def add(total: Array, block: Observed) -> tuple[Array, None]:
        logits = _completed(_augmented(block.features) @ weights)
        own = jnp.take_along_axis(logits, block.classes[:, None], axis=1)[:, 0]
        return total + block.weight @ (jax.nn.logsumexp(logits, axis=1) - own), None

    total = lax.scan(add, jnp.zeros((), jnp.float64), observed)[0]
    return total + 0.5 * jnp.sum(penalty[:, None] * weights * weights)


def _slope(weights: Array, observed: Observed, penalty: Array) -> _Slope:
    """Return the gradient, the diagonal of the second derivatives, and `(blocks, ROWS, columns)` probabilities."""
    columns = weights.shape[1]

    def add(sums: tuple[Array, Array], block: Observed) -> tuple[tuple[Array, Array], Array]:
        x = _augmented(block.features)
        predicted = probabilities(x @ weights)
        actual = jax.nn.one_hot(block.classes, predicted.shape[1], dtype=jnp.float64)
        predicted, actual = predicted[:, -columns:], actual[:, -columns:]
        weight = block.weight[:, None]
        gradient = sums[0] + x.T @ (weight * (predicted - actual))
        curvature = sums[1] + (x * x).T @ (weight * predicted * (1.0 - predicted))
        return (gradient, curvature), predicted

    sums, predicted = lax.scan(add, (jnp.zeros_like(weights), jnp.zeros_like(weights)), observed)
    return _Slope(sums[0] + penalty[:, None] * weights, sums[1] + penalty[:, None], predicted)


def _product(vector: Array, slope: _Slope, observed: Observed, penalty: Array) -> Array:
    """Return the product of the second derivatives with a vector of the shape of the weights."""

    def add(total: Array, block: tuple[Observed, Array]) -> tuple[Array, None]:
        rows, predicted = block
        x = _augmented(rows.features)
        change = predicted * (x @ vector)
        change = change - predicted * jnp.sum(change, axis=1, keepdims=True)
        return total + x.T @ (rows.weight[:, None] * change), None

    total = lax.scan(add, jnp.zeros_like(vector), (observed, slope.probabilities))[0]
    return total + penalty[:, None] * vector


class _Search(NamedTuple):
    found: Array
    residual: Array
    towards: Array
    rest: Array
    """The residual's square, preconditioned."""
    products: Array


def _direction(slope: _Slope, observed: Observed, penalty: Array, most_products: Array) -> Array:
    """Solve for the direction by conjugate gradients, the more exactly the nearer the minimum is."""
    diagonal = jnp.where(slope.curvature > 0, slope.curvature, 1.0)

    def square(residual: Array) -> Array:
        return jnp.sum(residual * residual / diagonal)

    begin = square(slope.gradient)
    enough = begin * jnp.minimum(0.1, jnp.sqrt(begin)) ** 2

    def unfinished(search: _Search) -> Array:
        return (search.rest > enough) & (search.products < most_products)

    def step(search: _Search) -> _Search:
        image = _product(search.towards, slope, observed, penalty)
        bend = jnp.sum(search.towards * image)
        length = jnp.where(bend > 0, search.rest / bend, 0.0)
        residual = search.residual - length * image
        rest = jnp.where(bend > 0, square(residual), 0.0)  # flat: nothing more to find that way
        towards = residual / diagonal + (rest / search.rest) * search.towards
        return _Search(search.found + length * search.towards, residual, towards, rest, search.products + 1)

    residual = -slope.gradient
    start = _Search(jnp.zeros_like(residual), residual, residual / diagonal, begin, jnp.zeros((), jnp.int32))
    found = lax.while_loop(unfinished, step, start).found
    return jnp.where(jnp.any(found), found, residual / diagonal)
