"""Leaves out training rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn, TimeColumn
from ml_tools.utils.pre_processing.number_fitting import moments, unit_of
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import DropDuplicates, DropOutliers, FittedRowFilter, NumberRange, OutliersBy

__all__ = ["fit_duplicates", "fit_outliers"]

_LARGEST = float(np.finfo(np.float64).max)
_THRESHOLDS = {OutliersBy.QUARTILES: 1.5, OutliersBy.Z_SCORE: 3.0}


def fit_outliers(training: Training, action: DropOutliers, names: Sequence[str]) -> Learned[FittedRowFilter]:
    """Leave out rows of which a number lies far out; one that is missing does not."""
    threshold = _THRESHOLDS[action.by] if action.threshold is None else action.threshold
    ranges: list[NumberRange] = []
    stay = np.ones(training.frame.rows, np.bool_)
    for column in training.frame.numbers(names):
        brolly.checkpoint()
        if column.is_missing():
            continue
        low, high = _range(column.values[~np.isnan(column.values)].astype(np.float64), action.by, threshold)
        ranges.append(NumberRange(column=column.name, low=low, high=high))
        stay &= ~((column.values < low) | (column.values > high))
    return _left(training, np.flatnonzero(stay), ranges=tuple(ranges))


def fit_duplicates(training: Training, action: DropDuplicates, names: Sequence[str]) -> Learned[FittedRowFilter]:
    """Leave out rows that equal an earlier one."""
    del action
    arrays = [_comparable(training.frame.columns[name]) for name in names]
    if training.outcome is not None:
        arrays.append(pa.array(training.outcome.values))
    if not names:
        return _left(training, np.arange(training.frame.rows))
    keys = [str(number) for number in range(len(arrays))]
    table = pa.Table.from_arrays([*arrays, pa.array(np.arange(training.frame.rows))], [*keys, "row"])
    first: Any = table.group_by(keys).aggregate([("row", "min")]).column("row_min")
    return _left(training, np.sort(first.to_numpy()), duplicates_by=tuple(names))


def _range(present: NDArray[np.float64], by: OutliersBy, threshold: float) -> tuple[float, float]:
    unit = unit_of(present)
    if by == OutliersBy.QUARTILES:
        low, high = (float(each) for each in np.quantile(present / unit, (0.25, 0.75)))
        far = threshold * (high - low)
    else:
        low, far = moments(present / unit)
        high, far = low, threshold * far
    return max(low - far, -_LARGEST / unit) * unit, min(high + far, _LARGEST / unit) * unit


def _left(
    training: Training,
    rows: NDArray[np.intp],
    *,
    ranges: tuple[NumberRange, ...] = (),
    duplicates_by: tuple[str, ...] = (),
) -> Learned[FittedRowFilter]:
    before = training.frame.rows
    if before and not len(rows):
        raise brolly.InvalidArgument("recipe.steps: expected a row that is no outlier, got none; raise threshold")
    fitted = FittedRowFilter(
        rows_before=before, rows_dropped=before - len(rows), ranges=ranges, duplicates_by=duplicates_by
    )
    return Learned(fitted=fitted, training=training if before == len(rows) else training.take(rows))


def _comparable(column: Column) -> Any:
    """Return values that are equal when they are, missing ones too."""
    match column:
        case NumberColumn():
            return pa.array(column.values + 0.0, from_pandas=True)
        case TextColumn():
            return pa.array(column.codes)
        case TimeColumn():
            return column.values
        case _:
            raise AssertionError(column)
