"""Grows the trees of a forest: in native code where it was compiled and JAX has no other device, else in XLA."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.forest.ground import Ground
from ml_tools.models.forest.grown_tree import GrownTree, Nodes
from ml_tools.models.forest.native import is_native
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.settings import Settings
from ml_tools.models.forest.xla_nursery import XlaNursery

__all__ = ["Nursery", "grow_tree", "open_nursery"]


class Nursery(Protocol):
    """Where trees grow on one ground, several at once; each kind grows the same trees."""

    def grow(self, weight: NDArray[np.int32], key: int, settings: Settings) -> Nodes:
        """Grow a tree.

        Args:
            weight: `(rows,)`, how often each row was drawn.
            key: 64 bits, which the features that a split chooses from depend on.
            settings: How it grows.
        """
        ...

    def stop(self) -> None:
        """End what grows, soon."""
        ...


def open_nursery(ground: Ground) -> Nursery:
    """Prepare the growth of trees."""
    return NativeNursery(ground) if is_native() else XlaNursery(ground)


def grow_tree(nursery: Nursery, ground: Ground, settings: Settings, number: int) -> GrownTree:
    """Grow a tree on a bootstrap sample; its randomness is made of the seed and its number."""
    brolly.checkpoint()
    random = np.random.Generator(np.random.PCG64([settings.seed, number]))
    rows = len(ground.target)
    weight = np.bincount(random.integers(0, rows, rows), minlength=rows).astype(np.int32)
    key = int(random.integers(2**64, dtype=np.uint64))
    nodes = nursery.grow(weight, key, settings)
    brolly.checkpoint()  # one that was stopped is not whole
    return _finished(nodes, ground)


def _finished(nodes: Nodes, ground: Ground) -> GrownTree:
    return GrownTree(
        feature=nodes.feature,
        threshold=ground.bins.thresholds(nodes.feature, nodes.low, nodes.high),
        left=nodes.left,
        value=(nodes.sums / nodes.counts[:, None] / ground.unit).astype(np.float32),
        rows=nodes.counts,
        depth=nodes.depth,
    )
