"""Features as bins: trees are grown on small whole numbers, and a split lies between two bins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.models.examples import Features
from ml_tools.models.processors import processors
from ml_tools.models.trees.ranking import Ranks

try:
    from ml_tools import kernels
except ImportError:  # the extra `native` is not installed
    kernels = None

__all__ = ["MISSING", "Bins", "binned"]

_MOST = 255
"""A feature of no more different values has a bin for each, and its splits are exact."""

_FEW_CELLS = 1_000_000
"""So few are binned by one thread."""

MISSING = 255
"""The code of a missing value; those of values are below it."""


class Bins(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The bins of each feature: `(features, 256)` of each array, those that do not exist infinite."""

    counts: NDArray[np.int32]
    """`(features,)`, how many bins of values there are: none where all are missing."""
    lowest: NDArray[np.float32]
    """The smallest value in each."""
    highest: NDArray[np.float32]
    """The largest value in each."""

    def thresholds(
        self, feature: NDArray[np.int32], low: NDArray[np.uint8], high: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """Return the numbers half way between bins, 0 for leaves, and infinity between all values and the missing ones.

        Args:
            feature: `(nodes,)`, -1 for a leaf.
            low: `(nodes,)`, the bin below the split.
            high: `(nodes,)`, the bin above, `MISSING` where only missing values are.
        """
        split = np.flatnonzero(feature >= 0)
        first, high_code = feature[split] * self.highest.shape[1], high[split]
        below, above = self.highest.ravel()[first + low[split]], self.lowest.ravel()[first + high_code]
        with np.errstate(invalid="ignore"):  # values may be infinite
            middle = np.float32(0.5) * below + np.float32(0.5) * above
        between = np.where(middle < above, middle, below)
        thresholds = np.zeros(len(feature), np.float32)
        thresholds[split] = np.where(high_code == MISSING, np.float32(np.inf), between)
        return thresholds


def binned(features: Features, ranks: Ranks, *, least_rows: int = 1) -> tuple[NDArray[np.uint8], Bins]:
    """Return the bin of each value, `(rows, features)`, and the bins, which hold about as many rows each.

    Args:
        features: Not ranked yet.
        ranks: Those of the features that are codes; no array of ranked features is made.
        least_rows: How many rows a bin holds at least, but for the last one of a feature.
    """
    columns = features.shape[1]
    codes = np.empty(features.shape, np.uint8)
    counts = np.empty(columns, np.int32)
    lowest, highest = (np.full((columns, MISSING + 1), np.inf, np.float32) for _ in range(2))

    def bin_column(column: int) -> None:
        values = ranks.ranked_column(features, column)
        low, high = _bounds(values, least_rows)
        counts[column] = len(high)
        lowest[column, : len(high)], highest[column, : len(high)] = low, high
        _write_codes(values, high, codes[:, column])

    with ThreadPoolExecutor(processors() if codes.size > _FEW_CELLS else 1) as pool:
        for _ in pool.map(bin_column, range(columns)):
            brolly.checkpoint()
    return codes, Bins(counts=counts, lowest=lowest, highest=highest)


def _write_codes(values: NDArray[np.float32], high: NDArray[np.float32], codes: NDArray[np.uint8]) -> None:
    if kernels is not None and kernels.missing() is None:
        kernels.find_codes(values, high, codes)
    else:
        codes[:] = np.where(np.isnan(values), MISSING, np.searchsorted(high[:-1], values))


def _bounds(values: NDArray[np.float32], least_rows: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the smallest and the largest value of each bin."""
    ordered = np.sort(values)  # the missing ones come last
    ordered = ordered[: np.searchsorted(ordered, np.float32(np.nan))]
    first = np.flatnonzero(np.concatenate([ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]]))
    distinct = ordered[first]
    counts = np.diff(first, append=len(ordered))
    if len(distinct) > _MOST:
        last = _last_of_bins(counts, min(_MOST, len(ordered) // least_rows))
    elif np.all(counts >= least_rows):
        return distinct, distinct
    else:
        last = _last_of_full_bins(counts, least_rows)
    return distinct[np.concatenate([[0], last[:-1] + 1])], distinct[last]


def _last_of_full_bins(counts: NDArray[np.int64], least_rows: int) -> NDArray[np.int64]:
    """Return which distinct values end a bin where each takes the next values until it is full."""
    last: list[int] = []
    rows = 0
    for place, count in enumerate(counts.tolist()):
        rows += count
        if rows >= least_rows or place == len(counts) - 1:
            last.append(place)
            rows = 0
    return np.asarray(last, np.int64)


def _last_of_bins(counts: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return which distinct values end a bin.

    Args:
        counts: `(distinct,)`, how often each value occurs. What is as frequent as a whole bin counts as one only, so
            that a value of most rows leaves bins to the others.
        most: How many bins there may be.
    """
    total = np.cumsum(np.minimum(counts, -(-counts.sum() // most)))
    marks = np.linspace(0.0, float(total[-1]), most + 1)[1:]
    return np.unique(np.minimum(np.searchsorted(total, marks), len(counts) - 1))
