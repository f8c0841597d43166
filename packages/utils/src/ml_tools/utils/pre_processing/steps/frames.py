"""The columns that a step works on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NoReturn

import msgspec
import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn, TimeColumn
from ml_tools.utils.pre_processing.feature_names import cut, free_name

__all__ = ["Frame", "FreeNames", "truths_of"]


class Frame(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Columns of one length, by name, in order."""

    columns: Mapping[str, Column]
    rows: int
    max_bytes: int = 2**62
    """The most that its columns may take."""

    def column(self, name: str) -> Column:
        """Return a column.

        Raises:
            brolly.InvalidArgument: It is not there, so the fitted recipe that asks for it does not fit together.
        """
        if name not in self.columns:
            raise brolly.InvalidArgument(f"fitted: expected the column {shown(name)}, which no step or input makes")
        return self.columns[name]

    def check_room(self, more: int) -> None:
        """Check that there is room for so many more columns.

        Raises:
            brolly.ResourceExhausted: They would take too much.
        """
        size_bytes = (len(self.columns) + more) * self.rows * 4
        if size_bytes > self.max_bytes:
            raise brolly.ResourceExhausted(
                f"expected steps that make at most {self.max_bytes} bytes, got {size_bytes} for {more:,} columns of"
                f" {self.rows:,} rows; lower max_levels, max_words or features, or raise"
                " applications.utils.config.max_features_bytes"
            )

    def take(self, rows: NDArray[np.intp]) -> Frame:
        """Return some rows, in order; all of them are not copied."""
        if len(rows) == self.rows:
            return self
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return Frame(columns=columns, rows=len(rows), max_bytes=self.max_bytes)

    def replace(self, by: Mapping[str, Sequence[Column]]) -> Frame:
        """Return the frame with some columns replaced by others, in their place, or by none."""
        columns: dict[str, Column] = {}
        for name, column in self.columns.items():
            for each in by.get(name, (column,)):
                columns[each.name] = each
        return Frame(columns=columns, rows=self.rows, max_bytes=self.max_bytes)

    def numbers(self, names: Sequence[str]) -> Iterator[NumberColumn]:
        """Yield those columns that are there and of numbers."""
        for name in names:
            column = self.columns.get(name)
            if isinstance(column, NumberColumn):
                yield column

    def number_column(self, name: str) -> NumberColumn:
        """Return a column of numbers or truths."""
        column = self.column(name)
        return column if isinstance(column, NumberColumn) else _refuse(column, "numbers")

    def text_column(self, name: str) -> TextColumn:
        """Return a column of texts."""
        column = self.column(name)
        return column if isinstance(column, TextColumn) else _refuse(column, "texts")

    def time_column(self, name: str) -> TimeColumn:
        """Return a column of dates or times."""
        column = self.column(name)
        return column if isinstance(column, TimeColumn) else _refuse(column, "dates or times")


class FreeNames:
    """Gives names that no column has."""

    def __init__(self, frame: Frame) -> None:
        self._taken = dict.fromkeys(frame.columns, 1)

    def take(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return names, as those wanted where they are free, and never again."""
        names: list[str] = []
        for name in wanted:
            names.append(free_name(cut(name), self._taken))
            self._taken[names[-1]] = 1
        return tuple(names)


def truths_of(name: str, values: NDArray[np.float32] | NDArray[np.bool_]) -> NumberColumn:
    """Return a column of 0 and 1."""
    return NumberColumn(name=name, values=values.astype(np.float32, copy=False), truths=True)


def _refuse(column: Column, expected: str) -> NoReturn:
    raise brolly.InvalidArgument(f"fitted.steps: expected {expected} in the column {shown(column.name)}, got others")
