"""Turns features back into the columns that they were made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import require_columns, shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn
from ml_tools.utils.pre_processing.inputs import input_names
from ml_tools.utils.pre_processing.kernels import where_present
from ml_tools.utils.pre_processing.numbers import to_numbers
from ml_tools.utils.pre_processing.recipes import RANKS, width
from ml_tools.utils.pre_processing.steps import Frame, invert_steps
from ml_tools.utils_interface.v1.pre_processing import FittedRecipe, InvertedRecipe, NumberStep, TextStep

__all__ = ["invert"]

Numbers = NDArray[np.float64]


def invert(features: pa.Table, fitted: FittedRecipe) -> InvertedRecipe:
    """Return the columns that come back.

    Raises:
        brolly.InvalidArgument: None comes back, or a feature is no number.
        ColumnNotFound: A feature is not there.
    """
    require_columns(features, fitted.feature_names)
    columns: dict[str, Column] = {}
    first = 0
    for each in fitted.columns:
        brolly.checkpoint()
        count = width(each.step)
        names = fitted.feature_names[first : first + count]
        columns[each.name] = _column(each.name, each.step, [_numbers(features, name) for name in names])
        first += count
    frame = invert_steps(Frame(columns=columns, rows=features.num_rows), fitted.steps)
    back = [name for name in input_names(fitted) if name in frame.columns]
    if not back:
        raise brolly.InvalidArgument("fitted: expected a recipe of which some column comes back, got none")
    table = pa.Table.from_arrays([_array(frame.columns[name]) for name in back], back)
    lost = [name for name in input_names(fitted) if name not in frame.columns]
    return InvertedRecipe(table=table, notes=tuple(f"column {shown(name)} does not come back" for name in lost))


def _numbers(features: pa.Table, name: str) -> Numbers:
    try:
        return to_numbers(features.column(name))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        kind = features.column(name).type
        raise brolly.InvalidArgument(f"features: expected numbers in {shown(name)}, got {kind}") from None


def _column(name: str, step: NumberStep | TextStep, features: list[Numbers]) -> Column:
    if isinstance(step, NumberStep):
        with np.errstate(over="ignore"):
            return NumberColumn(name=name, values=features[0] * step.scale + step.center)
    levels = pa.array(step.levels, pa.large_string())
    return TextColumn(name=name, codes=_codes(step, features), levels=levels)


def _codes(step: TextStep, features: list[Numbers]) -> NDArray[np.int64]:
    count = len(step.levels)
    if step.encode_texts in RANKS:
        codes = np.rint(np.nan_to_num(features[0], nan=-1.0, posinf=-1.0, neginf=-1.0)).astype(np.int64)
    else:
        stacked = np.stack([np.full(len(features[0]), 0.5), *features[:count]])
        codes = np.argmax(stacked, axis=0) - 1  # none is above a half: none
    return np.where((codes < 0) | (codes >= count), -1, codes)


def _array(column: Column) -> Any:
    if isinstance(column, TextColumn):
        return where_present(column.codes, column.levels)
    assert isinstance(column, NumberColumn)
    return pa.array(column.values.astype(np.float64), from_pandas=True)
