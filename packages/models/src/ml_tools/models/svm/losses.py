"""The losses of support vector machines, for Newton's method: squared, so that they are smooth."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from ml_tools.models.solvers import Loss, Sloped, apart

__all__ = ["ROUGH_HINGE", "ROUGH_INSENSITIVE", "SQUARED_HINGE", "SQUARED_INSENSITIVE"]


def _squared_hinge(scores: Array, classes: Array, _parameter: Array) -> Sloped:
    """Each column is of a class against the rest; one column is of the second class against the first."""
    columns = scores.shape[1]
    own = jnp.arange(columns, dtype=jnp.float64) if columns > 1 else jnp.ones(1, jnp.float64)
    side = jnp.where(classes[:, None] == own[None, :], 1.0, -1.0)
    short = jnp.maximum(1.0 - side * scores, 0.0)
    return Sloped(jnp.sum(short * short, axis=1), -2.0 * side * short, jnp.where(short > 0, 2.0, 0.0))


def _squared_insensitive(scores: Array, target: Array, epsilon: Array) -> Sloped:
    """Errors up to epsilon cost nothing."""
    far = scores - target[:, None]
    excess = jnp.maximum(jnp.abs(far) - epsilon, 0.0)
    return Sloped(jnp.sum(excess * excess, axis=1), 2.0 * jnp.sign(far) * excess, jnp.where(excess > 0, 2.0, 0.0))


SQUARED_HINGE = Loss(slope=_squared_hinge, bend=apart, joint=False, native="SQUARED_HINGE")
"""Targets are indices of classes."""
SQUARED_INSENSITIVE = Loss(slope=_squared_insensitive, bend=apart, joint=False, native="SQUARED_INSENSITIVE")
"""Targets are numbers, the parameter is the error that costs nothing."""
ROUGH_HINGE = SQUARED_HINGE._replace(is_rough=True)
"""For features of length 1 at most."""
ROUGH_INSENSITIVE = SQUARED_INSENSITIVE._replace(is_rough=True)
"""For features of length 1 at most."""
