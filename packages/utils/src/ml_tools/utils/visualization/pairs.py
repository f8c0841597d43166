"""Actual and predicted values, row by row, out of a table."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.visualization.columns import are_numbers, column_of, numbers_of, texts_of

__all__ = ["ClassPairs", "NumberPairs", "read_numbers", "read_pairs"]


class NumberPairs(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Numbers, all of them finite."""

    actual: NDArray[np.float64]
    predicted: NDArray[np.float64]
    """`(rows,)` as the actual ones."""
    left_out: int
    """How many rows lack one or the other."""


class ClassPairs(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Classes."""

    classes: tuple[str, ...]
    """In any order."""
    actual: NDArray[np.int64]
    """`(rows,)`, positions among the classes."""
    predicted: NDArray[np.int64]
    """`(rows,)` as the actual ones."""
    left_out: int
    """How many rows lack one or the other."""


def read_pairs(table: pa.Table) -> NumberPairs | ClassPairs:
    """Return the columns `actual` and `predicted`, as classes when one of them is of texts or truths.

    Raises:
        brolly.InvalidArgument: They are not there, are something else, or no row has both.
    """
    kinds = [column_of(table, name).type for name in ("actual", "predicted")]
    return read_numbers(table) if all(map(are_numbers, kinds)) else _read_classes(table)


def read_numbers(table: pa.Table) -> NumberPairs:
    """Return the columns `actual` and `predicted`.

    Raises:
        brolly.InvalidArgument: They are not there, are no numbers, or no row has both.
    """
    actual, predicted = (numbers_of(table, name) for name in ("actual", "predicted"))
    there = np.isfinite(actual) & np.isfinite(predicted)
    _require_rows(int(there.sum()))
    return NumberPairs(actual=actual[there], predicted=predicted[there], left_out=len(there) - int(there.sum()))


def _read_classes(table: pa.Table) -> ClassPairs:
    actual, predicted = texts_of(table, "actual"), texts_of(table, "predicted")
    both: Any = pa.chunked_array([*actual.chunks, *predicted.chunks], pa.large_string())
    encoded = both.combine_chunks().dictionary_encode()
    codes = np.split(encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), 2)
    there = (codes[0] >= 0) & (codes[1] >= 0)
    _require_rows(int(there.sum()))
    occurring, places = np.unique(np.concatenate([each[there] for each in codes]), return_inverse=True)
    first, second = np.split(places.astype(np.int64), 2)
    return ClassPairs(
        classes=tuple(encoded.dictionary.take(pa.array(occurring)).to_pylist()),
        actual=first,
        predicted=second,
        left_out=len(there) - int(there.sum()),
    )


def _require_rows(count: int) -> None:
    if not count:
        raise brolly.InvalidArgument("table: expected a row with an actual and a predicted value, got none")
