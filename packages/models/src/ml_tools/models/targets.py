"""The target of a table that a model is compared with."""

from __future__ import annotations

import difflib
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models_interface import Model
from ml_tools.utils_interface import ColumnNotFound

__all__ = ["Known", "known_targets"]

_LONGEST_COMPARED = 60


class Known(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The rows of a table whose target is there."""

    table: pa.Table
    """Those rows, in order."""
    target: NDArray[np.float64]
    """`(known,)`, the number, or the index of the class; -1 for a class that the model does not know."""


def known_targets(table: pa.Table, model: Model) -> Known:
    """Read the target of a model from a table.

    Raises:
        ColumnNotFound: The table has no such column.
        brolly.InvalidArgument: It has two, it holds something else than the model predicts, or all of it is missing.
    """
    column = _without_dictionary(_column(table, model.target))
    values = _class_indices(column, model.classes) if model.classes else _numbers(column, model.target)
    present = np.isfinite(values)
    if not present.any():
        raise brolly.InvalidArgument(f"table: expected rows with the target {shown(model.target)}, got none")
    if present.all():
        return Known(table=table, target=values)
    return Known(table=table.filter(pa.array(present)), target=values[present])


def _column(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    found = table.schema.get_all_field_indices(name)
    if len(found) > 1:
        raise brolly.InvalidArgument(f"table: expected one column {shown(name)}, got {len(found)}; rename the others")
    if not found:
        near = tuple(difflib.get_close_matches(name[:_LONGEST_COMPARED], table.column_names[:1000], n=3))
        hint = f"; did you mean {shown(near[0])}?" if near else ""
        raise ColumnNotFound(f"expected a table with the target {shown(name)}{hint}", column=name, near=near)
    return table.column(found[0])


def _numbers(column: pa.ChunkedArray[Any], name: str) -> NDArray[np.float64]:
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    if not _are_numbers(column.type):
        raise brolly.InvalidArgument(
            f"table: expected numbers in the target {shown(name)}, which is what the model predicts, got {column.type}"
        )
    return column.cast(pa.float64(), safe=False).to_numpy()


def _class_indices(column: pa.ChunkedArray[Any], classes: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the place of each row's class among the classes, NaN where it is missing."""
    present = column.is_valid().to_numpy()
    if _are_numbers(column.type):
        numbers = column.cast(pa.float64(), safe=False).to_numpy()
        present = np.isfinite(numbers)
        if not pa.types.is_integer(column.type):
            column = pa.chunked_array([pa.array(numbers + 0.0)])  # -0 is 0
    named = column.cast(pa.large_string())
    compute: Any = pc  # its stubs leave types open
    places = compute.index_in(named, value_set=pa.array(classes, pa.large_string())).fill_null(-1)
    return np.where(present, places.to_numpy(), np.nan)


def _are_numbers(kind: pa.DataType) -> bool:
    types = pa.types
    return types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_null(kind)


def _without_dictionary(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
