"""Growth of one tree. It holds no lock of Python's, so that trees grow beside each other in threads."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.library import library

__all__ = ["GrownNodes", "Sample", "Stop", "grow_tree"]

_MOST_ROWS = 2**31 - 1
_MOST_BINS = 255
_CODES = 256


class Sample(NamedTuple):
    """What trees grow on."""

    codes: NDArray[np.uint8]
    """`(rows, features)`, the bin of each value; bins ascend with values, and 255 is that of missing ones."""
    bins: NDArray[np.int32]
    """`(features,)`, how many bins of values there are."""
    target: NDArray[np.int64]
    """`(rows,)`, a number in fixed point, whose sum with its weights fits 62 bits; or the index of the class."""
    class_count: int
    """How many classes there are, 3 or more; 0 where the target is a number."""
    shift: int
    """How many bits of a number are left out where splits are searched. The other bits, and twice those of the number
    of rows, are 62 at most."""
    positions: NDArray[np.uint32] | None = None
    """`(features, 256)`, where bins lie, ascending strictly up to the last one: a node chooses among thresholds drawn
    evenly between those of its first and last bin, one a feature. None where it chooses among all."""


class GrownNodes(NamedTuple):
    """The nodes of a tree, level by level, the root first."""

    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    low: NDArray[np.uint8]
    """`(nodes,)`, the largest bin of the rows that went left."""
    high: NDArray[np.uint8]
    """`(nodes,)`, the smallest bin of the rows that went right; 255 where only missing values did."""
    missing_left: NDArray[np.bool_]
    """`(nodes,)`, whether missing values go left: those of the sample to where the split is best, or without any to
    where most rows go."""
    threshold: NDArray[np.uint32]
    """`(nodes,)`, the position that was drawn, where positions are given."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node on the left; the next one is on the right."""
    cover: NDArray[np.int64]
    """`(nodes,)`, the rows, as often as they were drawn."""
    decrease: NDArray[np.float64]
    """`(nodes,)`, how much the split lowers the squared deviations: of the numbers without the bits that are left out,
    or of the indicators of the classes; 0 for leaves."""
    sums: NDArray[np.int64]
    """`(leaves, columns)`, the sum of the target, or the rows of each class."""
    depth: int
    """How many levels there are."""


class Stop:
    """Ends the growth of trees from another thread."""

    def __init__(self) -> None:
        self._flag = np.zeros(1, np.int32)

    def set(self) -> None:
        """End growth soon; trees that are not done become useless."""
        self._flag[0] = 1

    def is_set(self) -> bool:
        """Tell whether growth was ended."""
        return bool(self._flag[0])

    @property
    def address(self) -> int:
        """Where the native code looks; `self` must outlive its use."""
        return self._flag.ctypes.data


class _Sample(ctypes.Structure):
    _fields_ = (
        ("codes", ctypes.c_void_p),
        ("bins", ctypes.c_void_p),
        ("target", ctypes.c_void_p),
        ("positions", ctypes.c_void_p),
        ("rows", ctypes.c_int32),
        ("features", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("shift", ctypes.c_int32),
        ("count_bits", ctypes.c_int32),
    )


class _Settings(ctypes.Structure):
    _fields_ = (
        ("key", ctypes.c_uint64),
        ("max_depth", ctypes.c_int32),
        ("min_leaf_rows", ctypes.c_int32),
        ("chosen_features", ctypes.c_int32),
    )


def grow_tree(
    sample: Sample,
    weight: NDArray[np.int32],
    *,
    key: int,
    max_depth: int,
    min_leaf_rows: int,
    chosen_features: int,
    stop: Stop | None = None,
    level: int | None = None,
) -> GrownNodes:
    """Grow a tree.

    Args:
        sample: The rows.
        weight: `(rows,)`, how often each was drawn; their sum is the number of rows at most, and one at least.
        key: What the choice of features is made of, 64 bits.
        max_depth: The most splits on the way to a leaf.
        min_leaf_rows: The fewest different rows in a leaf.
        chosen_features: How many features a split chooses from; where none of them varies, from all others.
        stop: May end growth.
        level: The instruction set, see `levels`; the newest unless given.

    Raises:
        ValueError: Arrays do not fit each other.
        MemoryError: There is none left.
        OSError: There is no native code.
    """
    found = library(level)
    held = _checked(sample, weight)
    rows, features = held.codes.shape
    struct = _Sample(
        held.codes.ctypes.data,
        held.bins.ctypes.data,
        held.target.ctypes.data,
        None if held.positions is None else held.positions.ctypes.data,
        rows,
        features,
        held.class_count or 1,
        held.shift,
        rows.bit_length(),
    )
    settings = _Settings(key, max_depth, min_leaf_rows, chosen_features)
    drawn = np.ascontiguousarray(weight, np.int32)
    stopping = stop or Stop()
    tree = found.tree_grow(ctypes.byref(struct), ctypes.byref(settings), drawn.ctypes.data, stopping.address)
    if not tree:
        raise MemoryError("expected memory for a tree, got none")
    try:
        return _read(found, tree, held.class_count or 1)
    finally:
        found.tree_free(tree)


def _checked(sample: Sample, weight: NDArray[np.int32]) -> Sample:
    """Return the sample with arrays that lie in memory as the native code reads them."""
    rows, features = sample.codes.shape
    if not 0 < rows <= _MOST_ROWS or not features:
        raise ValueError(f"expected rows and features, got {rows} x {features}")
    if sample.bins.shape != (features,) or sample.target.shape != (rows,) or weight.shape != (rows,):
        raise ValueError(f"expected arrays for {rows} rows and {features} features, got others")
    if sample.codes.dtype != np.uint8:
        raise ValueError(f"expected codes of 8 bits, got {sample.codes.dtype}")
    if not 0 <= sample.bins.min() <= sample.bins.max() <= _MOST_BINS:
        raise ValueError(f"expected 0 to {_MOST_BINS} bins, got {sample.bins.min()} to {sample.bins.max()}")
    if sample.positions is not None and sample.positions.shape != (features, _CODES):
        raise ValueError(f"expected positions of {features} x {_CODES} bins, got {sample.positions.shape}")
    if sample.class_count and not 0 <= sample.target.min() <= sample.target.max() < sample.class_count:
        raise ValueError(f"expected classes from 0 to {sample.class_count - 1}, got others")
    drawn = int(weight.sum(dtype=np.int64))
    if weight.min() < 0 or not 0 < drawn <= rows:
        raise ValueError(f"expected from 1 to {rows} rows to be drawn and none less than never, got {drawn}")
    return Sample(
        np.ascontiguousarray(sample.codes),
        np.ascontiguousarray(sample.bins, np.int32),
        np.ascontiguousarray(sample.target, np.int64),
        sample.class_count,
        sample.shift,
        None if sample.positions is None else np.ascontiguousarray(sample.positions, np.uint32),
    )


def _read(found: Any, tree: int, columns: int) -> GrownNodes:
    nodes, leaves = found.tree_nodes(tree), found.tree_leaves(tree)
    grown = GrownNodes(
        feature=np.empty(nodes, np.int32),
        low=np.empty(nodes, np.uint8),
        high=np.empty(nodes, np.uint8),
        missing_left=np.empty(nodes, np.bool_),
        threshold=np.empty(nodes, np.uint32),
        left=np.empty(nodes, np.int32),
        cover=np.empty(nodes, np.int64),
        decrease=np.empty(nodes, np.float64),
        sums=np.empty((leaves, columns), np.int64),
        depth=found.tree_depth(tree),
    )
    found.tree_read(tree, *(array.ctypes.data for array in grown[:-1]))
    return grown
