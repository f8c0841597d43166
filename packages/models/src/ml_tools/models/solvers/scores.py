"""What weights predict: a function of the features times the weights."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from ml_tools.models.compilation import compiled, double_precision
from ml_tools.models.examples import Features, Outputs
from ml_tools.models.learner import Arrays
from ml_tools.models.row_blocks import by_blocks

__all__ = ["as_they_are", "scores"]

_BLOCK_ROWS = 4096


def as_they_are(scores: Array) -> Array:
    """Return the scores of numbers."""
    return scores


def scores(arrays: Arrays, features: Features, link: Callable[[Array], Array]) -> Outputs:
    """Return `link(features @ weights + intercept)`, `(rows, columns)`, in 64-bit floating point."""
    with double_precision():
        weights, intercept = jnp.asarray(arrays["weights"]), jnp.asarray(arrays["intercept"])
        return by_blocks(lambda block: _scores(jnp.asarray(block), weights, intercept, link), features, _BLOCK_ROWS)


@compiled("link")
def _scores(features: Array, weights: Array, intercept: Array, link: Callable[[Array], Array]) -> Array:
    return link(features.astype(jnp.float64) @ weights + intercept[None, :])
