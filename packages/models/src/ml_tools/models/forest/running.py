"""Running sums that begin anew with each node."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

__all__ = ["running_sums"]


def running_sums(values: Array, first: Array) -> Array:
    """Return the sums over the rows of a node up to each position, itself included.

    Args:
        values: `(positions, columns)`.
        first: `(positions,)`, whether a node begins there; the first position does.
    """
    return lax.platform_dependent(values, first, cpu=one_by_one, default=in_parallel)


def one_by_one(values: Array, first: Array) -> Array:
    """Return them in one pass over the positions: on a CPU that takes half the time."""

    def add(total: Array, position: tuple[Array, Array]) -> tuple[Array, Array]:
        value, begins = position
        total = jnp.where(begins, value, total + value)
        return total, total

    return lax.scan(add, jnp.zeros_like(values[0]), (values, first))[1]


def in_parallel(values: Array, first: Array) -> Array:
    """Return them in as many passes as the number of positions has bits."""

    def join(left: tuple[Array, Array], right: tuple[Array, Array]) -> tuple[Array, Array]:
        begins = jnp.broadcast_to(right[1], right[0].shape)
        return jnp.where(begins, right[0], left[0] + right[0]), left[1] | right[1]

    return lax.associative_scan(join, (values, first[:, None]))[0]
