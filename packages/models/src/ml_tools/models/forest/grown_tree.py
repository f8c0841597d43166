"""A tree as it was grown, and trees joined to the arrays of a forest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from ml_tools.models.learner import Arrays

__all__ = ["GrownTree", "Nodes", "joined"]


class Nodes(NamedTuple):
    """The nodes of a tree in whole numbers, level by level, the root first."""

    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    low: NDArray[np.uint8]
    """`(nodes,)`, the largest bin of the rows that went left."""
    high: NDArray[np.uint8]
    """`(nodes,)`, the smallest bin of the rows that went right."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether missing values go left."""
    position: NDArray[np.uint32]
    """`(nodes,)`, where the threshold was drawn, if it was."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    cover: NDArray[np.int64]
    """`(nodes,)`, the rows, as often as they were drawn."""
    decrease: NDArray[np.float64]
    """`(nodes,)`, how much the split lowers the squared deviations, but for a factor that all nodes share."""
    sums: NDArray[np.int64]
    """`(leaves, columns)`, the sum of the target, or the rows of each class."""
    depth: int
    """How many levels there are."""


class GrownTree(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The nodes of a tree, the root first."""

    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether missing values go left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    cover: NDArray[np.int32]
    """`(nodes,)`, the rows that it grew from."""
    value: NDArray[np.float32]
    """`(leaves, columns)`, the mean of the target, leaves in the order of nodes."""
    importance: NDArray[np.float64]
    """`(features,)`, by how much each lowers the impurity, of 1 in all; zeros where there is no split."""
    depth: int
    """At least the number of comparisons on the way to any leaf."""

    @property
    def size_bytes(self) -> int:
        """What it takes in a forest."""
        return 17 * len(self.feature) + 4 * self.value.size


def joined(trees: Sequence[GrownTree]) -> Arrays:
    """Return the arrays of a forest.

    `roots` `(trees,)` are numbers of nodes; `feature`, `threshold`, `missing_left` and `cover` `(nodes,)` are those of
    the trees; `child` `(nodes,)` is the node on the left, or for a leaf its place in `value` `(leaves, columns)`.
    """
    roots = np.cumsum([0, *(len(tree.feature) for tree in trees)], dtype=np.int32)[:-1]
    feature = np.concatenate([tree.feature for tree in trees])
    child, leaves = np.empty(len(feature), np.int32), 0
    for tree, root in zip(trees, roots, strict=True):
        own, leaf = child[root : root + len(tree.feature)], np.flatnonzero(tree.feature < 0)
        np.add(tree.left, root, out=own)
        own[leaf] = np.arange(leaves, leaves + len(leaf))
        leaves += len(leaf)
    return {
        "roots": roots,
        "feature": feature,
        "threshold": np.concatenate([tree.threshold for tree in trees]),
        "missing_left": np.concatenate([tree.missing_left for tree in trees]),
        "child": child,
        "cover": np.concatenate([tree.cover for tree in trees]),
        "value": np.concatenate([tree.value for tree in trees]),
        "depth": np.asarray(max(tree.depth for tree in trees), np.int32),
    }
