"""Actual and predicted values, row by row, out of a table."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly

__all__ = ["ClassPairs", "NumberPairs", "read_numbers", "read_pairs"]

_LARGEST = 1e150
"""Beyond it squares overflow."""


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
    kinds = [_column(table, name).type for name in ("actual", "predicted")]
    return read_numbers(table) if all(map(_are_numbers, kinds)) else _read_classes(table)


def read_numbers(table: pa.Table) -> NumberPairs:
    """Return the columns `actual` and `predicted`.

    Raises:
        brolly.InvalidArgument: They are not there, are no numbers, or no row has both.
    """
    actual, predicted = _numbers(table, "actual"), _numbers(table, "predicted")
    there = (np.abs(actual) < _LARGEST) & (np.abs(predicted) < _LARGEST)
    _require_rows(int(there.sum()))
    return NumberPairs(actual=actual[there], predicted=predicted[there], left_out=len(there) - int(there.sum()))


def _read_classes(table: pa.Table) -> ClassPairs:
    actual, predicted = _texts(table, "actual"), _texts(table, "predicted")
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


def _column(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    if table.column_names.count(name) != 1:
        names = ", ".join(repr(each[:60]) for each in table.column_names[:8]) or "none"
        raise brolly.InvalidArgument(f"table: expected the columns 'actual' and 'predicted', each once, got {names}")
    return table.column(name)


def _numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    column = _column(table, name)
    if not _are_numbers(column.type):
        raise brolly.InvalidArgument(f"table: expected numbers in the column {name!r}, got {column.type}")
    return column.cast(pa.float64(), safe=False).to_numpy()


def _texts(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    column = _column(table, name)
    try:
        return column.cast(pa.large_string())
    except pa.ArrowException as error:
        expected = f"expected numbers or texts in the column {name!r}"
        raise brolly.InvalidArgument(f"table: {expected}, got {column.type}") from error


def _are_numbers(kind: pa.DataType) -> bool:
    types = pa.types
    return types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_null(kind)


def _require_rows(count: int) -> None:
    if not count:
        raise brolly.InvalidArgument("table: expected a row with an actual and a predicted value, got none")
