"""The features that each split chooses from."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.forest.node_random import below

__all__ = ["feature_subsets"]


def feature_subsets(keys: Array, like: Array, feature_count: Array, chosen: Array) -> Array:
    """Draw a subset for each node, every subset of that size being as likely.

    By Floyd's algorithm, see Bentley and Floyd, "A sample of brilliance", 1987.

    Args:
        keys: `(nodes,)`, what the randomness comes from.
        like: `(nodes, features)`, any array of that shape.
        feature_count: How many of the features are not padding; int32.
        chosen: How many to draw, from 1 to `feature_count`; int32.

    Returns:
        `(nodes, features)`, whether a feature is in the subset of a node; all are when all are drawn.
    """
    nodes = jnp.arange(len(like), dtype=jnp.int32)

    def draw(number: Array, subsets: Array) -> Array:
        last = feature_count - chosen + number
        drawn = below(keys, number, last + 1)
        drawn = jnp.where(subsets[nodes, drawn], last, drawn)
        return subsets.at[nodes, drawn].set(True, unique_indices=True, mode="promise_in_bounds")

    def every() -> Array:
        return jnp.ones_like(like, dtype=bool)

    def some() -> Array:
        return lax.fori_loop(0, chosen, draw, jnp.zeros_like(like, dtype=bool))

    return lax.cond(chosen >= feature_count, every, some)
