"""The columns that a fitted recipe needs of a table, and the features that it makes of them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from ml_tools.utils.pre_processing.applying import apply, check_size, features_table
from ml_tools.utils.pre_processing.column_names import require_columns
from ml_tools.utils.pre_processing.columns import Column, Rows, read_column
from ml_tools.utils.pre_processing.steps import Frame, apply_steps, conformed, missing_column
from ml_tools.utils_interface.v1.pre_processing import FittedRecipe, MissingColumns

__all__ = ["features_of", "features_of_table", "input_names"]


def input_names(fitted: FittedRecipe) -> tuple[str, ...]:
    """Return the names of the columns that a fitted recipe needs."""
    return tuple(each.name for each in (fitted.inputs or fitted.columns))


def features_of_table(table: pa.Table, fitted: FittedRecipe, *, max_bytes: int) -> pa.Table:
    """Return the features of all rows of a table.

    Raises:
        brolly.InvalidArgument: A column is of another kind than the recipe was fitted to.
        brolly.ResourceExhausted: The features take more than `max_bytes`.
        ColumnNotFound: The table lacks a column.
        UnknownLevel: There is one, and the recipe says that there is none.
    """
    as_missing = fitted.missing_columns == MissingColumns.AS_MISSING and bool(fitted.inputs)
    there = set(table.column_names)
    names = input_names(fitted)
    require_columns(table, [name for name in names if name in there or not as_missing])
    kinds = {each.name: each.kind for each in fitted.inputs}

    def column(name: str) -> Column:
        return read_column(table, name) if name in there else missing_column(name, kinds[name], table.num_rows)

    return features_of(column, fitted, rows=slice(None), count=table.num_rows, max_bytes=max_bytes)


def features_of(
    columns: Callable[[str], Column], fitted: FittedRecipe, *, rows: Rows | slice, count: int, max_bytes: int
) -> pa.Table:
    """Return the features of rows of columns that are given by name.

    Args:
        columns: All that the recipe needs are there.
        fitted: Checked already.
        rows: Which rows, in order.
        count: How many that are.
        max_bytes: The most that the features may take.
    """
    if not fitted.inputs:
        features = apply(columns, fitted.columns, rows=rows, count=count, max_bytes=max_bytes)
        return features_table(features, fitted.feature_names)
    check_size((len(fitted.feature_names), count), max_bytes)
    read: dict[str, Column] = {}
    for each in fitted.inputs:
        column = columns(each.name)
        column = column if isinstance(rows, slice) else column.take(rows)
        read[each.name] = conformed(column, each.kind, count)
    frame = apply_steps(Frame(columns=read, rows=count, max_bytes=max_bytes), fitted.steps)
    features = apply(frame.column, fitted.columns, rows=slice(None), count=count, max_bytes=max_bytes)
    return features_table(features, fitted.feature_names)
