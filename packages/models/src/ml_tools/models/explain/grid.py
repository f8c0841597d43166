"""Which values a column is set to, and on which rows, to see what changes with it."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.examples import Features
from ml_tools.models_interface import InputKind

__all__ = ["Grid", "column_grid", "drawn_rows"]


class Grid(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The values of one column."""

    column: str
    values: pa.Array[Any]
    """`(values,)`, numbers in their order, or texts with the commonest first."""
    places: slice
    """Which features are made of the column."""
    features: Features
    """`(values, features of the column)`."""


def drawn_rows(row_count: int, most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return the numbers of at most so many rows, in their order."""
    if row_count <= most:
        return np.arange(row_count)
    return np.sort(random.choice(row_count, most, replace=False))


def column_grid(column: pa.ChunkedArray[Any], name: str, kind: InputKind, most: int) -> pa.Array[Any]:
    """Return at most so many of the values of a column, each once.

    Raises:
        brolly.InvalidArgument: All are missing.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    found = _numbers(column, most) if kind is InputKind.NUMBER else _texts(column, most)
    if not len(found):
        raise brolly.InvalidArgument(f"table: expected values in the column {shown(name)}, got none in the rows drawn")
    return found


def _numbers(column: pa.ChunkedArray[Any], most: int) -> pa.Array[Any]:
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    numbers = column.cast(pa.float64(), safe=False).to_numpy()
    numbers = numbers[np.isfinite(numbers)]
    distinct = np.unique(numbers)
    if len(distinct) > most:
        distinct = np.unique(np.quantile(numbers, np.linspace(0.0, 1.0, most), method="inverted_cdf"))
    return pa.array(distinct)


def _texts(column: pa.ChunkedArray[Any], most: int) -> pa.Array[Any]:
    compute: Any = pc  # its stubs leave types open
    counted = compute.value_counts(column.cast(pa.large_string()).drop_null())
    pairs = sorted(zip(counted.field(1).to_pylist(), counted.field(0).to_pylist(), strict=True), key=_commonest_first)
    return pa.array([text for _, text in pairs[:most]], pa.large_string())


def _commonest_first(counted: tuple[int, str]) -> tuple[int, str]:
    return -counted[0], counted[1]
