"""Growth of one tree, leaf by leaf: the leaf whose split is best is split next."""

# jax.numpy is typed with names that its stubs lack
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from ml_tools.models.boosting.gradients import Gradients
from ml_tools.models.boosting.splits import Bounds, Rules, Splits, Sums, best_output, best_splits, histograms

__all__ = ["Tree", "grow_tree"]

_MISSING = 255


class Tree(NamedTuple):
    """A tree; `(nodes,)` each but for `node`."""

    best: Splits
    """The best split of each node, whether it was made or not."""
    sums: Sums
    bounds: Bounds
    depth: Array
    left: Array
    """The node on the left, 0 for a leaf."""
    node_count: Array
    """How many nodes there are."""
    node: Array
    """`(rows,)`, the leaf that each row comes to."""


class _Leaves(NamedTuple):
    """What is known of new leaves."""

    total: Sums
    bounds: Bounds
    best: Splits
    depth: Array


def grow_tree(codes: Array, rounded: Gradients, drawn: Array, rules: Rules, *, nodes: int, bounded: bool) -> Tree:
    """Grow a tree.

    Args:
        codes: `(features, rows)` uint8.
        rounded: The gradients of the rows.
        drawn: `(rows,)`, which rows it grows on.
        rules: When and how leaves are split.
        nodes: How many there is room for.
        bounded: Whether a feature is monotone.
    """

    def open_(tree: Tree) -> Array:
        return (tree.node_count < 2 * rules.most_leaves - 1) & jnp.any(_gains(tree) > 0.0)

    def split(tree: Tree) -> Tree:
        return _split(tree, codes, rounded, drawn, rules, bounded=bounded)

    return lax.while_loop(open_, split, _root(codes, rounded, drawn, rules, nodes=nodes, bounded=bounded))


def _root(codes: Array, rounded: Gradients, drawn: Array, rules: Rules, *, nodes: int, bounded: bool) -> Tree:
    node = jnp.zeros(codes.shape[1], jnp.int32)
    total = Sums(*(jnp.sum(jnp.where(drawn, each, 0))[None] for each in (*rounded, jnp.ones_like(rounded.first))))
    bounds = Bounds(jnp.full(1, -jnp.inf), jnp.full(1, jnp.inf))
    own = histograms(codes, rounded, jnp.where(drawn, 0, 2).astype(jnp.int32))
    found = best_splits(Sums(*(each[:1] for each in own)), total, rules, bounds, bounded=bounded)
    tree = Tree(
        best=_no_splits(nodes),
        sums=_no_sums(nodes),
        bounds=Bounds(*(jnp.zeros(nodes, jnp.float64) for _ in bounds)),
        depth=jnp.zeros(nodes, jnp.int32),
        left=jnp.zeros(nodes, jnp.int32),
        node_count=jnp.ones((), jnp.int32),
        node=node,
    )
    here = jnp.zeros(1, jnp.int32)
    return _noted(tree, here, _Leaves(total, bounds, found, here), rules)


def _no_sums(nodes: int) -> Sums:
    return Sums(*(jnp.zeros(nodes, jnp.int64) for _ in Sums._fields))


def _no_splits(nodes: int) -> Splits:
    return Splits(
        gain=jnp.zeros(nodes, jnp.float64),
        feature=jnp.zeros(nodes, jnp.int32),
        low=jnp.zeros(nodes, jnp.uint8),
        high=jnp.zeros(nodes, jnp.uint8),
        missing_left=jnp.zeros(nodes, bool),
        left=_no_sums(nodes),
    )


def _gains(tree: Tree) -> Array:
    return jnp.where(tree.left > 0, 0.0, tree.best.gain)


def _split(tree: Tree, codes: Array, rounded: Gradients, drawn: Array, rules: Rules, *, bounded: bool) -> Tree:
    """Split the leaf that gains most; of equals the one that was made first."""
    parent = jnp.argmax(_gains(tree)).astype(jnp.int32)

    def of_parent(array: Array) -> Array:
        return array[parent]

    split = jax.tree.map(of_parent, tree.best)
    code = codes[split.feature]
    stays = jnp.where(code == _MISSING, split.missing_left, code <= split.low)
    here = tree.node == parent
    node = jnp.where(here, tree.node_count + jnp.where(stays, 0, 1).astype(jnp.int32), tree.node)
    side = jnp.where(here & drawn, jnp.where(stays, 0, 1), 2).astype(jnp.int32)
    whole = Sums(*(each[parent] for each in tree.sums))
    total = Sums(*(jnp.stack([some, all_ - some]) for all_, some in zip(whole, split.left, strict=True)))
    outer = Bounds(tree.bounds.low[parent], tree.bounds.high[parent])
    bounds = _child_bounds(total, outer, rules.monotone[split.feature], rules.l2)
    own = histograms(codes, rounded, side)
    found = best_splits(own, total, rules, bounds, bounded=bounded)
    children = tree.node_count + jnp.arange(2, dtype=jnp.int32)
    depth = jnp.broadcast_to(tree.depth[parent] + 1, (2,))
    tree = tree._replace(left=tree.left.at[parent].set(tree.node_count), node_count=tree.node_count + 2, node=node)
    return _noted(tree, children, _Leaves(total, bounds, found, depth), rules)


def _child_bounds(total: Sums, outer: Bounds, monotone: Array, l2: Array) -> Bounds:
    """Where the feature is monotone, both parts stay on their side of the middle of their outputs."""
    outputs = best_output(total, l2, outer)
    middle = 0.5 * outputs[0] + 0.5 * outputs[1]
    rising, falling = monotone > 0, monotone < 0
    low = jnp.stack([jnp.where(falling, middle, outer.low), jnp.where(rising, middle, outer.low)])
    high = jnp.stack([jnp.where(rising, middle, outer.high), jnp.where(falling, middle, outer.high)])
    return Bounds(low, high)


def _noted(tree: Tree, at: Array, new: _Leaves, rules: Rules) -> Tree:
    """Write what is known of new leaves."""
    may = (new.depth < rules.max_depth) & (new.total.rows // 2 >= rules.min_leaf_rows)
    best = new.best._replace(gain=jnp.where(may, new.best.gain, 0.0))

    def write(array: Array, values: Array) -> Array:
        return array.at[at].set(values)

    return tree._replace(
        best=jax.tree.map(write, tree.best, best),
        sums=Sums(*map(write, tree.sums, new.total)),
        bounds=Bounds(*map(write, tree.bounds, new.bounds)),
        depth=write(tree.depth, new.depth),
    )
