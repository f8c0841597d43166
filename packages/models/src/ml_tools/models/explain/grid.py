"""Which values a column is set to, and on which rows, to see what changes with it."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import shown

__all__ = ["column_grid", "drawn_rows"]

_compute: Any = pc  # its stubs leave types open


def drawn_rows(row_count: int, most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return the numbers of at most so many rows, in their order."""
    if row_count <= most:
        return np.arange(row_count)
    return np.sort(random.choice(row_count, most, replace=False))


def column_grid(column: pa.ChunkedArray[Any], name: str, most: int) -> pa.Array[Any]:
    """Return at most so many of the values of a column, each once: the commonest texts, quantiles of all else.

    Raises:
        brolly.InvalidArgument: All are missing, or they have no order.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    values = column.drop_null()
    if pa.types.is_floating(values.type):
        values = values.filter(_compute.is_finite(values))
    if not len(values):
        raise brolly.InvalidArgument(f"table: expected values in the column {shown(name)}, got none in the rows drawn")
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return _commonest(values, most)
    return _quantiles(values, name, most)


def _quantiles(values: pa.ChunkedArray[Any], name: str, most: int) -> pa.Array[Any]:
    """Return the values at quantiles by the inverse of the empirical distribution, so that each is one that occurs."""
    try:
        ordered = values.take(_compute.array_sort_indices(values))
        distinct = _compute.unique(ordered)
    except pa.ArrowNotImplementedError as error:
        raise brolly.InvalidArgument(
            f"table: expected numbers, texts or times in the column {shown(name)}, got {values.type}"
        ) from error
    if len(distinct) > most:
        places = np.ceil(np.linspace(0.0, 1.0, most) * len(ordered)).astype(np.int64) - 1
        distinct = _compute.unique(ordered.take(np.maximum(places, 0)))
    return cast("pa.Array[Any]", distinct)


def _commonest(values: pa.ChunkedArray[Any], most: int) -> pa.Array[Any]:
    counted = _compute.value_counts(values)
    pairs = sorted(zip(counted.field(1).to_pylist(), counted.field(0).to_pylist(), strict=True), key=_commonest_first)
    texts: list[str] = [text for _, text in pairs[:most]]
    return pa.array(texts).cast(values.type)


def _commonest_first(counted: tuple[int, str]) -> tuple[int, str]:
    return -counted[0], counted[1]
