"""Chance that depends on numbers alone: the same in native code.

The mixing function is that of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import jax.numpy as jnp
from jax import Array

__all__ = ["drawn_bits", "tree_key"]

_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_WORD = 2**64


def tree_key(key: int, number: int) -> int:
    """Return the key of a tree, or of the rows of a round."""
    x = (key + _GOLDEN * (number + 1)) % _WORD
    x = (x ^ (x >> 30)) * _FIRST % _WORD
    x = (x ^ (x >> 27)) * _SECOND % _WORD
    return x ^ (x >> 31)


def drawn_bits(key: Array, numbers: Array) -> Array:
    """Return 64 bits for each of some numbers, uint64."""
    x = key + jnp.uint64(_GOLDEN) * (numbers + jnp.uint64(1))
    x = (x ^ (x >> jnp.uint64(30))) * jnp.uint64(_FIRST)
    x = (x ^ (x >> jnp.uint64(27))) * jnp.uint64(_SECOND)
    return x ^ (x >> jnp.uint64(31))
