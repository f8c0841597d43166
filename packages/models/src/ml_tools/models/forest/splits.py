"""The best split of each node of a level."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.forest.node_random import node_keys, priorities
from ml_tools.models.forest.running import running_sums
from ml_tools.models.forest.subsets import feature_subsets

__all__ = ["Rows", "Rules", "Splits", "Totals", "at", "best_splits", "node_sums"]

_NO_SPLIT = -1.0


class Rows(NamedTuple):
    """The rows that a tree grows on."""

    features: Array
    """`(rows, features)` uint8, bins."""
    target: Array
    """`(rows, columns)` int64: a number, or the indicators of classes."""
    weight: Array
    """`(rows,)` int64, how often a row counts; 0 for rows that are none."""


class Rules(NamedTuple):
    """When and how nodes are split."""

    max_depth: Array
    min_leaf_rows: Array
    feature_count: Array
    """How many of the features are not padding."""
    chosen_features: Array
    """How many of them a split chooses from."""
    shift: Array
    """How many bits of a number are left out in the search."""
    key: Array
    """uint64, what the choice comes from."""


class Totals(NamedTuple):
    """What the rows of a node are together; `(positions, ...)`, at its first one."""

    sums: Array
    counts: Array


class Splits(NamedTuple):
    """`(positions,)` each; a node's stand at its first position."""

    found: Array
    feature: Array
    low: Array
    high: Array


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


def best_splits(
    rows: Rows, order: Array, start: Array, rules: Rules, *, here: Array, depth: Array
) -> tuple[Totals, Splits]:
    """Return the totals of the nodes, and their best splits.

    The best split lowers the impurity most: the variance, or Gini's of classes. Of those that are equally good a random
    feature's is taken, and of that one's the lowest: always the first feature would make trees alike. A node whose
    subset has no feature that varies takes the best of all others.

    Args:
        rows: The rows.
        order: `(positions, features)`, which row lies there, by node and then by feature.
        start: `(positions,)`, where the node of the position begins.
        rules: When and how nodes are split.
        here: `(positions,)`, whether a node begins there that may be split.
        depth: That of the nodes.
    """
    place = jnp.arange(len(start), dtype=jnp.int32)
    row = order[:, 0]
    weight, target = at(rows.weight, row), at(rows.target, row)
    totals = Totals(node_sums(weight[:, None] * target, start), node_sums(weight, start))
    value = target >> rules.shift
    count = node_sums(jnp.ones_like(start), start)
    open_ = here & _varies(value, start) & (count >= 2 * rules.min_leaf_rows) & (depth < rules.max_depth)
    left_count = place - start + 1
    room = at(open_, start) & (left_count >= rules.min_leaf_rows)
    room &= at(count, start) - left_count >= rules.min_leaf_rows
    own = weight[:, None] * value
    by_row = jnp.zeros_like(own).at[row].set(own, unique_indices=True)
    bins = at(rows.features, order, jnp.arange(order.shape[1], dtype=jnp.int32)[None, :])
    following = jnp.concatenate([bins[1:], bins[-1:]])
    sums = at(node_sums(own, start), start)
    parts = _Parts(by_row, rows.weight, sums, at(totals.counts, start), start == place)
    gain = _gain(parts, order)
    rank = jnp.where(room[:, None] & (following > bins), gain, _NO_SPLIT)
    rank = _in_subset(rank, start, rules, depth)
    feature, where = _winner(rank, start, node_keys(rules.key, depth, start))
    low, high = at(bins, where, feature), at(following, where, feature)
    return totals, Splits(_highest(rank, start) > _NO_SPLIT, feature.astype(jnp.int32), low, high)


def _varies(target: Array, start: Array) -> Array:
    least = jnp.iinfo(target.dtype)
    highest = jnp.full_like(target, least.min).at[start].max(target, mode="promise_in_bounds")
    lowest = jnp.full_like(target, least.max).at[start].min(target, mode="promise_in_bounds")
    return jnp.any(highest > lowest, axis=1)


