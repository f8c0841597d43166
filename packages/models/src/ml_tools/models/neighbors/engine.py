"""Which rows are nearest: distances in 64 bits, as rounding must not change who they are."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.compilation import compiled

__all__ = ["Ground", "least_bounds", "squared_distances", "squares_below"]

_TO_32_BITS = 1.0 - 2.0**-22
"""What is multiplied by this and rounded to 32 bits is not above what it was."""


class Ground(NamedTuple):
    """The rows that neighbours are among, in blocks, with padding at the end."""

    rows: Array
    """`(blocks, rows, features)` float32."""
    squares: Array
    """`(blocks, rows)`, of `squares_below`."""
    center: Array
    """`(features,)` float64, subtracted from all; near their middle, so that little is rounded."""
    unit: Array
    """A power of two that all are multiplied by then, so that squares are of a size."""
    rounding: Array
    """The share of the squared norms that a bound is below the distance at most."""


@compiled()
def squares_below(ground: Ground, count: Array) -> Array:
    """Return the square of each row's norm, less what rounding can add to its distance from any query.

    Args:
        ground: Its `squares` are not read.
        count: How many rows there are.

    Returns:
        `(blocks, rows)` float64; infinite for padding.
    """

    def block(rows: Array) -> Array:
        return jnp.sum(jnp.square(_moved(rows, ground)), axis=1)

    squares = lax.map(block, ground.rows) * (1.0 - ground.rounding)
    number = jnp.arange(squares.size).reshape(squares.shape)
    return jnp.where(number < count, squares, jnp.inf)


@compiled("count")
def least_bounds(queries: Array, ground: Ground, count: int) -> tuple[Array, Array]:
    """Return for each query the rows whose squared distance is bounded by least from below.

    The square is expanded, so that the work is a product of matrices: `|q|^2 - 2 q x + |x|^2`.

    Args:
        queries: `(queries, features)` float32.
        ground: What they are compared with.
        count: How many are returned; at most the rows of a block.

    Returns:
        The bounds in rising order, in the unit of the ground, float32, infinite for padding; and the numbers of the
        rows; both `(queries, count)`.
    """
    q = _moved(queries, ground)
    own = jnp.sum(q * q, axis=1) * (1.0 - ground.rounding)
    size = ground.rows.shape[1]

    def merge(kept: tuple[Array, Array], block: tuple[Array, Array, Array]) -> tuple[tuple[Array, Array], None]:
        number, rows, squares = block
        product = jnp.matmul(q, _moved(rows, ground).T, precision=lax.Precision.HIGHEST)
        bounds = jnp.maximum(squares[None, :] - 2.0 * product + own[:, None], 0.0) * _TO_32_BITS
        negative, places = lax.top_k(-bounds.astype(jnp.float32), count)
        numbers = jnp.concatenate([kept[1], places.astype(jnp.int32) + number * size], axis=1)
        negative, places = lax.top_k(jnp.concatenate([-kept[0], negative], axis=1), count)
        return (-negative, jnp.take_along_axis(numbers, places, axis=1)), None

    start = (jnp.full((len(q), count), jnp.inf, jnp.float32), jnp.zeros((len(q), count), jnp.int32))
    numbers = jnp.arange(len(ground.rows), dtype=jnp.int32)
    return lax.scan(merge, start, (numbers, ground.rows, ground.squares))[0]


@compiled()
def squared_distances(queries: Array, rows: Array) -> Array:
    """Return the sums of squared differences.

    Args:
        queries: `(queries, features)` float32.
        rows: `(blocks, rows, features)` float32.

    Returns:
        `(queries, blocks * rows)` float64.
    """
    q = queries.T.astype(jnp.float64)

    def block(rows: Array) -> Array:
        def add(sums: Array, pair: tuple[Array, Array]) -> tuple[Array, None]:
            return sums + jnp.square(pair[0][:, None] - pair[1][None, :]), None

        start = jnp.zeros((len(queries), len(rows)), jnp.float64)
        return lax.scan(add, start, (q, rows.T.astype(jnp.float64)))[0]

    return jnp.moveaxis(lax.map(block, rows), 0, 1).reshape(len(queries), -1)


def _moved(rows: Array, ground: Ground) -> Array:
    return (rows.astype(jnp.float64) - ground.center[None, :]) * ground.unit
