"""Prediction with boosted trees: the sum over the trees of the leaf that a row comes to."""

from __future__ import annotations

import ctypes
import weakref
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["BoostPredictor", "BoostedTrees"]


class BoostedTrees(NamedTuple):
    """The trees of a model.

    They are trusted: numbers of nodes and features that do not exist read foreign memory.
    """

    roots: NDArray[np.int32]
    """`(trees,)`, the node where each begins; of each round there is one tree for each column."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.uint8]
    """`(nodes,)`, whether missing values go left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    value: NDArray[np.float64]
    """`(nodes,)`, what a leaf adds."""
    start: NDArray[np.float64]
    """`(columns,)`, what it is added to."""


class _Trees(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_void_p) for name in BoostedTrees._fields),
        *((name, ctypes.c_int32) for name in ("trees", "nodes", "columns", "threads")),
    )


_TYPES = (np.int32, np.int32, np.float32, np.uint8, np.int32, np.float64, np.float64)


class BoostPredictor:
    """Trees made ready once, for many predictions; threads may share one."""

    def __init__(self, trees: BoostedTrees, *, threads: int = 1, level: int | None = None) -> None:
        """Prepare predictions.

        Args:
            trees: What rows walk.
            threads: How many work at once where there are many rows.
            level: The instruction set, see `levels`; the newest unless given.

        Raises:
            MemoryError: There is none left.
            OSError: There is no native code.
        """
        self._library = library(level)
        self._columns = len(trees.start)
        held = [np.ascontiguousarray(array, kind) for array, kind in zip(trees, _TYPES, strict=True)]
        counts = len(trees.roots), len(trees.feature), self._columns, max(1, threads)
        struct = _Trees(*(array.ctypes.data for array in held), *counts)
        self._handle = self._library.boost_predictor_open(ctypes.byref(struct))
        if not self._handle:
            raise MemoryError("expected memory for trees, got none")
        self._predict = self._library.boost_predict
        weakref.finalize(self, self._library.boost_predictor_close, self._handle)

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sums, `(rows, columns)`.

        Args:
            features: `(rows, features)`, NaN where a value is missing.
        """
        rows = np.ascontiguousarray(features, np.float32)
        count, width = rows.shape
        sums = np.empty((count, self._columns), np.float64)
        self._predict(self._handle, rows.ctypes.data, count, width, sums.ctypes.data)
        return sums
