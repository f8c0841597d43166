"""The log loss of the logits of many classes, for Newton's method, and probabilities.

`(rows, classes)` logits are those of `classes` columns of weights, or of one column when there are two classes: the
first class then has the logit 0.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from ml_tools.models.solvers import Loss, Sloped

__all__ = ["MULTINOMIAL", "probabilities"]


def probabilities(logits: Array) -> Array:
    """Return the probabilities of `(rows, columns)` logits, `(rows, classes)`."""
    whole = jnp.concatenate([jnp.zeros_like(logits), logits], axis=1) if logits.shape[1] == 1 else logits
    return jax.nn.softmax(whole, axis=1)


def _multinomial(logits: Array, classes: Array, _parameter: Array) -> Sloped:
    largest = jnp.max(logits, axis=1, keepdims=True)
    powers = jnp.exp(logits - largest)
    total = jnp.sum(powers, axis=1, keepdims=True)
    actual = (jnp.arange(logits.shape[1], dtype=jnp.float64)[None, :] == classes[:, None]).astype(jnp.float64)
    value = (largest + jnp.log(total))[:, 0] - jnp.sum(actual * logits, axis=1)
    predicted = powers / total
    return Sloped(value, predicted - actual, predicted)


def _together(features: Array, predicted: Array) -> Array:
    """Return the second derivatives of the multinomial loss, one block."""
    rows, count = features.shape
    columns = predicted.shape[1]
    spread = (predicted[:, :, None] * features[:, None, :]).reshape(rows, -1)
    own = (features.T @ spread).reshape(count, columns, count)
    same = jnp.eye(columns, dtype=jnp.float64)
    diagonal = jnp.einsum("ikj,kl->kilj", own, same).reshape(columns * count, columns * count)
    return (diagonal - spread.T @ spread)[None]


MULTINOMIAL = Loss(slope=_multinomial, bend=_together, joint=True, native="MULTINOMIAL")
"""Targets are indices of classes; a column of weights for each."""
