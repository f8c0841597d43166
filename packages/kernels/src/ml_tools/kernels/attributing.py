"""Exact Shapley values of what trees predict."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.growing import Stop
from ml_tools.kernels.library import library

__all__ = ["Ways", "attribute"]

_DEEPEST = 64
_COUNTS = (2, 4, 8, 16)


class Ways(NamedTuple):
    """The trees, and what is known of the ways through them whatever the row.

    They are trusted: numbers of nodes and features that do not exist read foreign memory.
    """

    roots: NDArray[np.int32]
    """`(trees,)`, the node where each begins."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    threshold: NDArray[np.float32]
    """`(nodes,)`, up to this goes left."""
    missing_left: NDArray[np.uint8]
    """`(nodes,)`, whether what is missing goes left."""
    child: NDArray[np.int32]
    """`(nodes,)`, the node on the left, which the one on the right follows."""
    value: NDArray[np.float64]
    """`(nodes,)`, what a leaf adds."""
    share: NDArray[np.float64]
    """`(nodes,)`, of the training rows of the node above that come here: above 0 and up to 1."""
    before: NDArray[np.int32]
    """`(nodes,)`, the depth of the last node above that was come to by a split of the same feature; 0 for none."""
    points: NDArray[np.float64]
    """`(points,)`, Gauss and Legendre's between 0 and 1: 2, 4, 8 or 16, at least half as many as a way has features."""
    weights: NDArray[np.float64]
    """`(points,)`, theirs, whose sum is 1."""


class _Ways(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_void_p) for name in Ways._fields),
        ("trees", ctypes.c_int32),
        ("count", ctypes.c_int32),
        ("deepest", ctypes.c_int32),
    )


def attribute(
    features: NDArray[np.float32], ways: Ways, *, deepest: int, stop: Stop | None = None, level: int | None = None
) -> NDArray[np.float64]:
    """Return how much each feature adds to what the trees say together, `(rows, features)`.

    Args:
        features: `(rows, features)`, NaN where missing.
        ways: What the rows walk.
        deepest: The most splits on a way.
        stop: May end it; what is returned is useless then.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: There are too many splits on a way, or another number of points.
        OSError: There is no native code.
    """
    if deepest > _DEEPEST or len(ways.points) not in _COUNTS:
        raise ValueError(
            f"expected at most {_DEEPEST} splits and {_COUNTS} points, got {deepest} splits, {len(ways.points)} points"
        )
    held = [np.ascontiguousarray(array) for array in ways]
    struct = _Ways(*(array.ctypes.data for array in held), len(ways.roots), len(ways.points), deepest)
    rows = np.ascontiguousarray(features, np.float32)
    contributions = np.zeros(rows.shape, np.float64)
    stopping = stop or Stop()
    library(level).trees_attribute(
        ctypes.byref(struct),
        rows.ctypes.data,
        len(rows),
        rows.shape[1],
        stopping.address,
        contributions.ctypes.data,
    )
    return contributions
