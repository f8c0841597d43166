"""Fits recipes: what is learned of each column from the training rows alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn
from ml_tools.utils.pre_processing.feature_names import feature_names
from ml_tools.utils.pre_processing.notes import counted, shortened
from ml_tools.utils.pre_processing.number_fitting import fit_numbers
from ml_tools.utils.pre_processing.recipes import MAX_TEXT_BYTES, RANKS, format_of
from ml_tools.utils.pre_processing.text_fitting import fit_texts
from ml_tools.utils_interface.v1.pre_processing import FittedColumn, FittedRecipe, NumberStep, Recipe, TextStep

__all__ = ["fit"]

Rows = NDArray[np.intp]


def fit(
    columns: Iterable[Column],
    recipe: Recipe,
    *,
    rows: Rows | None = None,
    reserved: Collection[str] = (),
    notes: Iterable[str] = (),
) -> FittedRecipe:
    """Fit a recipe to rows of columns; what no feature can be made of is left out with a note.

    Args:
        columns: The columns, in order.
        recipe: What is asked for.
        rows: Which rows; all when None.
        reserved: Names that no feature may have.
        notes: Put before those of the columns.

    Raises:
        brolly.InvalidArgument: No feature is left.
    """
    fitting = _Fitting(recipe, slice(None) if rows is None else rows, notes)
    for column in columns:
        brolly.checkpoint()
        fitting.add(column)
    if not fitting.columns:
        raise brolly.InvalidArgument(_nothing_left(fitting.left_out))
    return FittedRecipe(
        format=format_of(fitting.columns),
        columns=tuple(fitting.columns),
        feature_names=feature_names(fitting.columns, reserved=reserved),
        notes=shortened(fitting.notes),
    )


class _Fitting:
    """What was learned so far."""

    def __init__(self, recipe: Recipe, rows: Rows | slice, notes: Iterable[str]) -> None:
        self.columns: list[FittedColumn] = []
        self.notes = list(notes)
        self.left_out: list[str] = []
        self._recipe = recipe
        self._rows = rows
        self._text_bytes = 0

    def add(self, column: Column) -> None:
        match self._learn(column):
            case str(reason):
                self.left_out.append(f"column {shown(column.name)} is left out: {reason}")
                self.notes.append(self.left_out[-1])
            case step:
                self.columns.append(FittedColumn(name=column.name, step=step))

    def _learn(self, column: Column) -> NumberStep | TextStep | str:
        """Return what is learned of a column, or in words why it is left out."""
        match column:
            case NumberColumn():
                return self._learn_numbers(column)
            case TextColumn():
                return self._learn_texts(column)
            case _:
                return f"no feature is made of {column.kind}"

    def _learn_numbers(self, column: NumberColumn) -> NumberStep | str:
        step = fit_numbers(column.values[self._rows].astype(np.float64, copy=False), self._recipe)
        odd = 0 if column.odd is None else int(column.odd[self._rows].sum())
        if odd and not isinstance(step, str):
            values = counted(odd, "value that is NaN or infinite counts", "values that are NaN or infinite count")
            self.notes.append(f"column {shown(column.name)}: {values} as missing")
        return step

    def _learn_texts(self, column: TextColumn) -> TextStep | str:
        step = fit_texts(column.codes[self._rows], column.levels, self._recipe)
        if isinstance(step, str):
            return step
        size_bytes = sum(len(level.encode()) for level in step.levels)
        if step.encode_texts not in RANKS:  # each level is part of a name too
            size_bytes = 2 * size_bytes + len(column.name) * len(step.levels)
        if self._text_bytes + size_bytes > MAX_TEXT_BYTES:
            return f"its {counted(len(step.levels), 'level is', 'levels are')} too many or too long to be kept"
        self._text_bytes += size_bytes
        return step


def _nothing_left(left_out: list[str]) -> str:
    some = "; ".join(left_out[:5]) or "it has no other columns"
    more = f"; and {len(left_out) - 5} more" if len(left_out) > 5 else ""
    return f"table: expected a column that a feature can be made of, got none: {some}{more}"
