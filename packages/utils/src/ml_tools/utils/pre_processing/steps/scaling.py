"""Brings numbers to one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import brolly
from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.columns import NumberColumn
from ml_tools.utils.pre_processing.number_fitting import moments, unit_of
from ml_tools.utils.pre_processing.steps.arrays import from_bytes, to_bytes
from ml_tools.utils.pre_processing.steps.frames import Frame
from ml_tools.utils.pre_processing.steps.powers import Power, fit_power, from_power, to_power
from ml_tools.utils.pre_processing.steps.quantiles import fit_quantiles, from_shares, to_shares
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import FittedScale, Scale, ScaleBy, ScaledColumn

__all__ = ["apply", "fit", "invert"]

Numbers = NDArray[np.float64]

_QUANTILES = 1000
_LARGEST = float(np.finfo(np.float64).max)


def fit(training: Training, action: Scale, names: Sequence[str]) -> Learned[FittedScale]:
    """Learn the scales of columns."""
    columns: list[ScaledColumn] = []
    notes: list[str] = []
    for column in training.frame.numbers(names):
        brolly.checkpoint()
        present = column.values[~np.isnan(column.values)].astype(np.float64, copy=False)
        if present.size:
            columns.append(_learn(column.name, present, action))
        else:
            notes.append(f"column {shown(column.name)} is not scaled: every value is missing")
    fitted = FittedScale(by=action.by, columns=tuple(columns), normal=bool(action.normal))
    return Learned(fitted=fitted, training=training.with_frame(apply(training.frame, fitted)), notes=tuple(notes))


def apply(frame: Frame, fitted: FittedScale) -> Frame:
    """Scale columns."""
    by: dict[str, list[NumberColumn]] = {}
    for each in fitted.columns:
        brolly.checkpoint()
        column = frame.number_column(each.name)
        by[each.name] = [
            NumberColumn(name=each.name, values=_scaled(column.values.astype(np.float64, copy=False), each, fitted))
        ]
    return frame.replace(by)


def invert(frame: Frame, fitted: FittedScale) -> Frame:
    """Return columns to the scale that they had."""
    by: dict[str, list[NumberColumn]] = {}
    for each in fitted.columns:
        for column in frame.numbers([each.name]):
            values = _unscaled(column.values.astype(np.float64, copy=False), each, fitted)
            by[each.name] = [NumberColumn(name=each.name, values=values)]
    return frame.replace(by)


def _learn(name: str, present: Numbers, action: Scale) -> ScaledColumn:
    if action.by == ScaleBy.QUANTILE:
        quantiles = to_bytes(fit_quantiles(present, action.quantiles or _QUANTILES))
        return ScaledColumn(name=name, center=0.0, scale=1.0, quantiles=quantiles)
    if action.by in (ScaleBy.YEO_JOHNSON, ScaleBy.BOX_COX):
        power, raised = _raised(name, present, action.by)
        center, scale = moments(raised)
        return ScaledColumn(
            name=name, center=center, scale=scale or 1.0, power=power.exponent, shift=power.shift, below=power.below
        )
    unit = unit_of(present)
    center, scale = _center_and_scale(present / unit, action)
    return ScaledColumn(name=name, center=_finite(center * unit), scale=_finite(scale * unit) if scale else 1.0)


def _center_and_scale(present: Numbers, action: Scale) -> tuple[float, float]:
    if action.by == ScaleBy.STANDARD:
        return moments(present)
    if action.by == ScaleBy.ROBUST:
        first, middle, third = (float(each) for each in np.quantile(present, (0.25, 0.5, 0.75)))
        return middle, third - first
    low, high = action.low or 0.0, 1.0 if action.high is None else action.high
    least, greatest = float(present.min()), float(present.max())
    scale = (greatest - least or 1.0) / (high - low)
    return least - low * scale, scale


def _raised(name: str, present: Numbers, by: ScaleBy) -> tuple[Power, Numbers]:
    """Return the power, and what it makes of the values."""
    positive = by == ScaleBy.BOX_COX
    if positive and present.min() <= 0:
        raise brolly.InvalidArgument(
            f"column {shown(name)}: expected numbers above 0 for BOX_COX, got {present.min():g}; use YEO_JOHNSON"
        )
    power = fit_power(present, positive=positive)
    raised = to_power(present, power)
    if not np.isfinite(raised).all():
        raise brolly.InvalidArgument(
            f"column {shown(name)}: expected numbers that can be raised to a power; use ROBUST"
        )
    return power, raised


def _scaled(values: Numbers, each: ScaledColumn, fitted: FittedScale) -> Numbers:
    if each.quantiles is not None:
        return to_shares(values, from_bytes(each.quantiles, "quantiles", -1), normal=fitted.normal)
    if each.power is not None:
        values = to_power(values, _power(each, each.power, fitted))
    with np.errstate(over="ignore"):
        scaled = values - each.center
        scaled /= each.scale
    return np.clip(scaled, -_LARGEST, _LARGEST, out=scaled)


def _unscaled(values: Numbers, each: ScaledColumn, fitted: FittedScale) -> Numbers:
    if each.quantiles is not None:
        return from_shares(values, from_bytes(each.quantiles, "quantiles", -1), normal=fitted.normal)
    with np.errstate(over="ignore"):
        unscaled = values * each.scale + each.center
    if each.power is None:
        return unscaled
    return from_power(unscaled, _power(each, each.power, fitted))


def _power(each: ScaledColumn, exponent: float, fitted: FittedScale) -> Power:
    positive = fitted.by == ScaleBy.BOX_COX
    return Power(exponent=exponent, shift=each.shift or 0.0, below=bool(each.below), positive=positive)


def _finite(number: float) -> float:
    return min(max(number, -_LARGEST), _LARGEST)
