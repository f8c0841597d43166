"""Fills missing values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import Column, NumberColumn, Numbers, TextColumn
from ml_tools.utils.pre_processing.kernels import order, pick, places
from ml_tools.utils.pre_processing.number_fitting import unit_of
from ml_tools.utils.pre_processing.steps.frames import Frame, FreeNames, truths_of
from ml_tools.utils.pre_processing.steps.neighbors import choose_donors, fill_by_neighbors
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import FittedImpute, Impute, ImputeBy, ImputedColumn

__all__ = ["apply", "fit", "invert"]


def fit(training: Training, action: Impute, names: Sequence[str]) -> Learned[FittedImpute]:
    """Learn what to fill columns with."""
    columns: list[ImputedColumn] = []
    notes: list[str] = []
    free = FreeNames(training.frame)
    for name in names:
        learned = _learn(training.frame.columns[name], action, free)
        if learned is None:
            notes.append(f"column {shown(name)} is not filled: every value is missing")
        else:
            columns.append(learned)
    donors = None
    if action.by == ImputeBy.NEIGHBORS and columns:
        rows = np.stack([each.values for each in training.frame.numbers([each.name for each in columns])], axis=1)
        donors = choose_donors(rows.astype(np.float64), action, training.shuffled())
    fitted = FittedImpute(by=action.by, columns=tuple(columns), donors=donors)
    return Learned(fitted=fitted, training=training.with_frame(apply(training.frame, fitted)), notes=tuple(notes))


def apply(frame: Frame, fitted: FittedImpute) -> Frame:
    """Fill columns."""
    by: dict[str, list[Column]] = {}
    neighbors: dict[str, Numbers] = {}
    if fitted.donors is not None:
        present = [frame.number_column(each.name) for each in fitted.columns]
        rows = np.stack([each.values for each in present], axis=1)
        filled = fill_by_neighbors(rows.astype(np.float64), fitted)
        neighbors = {column.name: filled[:, place] for place, column in enumerate(present)}
    for each in fitted.columns:
        column = frame.column(each.name)
        missing = _missing(column)
        by[each.name] = [_filled(column, each, neighbors.get(each.name))]
        if each.indicator is not None:
            by[each.name].append(truths_of(each.indicator, missing))
    return frame.replace(by)


def invert(frame: Frame, fitted: FittedImpute) -> Frame:
    """Take back what was filled in, where it is marked."""
    by: dict[str, list[Column]] = {}
    for each in fitted.columns:
        mark, column = frame.columns.get(each.indicator or ""), frame.columns.get(each.name)
        if each.indicator is None or not isinstance(mark, NumberColumn):
            continue
        by[each.indicator] = []
        missing = mark.values > 0.5
        if isinstance(column, NumberColumn):
            by[each.name] = [NumberColumn(name=each.name, values=np.where(missing, np.nan, column.values))]
        elif isinstance(column, TextColumn):
            codes = np.where(missing, -1, column.codes)
            by[each.name] = [TextColumn(name=each.name, codes=codes, levels=column.levels)]
    return frame.replace(by)


def _learn(column: Column, action: Impute, free: FreeNames) -> ImputedColumn | None:
    """Return what is learned of a column, None when nothing can be."""
    constant = action.by == ImputeBy.CONSTANT
    if column.is_missing() and not constant:
        return None
    if isinstance(column, TextColumn):
        text = action.text if action.text is not None else "missing"
        text = text if constant else _commonest_text(column)
        return ImputedColumn(name=column.name, text=text, indicator=_indicator(column, action, free))
    number = (action.number or 0.0) if constant else _number(_numbers(column).values, action.by)
    return ImputedColumn(name=column.name, number=number, indicator=_indicator(column, action, free))


def _number(values: Numbers, by: ImputeBy) -> float:
    present = values[~np.isnan(values)]
    if by == ImputeBy.MEDIAN:
        return float(np.median(present))
    if by == ImputeBy.MODE:
        distinct, counts = np.unique(present, return_counts=True)
        return float(distinct[np.argmax(counts)])
    unit = unit_of(present.astype(np.float64))
    return float(np.mean(present / unit)) * unit


def _commonest_text(column: TextColumn) -> str:
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
    return str(column.levels[int(np.argmax(counts))].as_py())


def _indicator(column: Column, action: Impute, free: FreeNames) -> str | None:
    missing = _missing(column)
    return free.take([f"{column.name} missing"])[0] if action.indicator and missing.any() else None


def _missing(column: Column) -> NDArray[np.bool_]:
    if isinstance(column, TextColumn):
        return column.codes < 0
    return np.isnan(_numbers(column).values)


def _numbers(column: Column) -> NumberColumn:
    if not isinstance(column, NumberColumn):
        raise brolly.InvalidArgument(f"fitted.steps: expected numbers or texts in the column {shown(column.name)}")
    return column


def _filled(column: Column, learned: ImputedColumn, neighbors: Numbers | None) -> Column:
    if isinstance(column, TextColumn):
        return _with_text(column, learned.text or "")
    values = _numbers(column).values if neighbors is None else neighbors
    missing = np.isnan(values)
    filled = np.where(missing, learned.number or 0.0, values) if missing.any() else values
    return NumberColumn(name=column.name, values=filled, truths=_numbers(column).truths)


def _with_text(column: TextColumn, text: str) -> TextColumn:
    missing = column.codes < 0
    if not missing.any():
        return column
    code = int(places(pa.array([text], pa.large_string()), column.levels)[0])
    if code >= 0:
        return TextColumn(name=column.name, codes=np.where(missing, code, column.codes), levels=column.levels)
    levels = pa.concat_arrays([column.levels.cast(pa.large_string()), pa.array([text], pa.large_string())])
    by_name = order(levels)
    ranks = np.empty(len(by_name), np.int64)
    ranks[by_name] = np.arange(len(by_name))
    codes = ranks[np.where(missing, len(levels) - 1, column.codes)]
    return TextColumn(name=column.name, codes=codes, levels=pick(levels, by_name))
