"""By how much splits lower the impurity."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.forest.node_sums import at, node_sums
from ml_tools.models.forest.running import running_sums

__all__ = ["Parts", "gains"]


class Parts(NamedTuple):
    """What the sums on both sides of a split are made of."""

    own: Array
    """`(rows, columns)` int64, what is summed."""
    weight: Array
    """`(rows,)` int64."""
    sums: Array
    """`(positions, columns)`, those of `own` over each node."""
    total: Array
    """`(positions,)`, those of `weight`."""
    start: Array
    """`(positions,)`, where the node of the position begins."""

    def running(self, values: Array, order: Array) -> Array:
        """Return the sums of what stands up to each position of a node, `(positions, features)`."""
        place = jnp.arange(len(self.start), dtype=jnp.int32)
        return running_sums(at(values, order), self.start == place)

    def joined(self, running: Array, values: Array, order: Array, missing: Array | None) -> Array:
        """Add to running sums those of the missing values, if any are to be on the left."""
        if missing is None:
            return running
        own = jnp.where(missing, at(values, order), jnp.zeros((), values.dtype))
        return running + at(node_sums(own, self.start), self.start)


def gains(parts: Parts, order: Array, left_count: Array, missing: Array | None = None) -> Array:
    """Return by how much each split lowers the impurity, `(positions, features)`, but for what is the same in a node.

    No sum is of products that were rounded, so that no compiler can join the two into one rounding.

    Args:
        parts: The sums.
        order: `(positions, features)`, which row lies there.
        left_count: `(positions, features)`, the rows up to there.
        missing: `(positions, features)`, which values are missing, to have them all on the left.
    """
    left_count = parts.joined(left_count, parts.weight, order, missing)
    right_count = parts.total[:, None] - left_count
    if parts.own.shape[1] == 1:
        own = parts.own[:, 0]
        left = parts.joined(parts.running(own, order), own, order, missing)
        apart = (parts.total[:, None] * left - left_count * parts.sums).astype(jnp.float64)
        return apart * apart / (left_count * right_count).astype(jnp.float64)
    left, right = _squares(parts, order, missing)
    return left / left_count.astype(jnp.float64) + right / right_count.astype(jnp.float64)


def _squares(parts: Parts, order: Array, missing: Array | None) -> tuple[Array, Array]:
    """Return the sums of the squares of the counts of classes in both parts, `(positions, features)`."""

    def add(column: Array, squares: tuple[Array, Array]) -> tuple[Array, Array]:
        values = lax.dynamic_index_in_dim(parts.own, column, axis=1, keepdims=False)
        left = parts.joined(parts.running(values, order), values, order, missing)
        right = lax.dynamic_index_in_dim(parts.sums, column, axis=1, keepdims=True) - left
        return squares[0] + left * left, squares[1] + right * right

    zeros = jnp.zeros(order.shape, jnp.int64)
    left, right = lax.fori_loop(0, parts.own.shape[1], add, (zeros, zeros))
    return left.astype(jnp.float64), right.astype(jnp.float64)
