"""Growth of trees in native code, a tree a thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ml_tools.models.forest.ground import Ground
from ml_tools.models.forest.grown_tree import Nodes
from ml_tools.models.forest.settings import Settings

__all__ = ["NativeNursery"]


class NativeNursery:
    """Grows trees on bins, depth first; needs native code."""

    def __init__(self, ground: Ground) -> None:
        from ml_tools import kernels  # an extra: `models.native` tells whether it is there

        self._kernels = kernels
        self._sample = kernels.Sample(
            ground.codes, ground.bins.counts, ground.target, ground.class_count, ground.shift, ground.positions
        )
        self._stop = kernels.Stop()

    def grow(self, weight: NDArray[np.int32], key: int, settings: Settings) -> Nodes:
        """Grow a tree."""
        grown = self._kernels.grow_tree(
            self._sample,
            weight,
            key=key,
            max_depth=settings.max_depth,
            min_leaf_rows=settings.min_leaf_rows,
            chosen_features=settings.chosen_features,
            stop=self._stop,
        )
        return Nodes(*grown)

    def stop(self) -> None:
        """End what grows, soon."""
        self._stop.set()
