"""Gradient boosting: trees that lower the loss one after the other. It holds no lock of Python's meanwhile."""

from __future__ import annotations

import ctypes
import weakref
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ml_tools.kernels.growing import Stop
from ml_tools.kernels.library import library

__all__ = ["BoostLoss", "BoostRounds", "BoostSample", "BoostSettings", "Booster"]

_MOST_ROWS = 2**31 - 1
_MOST_BINS = 255
_MOST_THREADS = 64


class BoostSample(NamedTuple):
    """What trees grow on; arrays that are None are left out."""

    codes: NDArray[np.uint8]
    """`(rows, features)`, the bin of each value, 255 where it is missing; bins ascend with values."""
    bins: NDArray[np.int32]
    """`(features,)`, how many bins there are, that of missing values aside."""
    target: NDArray[np.int64]
    """`(rows,)`, a number in fixed point, or the index of the class."""
    salt: NDArray[np.uint32]
    """`(rows,)`, what chance makes of the row."""
    weight: NDArray[np.int32] | None = None
    """`(rows,)`, of classes: in units of 2^-15, 1 at most."""
    held: NDArray[np.uint8] | None = None
    """`(rows,)`, 1 where a row only tells how good the trees are."""
    monotone: NDArray[np.int8] | None = None
    """`(features,)`, 1 where scores may only rise with a feature, -1 fall."""


class BoostLoss(NamedTuple):
    """What is to be lowered. Scores of numbers are in units of the target, those of classes in units of 2^-24."""

    kind: int
    """0 squared, 1 absolute, 2 of a quantile, 3 logistic, 4 softmax."""
    level: int
    """Of the quantile, a half for absolute, in units of 2^-16."""
    held_shift: int
    """How many bits of a distance from the target the loss of the held rows leaves out."""
    held_most: int
    """The largest distance that it tells apart."""
    start: NDArray[np.int64]
    """`(columns,)`, the scores of all rows before the first tree."""
    exponentials: NDArray[np.int64]
    """`(entries,)`, of minus 0, 2^-7, 2 * 2^-7 and so on, in units of 2^-30."""
    logarithms: NDArray[np.int64]
    """`(1025,)`, of 1, 1 + 2^-10 up to 2, in units of 2^-24."""


class BoostSettings(NamedTuple):
    """How trees grow."""

    key: int
    """What chance is made of, 64 bits."""
    rate: float
    """By how much of its best value a leaf changes a score."""
    l2: float
    """What is added to the second derivative of a leaf: 1 a row for numbers, of classes in units of 2^-30."""
    min_hessian: float
    """The least second derivative of a leaf of classes, in the same units."""
    leaves: int
    """The most of a tree."""
    max_depth: int
    min_leaf_rows: int
    row_share: float
    """Of the rows, drawn for each round."""


class BoostRounds(NamedTuple):
    """Trees one after the other, those of a round by column. Nodes follow their parents, the root comes first."""

    losses: NDArray[np.int64]
    """`(rounds,)`, the sum over the held rows after each round."""
    sizes: NDArray[np.int32]
    """`(trees,)`, how many nodes each has."""
    feature: NDArray[np.int32]
    """`(nodes,)`, what is compared; -1 for a leaf."""
    low: NDArray[np.uint8]
    """`(nodes,)`, the largest bin of the rows that went left."""
    high: NDArray[np.uint8]
    """`(nodes,)`, the smallest bin of the rows that went right, 255 where only missing values did."""
    missing_left: NDArray[np.uint8]
    """`(nodes,)`, whether missing values go left."""
    left: NDArray[np.int32]
    """`(nodes,)`, the node of the same tree on the left; the next one is on the right."""
    cover: NDArray[np.int64]
    """`(nodes,)`, the rows that it was grown on."""
    value: NDArray[np.int64]
    """`(nodes,)`, what a leaf adds to a score."""
    gain: NDArray[np.float64]
    """`(nodes,)`, twice the fall of the loss by a split, to second order."""


class _Sample(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("codes", "bins", "target", "weight", "salt", "held", "monotone")),
        ("rows", ctypes.c_int32),
        ("features", ctypes.c_int32),
    )


class _Loss(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("level", ctypes.c_int64),
        ("held_shift", ctypes.c_int32),
        ("held_most", ctypes.c_int64),
        ("start", ctypes.c_void_p),
        ("exponentials", ctypes.c_void_p),
        ("exponential_count", ctypes.c_int32),
        ("logarithms", ctypes.c_void_p),
    )


class _Settings(ctypes.Structure):
    _fields_ = (
        ("key", ctypes.c_uint64),
        ("row_share", ctypes.c_uint64),
        ("rate", ctypes.c_double),
        ("l2", ctypes.c_double),
        ("min_hessian", ctypes.c_double),
        ("leaves", ctypes.c_int32),
        ("max_depth", ctypes.c_int32),
        ("min_leaf_rows", ctypes.c_int32),
    )


