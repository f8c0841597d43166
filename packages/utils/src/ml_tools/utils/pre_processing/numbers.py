"""Columns of numbers and truths as 64-bit floating point, and what else values of a type may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["are_numbers", "are_times", "are_truths", "comparable", "to_numbers"]


def are_truths(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are true or false."""
    return pa.types.is_boolean(kind)


def are_numbers(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are numbers; those of the type of no values at all are."""
    types = pa.types
    return types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_null(kind)


def are_times(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are dates or times; durations are not."""
    return pa.types.is_temporal(kind) and not (pa.types.is_duration(kind) or pa.types.is_interval(kind))


def to_numbers(column: pa.ChunkedArray[Any]) -> NDArray[np.float64]:
    """Return a column of numbers or truths, true as 1, NaN where it is missing."""
    if are_truths(column.type):
        column = column.cast(pa.uint8())
    return column.cast(pa.float64(), safe=False).to_numpy()


def comparable(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return a column of numbers in which equal ones, as 0 and -0, are the same; integers keep all of their digits."""
    if pa.types.is_integer(column.type):
        return column
    return pa.chunked_array([to_numbers(column) + 0.0])
