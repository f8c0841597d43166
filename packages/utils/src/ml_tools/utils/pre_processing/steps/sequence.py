"""Steps in order: fitted, applied, and inverted from the last to the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

import brolly
from ml_tools.utils.pre_processing.steps import (
    column_filters,
    dates,
    encoding,
    imputing,
    row_filters,
    scaling,
    word_weights,
)
from ml_tools.utils.pre_processing.steps.frames import Frame
from ml_tools.utils.pre_processing.steps.kinds import selected
from ml_tools.utils.pre_processing.steps.training import Learned, Training
from ml_tools.utils_interface.v1.steps import (
    DateParts,
    DropColumns,
    DropConstant,
    DropCorrelated,
    DropDuplicates,
    DropOutliers,
    Encode,
    FittedColumnFilter,
    FittedDateParts,
    FittedEncode,
    FittedImpute,
    FittedRowFilter,
    FittedScale,
    FittedStep,
    FittedTfIdf,
    Impute,
    Scale,
    Step,
    TfIdf,
)

__all__ = ["apply_steps", "invert_steps", "learn_steps"]

_MOST_BYTES = 2_500_000
"""The most that fitted steps take; they go with every split and every model."""

_FIT: Mapping[type[Any], Callable[[Training, Any, Sequence[str]], Learned[Any]]] = {
    Impute: imputing.fit,
    Encode: encoding.fit,
    Scale: scaling.fit,
    DropOutliers: row_filters.fit_outliers,
    DropDuplicates: row_filters.fit_duplicates,
    DropConstant: column_filters.fit_constant,
    DropCorrelated: column_filters.fit_correlated,
    DropColumns: column_filters.fit_dropped,
    DateParts: dates.fit,
    TfIdf: word_weights.fit,
}
_APPLY: Mapping[type[Any], Callable[[Frame, Any], Frame]] = {
    FittedImpute: imputing.apply,
    FittedEncode: encoding.apply,
    FittedScale: scaling.apply,
    FittedRowFilter: lambda frame, _: frame,
    FittedColumnFilter: column_filters.apply,
    FittedDateParts: dates.apply,
    FittedTfIdf: word_weights.apply,
}
_INVERT: Mapping[type[Any], Callable[[Frame, Any], Frame]] = {
    FittedImpute: imputing.invert,
    FittedEncode: encoding.invert,
    FittedScale: scaling.invert,
    FittedRowFilter: lambda frame, _: frame,
    FittedColumnFilter: lambda frame, _: frame,
    FittedDateParts: lambda frame, fitted: frame.replace({name: () for each in fitted.columns for name in each.into}),
    FittedTfIdf: lambda frame, fitted: frame.replace({name: () for each in fitted.columns for name in each.into}),
}


def learn_steps(training: Training, steps: Sequence[Step]) -> Learned[tuple[FittedStep, ...]]:
    """Fit steps, each on what the one before left; return them and what they make of the training rows.

    Raises:
        brolly.InvalidArgument: A step cannot take a column that it names, or leaves no row.
        brolly.ResourceExhausted: What was learned is too much to be kept.
        ColumnNotFound: A column that a step names is not there.
    """
    fitted: list[FittedStep] = []
    notes: list[str] = []
    for number, step in enumerate(steps):
        brolly.checkpoint()
        where = f"recipe.steps[{number}]"
        names = selected(training.frame.columns, step.columns, step.action, where)
        learned = _FIT[type(step.action)](training, step.action, names)
        training = learned.training
        fitted.append(FittedStep(action=learned.fitted))
        notes += learned.notes
        _check_size(fitted, where)
    return Learned(fitted=tuple(fitted), training=training, notes=tuple(notes))


def apply_steps(frame: Frame, steps: Sequence[FittedStep]) -> Frame:
    """Apply steps to columns, all of which are there."""
    for step in steps:
        brolly.checkpoint()
        frame = _APPLY[type(step.action)](frame, step.action)
    return frame


def invert_steps(frame: Frame, steps: Sequence[FittedStep]) -> Frame:
    """Return the columns that steps were applied to, as far as they come back."""
    for step in reversed(steps):
        brolly.checkpoint()
        frame = _INVERT[type(step.action)](frame, step.action)
    return frame


def _check_size(fitted: Sequence[FittedStep], where: str) -> None:
    size_bytes = len(msgspec.msgpack.encode(fitted))
    if size_bytes > _MOST_BYTES:
        raise brolly.ResourceExhausted(
            f"{where}: expected steps that learn at most {_MOST_BYTES:,} bytes, got {size_bytes:,}; leave out columns,"
            " or lower max_levels, quantiles, donors or max_words"
        )
