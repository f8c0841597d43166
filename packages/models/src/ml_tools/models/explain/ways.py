"""The ways through trees: what Shapley values need of them, whatever the row."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.structure import Trees

__all__ = ["Ways", "points_for", "prepare_ways"]

_MOST_POINTS = 16


class Ways(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Trees that add to one sum."""

    roots: NDArray[np.int32]
    """`(trees,)`."""
    levels: list[NDArray[np.int32]]
    """The nodes by their depth, the roots first."""
    feature: NDArray[np.int32]
    """`(nodes,)`, -1 for a leaf; as the following."""
    threshold: NDArray[np.float32]
    missing_left: NDArray[np.uint8]
    child: NDArray[np.int32]
    value: NDArray[np.float64]
    """What a leaf adds to the sum."""
    share: NDArray[np.float64]
    """Of the training rows of the node above that come here."""
    parent: NDArray[np.int32]
    """The node above, its own number for a root."""
    before: NDArray[np.int32]
    """The last node above that was come to by a split of the same feature; the root when there is none."""
    most_features: int
    """How many different features are split on one way at most."""
    mean: float
    """What the trees add when nothing is known of a row: the mean over their training rows."""


def prepare_ways(trees: Trees, column: int) -> Ways:
    """Return the trees that add to a sum.

    Args:
        trees: Those of which the rows at the leaves are known.
        column: The number of the sum.
    """
    assert trees.cover is not None
    roots, values = trees.roots, trees.value[:, min(column, trees.value.shape[1] - 1)]
    if trees.column_of_tree is not None:
        roots = roots[trees.column_of_tree == column]
    levels, parent = _levels(trees, roots)
    rows = _rows(trees, levels)
    is_leaf = trees.feature < 0
    reached = np.zeros(len(rows), np.bool_)
    reached[np.concatenate(levels)] = True
    value = np.where(is_leaf, values[np.where(is_leaf, trees.child, 0)], 0.0)
    share = np.where(reached, rows / np.where(rows[parent] > 0, rows[parent], 1.0), 1.0)
    before, count = _before(trees, levels, parent)
    leaves = np.flatnonzero(is_leaf & reached)
    whole = np.ones(len(rows))
    for level in levels[1:]:
        whole[level] = whole[parent[level]] * share[level]
    return Ways(
        roots=roots,
        levels=levels,
        feature=trees.feature,
        threshold=trees.threshold,
        missing_left=trees.missing_left.astype(np.uint8),
        child=trees.child,
        value=value,
        share=share,
        parent=parent,
        before=before,
        most_features=int(count.max(initial=0)),
        mean=float(whole[leaves] @ value[leaves]),
    )


def points_for(most_features: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Gauss and Legendre's points between 0 and 1, and their weights, exact for ways of so many features."""
    count = 2
    while 2 * count < most_features and count < _MOST_POINTS:
        count *= 2
    points, weights = np.polynomial.legendre.leggauss(count)
    return (points + 1.0) / 2.0, weights / 2.0


def _levels(trees: Trees, roots: NDArray[np.int32]) -> tuple[list[NDArray[np.int32]], NDArray[np.int32]]:
    """Return the nodes by their depth, and the node above each."""
    parent = np.arange(len(trees.feature), dtype=np.int32)
    levels, level = [roots], roots
    while len(inner := level[trees.feature[level] >= 0]):
        left = trees.child[inner]
        level = np.stack([left, left + 1], axis=1).reshape(-1).astype(np.int32)
        parent[level] = np.repeat(inner, 2)
        levels.append(level)
    return levels, parent


def _rows(trees: Trees, levels: list[NDArray[np.int32]]) -> NDArray[np.float64]:
    """Return how many training rows came to each node."""
    rows = np.zeros(len(trees.feature))
    for level in reversed(levels):
        is_leaf = trees.feature[level] < 0
        leaves, inner = level[is_leaf], level[~is_leaf]
        assert trees.cover is not None
        rows[leaves] = trees.cover[leaves]
        rows[inner] = rows[trees.child[inner]] + rows[trees.child[inner] + 1]
    return rows


def _before(
    trees: Trees, levels: list[NDArray[np.int32]], parent: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the last node above each that was come to by a split of the same feature, and how many features it has.

    A node that is above all such is the root of its tree.
    """
    before = np.arange(len(parent), dtype=np.int32)
    count = np.zeros(len(parent), np.int32)
    for level in levels[1:]:
        split = trees.feature[parent[level]]
        above = parent[level]
        climbs = (parent[above] != above) & (trees.feature[parent[above]] != split)
        while climbs.any():
            above = np.where(climbs, parent[above], above)
            climbs = (parent[above] != above) & (trees.feature[parent[above]] != split)
        before[level] = above
        count[level] = count[parent[level]] + (parent[above] == above)
    return before, count
