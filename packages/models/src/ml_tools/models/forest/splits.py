"""The best split of each node of a level."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from ml_tools.models.forest.gains import Parts, gains
from ml_tools.models.forest.node_random import node_keys, priorities, within
from ml_tools.models.forest.node_sums import at, node_sums
from ml_tools.models.forest.subsets import feature_subsets
from ml_tools.models.trees import MISSING

__all__ = ["Rows", "Rules", "Splits", "Totals", "best_splits"]

_NO_SPLIT = -1.0
_MISSING = np.uint8(MISSING)


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
    positions: Array | None
    """`(features, 256)` uint64, where bins lie; None where all thresholds are searched."""


class Totals(NamedTuple):
    """What the rows of a node are together; `(positions, ...)`, at its first one."""

    sums: Array
    counts: Array


class Splits(NamedTuple):
    """`(positions,)` each; a node's stand at its first position."""

    found: Array
    gain: Array
    feature: Array
    low: Array
    high: Array
    missing_left: Array
    threshold: Array
    """uint32, the position that was drawn."""


def best_splits(
    rows: Rows, order: Array, start: Array, rules: Rules, *, here: Array, depth: Array, has_missing: bool
) -> tuple[Totals, Splits]:
    """Return the totals of the nodes, and their best splits.

    The best split lowers the impurity most: the variance, or Gini's of classes. Missing values are tried on either
    side. Of splits that are equally good a random feature's is taken, and of that one's the lowest, with missing values
    on the right: always the first feature would make trees alike. A node whose subset has no feature that varies takes
    the best of all others.

    Args:
        rows: The rows.
        order: `(positions, features)`, which row lies there, by node and then by feature.
        start: `(positions,)`, where the node of the position begins.
        rules: When and how nodes are split.
        here: `(positions,)`, whether a node begins there that may be split.
        depth: That of the nodes.
        has_missing: Whether any value is missing.
    """
    place = jnp.arange(len(start), dtype=jnp.int32)
    row = order[:, 0]
    weight, target = at(rows.weight, row), at(rows.target, row)
    totals = Totals(node_sums(weight[:, None] * target, start), node_sums(weight, start))
    value = target >> rules.shift
    count = node_sums(jnp.ones_like(start), start)
    open_ = here & _varies(value, start) & (count >= 2 * rules.min_leaf_rows) & (depth < rules.max_depth)
    left_rows = jnp.broadcast_to((place - start + 1)[:, None], order.shape)
    own = weight[:, None] * value
    by_row = jnp.zeros_like(own).at[row].set(own, unique_indices=True)
    bins = at(rows.features, order, jnp.arange(order.shape[1], dtype=jnp.int32)[None, :])
    following = jnp.concatenate([bins[1:], bins[-1:]])
    sums = at(node_sums(own, start), start)
    parts = Parts(by_row, rows.weight, sums, at(totals.counts, start), start)
    keys = node_keys(rules.key, depth, start)
    threshold = _thresholds(bins, start, rules, keys)
    between = at(open_, start)[:, None] & (following > bins) & _admitted(bins, following, at(threshold, start), rules)
    left_count = parts.running(rows.weight, order)

    def room(left_rows: Array) -> Array:
        right_rows = at(count, start)[:, None] - left_rows
        return between & (left_rows >= rules.min_leaf_rows) & (right_rows >= rules.min_leaf_rows)

    rank = jnp.where(room(left_rows), gains(parts, order, left_count), _NO_SPLIT)
    to_left = 2 * left_count >= parts.total[:, None]
    if has_missing:
        missing = bins == _MISSING
        missing_rows = at(node_sums(missing.astype(jnp.int32), start), start)
        both_rows = room(left_rows + missing_rows) & (following < _MISSING)
        other = jnp.where(both_rows, gains(parts, order, left_count, missing), _NO_SPLIT)
        to_left = jnp.where(missing_rows > 0, other > rank, to_left)
        rank = jnp.maximum(rank, other)
    rank = _in_subset(rank, start, rules, depth)
    feature, where = _winner(rank, start, keys)
    gain = _highest(rank, start)
    splits = Splits(
        found=gain > _NO_SPLIT,
        gain=gain,
        feature=feature.astype(jnp.int32),
        low=at(bins, where, feature),
        high=at(following, where, feature),
        missing_left=at(to_left, where, feature),
        threshold=at(threshold, place, feature).astype(jnp.uint32),
    )
    return totals, splits


def _varies(target: Array, start: Array) -> Array:
    least = jnp.iinfo(target.dtype)
    highest = jnp.full_like(target, least.min).at[start].max(target, mode="promise_in_bounds")
    lowest = jnp.full_like(target, least.max).at[start].min(target, mode="promise_in_bounds")
    return jnp.any(highest > lowest, axis=1)


def _thresholds(bins: Array, start: Array, rules: Rules, keys: Array) -> Array:
    """Return the positions that nodes draw, `(positions, features)` at their first one; zeros where they draw none."""
    if rules.positions is None:
        return jnp.zeros(bins.shape, jnp.uint64)
    place = jnp.arange(len(start), dtype=jnp.int32)
    lane = jnp.arange(bins.shape[1], dtype=jnp.int32)[None, :]
    values = node_sums((bins < _MISSING).astype(jnp.int32), start)
    last = jnp.maximum(place[:, None] + values - 1, 0)
    lowest = at(rules.positions, lane, bins.astype(jnp.int32))
    highest = at(rules.positions, lane, at(bins, jnp.minimum(last, len(start) - 1), lane).astype(jnp.int32))
    return lowest + within(keys, jnp.where(highest > lowest, highest - lowest, jnp.uint64(0)))


def _admitted(bins: Array, following: Array, threshold: Array, rules: Rules) -> Array:
    """Return whether a split between two bins is that of the threshold."""
    if rules.positions is None:
        return jnp.ones(bins.shape, bool)
    lane = jnp.arange(bins.shape[1], dtype=jnp.int32)[None, :]
    low, high = (at(rules.positions, lane, each.astype(jnp.int32)) for each in (bins, following))
    return (low <= threshold) & (threshold < high)


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
