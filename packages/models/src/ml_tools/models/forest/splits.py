"""The best split of each node of a level."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.forest.running import running_sums
from ml_tools.models.forest.subsets import feature_subsets

__all__ = ["Rows", "Rules", "Splits", "at", "best_splits", "node_sums"]

_NO_SPLIT = -3.0


class Rows(NamedTuple):
    """The rows that a tree grows on."""

    features: Array
    """`(rows, features)` float32."""
    target: Array
    """`(rows, columns)` float32: a number, or the indicators of classes."""
    weight: Array
    """`(rows,)` float32, how often a row counts; 0 for rows that are none."""


class Rules(NamedTuple):
    """When and how nodes are split."""

    max_depth: Array
    min_leaf_rows: Array
    feature_count: Array
    """How many of the features are not padding."""
    chosen_features: Array
    """How many of them a split chooses from."""
    key: Array
    """What the choice comes from."""


class Splits(NamedTuple):
    """`(positions,)` each; a node's stand at its first position."""

    found: Array
    feature: Array
    threshold: Array


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
) -> tuple[Array, Splits]:
    """Return the means of the nodes, `(positions, columns)`, and their best splits.

    The best split lowers the impurity most: the variance, summed over the columns of the target; for indicators of
    classes that is Gini's impurity. A node whose subset has no feature that varies takes the best of all others.

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
    total = node_sums(weight, start)
    mean = node_sums(weight[:, None] * target, start) / jnp.maximum(total, 1.0)[:, None]
    count = node_sums(jnp.ones_like(start), start)
    open_ = here & _varies(target, start) & (count >= 2 * rules.min_leaf_rows) & (depth < rules.max_depth)
    left_count = place - start + 1
    room = at(open_, start) & (left_count >= rules.min_leaf_rows)
    room &= at(count, start) - left_count >= rules.min_leaf_rows
    residual = jnp.zeros_like(target).at[row].set(weight[:, None] * (target - at(mean, start)), unique_indices=True)
    values = at(rows.features, order, jnp.arange(order.shape[1], dtype=jnp.int32)[None, :])
    following = jnp.concatenate([values[1:], values[-1:]])
    gain = _gain(residual, rows.weight, at(total, start), order, start == place)
    subset = feature_subsets(jax.random.fold_in(rules.key, depth), order, rules.feature_count, rules.chosen_features)
    rank = jnp.where(at(subset, start), gain, gain / (1.0 + gain) - 2.0)
    rank = jnp.where(room[:, None] & (following > values), rank, _NO_SPLIT)
    return mean, _choose(rank, values, following, start)


def _varies(target: Array, start: Array) -> Array:
    highest = jnp.full_like(target, -jnp.inf).at[start].max(target, mode="promise_in_bounds")
    lowest = jnp.full_like(target, jnp.inf).at[start].min(target, mode="promise_in_bounds")
    return jnp.any(highest > lowest, axis=1)


def _gain(residual: Array, weight: Array, total: Array, order: Array, first: Array) -> Array:
    """Return by how much each split lowers the impurity, times the weight of its node, `(positions, features)`.

    Residuals are of the node's mean, so that those of the right part sum up to minus those of the left.
    """
    left = running_sums(at(weight, order), first)
    by_weight = total[:, None] / (left * (total[:, None] - left))

    def add(column: Array, squares: Array) -> Array:
        own = lax.dynamic_index_in_dim(residual, column, axis=1, keepdims=False)
        sums = running_sums(at(own, order), first)
        return squares + sums * sums

    return lax.fori_loop(0, residual.shape[1], add, jnp.zeros_like(left)) * by_weight


def _choose(rank: Array, values: Array, following: Array, start: Array) -> Splits:
    place = jnp.arange(len(start), dtype=jnp.int32)
    best, feature = jnp.max(rank, axis=1), jnp.argmax(rank, axis=1).astype(jnp.int32)
    highest = jnp.full_like(best, _NO_SPLIT).at[start].max(best, mode="promise_in_bounds")
    last = len(start) - 1
    wins = (best > _NO_SPLIT) & (best == at(highest, start))
    where = jnp.full_like(start, last).at[start].min(jnp.where(wins, place, last), mode="promise_in_bounds")
    feature = at(feature, where)
    low, high = at(values, where, feature), at(following, where, feature)
    middle = 0.5 * low + 0.5 * high
    return Splits(highest > _NO_SPLIT, feature, jnp.where(middle < high, middle, low))
