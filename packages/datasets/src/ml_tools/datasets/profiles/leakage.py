"""Columns that tell the target all but exactly, which what is known beforehand seldom does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ml_tools.datasets.arrow import compute
from ml_tools.datasets.profiles.totals import as_numbers, as_texts
from ml_tools.datasets_interface import ColumnKind

if TYPE_CHECKING:
    from ml_tools.datasets.arrow import ChunkedArray

__all__ = ["numbered", "share_told"]

_LEAST_ROWS_A_LEVEL: Final = 5
_MOST_CLASSES: Final = 100


def _told_by_level(column: NDArray[np.int64], target: NDArray[np.int64]) -> float:
    """Return in what share of rows the commonest class of the row's level is the row's class, from 0 to 1.

    It is 0 where levels have fewer than 5 rows on average: then they tell it by chance.

    Args:
        column: `(rows,)`, the number of each row's level, from 0.
        target: `(rows,)`, the number of each row's class, from 0.
    """
    levels = int(column.max()) + 1 if len(column) else 0
    if not levels or len(column) < _LEAST_ROWS_A_LEVEL * levels:
        return 0.0
    classes = int(target.max()) + 1
    counts = np.bincount(column * classes + target, minlength=levels * classes).reshape(levels, classes)
    return float(counts.max(axis=1).sum() / len(column))


def share_told(column: ChunkedArray, kind: ColumnKind, target: ChunkedArray, target_kind: ColumnKind) -> float:
    """Return how much better a column tells the class of the target than the commonest class does, from 0 to 1.

    It is 0 where the target has more than 100 different values.
    """
    values, classes = numbered(column, kind), numbered(target, target_kind)
    known = (values >= 0) & (classes >= 0)
    if not known.any() or classes.max() >= _MOST_CLASSES:
        return 0.0
    commonest = np.bincount(classes[known]).max() / np.count_nonzero(known)
    if commonest == 1.0:
        return 0.0
    told = _told_by_level(np.unique(values[known], return_inverse=True)[1], classes[known])
    return max(0.0, (told - commonest) / (1.0 - commonest))


def numbered(column: ChunkedArray, kind: ColumnKind) -> NDArray[np.int64]:
    """Return the number of each row's value, from 0; -1 where it is missing."""
    if kind is ColumnKind.TEXT:
        encoded: Any = compute.dictionary_encode(as_texts(column).combine_chunks())
        return encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    numbers = as_numbers(column)
    known = ~np.isnan(numbers)
    places = np.full(len(numbers), -1)
    places[known] = np.unique(numbers[known], return_inverse=True)[1]
    return places
