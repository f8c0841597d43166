"""Growth of one tree, a level at a time, on features in bins.

For each feature the rows lie in an order in which the rows of a node follow each other, sorted by the feature: so the
sums left of all splits are running sums that begin anew with each node, and a level costs rows times features, however
many nodes it has. Splitting keeps the order: the rows that go left move before those that go right. A node is known by
the position of its first row, which all features share; where an array `(positions,)` tells of nodes, it does so there.
Sums are of whole numbers of 64 bits: they are exact, and native code that adds in another order grows the same tree.
"""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from ml_tools.models.compilation import compiled
from ml_tools.models.forest.node_sums import at, node_sums
from ml_tools.models.forest.running import running_sums
from ml_tools.models.forest.splits import Rows, Rules, Splits, best_splits
from ml_tools.models.trees import MISSING

__all__ = ["Growth", "Tree", "grow", "plant"]


class Tree(NamedTuple):
    """The nodes of a tree, the root first, those of a level after those of the level above."""

    feature: Array
    """`(nodes,)` int32, what is compared; -1 for a leaf."""
    low: Array
    """`(nodes,)` uint8, the largest bin of the rows that went left."""
    high: Array
    """`(nodes,)` uint8, the smallest bin of the rows that went right."""
    missing_left: Array
    """`(nodes,)`, whether missing values go left."""
    threshold: Array
    """`(nodes,)` uint32, the position that was drawn, if one was."""
    left: Array
    """`(nodes,)` int32, the node on the left; the next one is on the right."""
    gain: Array
    """`(nodes,)` float64, what the split is worth, see `gains`."""
    sums: Array
    """`(nodes, columns)` int64, the sum of the target."""
    counts: Array
    """`(nodes,)` int64, the rows, as often as they were drawn."""


class Growth(NamedTuple):
    """A tree that grows, and where its rows have come to."""

    tree: Tree
    node_count: Array
    depth: Array
    rows: Rows
    order: Array
    """`(positions, features)` int32, which row lies there."""
    start: Array
    """`(positions,)` int32, where the node of the position begins."""
    node: Array
    """`(positions,)` int32, the number of that node in the tree."""
    growing: Array
    """`(positions,)`, whether the node was made by the last level."""


@compiled("positions")
def plant(features: Array, order: Array, target: Array, weight: Array, *, positions: int) -> Growth:
    """Return the root, which holds the rows that have a weight.

    Args:
        features: `(rows, features)` uint8, bins.
        order: `(rows, features)` int32, the rows sorted by each feature.
        target: `(rows, columns)` int64, a number in fixed point, or the indicators of classes.
        weight: `(rows,)` int32, how often a row counts; at most `positions` rows do.
        positions: How many rows the tree has room for.
    """
    chosen = weight > 0
    local = jnp.cumsum(chosen, dtype=jnp.int32) - 1
    rows = jnp.arange(len(features), dtype=jnp.int32)
    place = jnp.arange(positions, dtype=jnp.int32)
    origin = jnp.zeros(positions, jnp.int32).at[jnp.where(chosen, local, positions)].set(rows, mode="drop")
    present = place <= local[-1]
    kept = chosen[order]
    to = jnp.where(kept, jnp.cumsum(kept, axis=0, dtype=jnp.int32) - 1, positions)
    lanes = jnp.arange(features.shape[1], dtype=jnp.int32)[None, :]
    absent = jnp.broadcast_to(place[:, None], (positions, features.shape[1]))
    return Growth(
        tree=_seedling(2 * positions, target.shape[1]),
        node_count=jnp.ones((), jnp.int32),
        depth=jnp.zeros((), jnp.int32),
        rows=Rows(features[origin], target[origin], jnp.where(present, weight[origin], 0).astype(jnp.int64)),
        order=absent.at[to, lanes].set(local[order], mode="drop"),
        start=jnp.where(present, 0, local[-1] + 1),
        node=jnp.zeros(positions, jnp.int32),
        growing=present,
    )


