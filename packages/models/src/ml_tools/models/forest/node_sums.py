"""Sums over the rows of nodes."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array

__all__ = ["at", "node_sums"]


def node_sums(values: Array, start: Array) -> Array:
    """Return the sums over the rows of each node.

    Args:
        values: `(positions, ...)`.
        start: `(positions,)`, where the node of a position begins.
    """
    return jnp.zeros_like(values).at[start].add(values, mode="promise_in_bounds")


def at(array: Array, *index: Array) -> Array:
    """Return elements whose indices are known to be there."""
    return array.at[index].get(mode="promise_in_bounds", wrap_negative_indices=False)
