"""Grows the trees of a forest: in native code where it was compiled and JAX has no other device, else in XLA."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.forest.drawing import Draw
from ml_tools.models.forest.ground import Ground
from ml_tools.models.forest.grown_tree import GrownTree, Nodes
from ml_tools.models.forest.native_nursery import NativeNursery
from ml_tools.models.forest.positions import drawn_thresholds
from ml_tools.models.forest.settings import Settings
from ml_tools.models.forest.xla_nursery import XlaNursery
from ml_tools.models.native import is_native

__all__ = ["Grown", "Nursery", "finished_tree", "grow_tree", "open_nursery"]

Grown = tuple[GrownTree, NDArray[np.int32]]
"""A tree, and how often it drew each row."""


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


def grow_tree(nursery: Nursery, ground: Ground, settings: Settings, draw: Draw, number: int) -> Grown:
    """Grow a tree on the rows that it draws; its randomness is made of the seed and its number."""
    brolly.checkpoint()
    random = np.random.Generator(np.random.PCG64([settings.seed, number]))
    weight = draw(random)
    key = int(random.integers(2**64, dtype=np.uint64))
    nodes = nursery.grow(weight, key, settings)
    brolly.checkpoint()  # one that was stopped is not whole
    return finished_tree(nodes, ground), weight


def finished_tree(nodes: Nodes, ground: Ground) -> GrownTree:
    """Return a tree whose thresholds are values, and whose leaves are means."""
    splits = nodes.feature, nodes.low, nodes.high
    if ground.positions is None:
        threshold = ground.bins.thresholds(*splits)
    else:
        threshold = drawn_thresholds(ground.bins, *splits, nodes.position)
    unit = nodes.cover[nodes.feature < 0] * ground.unit  # a power of two, so that means are rounded once
    return GrownTree(
        feature=nodes.feature,
        threshold=threshold,
        missing_left=nodes.missing_left,
        left=nodes.left,
        cover=nodes.cover.astype(np.int32),
        value=np.divide(nodes.sums, unit[:, None], dtype=np.float64).astype(np.float32),
        importance=_importance(nodes, ground.codes.shape[1]),
        depth=nodes.depth,
    )


def _importance(nodes: Nodes, features: int) -> NDArray[np.float64]:
    split = np.flatnonzero(nodes.feature >= 0)
    decrease = np.bincount(nodes.feature[split], nodes.decrease[split], features).astype(np.float64)  # zeros are whole
    total = float(np.sum(decrease))
    return decrease / total if total > 0 else decrease
