"""Random numbers of a node: a hash of where it is, the same as in native code.

The mixing function is that of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array

__all__ = ["below", "node_keys", "priorities", "within"]

_GOLDEN = 0x9E3779B97F4A7C15


def node_keys(key: Array, depth: Array, first_row: Array) -> Array:
    """Return the keys of nodes, uint64.

    Args:
        key: The tree's.
        depth: That of the nodes.
        first_row: `(nodes,)`, how many rows of the tree stand left of each.
    """
    return _mixed(_mixed(key + _steps(depth)) + _steps(first_row))


def below(keys: Array, number: Array, bound: Array) -> Array:
    """Return one of the numbered draws of each node: from 0 up to, not including, a bound; int32."""
    drawn = _mixed(keys + _steps(number)) >> jnp.uint64(32)
    return ((drawn * bound.astype(jnp.uint64)) >> jnp.uint64(32)).astype(jnp.int32)


def within(keys: Array, bounds: Array) -> Array:
    """Return a number of each node and feature `(nodes, features)`: from 0 up to, not including, a bound; uint64.

    Args:
        keys: `(nodes,)`.
        bounds: `(nodes, features)` uint64, below 2**32; 0 gives 0.
    """
    steps = _steps(jnp.arange(bounds.shape[1], dtype=jnp.int32))
    drawn = _mixed(_mixed(keys)[:, None] + steps[None, :]) >> jnp.uint64(32)
    return (drawn * bounds) >> jnp.uint64(32)


def priorities(keys: Array, features: int) -> Array:
    """Return of each node and feature `(nodes, features)` which is taken first where several split equally; int64."""
    steps = _steps(jnp.arange(features, dtype=jnp.int32))
    return (_mixed(keys[:, None] - steps[None, :]) >> jnp.uint64(32)).astype(jnp.int64)


def _steps(number: Array) -> Array:
    return jnp.uint64(_GOLDEN) * (number.astype(jnp.uint64) + jnp.uint64(1))


def _mixed(x: Array) -> Array:
    x = (x ^ (x >> jnp.uint64(30))) * jnp.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> jnp.uint64(27))) * jnp.uint64(0x94D049BB133111EB)
    return x ^ (x >> jnp.uint64(31))
