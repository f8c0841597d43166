"""Leaves out columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, TextColumn, TimeColumn
from ml_tools.utils.pre_processing.kernels import encode
from ml_tools.utils.pre_processing.steps.frames import Frame
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import (
    DropColumns,
    DropConstant,
    DropCorrelated,
    DroppedColumn,
    FittedColumnFilter,
)

__all__ = ["apply", "fit_constant", "fit_correlated", "fit_dropped"]

_CORRELATION = 0.95
_BLOCK = 16_384

Numbers = NDArray[np.float64]


def fit_dropped(training: Training, action: DropColumns, names: Sequence[str]) -> Learned[FittedColumnFilter]:
    """Leave out the columns that are asked for."""
    del action
    return _left(training, dict.fromkeys(names, "the recipe says so"))


def fit_constant(training: Training, action: DropConstant, names: Sequence[str]) -> Learned[FittedColumnFilter]:
    """Leave out columns of nearly one value."""
    share = 1.0 if action.share is None else action.share
    reasons: dict[str, str] = {}
    for name in names:
        brolly.checkpoint()
        commonest = _largest_count(training.frame.columns[name]) / max(training.frame.rows, 1)
        if commonest >= share:
            reasons[name] = (
                "every value is the same" if commonest == 1 else f"{commonest:.1%} of its values are the same"
            )
    return _left(training, reasons)


def fit_correlated(training: Training, action: DropCorrelated, names: Sequence[str]) -> Learned[FittedColumnFilter]:
    """Leave out columns that correlate with an earlier one that stays."""
    threshold = _CORRELATION if action.threshold is None else action.threshold
    columns = list(training.frame.numbers(names))
    reasons: dict[str, str] = {}
    if len(columns) > 1:
        found = _correlations(columns)
        stay: list[int] = []
        for number, column in enumerate(columns):
            like = [other for other in stay if abs(found[number, other]) >= threshold]
            if not like:
                stay.append(number)
                continue
            with_ = f"with {shown(columns[like[0]].name)} is {found[number, like[0]]:.3f}"
            reasons[column.name] = f"its correlation {with_}"
    return _left(training, reasons)


def apply(frame: Frame, fitted: FittedColumnFilter) -> Frame:
    """Leave out columns, where they are there."""
    return frame.replace({each.name: () for each in fitted.dropped})


def _left(training: Training, reasons: dict[str, str]) -> Learned[FittedColumnFilter]:
    dropped = tuple(DroppedColumn(name=name, reason=reason) for name, reason in reasons.items())
    fitted = FittedColumnFilter(dropped=dropped)
    notes = tuple(f"column {shown(each.name)} is left out: {each.reason}" for each in dropped)
    return Learned(fitted=fitted, training=training.with_frame(apply(training.frame, fitted)), notes=notes)


def _largest_count(column: Column) -> int:
    """Return how many rows have the commonest value; missing is one."""
    match column:
        case NumberColumn():
            missing = np.isnan(column.values)
            _, counts = np.unique(column.values[~missing], return_counts=True)
            return max(int(missing.sum()), int(counts.max(initial=0)))
        case TextColumn():
            return int(np.bincount(column.codes + 1).max(initial=0))
        case TimeColumn():
            return int(np.bincount(encode(column.values)[0] + 1).max(initial=0))
        case _:
            raise AssertionError(column)


def _correlations(columns: Sequence[NumberColumn]) -> Numbers:
    """Return Pearson's r of each two columns over the rows that have both; 0 where one is constant."""
    count = len(columns)
    shift, unit = np.array([_shift_and_unit(column.values.astype(np.float64)) for column in columns]).T
    shared, sums, squares, products = (np.zeros((count, count)) for _ in range(4))
    for begin in range(0, len(columns[0].values), _BLOCK):
        brolly.checkpoint()
        rows = np.stack([column.values[begin : begin + _BLOCK] for column in columns])
        rows = (rows - shift[:, None]) / unit[:, None]
        there = (~np.isnan(rows)).astype(np.float64)
        rows = np.where(there > 0, rows, 0.0)
        shared += there @ there.T
        sums += rows @ there.T
        squares += (rows * rows) @ there.T
        products += rows @ rows.T
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = products - sums * sums.T / shared
        variance = squares - sums * sums / shared
        found = covariance / np.sqrt(variance * variance.T)
    noise = shared * np.finfo(np.float64).eps * 16
    return np.where((variance > noise) & (noise < variance.T), found, 0.0)


def _shift_and_unit(values: Numbers) -> tuple[float, float]:
    present = values[~np.isnan(values)]
    if not present.size:
        return 0.0, 1.0
    unit = float(np.abs(present).max()) or 1.0
    mean = float(np.mean(present / unit)) * unit
    return mean, float(np.abs(present - mean).max()) or unit