class _Parts(NamedTuple):
    """What the sums on both sides of a split are made of."""

    own: Array
    """`(rows, columns)` int64, what is summed."""
    weight: Array
    """`(rows,)` int64."""
    sums: Array
    """`(positions, columns)`, those of `own` over each node."""
    total: Array
    """`(positions,)`, those of `weight`."""
    first: Array
    """`(positions,)`, whether a node begins there."""


def _gain(parts: _Parts, order: Array) -> Array:
    """Return by how much each split lowers the impurity, `(positions, features)`, but for what is the same in a node.

    No sum is of products that were rounded, so that no compiler can join the two into one rounding.
    """
    left_count = running_sums(at(parts.weight, order), parts.first)
    right_count = parts.total[:, None] - left_count
    if parts.own.shape[1] == 1:
        left = running_sums(at(parts.own[:, 0], order), parts.first)
        apart = (parts.total[:, None] * left - left_count * parts.sums).astype(jnp.float64)
        return apart * apart / (left_count * right_count).astype(jnp.float64)
    left, right = _squares(parts, order)
    return left / left_count.astype(jnp.float64) + right / right_count.astype(jnp.float64)


def _squares(parts: _Parts, order: Array) -> tuple[Array, Array]:
    """Return the sums of the squares of the counts of classes in both parts, `(positions, features)`."""

    def add(column: Array, squares: tuple[Array, Array]) -> tuple[Array, Array]:
        values = lax.dynamic_index_in_dim(parts.own, column, axis=1, keepdims=False)
        left = running_sums(at(values, order), parts.first)
        right = lax.dynamic_index_in_dim(parts.sums, column, axis=1, keepdims=True) - left
        return squares[0] + left * left, squares[1] + right * right

    zeros = jnp.zeros(order.shape, jnp.int64)
    left, right = lax.fori_loop(0, parts.own.shape[1], add, (zeros, zeros))
    return left.astype(jnp.float64), right.astype(jnp.float64)


def _in_subset(rank: Array, start: Array, rules: Rules, depth: Array) -> Array:
    """Leave the features that each node chooses from, or all of them where those have no split."""
    keys = node_keys(rules.key, depth, jnp.arange(len(start), dtype=jnp.int32))
    subset = at(feature_subsets(keys, rank, rules.feature_count, rules.chosen_features), start)
    chosen = jnp.where(subset, rank, _NO_SPLIT)
    return jnp.where(at(_highest(chosen, start) > _NO_SPLIT, start)[:, None], chosen, rank)


def _highest(rank: Array, start: Array) -> Array:
    row = jnp.max(rank, axis=1)
    return jnp.full_like(row, _NO_SPLIT).at[start].max(row, mode="promise_in_bounds")


def _winner(rank: Array, start: Array, keys: Array) -> tuple[Array, Array]:
    """Return of each node `(positions,)` the feature and the position after which it is split.

    Args:
        rank: `(positions, features)`.
        start: `(positions,)`, where the node of the position begins.
        keys: `(positions,)`, the key of that node.
    """
    positions, lanes = rank.shape
    place, lane = jnp.arange(positions, dtype=jnp.int64), jnp.arange(lanes, dtype=jnp.int64)
    wins = (rank > _NO_SPLIT) & (rank == at(_highest(rank, start), start)[:, None])
    priority = jnp.where(wins, priorities(keys, lanes), -1)
    most = jnp.full_like(place, -1).at[start].max(jnp.max(priority, axis=1), mode="promise_in_bounds")
    wins &= priority == at(most, start)[:, None]
    last = positions * lanes - 1
    cell = jnp.min(jnp.where(wins, lane[None, :] * positions + place[:, None], last), axis=1)
    first = jnp.full_like(place, last).at[start].min(cell, mode="promise_in_bounds")
    return first // positions, first % positions
