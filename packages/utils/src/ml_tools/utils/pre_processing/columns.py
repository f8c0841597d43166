"""Columns of a table as arrays: what recipes are fitted on and applied to."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ml_tools.utils.pre_processing.kernels import encode, order, pick
from ml_tools.utils.pre_processing.numbers import are_numbers, are_times, are_truths, to_numbers
from ml_tools.utils.pre_processing.texts import are_texts, without_dictionary

__all__ = ["Column", "NumberColumn", "Numbers", "Rows", "TextColumn", "TimeColumn", "UnusableColumn", "read_column"]

Rows = NDArray[np.intp]
Numbers = NDArray[np.float64] | NDArray[np.float32]


class NumberColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Numbers or truths."""

    name: str
    values: Numbers
    """`(rows,)`; NaN means missing."""
    odd: NDArray[np.bool_] | None = None
    """`(rows,)`, where there was a NaN or an infinity, which count as missing; None when nowhere."""
    truths: bool = False
    """Whether they are truths: 0 and 1."""

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return bool(np.isnan(self.values).all())

    def take(self, rows: Rows) -> NumberColumn:
        """Return the column of some rows."""
        odd = None if self.odd is None else self.odd[rows]
        return NumberColumn(name=self.name, values=self.values[rows], odd=odd, truths=self.truths)


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

    def take(self, rows: Rows) -> TextColumn:
        """Return the column of some rows; levels stay that do not occur in them."""
        return TextColumn(name=self.name, codes=self.codes[rows], levels=self.levels)


class TimeColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Dates or times."""

    name: str
    values: pa.ChunkedArray[Any]
    """`(rows,)`, of an Arrow type that is temporal but no duration."""

    @property
    def kind(self) -> str:
        """Their Arrow type."""
        return str(self.values.type)

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return self.values.null_count == len(self.values)

    def take(self, rows: Rows) -> TimeColumn:
        """Return the column of some rows."""
        return TimeColumn(name=self.name, values=self.values.take(pa.array(rows, pa.int64())))


class UnusableColumn(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Values that no feature is made of, as lists and times."""

    name: str
    kind: str
    """Their Arrow type."""
    missing: bool

    def is_missing(self) -> bool:
        """Whether no row has a value."""
        return self.missing

    def take(self, rows: Rows) -> UnusableColumn:
        """Return the column of some rows."""
        del rows
        return self


Column = NumberColumn | TextColumn | TimeColumn | UnusableColumn


def read_column(table: pa.Table, name: str) -> Column:
    """Return a column of a table as arrays."""
    column = table.column(name)
    if are_texts(column.type):
        return _texts(name, without_dictionary(column).cast(pa.large_string()))
    if are_numbers(column.type) or are_truths(column.type):
        return _numbers(name, column)
    if are_times(column.type):
        return TimeColumn(name=name, values=column)
    return UnusableColumn(name=name, kind=str(column.type), missing=column.null_count == len(column))


def _numbers(name: str, column: pa.ChunkedArray[Any]) -> NumberColumn:
    values = to_numbers(column)
    absent = ~np.isfinite(values)
    truths = are_truths(column.type)
    if int(absent.sum()) == column.null_count:
        return NumberColumn(name=name, values=values, truths=truths)
    odd = absent & column.is_valid().to_numpy()
    return NumberColumn(name=name, values=np.where(absent, np.nan, values), odd=odd)


def _texts(name: str, column: pa.ChunkedArray[Any]) -> TextColumn:
    codes, levels = encode(column)
    by_name = order(levels)
    ranks = np.full(len(by_name) + 1, -1, np.int64)  # the last is that of what is missing
    ranks[by_name] = np.arange(len(by_name))
    return TextColumn(name=name, codes=ranks[codes], levels=pick(levels, by_name))