@compiled("has_missing")
def grow(growth: Growth, rules: Rules, until: Array, *, has_missing: bool) -> Growth:
    """Grow until a depth is reached, or nothing can be split any more.

    Args:
        growth: What `plant` or `grow` has returned.
        rules: When and how nodes are split.
        until: The depth at which to stop; sums are known of the nodes above it.
        has_missing: Whether any value is missing.
    """

    def unfinished(growth: Growth) -> Array:
        return jnp.any(growth.growing) & (growth.depth < until)

    return lax.while_loop(unfinished, lambda growth: _level(growth, rules, has_missing=has_missing), growth)


def _seedling(nodes: int, columns: int) -> Tree:
    return Tree(
        feature=jnp.full(nodes, -1, jnp.int32),
        low=jnp.zeros(nodes, jnp.uint8),
        high=jnp.zeros(nodes, jnp.uint8),
        missing_left=jnp.zeros(nodes, bool),
        threshold=jnp.zeros(nodes, jnp.uint32),
        left=jnp.zeros(nodes, jnp.int32),
        gain=jnp.zeros(nodes, jnp.float64),
        sums=jnp.zeros((nodes, columns), jnp.int64),
        counts=jnp.zeros(nodes, jnp.int64),
    )


def _level(growth: Growth, rules: Rules, *, has_missing: bool) -> Growth:
    """Note the sums of the nodes of a level, and split those that can be."""
    place = jnp.arange(len(growth.start), dtype=jnp.int32)
    here = growth.growing & (growth.start == place)
    totals, splits = best_splits(
        growth.rows, growth.order, growth.start, rules, here=here, depth=growth.depth, has_missing=has_missing
    )
    rank = jnp.cumsum(splits.found, dtype=jnp.int32) - 1
    child = growth.node_count + 2 * rank
    nowhere = len(growth.tree.feature)
    divided = jnp.where(splits.found, growth.node, nowhere)
    ended = jnp.where(here, growth.node, nowhere)
    tree = Tree(
        feature=growth.tree.feature.at[divided].set(splits.feature, mode="drop"),
        low=growth.tree.low.at[divided].set(splits.low, mode="drop"),
        high=growth.tree.high.at[divided].set(splits.high, mode="drop"),
        missing_left=growth.tree.missing_left.at[divided].set(splits.missing_left, mode="drop"),
        threshold=growth.tree.threshold.at[divided].set(splits.threshold, mode="drop"),
        left=growth.tree.left.at[divided].set(child, mode="drop"),
        gain=growth.tree.gain.at[divided].set(splits.gain, mode="drop"),
        sums=growth.tree.sums.at[ended].set(totals.sums, mode="drop"),
        counts=growth.tree.counts.at[ended].set(totals.counts, mode="drop"),
    )
    order, middle = _divide(growth, splits)
    growing = splits.found[growth.start]
    right = growing & (place >= middle)
    return Growth(
        tree=tree,
        node_count=growth.node_count + 2 * (rank[-1] + 1),
        depth=growth.depth + 1,
        rows=growth.rows,
        order=order,
        start=jnp.where(right, middle, growth.start),
        node=jnp.where(growing, child[growth.start] + right.astype(jnp.int32), growth.node),
        growing=growing,
    )


def _divide(growth: Growth, splits: Splits) -> tuple[Array, Array]:
    """Move the rows that go left before those that go right; return the order, and where the right part begins."""
    positions, lanes = growth.order.shape
    place, start = jnp.arange(positions, dtype=jnp.int32), growth.start
    row = growth.order[:, 0]
    value = at(growth.rows.features, row, splits.feature[start])
    stays = ~splits.found[start] | (value <= splits.low[start])
    stays |= (value == np.uint8(MISSING)) & splits.missing_left[start]
    left_row = jnp.zeros(positions, bool).at[row].set(stays, unique_indices=True, mode="promise_in_bounds")
    left = at(left_row, growth.order)
    before = running_sums(left.astype(jnp.int32), start == place)
    middle = start + node_sums(stays.astype(jnp.int32), start)[start]
    to_right = middle[:, None] + (place - start)[:, None] - before
    to = jnp.where(left, start[:, None] + before - 1, to_right)
    flat = to * lanes + jnp.arange(lanes, dtype=jnp.int32)[None, :]
    moved = jnp.zeros(positions * lanes, jnp.int32).at[flat.ravel()]
    order = moved.set(growth.order.ravel(), unique_indices=True, mode="promise_in_bounds")
    return order.reshape(positions, lanes), middle
