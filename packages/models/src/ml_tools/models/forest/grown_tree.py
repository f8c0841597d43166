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
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    sums: NDArray[np.int64]
    """`(leaves, columns)`, the sum of the target, or the rows of each class."""
    counts: NDArray[np.int64]
    """`(leaves,)`, the rows, as often as they were drawn."""
    depth: int
    """How many levels there are."""


class GrownTree(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The nodes of a tree, the root first."""

    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    value: NDArray[np.float32]
    """`(leaves, columns)`, the mean of the target, leaves in the order of nodes."""
    rows: NDArray[np.int64]
    """`(leaves,)`, how many rows came to each, as often as they were drawn."""
    depth: int
    """At least the number of comparisons on the way to any leaf."""

    @property
    def size_bytes(self) -> int:
        """What it takes in a forest."""
        return 12 * len(self.feature) + 4 * self.value.size + 4 * len(self.rows)


def joined(trees: Sequence[GrownTree]) -> Arrays:
    """Return the arrays of a forest.

    `roots` `(trees,)` are numbers of nodes; `feature` and `threshold` `(nodes,)` are those of the trees; `child`
    `(nodes,)` is the node on the left, or for a leaf its place in `value` `(leaves, columns)`; `cover` `(nodes,)` is
    how many rows came to a leaf.
    """
    roots = np.cumsum([0, *(len(tree.feature) for tree in trees)], dtype=np.int32)[:-1]
    feature = np.concatenate([tree.feature for tree in trees])
    child = np.concatenate([tree.left + root for tree, root in zip(trees, roots, strict=True)])
    leaf = feature < 0
    child[leaf] = np.arange(np.count_nonzero(leaf), dtype=np.int32)
    cover = np.zeros(len(feature), np.int32)
    cover[leaf] = np.concatenate([tree.rows for tree in trees])
    return {
        "roots": roots,
        "feature": feature,
        "threshold": np.concatenate([tree.threshold for tree in trees]),
        "child": child,
        "value": np.concatenate([tree.value for tree in trees]),
        "cover": cover,
        "depth": np.asarray(max(tree.depth for tree in trees), np.int32),
    }
