"""Steps in words, a sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ml_tools.utils.pre_processing.column_names import shown
from ml_tools.utils.pre_processing.notes import counted
from ml_tools.utils_interface.v1.steps import (
    ColumnKind,
    Columns,
    DateParts,
    DropColumns,
    DropConstant,
    DropCorrelated,
    DropDuplicates,
    DropOutliers,
    Encode,
    EncodeBy,
    FittedColumnFilter,
    FittedDateParts,
    FittedEncode,
    FittedImpute,
    FittedRowFilter,
    FittedScale,
    FittedStep,
    FittedTfIdf,
    Impute,
    ImputeBy,
    OutliersBy,
    Scale,
    ScaleBy,
    Step,
    TfIdf,
)

__all__ = ["in_words", "listed"]

_MOST = 5
_KINDS = {
    ColumnKind.NUMBERS: "numbers",
    ColumnKind.TEXTS: "texts",
    ColumnKind.TIMES: "dates and times",
    ColumnKind.TRUTHS: "truths",
}
_IMPUTED = {
    ImputeBy.MEAN: "the mean",
    ImputeBy.MEDIAN: "the median",
    ImputeBy.MODE: "the commonest value",
    ImputeBy.CONSTANT: "a constant",
    ImputeBy.NEIGHBORS: "the mean of the nearest rows",
}
_ENCODED = {
    EncodeBy.ONE_HOT: "a column of 0 and 1 for each level",
    EncodeBy.ORDINAL: "the rank of the level",
    EncodeBy.TARGET: "the mean of the target over the level, cross-fitted on training rows",
    EncodeBy.HASH: "columns that a hash of the level decides",
}
_SCALED = {
    ScaleBy.STANDARD: "a mean of 0 and a standard deviation of 1",
    ScaleBy.MIN_MAX: "the range from the least to the greatest value",
    ScaleBy.ROBUST: "a median of 0 and a distance of 1 between the quartiles",
    ScaleBy.QUANTILE: "the share of training rows below",
    ScaleBy.YEO_JOHNSON: "a standard normal form by powers of Yeo and Johnson",
    ScaleBy.BOX_COX: "a standard normal form by powers of Box and Cox",
}


def in_words(step: Step | FittedStep) -> str:
    """Return a sentence on what a step does, or did."""
    if isinstance(step, FittedStep):
        return _FITTED[type(step.action)](step.action)
    sentence = _ASKED[type(step.action)](step.action)
    return f"{sentence} {_which(step.columns)}."


def listed(names: Sequence[str]) -> str:
    """Return some names, of many only the first."""
    if not names:
        return "no column"
    some = ", ".join(map(shown, names[:_MOST]))
    return some if len(names) <= _MOST else f"{some} and {len(names) - _MOST:,} more"


def _which(columns: Columns | None) -> str:
    if columns is None or not (columns.names or columns.kinds or columns.excepted):
        return "in all columns that the step takes"
    kinds = [f"all columns of {_KINDS.get(kind, kind.name.lower())}" for kind in columns.kinds]
    chosen = [*([listed(columns.names)] if columns.names else []), *kinds] or ["all columns that the step takes"]
    return f"in {' and '.join(chosen)}" + (f" but {listed(columns.excepted)}" if columns.excepted else "")


def _impute(action: Impute) -> str:
    marks = ", and mark them," if action.indicator else ""
    return f"Fill missing values with {_IMPUTED[action.by]}{marks}"


def _outliers(action: DropOutliers) -> str:
    by = "the quartiles" if action.by == OutliersBy.QUARTILES else "the mean, in standard deviations"
    return f"Leave out training rows that lie far from {by},"


_ASKED: Mapping[type[Any], Callable[[Any], str]] = {
    Impute: _impute,
    Encode: lambda action: f"Turn levels into {_ENCODED[action.by]}",
    Scale: lambda action: f"Bring numbers to {_SCALED[action.by]}",
    DropOutliers: _outliers,
    DropDuplicates: lambda _: "Leave out training rows that equal an earlier one",
    DropConstant: lambda _: "Leave out columns of nearly one value",
    DropCorrelated: lambda _: "Leave out columns that correlate with an earlier one",
    DropColumns: lambda _: "Leave out columns",
    DateParts: lambda _: "Turn dates and times into their parts",
    TfIdf: lambda _: "Turn texts into the weights of their words",
}


def _fitted_impute(action: FittedImpute) -> str:
    def one(number: float | None, text: str | None) -> str:
        return shown(text) if text is not None else f"{number:g}"

    if action.by == ImputeBy.NEIGHBORS:
        return f"Missing values become {_IMPUTED[action.by]}: {listed([each.name for each in action.columns])}."
    some = ", ".join(f"{shown(each.name)} ({one(each.number, each.text)})" for each in action.columns[:_MOST])
    more = f" and {len(action.columns) - _MOST:,} more" if len(action.columns) > _MOST else ""
    return f"Missing values become {_IMPUTED[action.by]}: {some or 'no column'}{more}."


def _fitted_encode(action: FittedEncode) -> str:
    def one(name: str, levels: int) -> str:
        return shown(name) if action.by == EncodeBy.HASH else f"{shown(name)} ({counted(levels, 'level', 'levels')})"

    some = ", ".join(one(each.name, len(each.levels)) for each in action.columns[:_MOST])
    more = f" and {len(action.columns) - _MOST:,} more" if len(action.columns) > _MOST else ""
    return f"Levels become {_ENCODED[action.by]}: {some or 'no column'}{more}."


def _fitted_rows(action: FittedRowFilter) -> str:
    dropped = f"Training rows left out: {action.rows_dropped:,} of {action.rows_before:,}"
    if action.duplicates_by:
        return f"{dropped}, which equal an earlier one in {listed(action.duplicates_by)}."
    return f"{dropped}, which lie far out in {listed([each.column for each in action.ranges])}."


def _fitted_columns(action: FittedColumnFilter) -> str:
    some = "; ".join(f"{shown(each.name)} ({each.reason})" for each in action.dropped[:_MOST])
    more = f" and {len(action.dropped) - _MOST:,} more" if len(action.dropped) > _MOST else ""
    return f"Left out: {some or 'no column'}{more}."


def _fitted_dates(action: FittedDateParts) -> str:
    parts = {part.name.lower().replace("_", " "): None for each in action.columns for part in each.parts}
    how = ", as sine and cosine where they come round" if action.cyclic else ""
    made = ", ".join(parts) or "nothing"
    return f"Dates and times become {made}{how}: {listed([each.name for each in action.columns])}."


def _fitted_words(action: FittedTfIdf) -> str:
    some = ", ".join(
        f"{shown(each.name)} ({counted(len(each.words), 'word', 'words')})" for each in action.columns[:_MOST]
    )
    more = f" and {len(action.columns) - _MOST:,} more" if len(action.columns) > _MOST else ""
    return f"Texts become the weights of their words: {some or 'no column'}{more}."


_FITTED: Mapping[type[Any], Callable[[Any], str]] = {
    FittedImpute: _fitted_impute,
    FittedEncode: _fitted_encode,
    FittedScale: lambda action: (
        f"Numbers are brought to {_SCALED[action.by]}: {listed([each.name for each in action.columns])}."
    ),
    FittedRowFilter: _fitted_rows,
    FittedColumnFilter: _fitted_columns,
    FittedDateParts: _fitted_dates,
    FittedTfIdf: _fitted_words,
}
