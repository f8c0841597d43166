"""Prediction with the trees of a forest."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["Trees", "predict_means"]


class Trees(NamedTuple):
    """The trees of a forest.

    They are trusted: numbers of nodes, leaves and features that do not exist read foreign memory.
    """

    roots: NDArray[np.int32]
    """`(trees,)`, the node where each begins."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether NaN does."""
    child: NDArray[np.int32]
    """`(nodes,)`, the node on the left, which the one on the right follows; for a leaf its place in `value`."""
    value: NDArray[np.float32]
    """`(leaves, columns)`."""


class _Forest(ctypes.Structure):
    _fields_ = (
        ("roots", ctypes.c_void_p),
        ("feature", ctypes.c_void_p),
        ("threshold", ctypes.c_void_p),
        ("missing_left", ctypes.c_void_p),
        ("child", ctypes.c_void_p),
        ("value", ctypes.c_void_p),
        ("trees", ctypes.c_int32),
        ("columns", ctypes.c_int32),
    )


def predict_means(features: NDArray[np.float32], trees: Trees, *, level: int | None = None) -> NDArray[np.float64]:
    """Return the mean over the trees of the leaf that each row comes to, `(rows, columns)`.

    Args:
        features: `(rows, features)`.
        trees: What the rows walk.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        OSError: There is no native code.
    """
    held = Trees(
        np.ascontiguousarray(trees.roots, np.int32),
        np.ascontiguousarray(trees.feature, np.int32),
        np.ascontiguousarray(trees.threshold, np.float32),
        np.ascontiguousarray(trees.missing_left, np.bool_),
        np.ascontiguousarray(trees.child, np.int32),
        np.ascontiguousarray(trees.value, np.float32),
    )
    forest = _Forest(*(array.ctypes.data for array in held), len(held.roots), held.value.shape[1])
    rows = np.ascontiguousarray(features, np.float32)
    means = np.empty((len(rows), held.value.shape[1]), np.float64)
    library(level).forest_predict(ctypes.byref(forest), rows.ctypes.data, len(rows), rows.shape[1], means.ctypes.data)
    return means
