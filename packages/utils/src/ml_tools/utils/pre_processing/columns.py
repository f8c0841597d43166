"""Columns of a table as arrays: what recipes are fitted on and applied to."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.kernels import encode, order, pick
from ml_tools.utils.pre_processing.numbers import are_numbers, are_truths, to_numbers
from ml_tools.utils.pre_processing.texts import are_texts, without_dictionary

__all__ = ["Column", "NumberColumn", "TextColumn", "UnusableColumn", "read_column"]


class NumberColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Numbers or truths."""

    name: str
    values: NDArray[np.float64]
    """`(rows,)`; NaN means missing."""
    odd: NDArray[np.bool_] | None
    """`(rows,)`, where there was a NaN or an infinity, which count as missing; None when nowhere."""

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return bool(np.isnan(self.values).all())


class TextColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Texts."""

    name: str
    codes: NDArray[np.int64]
    """`(rows,)`, the position of each row's text among the levels; -1 means missing."""
    levels: pa.Array[Any]
    """The distinct texts of all rows, by name."""

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return bool((self.codes < 0).all())


class UnusableColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Values that no feature is made of, as lists and times."""

    name: str
    kind: str
    """Their Arrow type."""
    missing: bool

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return self.missing


Column = NumberColumn | TextColumn | UnusableColumn


def read_column(table: pa.Table, name: str) -> Column:
    """Return a column of a table as arrays."""
    column = table.column(name)
    if are_texts(column.type):
        return _texts(name, without_dictionary(column).cast(pa.large_string()))
    if are_numbers(column.type) or are_truths(column.type):
        return _numbers(name, column)
    return UnusableColumn(name=name, kind=str(column.type), missing=column.null_count == len(column))


def _numbers(name: str, column: pa.ChunkedArray[Any]) -> NumberColumn:
    values = to_numbers(column)
    absent = ~np.isfinite(values)
    if int(absent.sum()) == column.null_count:
        return NumberColumn(name=name, values=values, odd=None)
    odd = absent & column.is_valid().to_numpy()
    return NumberColumn(name=name, values=np.where(absent, np.nan, values), odd=odd)


def _texts(name: str, column: pa.ChunkedArray[Any]) -> TextColumn:
    codes, levels = encode(column)
    by_name = order(levels)
    ranks = np.full(len(by_name) + 1, -1, np.int64)  # the last is that of what is missing
    ranks[by_name] = np.arange(len(by_name))
    return TextColumn(name=name, codes=ranks[codes], levels=pick(levels, by_name))