class Booster:
    """Grows trees round by round; it is used by one thread at a time."""

    def __init__(
        self,
        sample: BoostSample,
        loss: BoostLoss,
        settings: BoostSettings,
        *,
        threads: int = 1,
        level: int | None = None,
    ) -> None:
        """Prepare growth.

        Args:
            sample: The rows.
            loss: What is lowered.
            settings: How.
            threads: How many work at once, that of the caller included; results do not depend on it.
            level: The instruction set, see `levels`; the newest unless given.

        Raises:
            ValueError: Arrays do not fit each other.
            MemoryError: There is none left.
            OSError: There is no native code.
        """
        self._library = library(level)
        self._held = held = _checked(sample, loss)
        rows, self._features = held.codes.shape
        self._columns = len(loss.start)
        arrays = (held.codes, held.bins, held.target, held.weight, held.salt, held.held, held.monotone)
        struct = _Sample(*map(_address, arrays), rows, self._features)
        self._tables = tuple(np.ascontiguousarray(each, np.int64) for each in loss[-3:])
        start, exponentials, logarithms = (each.ctypes.data for each in self._tables)
        size = len(loss.exponentials)
        rules = _Loss(*loss[:1], self._columns, *loss[1:4], start, exponentials, size, logarithms)
        share = round(min(1.0, settings.row_share) * 2**32)
        growth = _Settings(settings.key, share, *settings[1:-1])
        pointers = (ctypes.byref(each) for each in (struct, rules, growth))
        self._handle = self._library.boost_open(*pointers, max(1, min(threads, _MOST_THREADS)))
        if not self._handle:
            raise MemoryError("expected memory to boost, got none")
        self._close = weakref.finalize(self, self._library.boost_close, self._handle)

    def grow(self, rounds: int, chosen: NDArray[np.bool_] | None = None, stop: Stop | None = None) -> BoostRounds:
        """Grow more trees.

        Args:
            rounds: How many for each column.
            chosen: `(rounds, features)`, the features that the trees of a round may split; all unless given.
            stop: May end growth; there are fewer rounds then.

        Raises:
            ValueError: A round has no feature.
            MemoryError: There is none left.
        """
        features = np.ones((rounds, self._features), np.uint8) if chosen is None else chosen.astype(np.uint8)
        if features.shape != (rounds, self._features) or not features.any(axis=1).all():
            raise ValueError(f"expected some of {self._features} features for each of {rounds} rounds, got others")
        stopping = stop or Stop()
        nodes = self._library.boost_grow(self._handle, rounds, features.ctypes.data, stopping.address)
        if nodes < 0:
            raise MemoryError("expected memory for trees, got none")
        return self._read(nodes)

    def close(self) -> None:
        """Give memory back."""
        self._close()

    def _read(self, nodes: int) -> BoostRounds:
        rounds = self._library.boost_rounds(self._handle)
        grown = BoostRounds(
            losses=np.empty(rounds, np.int64),
            sizes=np.zeros(self._library.boost_trees(self._handle), np.int32),
            feature=np.empty(nodes, np.int32),
            low=np.empty(nodes, np.uint8),
            high=np.empty(nodes, np.uint8),
            missing_left=np.empty(nodes, np.uint8),
            left=np.empty(nodes, np.int32),
            cover=np.empty(nodes, np.int64),
            value=np.empty(nodes, np.int64),
            gain=np.empty(nodes, np.float64),
        )
        self._library.boost_read(self._handle, *(array.ctypes.data for array in grown))
        return grown


def _address(array: NDArray[Any] | None) -> int | None:
    return None if array is None else array.ctypes.data


def _checked(sample: BoostSample, loss: BoostLoss) -> BoostSample:
    """Return the sample with arrays that lie in memory as the native code reads them."""
    rows, features = sample.codes.shape
    if not 0 < rows <= _MOST_ROWS or not features:
        raise ValueError(f"expected rows and features, got {rows} x {features}")
    if sample.codes.dtype != np.uint8:
        raise ValueError(f"expected codes of 8 bits, got {sample.codes.dtype}")
    by_row = (sample.target, sample.salt, sample.weight, sample.held)
    by_feature = (sample.bins, sample.monotone)
    if any(each is not None and each.shape != (rows,) for each in by_row) or any(
        each is not None and each.shape != (features,) for each in by_feature
    ):
        raise ValueError(f"expected arrays for {rows} rows and {features} features, got others")
    if not 0 <= sample.bins.min() <= sample.bins.max() <= _MOST_BINS:
        raise ValueError(f"expected 0 to {_MOST_BINS} bins, got {sample.bins.min()} to {sample.bins.max()}")
    highest = np.where(sample.codes == _MOST_BINS, 0, sample.codes).max(axis=0)
    if (highest >= np.maximum(sample.bins, 1)).any():
        raise ValueError(f"expected codes below the number of bins, or {_MOST_BINS}, got others")
    classes = {3: 2, 4: len(loss.start)}.get(loss.kind)
    if classes and not 0 <= sample.target.min() <= sample.target.max() < classes:
        raise ValueError(f"expected classes from 0 to {classes - 1}, got others")
    held = None if sample.held is None else np.ascontiguousarray(sample.held, np.uint8)
    if held is not None and held.all():
        raise ValueError("expected rows that are not held out, got none")
    weight, monotone = sample.weight, sample.monotone
    return BoostSample(
        codes=np.ascontiguousarray(sample.codes),
        bins=np.ascontiguousarray(sample.bins, np.int32),
        target=np.ascontiguousarray(sample.target, np.int64),
        salt=np.ascontiguousarray(sample.salt, np.uint32),
        weight=None if weight is None else np.ascontiguousarray(weight, np.int32),
        held=held,
        monotone=None if monotone is None else np.ascontiguousarray(monotone, np.int8),
    )
