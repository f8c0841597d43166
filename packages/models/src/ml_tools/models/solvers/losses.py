"""Losses as functions of scores, with two derivatives, for Newton's method."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

__all__ = ["BINARY", "Bend", "Loss", "Sloped", "apart"]


class Sloped(NamedTuple):
    """The losses of rows, and their derivatives."""

    value: Array
    """`(rows,)`."""
    slope: Array
    """`(rows, columns)`, by each score."""
    bend: Array
    """`(rows, columns)`, what the second derivatives are made of."""


Bend = Callable[[Array, Array], Array]
"""From `(rows, features)` and `(rows, columns)` bend, of rows that count, to `(blocks, size, size)`: the matrices of
second derivatives by the weights, column after column, of as many parts as do not depend on each other."""


class Loss(NamedTuple):
    """A convex loss of each row; it serves as a static parameter of programs, so there are few."""

    slope: Callable[[Array, Array, Array], Sloped]
    """From `(rows, columns)` scores, `(rows,)` targets, and a parameter of the loss."""
    bend: Bend
    joint: bool
    """Whether the scores of a row depend on each other, so that second derivatives are one block."""
    native: str
    """The name that native code has for it."""
    is_rough: bool = False
    """Whether 32 bits do for second derivatives, whose rounding is below the penalty then; scores are apart."""

    def size_of(self, weights: Array | NDArray[np.float64]) -> int:
        """Return the size of the blocks of second derivatives by `(features, columns)` weights."""
        return weights.size if self.joint else weights.shape[0]


def apart(features: Array, bend: Array) -> Array:
    """Return second derivatives where each score has a loss of its own: a block for each column of weights."""
    rows, count = features.shape
    spread = (bend[:, :, None] * features[:, None, :]).reshape(rows, -1)
    return (features.T @ spread).reshape(count, -1, count).transpose(1, 0, 2)


def _binary(logits: Array, classes: Array, _parameter: Array) -> Sloped:
    logit = logits[:, 0]
    tail = jnp.exp(-jnp.abs(logit))
    likely = jnp.where(logit > 0, 1.0, tail) / (1.0 + tail)
    value = jnp.maximum(logit, 0.0) - logit * classes + jnp.log1p(tail)
    return Sloped(value, (likely - classes)[:, None], (tail / ((1.0 + tail) * (1.0 + tail)))[:, None])


BINARY = Loss(slope=_binary, bend=apart, joint=False, native="LOGISTIC")
"""The log loss of logits; targets are 0 and 1, or the probabilities of 1; one column of weights."""
