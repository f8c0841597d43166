"""The column that a split goes by: the group or the time of each row."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.kernels import dense_ranks, encode
from ml_tools.utils.pre_processing.notes import counted
from ml_tools.utils.pre_processing.numbers import are_numbers, to_numbers
from ml_tools.utils.pre_processing.texts import without_dictionary
from ml_tools.utils_interface.v1.pre_processing import GroupKFold, TemporalSplit

__all__ = ["SplitKeys", "read_groups", "read_keys"]


class SplitKeys(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What decides in which part a row may be."""

    values: NDArray[np.int64]
    """`(rows of the table,)`: equal where rows must stay together; times in order; -1 where a time is missing."""
    usable: NDArray[np.bool_] | None = None
    """`(rows of the table,)`, False for rows that are in no part; None when all can be in one."""
    notes: tuple[str, ...] = ()


def read_keys(table: pa.Table, split: GroupKFold | TemporalSplit) -> SplitKeys:
    """Return the groups or times of the rows of a table that has the column.

    Raises:
        brolly.InvalidArgument: Its values are no groups, or no times.
    """
    if isinstance(split, GroupKFold):
        return read_groups(table, split.column, "split.column")
    return _times(without_dictionary(table.column(split.column)), split.column)


def read_groups(table: pa.Table, name: str, field: str) -> SplitKeys:
    """Return the groups of the rows of a table that has the column; `field` is what asks for it.

    Raises:
        brolly.InvalidArgument: Its values are no groups.
    """
    column = without_dictionary(table.column(name))
    if pa.types.is_nested(column.type):
        raise brolly.InvalidArgument(
            f"{field}: expected texts, numbers or times in {shown(name)}, got {column.type}; choose another"
        )
    missing = column.null_count
    note = f"{counted(missing, 'row whose', 'rows whose')} {shown(name)} is missing are one group"
    codes, _ = encode(column)  # what is missing has one code too, -1
    return SplitKeys(values=codes.astype(np.int64), notes=(note,) if missing > 1 else ())


def _times(column: pa.ChunkedArray[Any], name: str) -> SplitKeys:
    kind = column.type
    if not (pa.types.is_temporal(kind) or are_numbers(kind)):
        raise brolly.InvalidArgument(
            f"split.column: expected dates, times or numbers in {shown(name)}, got {kind};"
            " choose another, or turn it into dates"
        )
    usable = np.isfinite(to_numbers(column)) if are_numbers(kind) else column.is_valid().to_numpy()
    if not usable.any():
        raise brolly.InvalidArgument(f"split.column: expected times in {shown(name)}, got none; choose another")
    ranks = np.full(len(column), -1, np.int64)
    ranks[usable] = dense_ranks(column.filter(pa.array(usable)))
    missing = int((~usable).sum())
    note = f"{counted(missing, 'row is', 'rows are')} left out: {shown(name)} is missing"
    return SplitKeys(values=ranks, usable=usable if missing else None, notes=(note,) if missing else ())
