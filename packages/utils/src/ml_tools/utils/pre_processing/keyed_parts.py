"""Parts that keep groups together, or that follow time."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

import brolly

__all__ = ["cut_times", "deal_groups"]

_BLOCK = 65_536


def deal_groups(groups: NDArray[np.int64], folds: int, order: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the part of each row: the largest group first, each into the part that has the fewest rows by then.

    Args:
        groups: `(rows,)`, equal for rows of one group.
        folds: How many parts.
        order: `(rows,)`, the rows in the order in which groups of one size come.

    Raises:
        brolly.InvalidArgument: There are fewer groups than parts.
    """
    _, first, places, sizes = np.unique(groups[order], return_index=True, return_inverse=True, return_counts=True)
    if len(sizes) < folds:
        raise brolly.InvalidArgument(
            f"split.folds: expected at most {len(sizes):,}, the groups of rows that have a target, got {folds:,};"
            " ask for fewer"
        )
    parts = _balanced(sizes, np.lexsort((first, -sizes)), folds)
    numbers = np.empty(len(groups), np.int64)
    numbers[order] = parts[places]
    return numbers


def cut_times(ranks: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """Return the part of each row, the earliest -1: each cut is at the change of time that is nearest to an even one.

    Where no time occurs twice the parts are those of scikit-learn's TimeSeriesSplit.

    Args:
        ranks: `(rows,)`, equal for rows of one time, in order of the times.
        folds: How many parts are validated.

    Raises:
        brolly.InvalidArgument: There are fewer times than parts.
    """
    _, places, sizes = np.unique(ranks, return_inverse=True, return_counts=True)
    if len(sizes) <= folds:
        raise brolly.InvalidArgument(
            f"split.folds: expected at most {max(len(sizes) - 1, 0):,}, one less than the different times of rows that"
            f" have a target, got {folds:,}; ask for fewer"
        )
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])  # the first row of each time
    cuts = _cuts(starts, len(ranks), folds)
    return (np.searchsorted(cuts, np.arange(len(sizes)), side="right") - 1)[places]


def _balanced(sizes: NDArray[np.intp], order: NDArray[np.intp], folds: int) -> NDArray[np.int64]:
    """Return the part of each group."""
    loads = [(0, part) for part in range(folds)]
    parts = np.empty(len(sizes), np.int64)
    for begin in range(0, len(order), _BLOCK):
        brolly.checkpoint()
        block = order[begin : begin + _BLOCK]
        for group, size in zip(block.tolist(), sizes[block].tolist(), strict=True):
            load, part = loads[0]
            parts[group] = part
            heapq.heapreplace(loads, (load + size, part))
    return parts


def _cuts(starts: NDArray[np.intp], rows: int, folds: int) -> NDArray[np.intp]:
    """Return the time at which each part that is validated begins, leaving one time at least for every part."""
    size = max(rows // (folds + 1), 1)
    cuts: list[int] = []
    for number in range(folds):
        wanted = rows - (folds - number) * size
        lowest, highest = (cuts[-1] if cuts else 0) + 1, len(starts) - (folds - number)
        after = int(np.searchsorted(starts, wanted))
        nearest = min((after - 1, after), key=lambda time: abs(int(starts[min(time, len(starts) - 1)]) - wanted))
        cuts.append(min(max(nearest, lowest), highest))
    return np.array(cuts, np.intp)
