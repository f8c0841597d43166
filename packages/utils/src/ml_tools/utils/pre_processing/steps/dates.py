"""Turns dates and times into numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.columns import Column, NumberColumn
from ml_tools.utils.pre_processing.steps.frames import Frame, FreeNames
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import DatedColumn, DatePart, DateParts, FittedDateParts

__all__ = ["apply", "ends", "fit"]

_compute: Any = pyarrow.compute

_DEFAULT = (DatePart.YEAR, DatePart.MONTH, DatePart.DAY, DatePart.WEEKDAY, DatePart.HOUR)
_CLOCK = (DatePart.HOUR, DatePart.MINUTE, DatePart.SECOND)
_FIRST_AND_PERIOD = {
    DatePart.QUARTER: (1, 4),
    DatePart.MONTH: (1, 12),
    DatePart.WEEK: (1, 53),
    DatePart.DAY: (1, 31),
    DatePart.WEEKDAY: (0, 7),
    DatePart.DAY_OF_YEAR: (1, 366),
    DatePart.HOUR: (0, 24),
    DatePart.MINUTE: (0, 60),
    DatePart.SECOND: (0, 60),
}
_KERNELS: dict[DatePart, Callable[[Any], Any]] = {
    DatePart.YEAR: _compute.year,
    DatePart.QUARTER: _compute.quarter,
    DatePart.MONTH: _compute.month,
    DatePart.WEEK: _compute.iso_week,
    DatePart.DAY: _compute.day,
    DatePart.WEEKDAY: _compute.day_of_week,
    DatePart.DAY_OF_YEAR: _compute.day_of_year,
    DatePart.HOUR: _compute.hour,
    DatePart.MINUTE: _compute.minute,
    DatePart.SECOND: _compute.second,
}


def fit(training: Training, action: DateParts, names: Sequence[str]) -> Learned[FittedDateParts]:
    """Choose the parts of columns."""
    cyclic = bool(action.cyclic)
    columns: list[DatedColumn] = []
    free = FreeNames(training.frame)
    for name in names:
        column = training.frame.time_column(name)
        parts = tuple(part for part in action.parts or _DEFAULT if _has(column.values.type, part))
        wanted = [f"{name} {end}" for part in parts for end in ends(part, cyclic=cyclic)]
        columns.append(DatedColumn(name=name, parts=parts, into=free.take(wanted)))
    fitted = FittedDateParts(columns=tuple(columns), cyclic=cyclic)
    return Learned(fitted=fitted, training=training.with_frame(apply(training.frame, fitted)))


def apply(frame: Frame, fitted: FittedDateParts) -> Frame:
    """Make the parts of columns."""
    by: dict[str, list[Column]] = {}
    for each in fitted.columns:
        column = frame.time_column(each.name)
        frame.check_room(2 * len(each.into))
        into = iter(each.into)
        by[each.name] = []
        for part in each.parts:
            brolly.checkpoint()
            for values in _features(column.values, part, cyclic=fitted.cyclic):
                by[each.name].append(NumberColumn(name=next(into), values=values))
    return frame.replace(by)


def _has(kind: pa.DataType, part: DatePart) -> bool:
    if pa.types.is_time(kind):
        return part in _CLOCK
    return not (pa.types.is_date(kind) and part in _CLOCK)


def ends(part: DatePart, *, cyclic: bool) -> list[str]:
    """Return what the names of the columns that a part becomes end in."""
    name = part.name.lower().replace("_", " ")
    return [f"{name} sin", f"{name} cos"] if cyclic and part in _FIRST_AND_PERIOD else [name]


def _features(values: pa.ChunkedArray[Any], part: DatePart, *, cyclic: bool) -> list[NDArray[np.float64]]:
    numbers = _numbers(values, part)
    if not cyclic or part not in _FIRST_AND_PERIOD:
        return [numbers]
    first, period = _FIRST_AND_PERIOD[part]
    angles = (numbers - first) * (2 * np.pi / period)
    return [np.sin(angles), np.cos(angles)]


def _numbers(values: pa.ChunkedArray[Any], part: DatePart) -> NDArray[np.float64]:
    """Return a part of each value, NaN where it is missing, or has no such part."""
    kind = values.type
    if part in _CLOCK and pa.types.is_date(kind):
        return np.where(values.is_valid().to_numpy(), 0.0, np.nan)
    if not _has(kind, part):
        return np.full(len(values), np.nan)
    if part == DatePart.EPOCH:
        return _seconds(values)
    return _compute.cast(_KERNELS[part](values), pa.float64()).to_numpy()


def _seconds(values: pa.ChunkedArray[Any]) -> NDArray[np.float64]:
    kind: Any = values.type
    if pa.types.is_date(kind):
        return values.cast(pa.date32()).cast(pa.int32()).cast(pa.float64()).to_numpy() * 86_400.0
    unit = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[kind.unit]
    return _compute.cast(values.cast(pa.int64()), pa.float64(), safe=False).to_numpy() / unit
